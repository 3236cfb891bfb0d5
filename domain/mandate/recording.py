"""What is decided of facts entered in a mandate: the days of councils, what follows from the act of a consultation."""

from datetime import date
from typing import assert_never

from domain.errors import Refused
from domain.french import long_day, typeset
from domain.mandate.commands import NoteFollowUp, RecordCouncils
from domain.mandate.events import CouncilsRecorded, Event, FollowUpNoted
from domain.mandate.follow_ups import Follow
from domain.mandate.state import Mandate, Status

RecordingCommand = RecordCouncils | NoteFollowUp


def decide(state: Mandate, command: RecordingCommand, today: date) -> list[Event]:
    """The events of a fact entered on the day `today`; none when it is already known. Raises `Refused`."""
    match command:
        case RecordCouncils():
            return _councils(state, command, today)
        case NoteFollowUp():
            return _follow_up(state, command)
        case _:
            assert_never(command)


def _councils(state: Mandate, command: RecordCouncils, today: date) -> list[Event]:
    for day in command.days:
        _inside(state, day)
    known = state.councils_of(command.commune)
    days = tuple(sorted({*(day for day in known if day < today), *command.days}))
    return [] if days == known else [CouncilsRecorded(commune=command.commune, days=days)]


def _inside(state: Mandate, day: date) -> None:
    if state.renewal is not None and day < state.renewal:
        told = f"Le {long_day(day)} est avant le renouvellement général du {long_day(state.renewal)}"
        raise Refused(typeset(f"{told} : ce conseil n'est pas de ce mandat ; vérifiez l'année."))
    if day > state.last_day:
        told = f"Le {long_day(day)} est après la fin prévue du mandat ({long_day(state.last_day)})"
        raise Refused(typeset(f"{told} : vérifiez l'année, ou déplacez d'abord la fin du mandat."))


def _follow_up(state: Mandate, command: NoteFollowUp) -> list[Event]:
    """Nothing once the mandate has ended: no duty can be added to it any more, and nobody can be asked again."""
    noted = Follow.model_validate(dict(command))
    if state.status is Status.ENDED or noted in state.follow_ups:
        return []
    return [FollowUpNoted.model_validate(dict(noted))]
