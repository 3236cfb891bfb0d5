"""What holds of reminders whatever happens: who is written to owes, no key comes twice, time passes, nobody is told of
a day that is not the right one."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.base import Ask, Value
from domain.calendar import METROPOLE, civil_day, is_working_day, start_of_day
from domain.consultation import DECIDER
from domain.consultation.commands import CancelConsultation, Proof, RecordAvis, RecordReceipt, Sens
from domain.consultation.ledger import aimed_by
from domain.consultation.life_commands import ReopenConsultation, ResumeConsultation, SuspendConsultation
from domain.consultation.owing import owes
from domain.consultation.schedule import aims_of
from domain.consultation.state import Consultation, Status
from domain.councils import CommuneCouncils
from domain.errors import Refused
from domain.notices import Notice, NoticeKind
from domain.people import Role
from domain.reminders import (
    ALLOWED_IN_QUIET_WEEKS,
    CONSULTATION_PLAN,
    Change,
    Habits,
    PlanName,
    Week,
    is_quiet,
)
from domain.reminders.commands import (
    FollowCouncils,
    FollowHabits,
    NoteBounce,
    SendReminderNow,
    SkipReminder,
    SnoozeReminders,
)
from domain.stream import Happened, Unfolding
from tests.domain.consultation.stories import Story, day, instant

COMMUNES = ("01001", "01002", "01003")
START = instant("2026-12-01")
REMINDERS = (*(step.notice for step in CONSULTATION_PLAN.steps), NoticeKind.AVIS_EXTRA)
OF_REMINDERS = (
    *REMINDERS,
    NoticeKind.TRANSMISSION,
    NoticeKind.RECEIPT_MISSING,
    NoticeKind.CALL_MAIRIE,
    NoticeKind.AVIS_RECEIPT,
    NoticeKind.ADDRESS_REFUSED,
    NoticeKind.AVIS_TO_QUALIFY,
    NoticeKind.CONSULTATION_SUSPENDED,
    NoticeKind.CONSULTATION_RESUMED,
    NoticeKind.CONSULTATION_REOPENED,
)
FUNCTIONS = (Role.MAIRIE, Role.MAIRE, Role.SECRETAIRE, Role.REFERENT, Role.COORDINATEUR)

days = st.dates(min_value=day("2026-12-01"), max_value=day("2027-03-15"))
communes, reminders = st.sampled_from(COMMUNES), st.sampled_from(REMINDERS)
councils = st.builds(CommuneCouncils, commune=communes, days=st.lists(days, max_size=3).map(tuple))
changes = st.builds(
    Change,
    plan=st.just(PlanName.CONSULTATION),
    notice=st.sampled_from(REMINDERS),
    label=st.sampled_from(["", "J-20", "a/b", "é~+"]),
    removed=st.booleans(),
    days_before=st.integers(min_value=-5, max_value=70),
)
weeks = st.builds(
    lambda first, length: Week(first=first, last=first + timedelta(days=length)), days, st.integers(0, 20)
)
habits = st.builds(
    Habits, changes=st.lists(changes, max_size=3).map(tuple), quiet=st.lists(weeks, max_size=2).map(tuple)
)
of_reminders = st.one_of(
    st.builds(FollowCouncils, councils=st.lists(councils, min_size=1, max_size=2).map(tuple)),
    st.builds(FollowHabits, habits=habits),
    st.builds(SkipReminder, commune=communes, notice=reminders, label=st.just(""), reason=st.just("Absence")),
    st.builds(SnoozeReminders, commune=communes, until=days, reason=st.just("Ils nous ont appelés")),
    st.builds(
        SendReminderNow, commune=communes, notice=st.sampled_from(REMINDERS), label=st.sampled_from(["", "J-20"])
    ),
    st.builds(
        NoteBounce,
        commune=communes,
        notice=st.sampled_from((*REMINDERS, NoticeKind.TRANSMISSION, NoticeKind.RECEIPT_MISSING, NoticeKind.RESULT)),
        role=st.sampled_from(FUNCTIONS),
        code=st.just("5.1.1"),
    ),
)
of_facts = st.one_of(
    st.builds(
        RecordAvis,
        commune=communes,
        sens=st.sampled_from(Sens),
        voted_on=days,
        deposited_as=st.sampled_from([None, Role.SECRETAIRE]),
    ),
    st.builds(
        RecordReceipt,
        commune=communes,
        received_on=st.dates(min_value=day("2026-12-01"), max_value=day("2027-01-15")),
        proof=st.just(Proof.COURRIEL),
        correction=st.just("Date relue"),
    ),
    st.just(SuspendConsultation(reason="Étude")),
    st.just(ResumeConsultation()),
    st.just(CancelConsultation(reason="Par erreur")),
    st.just(ReopenConsultation(reason="Erreur")),
)
moments = st.integers(min_value=0, max_value=110 * 24 * 12).map(lambda ticks: START + timedelta(minutes=5 * ticks))
histories = st.lists(st.tuples(moments, of_reminders | of_facts), max_size=14).map(
    lambda commands: sorted(commands, key=lambda row: row[0])
)
History = list[tuple[datetime, Ask | Value]]

SENT = Story("schema_mutualisation", 110, 3_600, 90, mandate="mandate/200000001/2026").sent(["01001", "01002"]).state


def play(history: History, until: datetime = START + timedelta(days=200)) -> Unfolding[Consultation]:
    unfolding = Unfolding(decider=DECIDER, state=SENT)
    for at, command in history:
        unfolding.pass_time(at)
        try:
            unfolding.command(command, at)
        except Refused:
            continue
    unfolding.pass_time(until)
    return unfolding


def told(unfolding: Unfolding[Consultation]) -> list[tuple[Happened, Notice]]:
    return [(happened, notice) for happened in unfolding for notice in happened.notices]


@given(histories)
@settings(max_examples=150, deadline=None)
def test_no_key_comes_twice_whatever_is_asked_of_reminders(history: History) -> None:
    # What ends it twice in one day is announced once: these keys name the day alone.
    keys = [notice.key for _, notice in told(play(history)) if notice.kind in OF_REMINDERS]
    assert len(keys) == len(set(keys))


@given(histories)
@settings(max_examples=150, deadline=None)
def test_every_reminder_is_written_for_a_commune_that_still_owes_at_that_instant(history: History) -> None:
    for happened, notice in told(play(history)):
        state: Consultation = happened.state  # type: ignore[assignment]
        if notice.kind not in REMINDERS:
            continue
        seat = state.seat(str(notice.commune))
        assert seat is not None
        assert state.status is Status.SENT
        assert owes(seat)
        assert DECIDER.still_owed(state, notice), notice.key


@given(histories, moments)
@settings(max_examples=150, deadline=None)
def test_what_would_leave_at_any_moment_goes_to_who_owes_and_speaks_of_the_days_now_known(
    history: History, then: datetime
) -> None:
    known = [(at, command) for at, command in history if at <= then]
    unfolding = play(known, until=then)
    state = unfolding.state
    for _, notice in told(unfolding):
        if notice.kind not in REMINDERS or not DECIDER.still_owed(state, notice):
            continue
        seat = state.seat(str(notice.commune))
        assert seat is not None
        assert owes(seat)
        assert state.suspended_on is None
        aims, said = aims_of(state, seat), aimed_by(notice)
        assert aims is not None
        assert said.aims_at in {aims.deadline, aims.council, *seat.councils}
        assert said not in seat.skipped
        if notice.kind is NoticeKind.COUNCILS_MISSING:
            assert not aims.known


@given(histories)
@settings(max_examples=150, deadline=None)
def test_no_reminder_leaves_on_a_day_off_or_in_a_quiet_week_that_the_rule_does_not_allow(history: History) -> None:
    for happened, notice in told(play(history)):
        state: Consultation = happened.state  # type: ignore[assignment]
        if notice.kind not in REMINDERS or notice.urgent:
            continue
        on = civil_day(notice.send_at, METROPOLE)
        assert notice.send_at >= happened.occurred_at
        assert is_working_day(on, METROPOLE)
        assert notice.kind in ALLOWED_IN_QUIET_WEEKS or not is_quiet(on, state.habits)


@given(histories)
@settings(max_examples=100, deadline=None)
def test_reminders_to_come_stand_in_order_and_none_is_planned_in_the_past(history: History) -> None:
    planning = {"ReceiptRecorded", "CouncilsFollowed", "HabitsFollowed", "RemindersSnoozed"}
    for happened in play(history):
        state: Consultation = happened.state  # type: ignore[assignment]
        for seat in state.seats:
            assert list(seat.pending) == sorted(seat.pending, key=lambda each: (each.at, each.name))
            assert len({each.name for each in seat.pending}) == len(seat.pending)
        if happened.event.kind in planning and state.suspended_on is None:  # type: ignore[attr-defined]
            of = {getattr(happened.event, "commune", None)} - {None}
            fresh = [each for seat in state.seats if seat.insee in of and owes(seat) for each in seat.pending]
            assert all(each.at > happened.occurred_at for each in fresh)


@given(histories)
@settings(max_examples=80, deadline=None)
def test_a_commune_left_in_peace_is_told_nothing_that_was_not_asked_for(history: History) -> None:
    unfolding = play(history)
    for happened, notice in told(unfolding):
        state: Consultation = happened.state  # type: ignore[assignment]
        seat = state.seat(str(notice.commune))
        if seat is None or seat.snoozed_until is None or notice.kind not in REMINDERS:
            continue
        peace = happened.occurred_at < start_of_day(seat.snoozed_until, METROPOLE)
        bounced = "/bounce-" in notice.key
        assert not peace or notice.urgent or notice.to.commune is None or bounced


@given(histories, st.lists(moments, max_size=6))
@settings(max_examples=80, deadline=None)
def test_a_worker_that_wakes_at_other_instants_tells_the_same(history: History, stops: list[datetime]) -> None:
    with_stops = Unfolding(decider=DECIDER, state=SENT)
    rows: list[tuple[datetime, Ask | Value | None]] = [*history, *((stop, None) for stop in stops)]
    for at, command in sorted(rows, key=lambda row: row[0]):
        with_stops.pass_time(at)
        if command is not None:
            try:
                with_stops.command(command, at)
            except Refused:
                continue
    with_stops.pass_time(START + timedelta(days=200))
    assert [(one.event, one.occurred_at, one.notices) for one in with_stops] == [
        (one.event, one.occurred_at, one.notices) for one in play(history)
    ]


@given(histories)
@settings(max_examples=80, deadline=None)
def test_the_journal_alone_rebuilds_the_reminders(history: History) -> None:
    unfolding = play(history)
    state: Consultation = SENT
    for happened in unfolding:
        kept = DECIDER.events.validate_json(DECIDER.events.dump_json(happened.event))
        state = DECIDER.evolve(state, kept)
    assert state == unfolding.state
    assert Consultation.model_validate_json(state.model_dump_json()) == state
