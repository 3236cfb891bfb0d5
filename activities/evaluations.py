"""The evidence of an evaluation: objectives read page by page, then all of it recorded at once."""

from datetime import date

from temporalio import activity

from activities.recording import Recorder
from domain.base import Value
from domain.consultation import DECIDER as CONSULTATION
from domain.evaluation import DECIDER as EVALUATION
from domain.evaluation.commands import RecordEvidence
from domain.evaluation.evidence import Evidence, ObjectiveEvidence
from domain.evaluation.gathering import annulments, objective_evidence
from domain.mandate import DECIDER as MANDATE
from domain.objective import DECIDER as OBJECTIVE
from infra.snapshots import Snapshots, Span

#: Objectives a page: what an activity gives to a workflow stays far below Temporal's limits.
PAGE_SIZE = 30


class Page(Value):
    """A page of objectives, by the ids between which they stand, for one evaluation (its stream)."""

    evaluation: str
    span: Span


class Gathered(Value):
    """What was read for one evaluation (its stream), in any order."""

    evaluation: str
    objectives: tuple[ObjectiveEvidence, ...]


class Evaluations:
    """Reads what an evaluation is computed from. Everything is as it stood on the day that it is about."""

    def __init__(self, snapshots: Snapshots, recorder: Recorder) -> None:
        self._snapshots = snapshots
        self._recorder = recorder

    @activity.defn
    async def list_pages(self, evaluation: str) -> list[Page]:
        """The pages to read, at least one; none when the evidence is no longer awaited."""
        state = await self._snapshots.one(EVALUATION, evaluation)
        if not EVALUATION.asks(state):
            return []
        spans = await self._snapshots.spans(state.siren, OBJECTIVE.kind, PAGE_SIZE)
        return [Page(evaluation=evaluation, span=span) for span in spans]

    @activity.defn
    async def gather_page(self, page: Page) -> list[ObjectiveEvidence]:
        """The evidence of one page."""
        state = await self._snapshots.one(EVALUATION, page.evaluation)
        mandate = await self._snapshots.one(MANDATE, state.mandate)
        voted = {line.key: line for line in mandate.baseline.lines} if mandate.baseline else {}
        approved_on = mandate.approval.on if mandate.approval else None
        objectives = await self._snapshots.every(OBJECTIVE, state.siren, page.span)
        return [objective_evidence(each, _day(state.on), voted.get(each.key), approved_on) for each in objectives]

    @activity.defn
    async def record_evidence(self, gathered: Gathered) -> None:
        """Adds what the mandate and its consultations prove, and records it all."""
        state = await self._snapshots.one(EVALUATION, gathered.evaluation)
        frozen_on = _day(state.on)
        mandate = await self._snapshots.one(MANDATE, state.mandate)
        due, in_time = mandate.duties_counted(frozen_on)
        consultations = await self._snapshots.every(CONSULTATION, state.siren)
        evidence = Evidence(
            frozen_on=frozen_on,
            baseline_sha256=mandate.baseline.sha256 if mandate.baseline else None,
            objectives=gathered.objectives,
            duties_due=due,
            duties_in_time=in_time,
            annulments=annulments(consultations, mandate, frozen_on),
        )
        await self._recorder.record(gathered.evaluation, RecordEvidence(evidence=evidence), "evidence")


def _day(on: date | None) -> date:
    if on is None:
        raise ValueError("the evaluation is not open")
    return on
