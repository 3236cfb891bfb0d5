"""The dates that letters carry, as calendars read them."""

from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, uuid5

import pytest

from domain.notices import NoticeKind
from infra.letters.ics import Entry, calendar
from scripts import gallery
from scripts.gallery_cases import schema, schema_received
from tests.infra import calendars
from tests.infra.letters.reading import rendered


def test_the_event_of_a_commune_stays_the_same_and_is_revised() -> None:
    told = [
        calendars.read(rendered(tale.case(kind, "Béraut")).ics or "")[0]
        for tale, kind in (
            (schema(), NoticeKind.TRANSMISSION),
            (schema_received(), NoticeKind.AVIS_J60),
            (schema_received(), NoticeKind.AVIS_J2),
        )
    ]
    other = calendars.read(rendered(schema().case(NoticeKind.TRANSMISSION, "Condom")).ics or "")[0]
    assert len({event["UID"] for event in told} | {other["UID"]}) == 2
    sequences = [int(event["SEQUENCE"]) for event in told]
    assert sequences == sorted(set(sequences))


def test_a_request_withdrawn_on_10_may_2027_is_taken_out_of_calendars() -> None:
    (event,) = calendars.read(gallery.letter("result_retiree").ics or "")
    assert event["STATUS"] == "CANCELLED"
    asked = calendars.read(gallery.letter("avis_j2_sans_delai_legal").ics or "")[0]
    assert (event["UID"], asked["STATUS"]) == (asked["UID"], "CONFIRMED")


def test_an_event_leads_to_the_page_by_its_link() -> None:
    (event,) = calendars.read(gallery.letter("transmission").ics or "")
    assert event["URL"] == gallery.BY_LINK.answer


def _entry(**fields: object) -> Entry:
    known = {
        "uid": uuid5(NAMESPACE_URL, "x"),
        "stamp": datetime(2027, 1, 29, 7, tzinfo=UTC),
        "day": date(2027, 2, 27),
        "summary": "Béraut : dernier jour pour délibérer",
        "description": "Sans délibération, l'avis est réputé favorable ; voyez l'article.",
    }
    return Entry(**known | fields)  # type: ignore[arg-type]


def test_a_feed_has_a_name_and_says_how_often_it_is_fetched_again() -> None:
    feed = calendar([_entry(sequence=4), _entry(uid=uuid5(NAMESPACE_URL, "y"), cancelled=True)], "Béraut", feed=True)
    assert "NAME:Béraut\r\nX-WR-CALNAME:Béraut\r\nREFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in feed
    first, second = calendars.read(feed)
    assert (first["SEQUENCE"], first["STATUS"], second["STATUS"]) == ("4", "CONFIRMED", "CANCELLED")


def test_a_feed_with_no_date_is_still_a_calendar() -> None:
    empty = calendar([], "Béraut", feed=True)
    assert empty.startswith("BEGIN:VCALENDAR\r\n")
    assert empty.endswith("END:VCALENDAR\r\n")


@pytest.mark.parametrize("name", ["a\nBEGIN:VEVENT", "a;b,c\\d"])
def test_a_name_adds_no_line(name: str) -> None:
    assert len(calendars.read(calendar([_entry()], name))) == 1
