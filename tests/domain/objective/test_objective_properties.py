"""What holds whatever is told and whenever the engine stops."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import METROPOLE, civil_day
from domain.errors import Refused
from domain.notices import NoticeKind
from domain.objective import DECIDER, timetable
from domain.objective.commands import (
    AbandonObjective,
    AskProgress,
    BlockObjective,
    CompleteMilestone,
    MoveDeadline,
    NoteConsultation,
    PauseObjective,
    PlanObjective,
    ReachObjective,
    RecordProgress,
    ResumeObjective,
    RetainObjective,
    SetEngagement,
    StartObjective,
    UnblockObjective,
)
from domain.objective.state import Objective
from domain.objective.transitions import TRANSITIONS, Move, Status
from domain.objective.values import BlockageCause, EngagementLevel, Indicator, Milestone
from domain.people import Role
from domain.reminders import PLANS, Change, Habits, PlanName, is_quiet
from domain.reminders.commands import FollowHabits, NoteBounce, SendReminderNow, SkipReminder, SnoozeReminders
from domain.stream import Unfolding
from tests.domain.objective.amends import AMENDS, MILESTONE_CHANGES
from tests.domain.objective.objectives import STREAM, Story, day, instant, plan, planned

START = instant("2026-06-01")
HORIZON = START + timedelta(days=1500)
DEADLINES = st.sampled_from([None, 2025, "2026-06", "2026-09-01", "2026-T4", "2027-02-28", "2027", "2028-T1"])
STEPS = {
    Move.RETAIN: RetainObjective(),
    Move.START: StartObjective(),
    Move.BLOCK: BlockObjective(cause=BlockageCause.RH),
    Move.UNBLOCK: UnblockObjective(),
    Move.PAUSE: PauseObjective(),
    Move.RESUME: ResumeObjective(),
    Move.REACH: ReachObjective(),
    Move.ABANDON: AbandonObjective(reason="Sans suite"),
}
PLAN_OF = {
    step.notice: name
    for name in (PlanName.OBJECTIVE, PlanName.MILESTONE, PlanName.PROGRESS)
    for step in PLANS[name].steps
}
KINDS = st.sampled_from([*PLAN_OF, NoticeKind.OBJECTIVE_LATE, NoticeKind.PROGRESS_ASKED])
LABELS = st.sampled_from(["", "étape 2"])
COMMANDS = st.one_of(
    AMENDS,
    MILESTONE_CHANGES,
    st.sampled_from(list(STEPS.values())),
    DEADLINES.map(lambda raw: MoveDeadline(deadline=planned(raw), reason="Report")),
    st.sampled_from(
        [
            RecordProgress(percent=30, values={"I1": Decimal("1.5")}),
            RecordProgress(note="Rien de neuf"),
            CompleteMilestone(name="signature", on=day("2026-05-01")),
            CompleteMilestone(name="bilan", on=day("2026-05-01")),
            SetEngagement(commune="32107", level=EngagementLevel.NON),
            NoteConsultation(consultation="c", procedure="p", result="r", on=day("2026-06-02")),
        ]
    ),
    st.just(AskProgress(on=START.date())),
    st.builds(SkipReminder, notice=KINDS, label=LABELS, reason=st.just("Vu avec elle")),
    st.builds(SendReminderNow, notice=KINDS, label=LABELS),
    st.integers(1, 1400).map(
        lambda days: SnoozeReminders(until=START.date() + timedelta(days=days), reason="Arrêt maladie")
    ),
    st.builds(NoteBounce, notice=KINDS, role=st.sampled_from([Role.PILOTE, Role.COORDINATEUR])),
    st.builds(
        lambda changes: FollowHabits(habits=Habits(changes=changes)),
        st.lists(
            st.builds(
                lambda kind, days, removed: Change(plan=PLAN_OF[kind], notice=kind, days_before=days, removed=removed),
                st.sampled_from(list(PLAN_OF)),
                st.integers(-40, 120),
                st.booleans(),
            ),
            max_size=3,
            unique_by=lambda change: change.notice,
        ).map(tuple),
    ),
)
Told = tuple[datetime, Any]


def asked_on_its_day(at: datetime, command: Any) -> Told:
    return at, AskProgress(on=civil_day(at, METROPOLE)) if isinstance(command, AskProgress) else command


STORIES = st.lists(
    st.tuples(st.integers(1, 1400 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)), COMMANDS),
    max_size=12,
).map(lambda told: [asked_on_its_day(*one) for one in sorted(told, key=lambda one: one[0])])
#: Milestones changed again and again while their reminders come.
BUSY_STORIES = st.lists(
    st.tuples(
        st.integers(1, 450 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
        MILESTONE_CHANGES | COMMANDS,
    ),
    max_size=12,
).map(lambda told: [asked_on_its_day(*one) for one in sorted(told, key=lambda one: one[0])])
OPENINGS = st.tuples(DEADLINES, st.booleans())
OUTAGES = st.lists(st.integers(0, 1500).map(lambda days: START + timedelta(days=days)), max_size=8).map(sorted)


def opening(deadline: str | int | None, to_discuss: bool) -> PlanObjective:
    return plan(
        deadline,
        to_discuss=to_discuss,
        pilote="DSI",
        suppleant="Secrétariat général",
        milestones=[Milestone(name="signature"), Milestone(name="bilan", deadline=planned("2027-03"))],
        indicators=[Indicator(id="I1", name="postes")],
    )


def live(told: Sequence[Told], awake: Sequence[datetime]) -> Unfolding[Objective]:
    """The objective when the engine advances at each instant of `awake`, with the commands received since."""
    unfolding: Unfolding[Objective] = Unfolding(decider=DECIDER, state=DECIDER.new(STREAM))
    waiting = list(told)
    for now in [*awake, HORIZON]:
        while waiting and waiting[0][0] <= now:
            at, command = waiting.pop(0)
            unfolding.pass_time(at)
            try:
                unfolding.command(command, at)
            except Refused:
                continue
        unfolding.pass_time(now)
    return unfolding


def record(unfolding: Unfolding[Objective]) -> list[tuple[datetime, str, str, tuple[str, ...]]]:
    return [
        (
            happened.occurred_at,
            type(happened.event).__name__,
            happened.event.model_dump_json(),
            tuple(notice.model_dump_json() for notice in happened.notices),
        )
        for happened in unfolding
    ]


@given(OPENINGS, STORIES, OUTAGES)
def test_catching_up_after_any_outage_gives_what_no_outage_gives(
    first: tuple[str | int | None, bool], story: list[Told], outages: list[datetime]
) -> None:
    told = [(START, opening(*first)), *story]
    never_down = live(told, [START + timedelta(days=days) for days in range(1500)])
    assert record(live(told, outages)) == record(never_down)


@given(OPENINGS, STORIES | BUSY_STORIES)
def test_events_stand_in_the_order_of_their_instants_and_nobody_is_told_of_a_closed_objective(
    first: tuple[str | int | None, bool], story: list[Told]
) -> None:
    happened = list(live([(START, opening(*first)), *story], []))
    instants = [one.occurred_at for one in happened]
    assert instants == sorted(instants)
    told_closed = [notice for one in happened if DECIDER.is_closed(one.state) for notice in one.notices]  # type: ignore[arg-type]
    assert {notice.kind for notice in told_closed} <= {NoticeKind.ADDRESS_REFUSED}
    keys = [notice.key for one in happened for notice in one.notices]
    assert len(keys) == len(set(keys))


@given(OPENINGS, STORIES | BUSY_STORIES)
def test_what_is_told_is_owed_when_it_is_told_and_leaves_no_earlier_than_it_fell_due(
    first: tuple[str | int | None, bool], story: list[Told]
) -> None:
    for one in live([(START, opening(*first)), *story], []):
        state = Objective.model_validate(one.state)
        for notice in one.notices:
            assert DECIDER.still_owed(state, notice)
            assert notice.send_at >= one.occurred_at
            day_of_sending = civil_day(notice.send_at, METROPOLE)
            allowed = notice.urgent or notice.kind is NoticeKind.ADDRESS_REFUSED
            assert allowed or not is_quiet(day_of_sending, state.habits)


@given(OPENINGS, STORIES)
def test_the_state_is_the_fold_of_the_events_as_they_are_written(
    first: tuple[str | int | None, bool], story: list[Told]
) -> None:
    unfolding = live([(START, opening(*first)), *story], [])
    state = DECIDER.new(STREAM)
    for happened in unfolding:
        state = DECIDER.evolve(state, DECIDER.events.validate_json(happened.event.model_dump_json()))
    assert state == unfolding.state
    assert Objective.model_validate_json(state.model_dump_json()) == state


@given(OPENINGS, STORIES)
def test_what_the_roadmap_says_stays_of_one_piece_whatever_is_changed_of_it(
    first: tuple[str | int | None, bool], story: list[Told]
) -> None:
    entered = opening(*first).plan
    for one in live([(START, opening(*first)), *story], []):
        state = Objective.model_validate(one.state)
        assert state.first_plan == entered
        names = [step.name for step in state.milestones]
        assert len(set(names)) == len(names)
        assert len({each.id for each in state.indicators}) == len(state.indicators)
        assert {measure.indicator for measure in state.measures} <= {each.id for each in state.indicators}
        assert [year.year for year in state.spent] == sorted({year.year for year in state.spent})
        assert state.pilote is not None or state.suppleant is None
        for step in state.milestones:
            assert step.done_on is None or step.given_up_on is None
            assert [move.on for move in step.moves] == sorted(move.on for move in step.moves)
            assert step.promised_on(HORIZON.date()) == (None if step.given_up_on else step.deadline)


@given(OPENINGS, BUSY_STORIES)
def test_what_is_to_be_reminded_of_a_milestone_is_awaited_and_aims_at_the_day_that_the_plan_says(
    first: tuple[str | int | None, bool], story: list[Told]
) -> None:
    for one in live([(START, opening(*first)), *story], []):
        state = Objective.model_validate(one.state)
        steps = {f"étape {rank}": step for rank, step in enumerate(state.milestones, start=1)}
        known = [*state.schedule.reminders, *(told.reminder for told in state.reminded)]
        names = [reminder.name for reminder in known]
        assert len(set(names)) == len(names)
        usual = planned_anew(state)
        for reminder in known:
            if reminder.milestone:
                step = steps[reminder.label]
                assert (step.name, step.awaited, step.deadline is not None) == (reminder.milestone, True, True)
        for reminder in state.schedule.reminders:
            left_in_peace = state.snoozed_until is not None or state.habits != Habits()
            held = is_quiet(civil_day(one.occurred_at, METROPOLE)) or reminder.at <= one.occurred_at
            assert not reminder.milestone or left_in_peace or held or reminder in usual


def planned_anew(state: Objective) -> set[Any]:
    """Every reminder of the objective as its plan is, had nothing been told or left out."""
    return set(timetable.planned(state.but(reminded=(), skipped=(), snoozed_until=None), START))


@given(OPENINGS, STORIES)
def test_after_the_last_event_nothing_is_due_any_more(first: tuple[str | int | None, bool], story: list[Told]) -> None:
    state = live([(START, opening(*first)), *story], []).state
    due = DECIDER.next_due(state)
    assert due is None or due > HORIZON


@pytest.mark.parametrize(("status", "move"), list(product(Status, STEPS)))
def test_a_step_is_made_or_refused_as_the_table_says(status: Status, move: Move) -> None:
    state = DECIDER.new(STREAM) if status is Status.ABSENT else Story().do(plan(), START).state.but(status=status)
    if status in TRANSITIONS[move].origins:
        (event,) = DECIDER.decide(state, STEPS[move], START)
        arrival = TRANSITIONS[move].arrival
        assert DECIDER.evolve(state, event).status is (arrival if arrival is not None else Status.PLANNED)
    else:
        with pytest.raises(Refused):
            DECIDER.decide(state, STEPS[move], START)


def test_a_refusal_says_when_it_would_be_possible() -> None:
    story = Story().do(plan(), "2026-06-01").do(PauseObjective(), "2026-07-01")
    with pytest.raises(Refused) as refusal:
        story.do(BlockObjective(cause=BlockageCause.RH), "2026-08-01")
    assert refusal.value.reason == (
        "L'objectif F1.1 est en pause\u202f: on ne peut le bloquer que s'il est à venir ou en cours."
    )
