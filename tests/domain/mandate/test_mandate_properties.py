"""What holds whatever is told and whenever the engine stops."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from domain.base import Value
from domain.calendar import METROPOLE, civil_day
from domain.errors import Refused
from domain.evaluation.commands import PointType
from domain.mandate import DECIDER
from domain.mandate.commands import (
    AdaptReminders,
    ApproveRoadmap,
    CompleteDuty,
    FreezeBaseline,
    MoveEnd,
    NoteHabitsFollowed,
    NoteOver,
    NoteRunning,
    RecordCouncils,
    RecordStock,
    StartEvaluation,
    Stock,
    TransmitRoadmap,
    WithdrawRoadmap,
)
from domain.mandate.state import Mandate
from domain.notices import NoticeKind
from domain.planned import parse_planned
from domain.reminders import Change, PlanName, Week, is_quiet
from domain.territory import Nature
from tests.domain.mandate.mandates import Story, communication, instant, mid_mandate, opening, plan

START = instant("2026-04-16")
HOURS = 24 * 365 * 7

#: Any day of seven years, and more often one around which something falls due.
around_a_report = st.builds(
    lambda year, shift: (date(year, 9, 29) - START.date()).days + shift, st.integers(2026, 2032), st.integers(-40, 10)
)
numbers = st.integers(0, 365 * 7) | around_a_report
days = numbers.map(lambda n: START.date() + timedelta(days=n))
hours = st.builds(lambda day, hour: 24 * day + hour, numbers, st.integers(1, 24))
stocks = days.map(lambda on: RecordStock(stock=Stock(on=on, total=0, reached=0, late=0, abandoned=0, open=0)))
points = days.flatmap(lambda on: st.sampled_from([communication(on.isoformat()), mid_mandate(on.isoformat())]))
shifts = st.sampled_from([NoticeKind.DUTY_J30, NoticeKind.DUTY_J7, NoticeKind.DUTY_EXTRA]).flatmap(
    lambda kind: st.builds(
        Change,
        plan=st.just(PlanName.DUTY),
        notice=st.just(kind),
        label=st.just("J" if kind is NoticeKind.DUTY_EXTRA else ""),
        days_before=st.integers(-30, 200),
        removed=st.booleans(),
    )
)
weeks = st.builds(
    lambda first, length: Week(first=first, last=first + timedelta(days=length)), days, st.integers(0, 40)
)
habits = st.builds(
    AdaptReminders,
    changes=st.lists(shifts, max_size=2).map(tuple),
    quiet=st.none() | st.lists(weeks, max_size=2).map(tuple),
    reason=st.just("Usage"),
)
consultations = st.sampled_from(["consultation/200000001/a", "consultation/200000001/b"])
commands: st.SearchStrategy[BaseModel] = st.one_of(
    st.lists(points, max_size=4).map(lambda some: plan(*some)),
    days.map(lambda on: TransmitRoadmap(on=on)),
    st.just(WithdrawRoadmap(reason="À revoir")),
    days.map(lambda on: ApproveRoadmap(on=on, number="1")),
    st.just(FreezeBaseline(lines=())),
    days.map(lambda on: MoveEnd(end=parse_planned(on), reason="Loi")),
    st.builds(CompleteDuty, key=st.integers(2026, 2033).map(lambda year: f"rapport_activite-{year}"), on=days),
    st.just(StartEvaluation(type=PointType.FIN_DE_MANDAT)),
    stocks,
    habits,
    st.builds(NoteRunning, consultation=consultations),
    st.builds(NoteOver, consultation=consultations),
    st.builds(NoteHabitsFollowed, version=st.integers(1, 3)),
    st.builds(RecordCouncils, commune=st.just("01001"), days=st.lists(days, max_size=2).map(tuple)),
)
told = st.lists(st.tuples(hours, commands), max_size=12).map(lambda all: sorted(all, key=lambda one: one[0]))
pauses = st.lists(hours, max_size=30)

Record = list[tuple[datetime, Value, Any, Any]]


def play(commands: list[tuple[int, BaseModel]], wakes: list[int]) -> tuple[Record, Value]:
    """The mandate to which `commands` are told, the engine waking on its own at `wakes` (hours from the start)."""
    story = Story().tell(START, opening())
    for hour, command in sorted([*commands, *((wake, None) for wake in wakes)], key=lambda one: one[0]):
        at = START + timedelta(hours=hour)
        story.until(at)
        if command is not None:
            with suppress(Refused):
                story.unfolding.command(command, at)
    story.until(START + timedelta(hours=HOURS + 1))
    record = [(one.occurred_at, one.event, one.notices, one.reactions) for one in story.unfolding]
    return record, story.state


@given(told, pauses)
def test_catching_up_after_any_outage_gives_what_no_outage_gives(
    commands: list[tuple[int, BaseModel]], wakes: list[int]
) -> None:
    assert play(commands, wakes) == play(commands, [])


@given(told)
def test_what_happens_never_happens_before_what_happened(commands: list[tuple[int, BaseModel]]) -> None:
    instants = [occurred_at for occurred_at, *_ in play(commands, [])[0]]
    assert instants == sorted(instants)


@given(told)
def test_no_reminder_nor_digest_leaves_in_a_week_that_was_quiet_when_it_fell_due(
    commands: list[tuple[int, BaseModel]],
) -> None:
    story = Story().tell(START, opening())
    for hour, command in commands:
        at = START + timedelta(hours=hour)
        story.until(at)
        with suppress(Refused):
            story.unfolding.command(command, at)
    story.until(START + timedelta(hours=HOURS + 1))
    for happened in story.unfolding:
        state = Mandate.model_validate(happened.state)
        for notice in happened.notices:
            assert not is_quiet(civil_day(notice.send_at, METROPOLE), state.habits)


@given(told)
def test_every_notice_has_its_own_key(commands: list[tuple[int, BaseModel]]) -> None:
    keys = [notice.key for _, _, notices, _ in play(commands, [])[0] for notice in notices]
    assert len(keys) == len(set(keys))


@given(told)
def test_the_journal_read_again_gives_the_state_that_was_kept(commands: list[tuple[int, BaseModel]]) -> None:
    record, state = play(commands, [])
    again = DECIDER.new(Story().state.stream)
    for _, event, _, _ in record:
        again = DECIDER.evolve(again, DECIDER.events.validate_json(DECIDER.events.dump_json(event)))
    assert again == state
    assert DECIDER.state.model_validate_json(state.model_dump_json()) == state


@given(st.sampled_from(Nature), days)
def test_a_command_survives_the_journey_through_json(nature: Nature, on: date) -> None:
    asked = (opening(nature=nature), plan(mid_mandate(on.isoformat())), MoveEnd(end=parse_planned(on), reason="Loi"))
    for command in asked:
        assert DECIDER.commands.validate_json(DECIDER.commands.dump_json(command)) == command
