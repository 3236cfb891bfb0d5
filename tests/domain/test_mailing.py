"""What leaves of what is due to one person."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import METROPOLE, at_time, civil_day
from domain.ids import derived_id
from domain.mailing import Addressee, Due, Home, Mailing, Post, Rhythm
from domain.notices import Notice, NoticeKind
from domain.people import COORDINATEUR, Recipient, Role, mairie
from tests.domain.consultation.stories import day, instant

STREAM = "consultation/200000001/eau"
PLUM = mairie("01001")


def due(kind: NoticeKind, on: str, *, hour: int = 7, to: Recipient = PLUM, about: str = STREAM) -> Due:
    """A notice that occurred on that day at that hour, and that an outage held up to 1 March 2027."""
    at = at_time(day(on), time(hour), METROPOLE)
    urgent = kind is NoticeKind.TRANSMISSION
    notice = Notice(
        key=f"{about}/{kind}/{on}", kind=kind, to=to, about=about, send_at=instant("2027-03-01"), urgent=urgent
    )
    return Due(notice=notice, siren="200000001", stream=STREAM, revision=1, occurred_at=at, day=day("2027-03-01"))


MONDAY = instant("2027-03-01")
HOME = Home(place=METROPOLE)
PEOPLE = {
    PLUM: Addressee(id=derived_id("plum"), mailbox="mairie@plum.invalid"),
    COORDINATEUR: Addressee(id=derived_id("coordination"), mailbox="coordination@epci.invalid"),
}


def sort_out(*notices: Due, now: datetime = MONDAY, told: frozenset[str] = frozenset(), **people: Any) -> Mailing:
    known = {one.notice.to: PEOPLE.get(one.notice.to) for one in notices} | people.get("people", {})
    return Post(home=HOME, now=now, people=known, told=told).sort_out(notices)


def sorted_out(*notices: Due) -> list[tuple[list[str], list[str]]]:
    """The kinds that leave and those for which they stand, letter by letter."""
    found = sort_out(*notices)
    return [
        (
            [one.notice.kind.value for one in parcel.notices],
            [one.due.notice.kind.value for one in found.merged if one.due.notice.to == parcel.notices[0].notice.to],
        )
        for parcel in found.parcels
    ]


def kinds(found: Mailing) -> list[list[str]]:
    return [[one.notice.kind.value for one in parcel.notices] for parcel in found.parcels]


J15, J7, J2 = (
    due(NoticeKind.AVIS_J15, "2027-02-12"),
    due(NoticeKind.AVIS_J7, "2027-02-19"),
    due(NoticeKind.AVIS_J2, "2027-02-26"),
)


def test_reminders_missed_from_12_to_26_february_2027_are_merged_into_the_latest() -> None:
    assert sorted_out(J7, J2, J15) == [(["avis_j2"], ["avis_j15", "avis_j7"])]


def test_what_falls_due_on_the_morning_of_1_april_2027_leaves_together() -> None:
    asked, reminded = due(NoticeKind.PROGRESS_ASKED, "2027-04-01", hour=0), due(NoticeKind.OBJECTIVE_J30, "2027-04-01")
    assert sorted_out(reminded, asked) == [(["progress_asked", "objective_j30"], [])]


def test_what_happens_on_friday_19_february_2027_in_the_afternoon_is_of_monday_morning() -> None:
    friday, monday = due(NoticeKind.AVIS_TO_QUALIFY, "2027-02-19", hour=15), due(NoticeKind.CALL_MAIRIE, "2027-02-22")
    assert sorted_out(friday, monday) == [(["avis_to_qualify", "call_mairie"], [])]


def test_a_transmission_that_could_not_leave_stands_for_the_reminders_of_it() -> None:
    transmission = due(NoticeKind.TRANSMISSION, "2026-12-01")
    missing = due(NoticeKind.RECEIPT_MISSING, "2026-12-04")
    assert sorted_out(transmission, missing) == [(["transmission"], ["receipt_missing"])]


def test_another_matter_or_another_recipient_is_not_merged() -> None:
    other = due(NoticeKind.AVIS_J15, "2027-02-12", about=f"{STREAM}-2")
    coordinator = due(NoticeKind.CALL_MAIRIE, "2027-02-12", to=COORDINATEUR)
    assert sorted_out(J7, other, coordinator) == [(["avis_j15", "avis_j7"], []), (["call_mairie"], [])]


def test_two_functions_of_one_mailbox_receive_one_letter_on_1_march_2027() -> None:
    secretaire = Recipient(role=Role.SECRETAIRE, commune="01001")
    first, second = due(NoticeKind.AVIS_J2, "2027-02-26"), due(NoticeKind.AVIS_J2, "2027-02-26", to=secretaire)
    assert kinds(sort_out(first, second, people={secretaire: PEOPLE[PLUM]})) == [["avis_j2", "avis_j2"]]


def test_the_first_of_the_morning_of_1_march_2027_takes_the_others_of_its_person() -> None:
    early, later = due(NoticeKind.AVIS_J2, "2027-02-26"), due(NoticeKind.AVIS_J7, "2027-02-26", about=f"{STREAM}-2")
    later = later.but(notice=later.notice.but(send_at=MONDAY + timedelta(hours=1)))
    assert kinds(sort_out(early, later)) == [["avis_j7", "avis_j2"]]
    assert kinds(sort_out(later)) == []


def test_who_got_the_message_of_1_march_2027_is_told_the_rest_on_the_morning_of_2_march() -> None:
    told = frozenset({"mairie@plum.invalid"})
    reminder, request = due(NoticeKind.AVIS_J2, "2027-02-26"), due(NoticeKind.TRANSMISSION, "2027-03-01", about="other")
    found = sort_out(reminder, request, told=told)
    assert kinds(found) == [["transmission"]]
    (waiting,) = found.postponed
    assert waiting.due == reminder
    opens = at_time(day("2027-03-02"), time(8), METROPOLE)
    assert opens <= waiting.until < opens + timedelta(hours=2)


def test_what_only_informs_the_coordinator_on_monday_1_march_2027_waits_for_tuesday_2_march() -> None:
    silence, call = (
        due(kind, "2027-03-01", to=COORDINATEUR, about=f"{STREAM}#01001")
        for kind in (NoticeKind.PROGRESS_SILENT, NoticeKind.CALL_MAIRIE)
    )
    found = sort_out(silence, call)
    assert kinds(found) == [["call_mairie"]]
    assert [civil_day(one.until, METROPOLE) for one in found.postponed] == [day("2027-03-02")]
    assert kinds(sort_out(silence, now=instant("2027-03-02"))) == [["progress_silent"]]


@pytest.mark.parametrize(
    ("rhythm", "leaves", "unwanted"),
    [(Rhythm.IMMEDIATE, 1, 0), (Rhythm.DAILY, 1, 0), (Rhythm.WEEKLY, 0, 0), (Rhythm.NONE, 0, 1)],
)
def test_each_coordinator_is_told_on_1_march_2027_as_often_as_they_wish(
    rhythm: Rhythm, leaves: int, unwanted: int
) -> None:
    silence = due(NoticeKind.PROGRESS_SILENT, "2027-03-01", to=COORDINATEUR)
    reader = PEOPLE[COORDINATEUR].but(rhythm=rhythm)
    found = sort_out(silence, people={COORDINATEUR: reader})
    assert (len(found.parcels), len(found.unwanted)) == (leaves, unwanted)


def test_a_silence_is_told_to_the_coordinator_on_the_next_morning_whatever_their_rhythm() -> None:
    silence = due(NoticeKind.SILENCE_RECORDED, "2027-03-01", to=COORDINATEUR)
    reader = PEOPLE[COORDINATEUR].but(rhythm=Rhythm.NONE)
    assert kinds(sort_out(silence, people={COORDINATEUR: reader})) == [["silence_recorded"]]


def test_a_request_reaches_on_1_march_2027_who_wants_nothing() -> None:
    reader = PEOPLE[PLUM].but(rhythm=Rhythm.NONE)
    assert kinds(sort_out(due(NoticeKind.AVIS_J2, "2027-02-26"), people={PLUM: reader})) == [["avis_j2"]]


def test_a_letter_that_may_have_left_on_26_february_2027_leaves_again_as_it_was() -> None:
    sealed = due(NoticeKind.AVIS_J2, "2027-02-26").but(message_id="<a@b>")
    fresh = due(NoticeKind.AVIS_J7, "2027-03-01", about="other")
    found = sort_out(sealed, fresh, told=frozenset({"mairie@plum.invalid"}))
    assert [(parcel.message_id, len(parcel.notices)) for parcel in found.parcels] == [("<a@b>", 1)]
    assert [one.due for one in found.postponed] == [fresh]


def test_nobody_behind_a_function_on_1_march_2027_is_said_and_nothing_leaves() -> None:
    orphan = due(NoticeKind.AVIS_J2, "2027-02-26", to=mairie("01009"))
    found = sort_out(orphan)
    assert (found.parcels, found.unreachable) == ((), (orphan,))


def test_a_request_that_leaves_before_the_morning_of_1_march_2027_takes_no_reminder_with_it() -> None:
    request = due(NoticeKind.TRANSMISSION, "2027-03-01", hour=0, about="other")
    request = request.but(notice=request.notice.but(send_at=at_time(day("2027-03-01"), time(6), METROPOLE)))
    reminder = due(NoticeKind.AVIS_J2, "2027-02-26")
    reminder = reminder.but(notice=reminder.notice.but(send_at=at_time(day("2027-03-01"), time(9), METROPOLE)))
    early, morning = (at_time(day("2027-03-01"), time(hour), METROPOLE) for hour in (6, 8))
    assert kinds(sort_out(request, reminder, now=early)) == [["transmission"]]
    assert kinds(sort_out(request, reminder, now=morning)) == [["avis_j2", "transmission"]]


def test_two_tasks_about_one_commune_put_off_from_friday_to_monday_1_march_2027_are_both_told() -> None:
    call = due(NoticeKind.CALL_MAIRIE, "2027-02-25", to=COORDINATEUR)
    qualify = due(NoticeKind.AVIS_TO_QUALIFY, "2027-02-26", to=COORDINATEUR)
    assert sorted_out(call, qualify) == [(["call_mairie", "avis_to_qualify"], [])]


def test_what_informs_and_is_sent_by_hand_leaves_on_monday_1_march_2027() -> None:
    silence = due(NoticeKind.DUTY_J30, "2027-03-01", to=COORDINATEUR)
    by_hand = silence.but(notice=silence.notice.but(urgent=True))
    for rhythm in (Rhythm.WEEKLY, Rhythm.NONE):
        reader = PEOPLE[COORDINATEUR].but(rhythm=rhythm)
        assert kinds(sort_out(by_hand, people={COORDINATEUR: reader})) == [["duty_j30"]]


def test_the_week_of_tuesday_1_november_2033_a_holiday_is_read_on_wednesday() -> None:
    silence = due(NoticeKind.PROGRESS_SILENT, "2033-10-28", to=COORDINATEUR)
    (waiting,) = sort_out(silence, now=instant("2033-10-31")).postponed
    assert civil_day(waiting.until, METROPOLE) == day("2033-11-02")
    assert kinds(sort_out(silence, now=instant("2033-11-02"))) == [["progress_silent"]]
    (after,) = sort_out(silence, now=instant("2033-11-03")).postponed
    assert civil_day(after.until, METROPOLE) == day("2033-11-08")


def test_who_wants_nothing_and_got_the_message_of_1_march_2027_is_only_unwanted() -> None:
    silence = due(NoticeKind.PROGRESS_SILENT, "2027-03-01", to=COORDINATEUR)
    reader = PEOPLE[COORDINATEUR].but(rhythm=Rhythm.NONE)
    found = sort_out(silence, told=frozenset({reader.mailbox}), people={COORDINATEUR: reader})
    assert (found.unwanted, found.postponed, found.parcels) == ((silence,), (), ())


_KINDS = st.sampled_from(
    [NoticeKind.AVIS_J7, NoticeKind.TRANSMISSION, NoticeKind.PROGRESS_SILENT, NoticeKind.CALL_MAIRIE]
)
_DUE = st.builds(
    lambda kind, on, to, about, n: due(kind, f"2027-02-{on:02}", to=to, about=about).but(
        notice=due(kind, f"2027-02-{on:02}", to=to, about=about).notice.but(key=f"{n}")
    ),
    _KINDS,
    st.integers(1, 28),
    st.sampled_from([PLUM, COORDINATEUR]),
    st.sampled_from(["a", "b", "c"]),
    st.integers(0, 10**9),
)


@given(
    some=st.lists(_DUE, max_size=12, unique_by=lambda one: one.notice.key),
    told=st.sets(st.sampled_from(["mairie@plum.invalid", "coordination@epci.invalid"])),
    hours=st.integers(0, 24 * 9),
)
def test_each_notice_becomes_one_thing_and_nobody_gets_two_messages_of_the_day(
    some: list[Due], told: set[str], hours: int
) -> None:
    found = Post(home=HOME, now=MONDAY + timedelta(hours=hours), people=PEOPLE, told=told).sort_out(some)
    fates = [one.notice.key for parcel in found.parcels for one in parcel.notices]
    fates += [one.due.notice.key for one in found.merged]
    fates += [one.due.notice.key for one in found.postponed]
    assert sorted(fates) == sorted(one.notice.key for one in some)
    leaving = {one.notice.key for parcel in found.parcels for one in parcel.notices}
    assert all(one.into in leaving for one in found.merged)
    assert all(one.until > MONDAY + timedelta(hours=hours) for one in found.postponed)
    for parcel in found.parcels:
        if parcel.addressee.mailbox in told:
            assert all(one.notice.urgent for one in parcel.notices)
    mailboxes = [parcel.addressee.mailbox for parcel in found.parcels]
    assert len(mailboxes) == len(set(mailboxes))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2027-03-01T13:00+01:00", "2027-03-02"),  # an afternoon
        ("2027-03-01T05:00+01:00", "2027-03-01"),  # a night
        ("2027-03-06T09:00+01:00", "2027-03-08"),  # a Saturday
        ("2026-12-22T09:00+01:00", "2027-01-04"),  # the quiet weeks
    ],
)
def test_what_an_outage_held_up_waits_for_a_morning_on_which_it_may_leave(now: str, until: str) -> None:
    at = datetime.fromisoformat(now)
    held = due(NoticeKind.AVIS_J15, "2026-12-11")
    held = held.but(notice=held.notice.but(send_at=at - timedelta(hours=1)))
    found = sort_out(held, now=at)
    assert found.parcels == ()
    assert [civil_day(one.until, METROPOLE) for one in found.postponed] == [day(until)]
    urgent = held.but(notice=held.notice.but(urgent=True))
    assert kinds(sort_out(urgent, now=at)) == [["avis_j15"]]


def test_beside_a_letter_of_1_march_2027_that_may_have_left_its_person_gets_no_other_one_that_day() -> None:
    sealed = due(NoticeKind.AVIS_J2, "2027-02-26").but(message_id="<a@b>")
    fresh = due(NoticeKind.AVIS_J7, "2027-03-01", about="other")
    found = sort_out(sealed, fresh)
    assert [parcel.message_id for parcel in found.parcels] == ["<a@b>"]
    assert [one.due for one in found.postponed] == [fresh]
