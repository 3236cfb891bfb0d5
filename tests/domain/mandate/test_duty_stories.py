"""The yearly duties of a mandate, their reminders and their days."""

from datetime import time, timedelta

import pytest

from domain.calendar import METROPOLE, HolidayZone, Place, at_time, civil_day
from domain.errors import Refused
from domain.mandate import DECIDER
from domain.mandate.commands import ApproveRoadmap, CompleteDuty, FreezeBaseline, MoveEnd
from domain.planned import parse_planned
from domain.sources import Confidence
from tests.domain.mandate.mandates import Story, communication, day, opening, plan


def dues(story: Story) -> list[str]:
    return [duty.due.isoformat() for duty in story.state.duties]


def test_the_rapport_d_activite_is_due_on_29_september_of_each_of_the_six_years() -> None:
    story = Story.opened("2026-03-22")
    assert dues(story) == [f"{year}-09-29" for year in range(2026, 2032)]
    first, second = story.state.duties[:2]
    assert first.source.article == "article L5211-39 du CGCT"
    assert first.source.confidence is Confidence.B
    assert first.title.endswith("le rapport d'activité 2025, avec le compte administratif")
    assert second.title.endswith("le rapport d'activité 2026, avec le compte financier unique")


def test_a_duty_whose_day_was_past_when_the_mandate_was_entered_is_not_one_of_jalon() -> None:
    assert dues(Story.opened("2026-09-29"))[0] == "2026-09-29"
    assert dues(Story.opened("2026-09-30"))[0] == "2027-09-29"


def test_the_coordinator_is_told_on_the_working_days_before_the_29_september_2026() -> None:
    story = Story.opened("2026-04-16").until("2026-12-01")
    # 30 August 2026 is a Sunday: the Friday before, in the summer weeks, which hold it until the Tuesday.
    assert story.days_of("DutyReminderDue") == ["2026-08-28", "2026-09-22"]
    assert story.told == [
        ("duty_j30", "rapport_activite-2026", "2026-09-01"),
        ("duty_j7", "rapport_activite-2026", "2026-09-22"),
    ]


def test_a_reminder_falls_due_early_and_leaves_between_eight_and_ten_on_22_september_2026() -> None:
    (_, reminder) = [one for one in Story.opened().until("2026-09-23").unfolding if one.notices]
    assert at_time(day("2026-09-22"), time(6), METROPOLE) <= reminder.occurred_at
    leaves = reminder.notices[0].send_at
    assert at_time(day("2026-09-22"), time(8), METROPOLE) <= leaves < at_time(day("2026-09-22"), time(10), METROPOLE)
    assert reminder.notices[0].stream == "mandate/200000001/2026"


def test_a_duty_done_on_10_september_2026_is_no_longer_told_nor_owed() -> None:
    story = Story.opened().tell("2026-09-10", CompleteDuty(key="rapport_activite-2026", on=day("2026-09-10")))
    story.until("2026-12-01")
    assert [notice[0] for notice in story.told] == ["duty_j30"]
    (notice,) = (notice for happened in story.unfolding for notice in happened.notices)
    assert not DECIDER.still_owed(story.state, notice)
    assert DECIDER.still_owed(Story.opened().until("2026-09-01").state, notice)


def test_a_duty_entered_on_1_december_as_done_on_28_september_2026_was_done_in_time() -> None:
    story = Story.opened().tell("2026-12-01", CompleteDuty(key="rapport_activite-2026", on=day("2026-09-28")))
    assert story.state.duties_counted(day("2026-12-01")) == (1, 1)
    story.tell("2026-12-02", CompleteDuty(key="rapport_activite-2026", on=day("2026-09-30")))
    assert story.state.duties_counted(day("2026-12-01")) == (1, 0)
    assert story.state.duties_counted(day("2027-09-30")) == (2, 0)
    assert story.state.duties_counted(day("2027-09-29")) == (1, 0)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (CompleteDuty(key="rapport_activite-2025", on=day("2026-04-17")), "n'est pas une obligation de ce mandat"),
        (CompleteDuty(key="rapport_activite-2026", on=day("2026-09-11")), "Le 11 septembre 2026 n'est pas encore venu"),
        (CompleteDuty(key="rapport_activite-2026", on=day("2026-09-09")), "déjà notée comme faite le 9 septembre 2026"),
    ],
)
def test_what_cannot_have_been_done_by_10_september_2026_is_refused(command: CompleteDuty, why: str) -> None:
    story = Story.opened().tell("2026-09-09", CompleteDuty(key="rapport_activite-2026", on=day("2026-09-09")))
    with pytest.raises(Refused, match=why):
        story.tell("2026-09-10", command)


def test_the_yearly_communication_is_due_at_its_points_after_the_approval_of_8_april_2027() -> None:
    points = [communication(text) for text in ("2027-02-25", "2027-04-08", "2028-02-24", "2032-04-01")]
    story = Story.opened().tell("2026-11-23", plan(*points))
    assert all(duty.key.startswith("rapport") for duty in story.state.duties)
    story.tell("2027-04-12", ApproveRoadmap(on=day("2027-04-08"), number="2027-31"))
    told = [duty for duty in story.state.duties if duty.key.startswith("communication")]
    assert [(duty.key, duty.due.isoformat()) for duty in told] == [("communication_annuelle-2028-02-24", "2028-02-24")]
    assert told[0].source.article == "article L5211-39-1 du CGCT"
    story.until("2028-03-01")
    assert [told for told in story.told if told[0] != "digest"][-2:] == [
        ("duty_j30", "communication_annuelle-2028-02-24", "2028-01-25"),
        ("duty_j7", "communication_annuelle-2028-02-24", "2028-02-17"),
    ]


def test_an_amendment_of_1_march_2029_moves_what_is_to_come_and_keeps_what_fell_due() -> None:
    story = Story.opened().tell("2026-11-23", plan(communication("2028-02-24"), communication("2030-02-21")))
    story.tell("2027-04-08", ApproveRoadmap(on=day("2027-04-08"), number="2027-31"), FreezeBaseline(lines=()))
    story.tell("2029-03-01", plan(communication("2030-03-07")))
    told = [duty.due.isoformat() for duty in story.state.duties if duty.key.startswith("communication")]
    assert told == ["2028-02-24", "2030-03-07"]


def test_a_mandate_prolonged_to_march_2033_has_one_report_more_and_a_shorter_one_fewer() -> None:
    story = Story.opened().tell("2031-06-02", MoveEnd(end=parse_planned("2033-03"), reason="Renouvellement reporté"))
    assert dues(story)[-1] == "2032-09-29"
    story.tell("2031-06-03", MoveEnd(end=parse_planned("2031-09-28"), reason="Fusion"))
    assert dues(story)[-1] == "2030-09-29"
    story.tell("2031-06-04", MoveEnd(end=parse_planned("2031-09-29"), reason="Fusion reportée d'un jour"))
    assert dues(story)[-1] == "2031-09-29"


def test_a_duty_added_on_10_september_2031_is_told_only_from_the_reminder_still_to_come() -> None:
    story = Story.opened(end=parse_planned("2031-09-15"))
    story.tell("2031-09-10", MoveEnd(end=parse_planned("2032-03"), reason="Renouvellement reporté"))
    story.until("2031-12-01")
    assert story.told[-1] == ("duty_j7", "rapport_activite-2031", "2031-09-22")
    assert ("duty_j30", "rapport_activite-2031", "2031-08-29") not in story.told


def test_a_duty_of_la_reunion_is_told_in_the_morning_of_la_reunion() -> None:
    place = Place(tz="Indian/Reunion", holidays=HolidayZone.REUNION)
    story = Story().tell("2026-04-16", opening(place=place)).until("2026-09-01")
    (reminder,) = [one for one in story.unfolding if one.notices]
    assert civil_day(reminder.occurred_at, place) == day("2026-08-28")
    local = reminder.occurred_at - at_time(day("2026-08-28"), time(6), place)
    assert timedelta() <= local < timedelta(hours=2)
