"""The acts that come before the communes are asked: entered, then checked when the request is about to leave."""

from collections.abc import Iterator
from datetime import date, datetime

from domain.calendar import civil_day
from domain.consultation.events import Event
from domain.consultation.life_commands import RecordStep, StepOutcome
from domain.consultation.life_events import StepRecorded
from domain.consultation.state import Consultation
from domain.convocation import CST_AGAIN_FROM, CST_AGAIN_UNTIL, CST_SECOND_MEETING
from domain.errors import Refused
from domain.french import long_day
from domain.procedures.program import Prerequisite
from domain.refusals import not_to_come


def record_step(state: Consultation, command: RecordStep, at: datetime) -> list[Event]:
    """The act entered, or corrected. After an unanimous unfavourable avis of a CST, a day 8 to 30 days later is that of
    its second meeting.

    Raises `Refused` when the procedure has no such act, when its day has not come, or when the second meeting is not
    held within its days.
    """
    wanted = _wanted(state, command)
    not_to_come(command.on, civil_day(at, state.home))
    known = _recorded(state, command.key)
    step = StepRecorded(**command.model_dump(exclude={"kind"}), first_on=_first_on(wanted, known, command))
    return [] if step == known else [step]


def check_steps(state: Consultation, sent_on: date) -> None:
    """That each act without which the communes are not asked is entered, on a day not after that of the request.

    Raises `Refused`, naming each one that is missing with its article.
    """
    missing = [wanted for wanted in state.law.prerequisites if wanted.binding and _recorded(state, wanted.key) is None]
    if missing:
        named = " ; ".join(f"{wanted.act} ({wanted.source.citation})" for wanted in missing)
        raise Refused(f"Avant d'envoyer la demande aux communes, entrez : {named}.", missing[0].source)
    for wanted, step in _binding(state):
        if wanted.reexamined and step.outcome is StepOutcome.UNANIMOUS_AGAINST and step.first_on is None:
            raise Refused(_second_meeting(step.on), CST_SECOND_MEETING)
        if step.on > sent_on:
            raise Refused(
                f"{wanted.act} : l'acte entré est du {long_day(step.on)}, après l'envoi du {long_day(sent_on)} "
                f"({wanted.source.citation}).",
                wanted.source,
            )


def _binding(state: Consultation) -> Iterator[tuple[Prerequisite, StepRecorded]]:
    for wanted in state.law.prerequisites:
        step = _recorded(state, wanted.key)
        if wanted.binding and step is not None:
            yield wanted, step


def _recorded(state: Consultation, key: str) -> StepRecorded | None:
    return next((step for step in state.steps if step.key == key), None)


def _wanted(state: Consultation, command: RecordStep) -> Prerequisite:
    for wanted in state.law.prerequisites:
        if wanted.key == command.key:
            if command.outcome is StepOutcome.UNANIMOUS_AGAINST and not wanted.reexamined:
                raise Refused(
                    f"{wanted.act} : seul l'avis d'un comité social territorial se donne à l'unanimité contre."
                )
            return wanted
    keys = ", ".join(wanted.key for wanted in state.law.prerequisites)
    known = f"choisissez parmi {keys}" if keys else "elle n'en demande aucun"
    raise Refused(f"« {command.key} » n'est pas un acte préalable de cette procédure ; {known}.")


def _first_on(wanted: Prerequisite, known: StepRecorded | None, command: RecordStep) -> date | None:
    """The day of the first meeting when this is the second one, `None` otherwise."""
    if known is None or not wanted.reexamined:
        return None
    refused_on = known.on if known.outcome is StepOutcome.UNANIMOUS_AGAINST else None
    first = known.first_on or refused_on
    if first is None or _again(first, command.on):
        return first
    if command.on > first and command.outcome is StepOutcome.DONE:
        raise Refused(_second_meeting(first), CST_SECOND_MEETING)
    return None


def _again(first: date, on: date) -> bool:
    return first + CST_AGAIN_FROM <= on <= first + CST_AGAIN_UNTIL


def _second_meeting(first: date) -> str:
    between = f"entre le {long_day(first + CST_AGAIN_FROM)} et le {long_day(first + CST_AGAIN_UNTIL)}"
    return (
        f"Le {long_day(first)}, les représentants du personnel ont tous voté contre : le comité social territorial "
        f"délibère une seconde fois {between} "
        f"({CST_SECOND_MEETING.citation}) ; entrez cette séance. Si celle du premier vote s'était déjà tenue une "
        "seconde fois faute de quorum, elle suffit (article R254-56) : entrez-la de nouveau sans refus unanime."
    )
