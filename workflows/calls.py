"""The activities as workflows call them: typed, with their options, and a French summary for Temporal's pages."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.bounces import Bounces
    from activities.evaluations import Evaluations, Gathered, Page
    from activities.express import ExpressLane
    from activities.progress import Progress
    from activities.reminders import Delivered, Reminders
    from activities.streams import Advanced, Streams
    from domain.evaluation.evidence import ObjectiveEvidence

from workflows.options import ADVANCE, ADVANCE_IN_PLACE, DELIVER, EXPRESS, GATHER, Queue, on


async def advance(stream: str) -> Advanced:
    """In place: one short transaction, in the worker that holds the workflow, for half the events. When that fails, by
    the server: who waits for a database that is away for a day must not write a history meanwhile."""
    if workflow.patched("advance-in-place"):
        try:
            return await workflow.execute_local_activity_method(Streams.advance, stream, **ADVANCE_IN_PLACE)
        except ActivityError:
            workflow.logger.warning("advance_by_the_server")
    options = on(Queue.STREAMS, ADVANCE, "avancer")
    return await workflow.execute_activity_method(Streams.advance, stream, **options)


async def nudge(ids: list[str]) -> None:
    options = on(Queue.STREAMS, GATHER, f"réveiller : {len(ids)}")
    await workflow.execute_activity_method(Streams.nudge, ids, **options)


async def record_progress(mandate: str) -> list[str]:
    options = on(Queue.STREAMS, GATHER, "relever l'avancement")
    return await workflow.execute_activity_method(Progress.record_progress, mandate, **options)


async def freeze_baseline(mandate: str) -> None:
    options = on(Queue.STREAMS, GATHER, "geler la version votée (T0)")
    await workflow.execute_activity_method(Progress.freeze_baseline, mandate, **options)


async def pass_on_habits(mandate: str) -> list[str]:
    options = on(Queue.STREAMS, GATHER, "transmettre les habitudes de rappel")
    return await workflow.execute_activity_method(Progress.pass_on_habits, mandate, **options)


async def list_pages(evaluation: str) -> list[Page]:
    options = on(Queue.EVALUATION, GATHER, "compter les pages")
    return await workflow.execute_activity_method(Evaluations.list_pages, evaluation, **options)


async def gather_page(page: Page, number: int) -> list[ObjectiveEvidence]:
    options = on(Queue.EVALUATION, GATHER, f"lire la page {number}")
    return await workflow.execute_activity_method(Evaluations.gather_page, page, **options)


async def record_evidence(gathered: Gathered) -> None:
    options = on(Queue.EVALUATION, GATHER, "enregistrer les preuves")
    await workflow.execute_activity_method(Evaluations.record_evidence, gathered, **options)


async def deliver(dispatch: str) -> Delivered:
    options = on(Queue.MAIL, DELIVER, "envoyer les courriels")
    return await workflow.execute_activity_method(Reminders.deliver, dispatch, **options)


async def deliver_express(lane: str) -> Delivered:
    options = on(Queue.EXPRESS, EXPRESS, "envoyer codes et récépissés")
    return await workflow.execute_activity_method(ExpressLane.deliver_express, lane, **options)


async def read_bounces(installation: str) -> Delivered:
    options = on(Queue.MAIL, GATHER, "lire les courriels revenus")
    return await workflow.execute_activity_method(Bounces.read_bounces, installation, **options)
