"""The program of a consultation as it stands: each act of its procedure, what was done of it, what is missing."""

from enum import StrEnum
from typing import NamedTuple

from domain.base import Day, Value
from domain.consultation.life_commands import StepOutcome
from domain.consultation.life_events import StepRecorded
from domain.consultation.state import Consultation, Status
from domain.french import long_day, number, plural
from domain.procedures.steps import Step, StepKind, program


class Progress(StrEnum):
    """Where an act stands."""

    DONE = "done"
    MISSING = "missing"  #: the communes cannot be asked without it
    EXPECTED = "expected"  #: comes before the communes are asked, and does not hold the request back
    CURRENT = "current"  #: under way
    LATER = "later"


PROGRESS_LABELS = {
    Progress.DONE: "fait",
    Progress.MISSING: "manque avant l'envoi",
    Progress.EXPECTED: "pas entré",
    Progress.CURRENT: "en cours",
    Progress.LATER: "à venir",
}


class Stage(Value):
    """One act of the procedure. `told`: what is known of it, in French; empty when there is nothing to tell."""

    step: Step
    progress: Progress
    told: str = ""


class _Found(NamedTuple):
    progress: Progress
    told: str = ""


def stages(state: Consultation) -> tuple[Stage, ...]:
    """Every act of the procedure of an open consultation, in order."""
    return tuple(_stage(state, step) for step in program(state.law))


def missing(state: Consultation) -> tuple[Stage, ...]:
    """Those without which the communes cannot be asked; none once they are."""
    return tuple(stage for stage in stages(state) if stage.progress is Progress.MISSING)


def _stage(state: Consultation, step: Step) -> Stage:
    found = _found(state, step)
    return Stage(step=step, progress=found.progress, told=found.told)


def _found(state: Consultation, step: Step) -> _Found:
    match step.kind:
        case StepKind.PREREQUISITE:
            return _prerequisite(state, step)
        case StepKind.DELIBERATION | StepKind.AGREEMENT:
            return _council(state, step)
        case StepKind.SENDING:
            return _sending(state)
        case StepKind.POSITIONS:
            return _positions(state)
        case StepKind.CLOSING | StepKind.OTHERWISE:
            return _closing(state, step)
        case StepKind.FOLLOW_UP | StepKind.AFTERWARDS:
            return _Found(Progress.LATER)


def _prerequisite(state: Consultation, step: Step) -> _Found:
    recorded = next((one for one in state.steps if one.key == step.key), None)
    if recorded is None:
        return _Found(_before(state, step))
    if recorded.outcome is StepOutcome.UNANIMOUS_AGAINST and step.reexamined and recorded.first_on is None:
        told = (
            f"{_dated(recorded.on)}, refus unanime des représentants du personnel : une seconde séance est nécessaire"
        )
        return _Found(_before(state, step), told)
    return _Found(Progress.DONE, _recorded(recorded))


def _recorded(one: StepRecorded) -> str:
    again = f", après une première séance le {long_day(one.first_on)}" if one.first_on else ""
    note = f" ; {one.note}" if one.note else ""
    return f"{_dated(one.on, one.number)}{again}{note}"


def _before(state: Consultation, step: Step) -> Progress:
    waiting = state.status is Status.OPEN
    return Progress.MISSING if waiting and step.required else Progress.EXPECTED


def _council(state: Consultation, step: Step) -> _Found:
    vote = state.council_vote
    if vote is None:
        return _Found(_before(state, step) if step.required else Progress.LATER)
    told = f"{_dated(vote.voted_on, vote.number)}, {'adoptée' if vote.adopted else 'rejetée'}"
    return _Found(Progress.DONE if vote.adopted else _before(state, step), told)


def _sending(state: Consultation) -> _Found:
    if state.sent_on is None:
        return _Found(Progress.LATER)
    owed = sum(seat.received_on is None and seat.left is None for seat in state.seats)
    proofs = f" ; {number(owed)} {plural(owed, 'réception', 'réceptions')} à prouver" if owed else ""
    return _Found(Progress.DONE, f"{_dated(state.sent_on)}{proofs}")


def _positions(state: Consultation) -> _Found:
    if state.sent_on is None:
        return _Found(Progress.LATER)
    there = [seat for seat in state.seats if seat.left is None]
    answered = sum(not seat.silent for seat in there)
    silent = sum(seat.silent and seat.silence is not None for seat in there)
    told = f"{number(answered)} {plural(answered, 'réponse', 'réponses')} sur {number(len(there))}"
    if silent:
        told += f", {number(silent)} {plural(silent, 'silence présumé', 'silences présumés')}"
    return _Found(Progress.CURRENT if state.status is Status.SENT else Progress.DONE, told)


def _closing(state: Consultation, step: Step) -> _Found:
    wanted = state.law.closing if step.kind is StepKind.CLOSING else state.law.otherwise
    if state.status is not Status.CLOSED or state.closing_act is not wanted or state.closed_on is None:
        return _Found(Progress.LATER)
    effect = f", effet le {long_day(state.effective_on)}" if state.effective_on else ""
    return _Found(Progress.DONE, f"{_dated(state.closed_on, state.closing_number)}{effect}")


def _dated(on: Day, numbered: str = "") -> str:
    return f"le {long_day(on)}{f', n° {numbered}' if numbered else ''}"
