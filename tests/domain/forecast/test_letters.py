"""Which letters the notices to come make, on which morning."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.calendar import METROPOLE, civil_day
from domain.forecast import Expected, Fate, Mornings
from domain.mailing import Addressee, Due, Home, Rhythm
from domain.notices import Notice, NoticeKind
from domain.people import COORDINATEUR, Recipient, Role, mairie
from tests.domain.consultation.stories import instant

WATER = "consultation/200000001/eau"
MAIRIE = mairie("01001")
MAIRE = Recipient(role=Role.MAIRE, commune="01001")
NOW = instant("2027-01-04")
ONE = UUID(int=1)
TOWN_HALL = Addressee(id=ONE, mailbox="mairie@example.invalid")


def due(kind: NoticeKind, at: str | datetime, to: Recipient = MAIRIE, about: str = WATER, urgent: bool = False) -> Due:
    """A notice that may leave at `at`."""
    send_at = instant(at)
    key = f"{about}#01001/{kind}/{to.role}/{send_at:%m%d}"
    notice = Notice(key=key, kind=kind, to=to, about=f"{about}#01001", send_at=send_at, urgent=urgent)
    facts = {"siren": "200000001", "stream": about, "revision": 1, "day": civil_day(send_at, METROPOLE)}
    return Due(notice=notice, occurred_at=send_at - timedelta(hours=3), **facts)


def mornings(people: dict[Recipient, Addressee | None], told: set[str] | None = None, owed: bool = True) -> Mornings:
    return Mornings(
        home=Home(place=METROPOLE),
        now=NOW,
        until=instant("2027-03-01"),
        people=people,
        told=told or set(),
        owed=lambda one, at: owed,
    )


def days(found: tuple[Expected, ...]) -> list[tuple[str, Fate, NoticeKind]]:
    return [(civil_day(it.at, METROPOLE).isoformat(), it.fate, it.due.notice.kind) for it in found]


def test_two_functions_of_one_mailbox_have_one_letter_on_8_february_2027() -> None:
    people: dict[Recipient, Addressee | None] = {MAIRIE: TOWN_HALL, MAIRE: TOWN_HALL}
    other = "consultation/200000001/voirie"
    found = mornings(people).letters(
        [due(NoticeKind.AVIS_J30, "2027-02-08"), due(NoticeKind.AVIS_J15, "2027-02-08", MAIRE, other)]
    )
    assert {it.at for it in found} == {instant("2027-02-08")}
    assert [it.fate for it in found] == [Fate.LEAVES, Fate.LEAVES]


def test_a_second_letter_of_8_february_2027_waits_for_the_next_morning() -> None:
    later = instant("2027-02-08") + timedelta(hours=2)
    people: dict[Recipient, Addressee | None] = {MAIRIE: TOWN_HALL}
    reminded = due(NoticeKind.AVIS_J15, later, about="consultation/200000001/voirie")
    afternoon = reminded.but(occurred_at=later)
    found = mornings(people).letters([due(NoticeKind.AVIS_J30, "2027-02-08"), afternoon])
    assert [day for day, _, _ in days(found)] == ["2027-02-08", "2027-02-09"]


def test_who_was_told_something_on_4_january_2027_waits_for_the_5th() -> None:
    people: dict[Recipient, Addressee | None] = {MAIRIE: TOWN_HALL}
    planned = [due(NoticeKind.AVIS_J30, NOW)]
    assert days(mornings(people, {TOWN_HALL.mailbox}).letters(planned))[0][0] == "2027-01-05"
    assert days(mornings(people).letters(planned))[0][0] == "2027-01-04"


def test_what_will_be_owed_to_nobody_by_then_is_not_foreseen() -> None:
    people: dict[Recipient, Addressee | None] = {MAIRIE: TOWN_HALL, MAIRE: None}
    planned = [due(NoticeKind.AVIS_J30, "2027-02-08"), due(NoticeKind.AVIS_J15, "2027-02-08", MAIRE)]
    assert mornings(people, owed=False).letters(planned) == ()


def test_where_nobody_is_known_the_notice_is_shown_as_unreachable() -> None:
    people: dict[Recipient, Addressee | None] = {MAIRE: None}
    found = mornings(people).letters([due(NoticeKind.AVIS_J15, "2027-02-08", MAIRE)])
    assert days(found) == [("2027-02-08", Fate.UNREACHABLE, NoticeKind.AVIS_J15)]


def test_who_wants_no_news_is_told_none_and_a_week_is_read_on_tuesday_9_february_2027() -> None:
    silence = due(NoticeKind.PROGRESS_SILENT, "2027-02-05", COORDINATEUR)
    none = Addressee(id=ONE, mailbox="c@example.invalid", rhythm=Rhythm.NONE)
    assert days(mornings({COORDINATEUR: none}).letters([silence]))[0][1] is Fate.UNWANTED
    weekly = none.but(rhythm=Rhythm.WEEKLY)
    assert days(mornings({COORDINATEUR: weekly}).letters([silence])) == [
        ("2027-02-09", Fate.LEAVES, NoticeKind.PROGRESS_SILENT)
    ]


def test_what_an_outage_left_is_merged_into_the_latest_on_4_january_2027() -> None:
    people: dict[Recipient, Addressee | None] = {MAIRIE: TOWN_HALL}
    older, newer = due(NoticeKind.AVIS_J60, "2026-12-14"), due(NoticeKind.AVIS_J30, "2026-12-17")
    found = {it.due.notice.kind: it for it in mornings(people).letters([older, newer])}
    assert found[NoticeKind.AVIS_J60].fate is Fate.MERGED
    assert found[NoticeKind.AVIS_J60].into == newer.notice.key
    assert found[NoticeKind.AVIS_J30].fate is Fate.LEAVES
    assert found[NoticeKind.AVIS_J30].at == NOW


def test_nothing_after_1_march_2027_is_shown() -> None:
    people: dict[Recipient, Addressee | None] = {MAIRIE: TOWN_HALL, MAIRE: None}
    after = [due(NoticeKind.AVIS_J30, "2027-03-02"), due(NoticeKind.AVIS_J15, "2027-03-02", MAIRE)]
    assert mornings(people).letters(after) == ()
