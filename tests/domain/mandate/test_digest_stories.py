"""The digest of the week, each Tuesday to the coordinator."""

import pytest

from domain.calendar import METROPOLE, HolidayZone, Place, at_time, civil_day
from domain.mandate import DECIDER
from domain.mandate.commands import AdaptReminders, MoveEnd, NoteOver, NoteRunning
from domain.notices import Notice, NoticeKind
from domain.people import COORDINATEUR
from domain.planned import parse_planned
from domain.reminders import WINDOW_CLOSES, WINDOW_OPENS, Week, is_quiet
from tests.domain.mandate.mandates import STREAM, Story, day, instant, opening, plan

WATER = "consultation/200000001/eau"


def digests(story: Story) -> list[Notice]:
    return [notice for one in story.unfolding for notice in one.notices if notice.kind is NoticeKind.DIGEST]


def test_a_roadmap_planned_on_23_november_2026_is_spoken_of_each_tuesday_but_at_the_end_of_the_year() -> None:
    story = Story.opened().tell("2026-11-23", plan()).until("2027-01-20")
    assert story.days_of("DigestDue") == [
        "2026-11-24",
        "2026-12-01",
        "2026-12-08",
        "2026-12-15",
        "2027-01-05",
        "2027-01-12",
        "2027-01-19",
    ]
    first = digests(story)[0]
    assert (first.to, first.about, first.key) == (COORDINATEUR, STREAM, f"{STREAM}/digest/2026-11-24")
    opens, closes = (at_time(day("2026-11-24"), hour, METROPOLE) for hour in (WINDOW_OPENS, WINDOW_CLOSES))
    assert opens <= first.send_at < closes


def test_no_digest_comes_in_the_summer_weeks_of_2026() -> None:
    story = Story.opened().tell("2026-06-29", plan()).until("2026-09-02")
    assert story.days_of("DigestDue") == ["2026-06-30", "2026-07-07", "2026-09-01"]


def test_the_digests_of_tuesdays_1_and_8_may_2029_which_are_holidays_come_the_day_after() -> None:
    story = Story.opened().tell("2029-04-23", plan()).until("2029-05-16")
    assert story.days_of("DigestDue") == ["2029-04-24", "2029-05-02", "2029-05-09", "2029-05-15"]


def test_nothing_is_spoken_of_before_there_is_a_roadmap_or_a_consultation() -> None:
    assert Story.opened().until("2026-11-01").days_of("DigestDue") == []


def test_without_a_roadmap_a_consultation_that_runs_from_1_december_2026_to_20_january_2027_is_spoken_of() -> None:
    story = Story.opened().tell("2026-12-01", NoteRunning(consultation=WATER))
    story.tell("2027-01-20", NoteOver(consultation=WATER)).until("2027-04-01")
    assert story.days_of("DigestDue") == ["2026-12-08", "2026-12-15", "2027-01-05", "2027-01-12", "2027-01-19"]
    story.tell("2027-04-01", plan()).until("2027-04-14")
    assert story.days_of("DigestDue")[5:] == ["2027-04-06", "2027-04-13"]


def test_a_week_of_elections_of_april_2027_has_no_digest() -> None:
    story = Story.opened().tell("2026-11-23", plan())
    week = Week(first=day("2027-04-05"), last=day("2027-04-11"), reason="élections")
    story.tell("2027-03-30", AdaptReminders(quiet=(week,), reason="Municipales partielles"))
    assert story.until("2027-04-14").days_of("DigestDue")[-2:] == ["2027-03-30", "2027-04-13"]


def test_a_week_that_is_no_longer_quiet_on_7_april_2027_brings_no_digest_of_the_day_before() -> None:
    story = Story.opened().tell("2026-11-23", plan())
    week = Week(first=day("2027-04-05"), last=day("2027-04-11"))
    story.tell("2027-03-01", AdaptReminders(quiet=(week,), reason="Élections"))
    story.tell("2027-04-07", AdaptReminders(quiet=(), reason="Reportées"))
    assert story.until("2027-04-14").days_of("DigestDue")[-2:] == ["2027-03-30", "2027-04-13"]


def test_the_last_digest_comes_before_the_end_of_the_mandate_on_31_march_2032() -> None:
    assert Story.opened().tell("2031-12-01", plan()).until("2032-06-01").days_of("DigestDue")[-1] == "2032-03-30"
    shortened = Story.opened().tell("2031-12-01", plan())
    shortened.tell("2031-12-01", MoveEnd(end=parse_planned("2031-12-14"), reason="Fusion"))
    assert shortened.until("2032-06-01").days_of("DigestDue") == ["2031-12-02", "2031-12-09"]


def test_only_the_digest_of_the_present_week_is_still_owed_on_1_december_2026() -> None:
    story = Story.opened().tell("2026-11-23", plan()).until("2026-11-25")
    (first,) = digests(story)
    assert DECIDER.still_owed(story.state, first)
    story.until("2026-12-02")
    assert [DECIDER.still_owed(story.state, notice) for notice in digests(story)] == [False, True]


def test_a_mandate_of_six_years_gives_270_digests_at_most() -> None:
    story = Story.opened("2026-03-23").tell("2026-03-23", plan()).until("2032-06-01")
    days = [day(text) for text in story.days_of("DigestDue")]
    assert 250 <= len(days) <= 270
    assert not any(is_quiet(one) for one in days)
    assert len(set(days)) == len(days)


@pytest.mark.parametrize(
    ("tz", "holidays"),
    [
        ("Indian/Reunion", HolidayZone.REUNION),
        ("America/Martinique", HolidayZone.MARTINIQUE),
        ("Pacific/Noumea", HolidayZone.METROPOLE),
        ("Europe/Paris", HolidayZone.METROPOLE),
    ],
)
def test_the_digests_of_march_2027_leave_in_the_morning_of_their_place_whatever_the_hour_of_summer(
    tz: str, holidays: HolidayZone
) -> None:
    place = Place(tz=tz, holidays=holidays)
    story = Story().tell(instant("2026-04-16"), opening(place=place), plan()).until("2027-04-07")
    for notice in digests(story)[-4:]:
        on = civil_day(notice.send_at, place)
        assert on.weekday() == 1
        assert at_time(on, WINDOW_OPENS, place) <= notice.send_at < at_time(on, WINDOW_CLOSES, place)
