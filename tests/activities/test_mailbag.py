"""What leaves of what is due to one person."""

from datetime import time

from activities.mailbag import by_matter, message_id
from domain.calendar import METROPOLE, at_time
from domain.notices import Notice, NoticeKind
from domain.people import COORDINATEUR, Recipient, mairie
from infra.ledger import Due
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


def sorted_out(*notices: Due) -> list[tuple[list[str], list[str]]]:
    """The kinds that leave and those for which they stand, matter by matter."""
    return [
        ([one.notice.kind.value for one in leaving], [one.notice.kind.value for one in merged])
        for leaving, merged in by_matter(notices, {STREAM: METROPOLE})
    ]


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
    assert sorted_out(J7, other, coordinator) == [(["avis_j7"], []), (["avis_j15"], []), (["call_mairie"], [])]


def test_the_same_notices_in_any_order_are_the_same_letter() -> None:
    assert message_id([J15, J7], "jalon.invalid") == message_id([J7, J15], "jalon.invalid")
    assert message_id([J15], "jalon.invalid") != message_id([J7], "jalon.invalid")
