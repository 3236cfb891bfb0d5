"""`jalon objective show`: one objective, what was promised and what has become of it."""

from collections.abc import Iterator
from datetime import date

from domain.base import Value
from domain.consultation.events import Result
from domain.consultation.labels import RESULTS
from domain.french import long_day
from domain.objective import DECIDER
from domain.objective.state import Objective, lateness
from domain.objective.transitions import LABELS, Status
from domain.objective.values import Milestone
from domain.why import why_objective
from infra.reading.amend_sentences import FORECAST, REAL, means_in_words
from terminal.epci import epci_of, stream_of
from terminal.exits import Misused
from terminal.objective import KeyArgument
from terminal.options import JsonOption, SirenOption
from terminal.session import Session, run
from terminal.show import give, say


class ObjectiveView(Value):
    """An objective and, on the day that it is looked at, why it is late (empty when it is not)."""

    lateness: str
    objective: Objective


def show(key: KeyArgument, siren: SirenOption = None, json: JsonOption = False) -> None:
    """Montre un objectif : sa promesse, son avancement, ses étapes, ses blocages."""
    state, today = run(lambda session: _one(session, siren, key))
    if json:
        give(ObjectiveView(lateness=lateness(state, today) or "", objective=state))
        return
    for line in _lines(state, today):
        say(line)


def why(key: KeyArgument, siren: SirenOption = None, json: JsonOption = False) -> None:
    """Explique l'échéance d'un objectif, et pourquoi il est en retard ou non."""
    reason = why_objective(*run(lambda session: _one(session, siren, key)))
    if json:
        give(reason)
    else:
        say(reason.paragraph)


async def _one(session: Session, siren: str | None, key: str) -> tuple[Objective, date]:
    epci = await epci_of(session, siren)
    state = await session.snapshots.one(DECIDER, stream_of(DECIDER.kind, epci.siren, key))
    if state.status is Status.ABSENT:
        raise Misused(f"{epci.name} n'a pas d'objectif « {key} » : « jalon status » les donne tous.")
    return state, await session.today(epci.place)


def _lines(state: Objective, today: date) -> Iterator[str]:
    yield f"{state.key} {state.title}{' (DONNÉES FICTIVES)' if state.synthetic else ''}"
    percent = f", {state.percent} %" if state.percent is not None else ""
    yield f"Statut : {LABELS[state.status]}{percent}"
    yield f"Échéance : {_deadline(state, today)}"
    yield f"Pilote : {state.pilote or 'aucun'}"
    yield from (f"Étape : {name}" for name in _milestones(state))
    yield from (f"Indicateur : {one.id}, {one.name}" for one in state.indicators if one.dropped_on is None)
    yield from _means(state)
    yield from _troubles(state)
    for result in state.consultations:
        yield f"Consultation {result.consultation} : {RESULTS[Result(result.result)]}, {long_day(result.on)}"
    for note in state.notes:
        share = f"{note.percent} % " if note.percent is not None else ""
        yield f"{long_day(note.on)} : {share}{note.text}".rstrip()


def _deadline(state: Objective, today: date) -> str:
    first = state.first_deadline
    promised = f" (première promesse : {first.label})" if first and first != state.deadline else ""
    present = state.deadline.label if state.deadline else "non connue"
    late = lateness(state, today)
    return (late or present) + promised


def _milestones(state: Objective) -> Iterator[str]:
    for milestone in state.milestones:
        planned = f", prévue {milestone.deadline.label}" if milestone.deadline else ""
        done = f", faite le {long_day(milestone.done_on)}" if milestone.done_on else ""
        left = f", abandonnée le {long_day(milestone.given_up_on)}" if milestone.given_up_on else ""
        why = f" : {milestone.given_up_reason}" if milestone.given_up_reason else ""
        yield f"{milestone.name}{planned}{_promise(milestone)}{done}{left}{why}"


def _promise(milestone: Milestone) -> str:
    first = milestone.promised_on(None)
    return f" (première promesse : {first.label})" if first is not None and first != milestone.deadline else ""


def _means(state: Objective) -> Iterator[str]:
    if state.means.said:
        yield f"Moyens prévus : {means_in_words(state.means, FORECAST)}"
    for year in state.spent:
        yield f"Moyens réels de {year.year} : {means_in_words(year.means, REAL)}"


def _troubles(state: Objective) -> Iterator[str]:
    if state.blockage is not None:
        since = f" depuis le {long_day(state.blockage.since)}" if state.blockage.since else ""
        yield f"Bloqué{since}, cause : {state.blockage.cause.value}. {state.blockage.text}".rstrip()
    for revision in state.revisions:
        yield f"Échéance déplacée : {revision.reason}"
    if state.abandon_reason:
        yield f"Abandonné : {state.abandon_reason}"
