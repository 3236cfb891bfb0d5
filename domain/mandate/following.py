"""What a mandate follows of its consultations and passes on to them: councils, habits, the digest of the week."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from domain.base import Value
from domain.calendar import start_of_day
from domain.councils import CommuneCouncils
from domain.mandate.commands import NoteHabitsFollowed, NoteOver, NoteRunning
from domain.mandate.events import (
    CouncilsRecorded,
    DigestDue,
    Event,
    HabitsPassedOn,
    OverNoted,
    RemindersAdapted,
    RunningNoted,
)
from domain.mandate.state import Mandate, Roadmap
from domain.reminders.commands import FollowCouncils, FollowHabits, NoteBounce
from domain.stream import Reaction

FollowingCommand = NoteRunning | NoteOver | NoteHabitsFollowed | NoteBounce
FollowingEvent = RemindersAdapted | HabitsPassedOn | RunningNoted | OverNoted | DigestDue

_ONE_DAY = timedelta(days=1)


def decide(state: Mandate, command: FollowingCommand, at: datetime) -> list[Event]:
    """The events of what other streams and activities say; none when it is already known. Never refuses."""
    match command:
        case NoteRunning():
            known = command.consultation in state.running
            return [] if known else [RunningNoted(consultation=command.consultation, at=at)]
        case NoteOver():
            known = command.consultation in state.running
            return [OverNoted(consultation=command.consultation)] if known else []
        case NoteHabitsFollowed():
            later = state.habits_passed_on < command.version <= state.habits_version
            return [HabitsPassedOn(version=command.version)] if later else []
        case NoteBounce():
            return []  # whatever a mandate says is said to the coordinator, for whom nobody stands
        case _:
            assert_never(command)


def evolve(state: Mandate, event: FollowingEvent) -> Mandate:
    """The mandate after `event`."""
    match event:
        case RemindersAdapted():
            # Weeks that are no longer quiet bring no digest of days already past.
            after = state.digest_after and max(state.digest_after, event.at)
            version = state.habits_version + 1
            return state.but(habits=event.habits, adapted=True, habits_version=version, digest_after=after)
        case HabitsPassedOn():
            return state.but(habits_passed_on=event.version)
        case RunningNoted():
            return _with_news(state, event.at).but(running=(*state.running, event.consultation))
        case OverNoted():
            running = tuple(stream for stream in state.running if stream != event.consultation)
            nothing_left = state.roadmap is Roadmap.ABSENT and not running
            return state.but(running=running, digest_after=None if nothing_left else state.digest_after)
        case DigestDue():
            after = start_of_day(event.on + _ONE_DAY, state.home)
            return _to_be_told(state).but(digest_on=event.on, digest_after=after)
        case _:
            assert_never(event)


def planned(state: Mandate, at: datetime) -> Mandate:
    """The mandate once its roadmap was planned at `at`: digests speak of it, its new objectives learn the habits."""
    return _to_be_told(_with_news(state, at))


def react(state: Mandate, event: Event) -> Iterator[Reaction]:
    """What the consultations that run learn of their mandate. The days of the EPCI's own council move no reminder."""
    match event:
        case CouncilsRecorded() if event.commune:
            known = CommuneCouncils(commune=event.commune, days=event.days)
            yield from _to_all(state, FollowCouncils(councils=(known,)))
        case RemindersAdapted():
            yield from _to_all(state, FollowHabits(habits=event.habits))
        case RunningNoted():
            if state.commune_councils:
                yield Reaction(stream=event.consultation, command=FollowCouncils(councils=state.commune_councils))
            if state.adapted:
                yield Reaction(stream=event.consultation, command=FollowHabits(habits=state.habits))
        case _:
            return


def _to_all(state: Mandate, command: Value) -> Iterator[Reaction]:
    for consultation in state.running:
        yield Reaction(stream=consultation, command=command)


def _with_news(state: Mandate, at: datetime) -> Mandate:
    """With the digests that come after `at`, when there was nothing to speak of before."""
    return state if state.digest_after is not None else state.but(digest_after=at)


def _to_be_told(state: Mandate) -> Mandate:
    """With the objectives to be told the habits again: some may be new, and the usual ones need no telling."""
    return state.but(habits_version=state.habits_version + 1) if state.adapted else state
