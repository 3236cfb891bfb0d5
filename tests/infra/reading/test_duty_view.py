"""The duties of a mandate, month by month, seen from a day."""

from domain.evaluation.commands import PointType
from domain.mandate.commands import AdaptReminders, ApproveRoadmap, CompleteDuty, FreezeBaseline, StartEvaluation
from domain.reminders import Week
from infra.reading.duty_view import Entry, Kind, Quiet, Standing, calendar_of, duty_line, years_of
from tests.domain.mandate.mandates import Story, communication, day, mid_mandate, plan

POINTS = (communication("2027-02-25"), communication("2028-02-24"), mid_mandate())


def approved() -> Story:
    story = Story.opened("2026-04-16").tell("2026-05-04", plan(*POINTS))
    return story.tell("2027-04-09", ApproveRoadmap(on=day("2027-04-08"), number="2027-31"), FreezeBaseline(lines=()))


def entries(story: Story, year: int, today: str) -> list[Entry]:
    return [one for month in calendar_of(story.state, year, day(today)).months for one in month.entries]


def test_the_mandate_of_2026_is_shown_from_its_renewal_to_march_2032() -> None:
    story = approved()
    assert years_of(story.state) == (2026, 2027, 2028, 2029, 2030, 2031, 2032)
    first = entries(story, 2026, "2026-12-01")[0]
    assert (first.on, first.kind, first.title, first.past) == (
        day("2026-03-22"),
        Kind.MANDATE,
        "Renouvellement général",
        True,
    )
    assert entries(story, 2032, "2026-12-01")[-1].title == "Fin prévue du mandat"


def test_a_duty_is_to_come_then_due_today_then_late_then_done_late() -> None:
    story = approved()
    duty = story.state.duty("rapport_activite-2027")
    assert duty is not None
    seen = [duty_line(duty, day(today)) for today in ("2027-09-28", "2027-09-29", "2027-10-01")]
    assert [one.standing for one in seen] == [Standing.TO_COME, Standing.TODAY, Standing.LATE]
    assert [one.days_late for one in seen] == [0, 0, 2]
    assert calendar_of(story.state, 2028, day("2027-10-01")).late[-1].key == "rapport_activite-2027"
    story.tell("2027-10-05", CompleteDuty(key="rapport_activite-2027", on=day("2027-10-04")))
    done = duty_line(story.state.duty("rapport_activite-2027"), day("2028-01-01"))  # type: ignore[arg-type]
    assert (done.standing, done.days_late) == (Standing.DONE_LATE, 5)
    story.tell("2027-10-06", CompleteDuty(key="rapport_activite-2027", on=day("2027-09-20")))
    assert duty_line(story.state.duty("rapport_activite-2027"), day("2028-01-01")).standing is Standing.DONE  # type: ignore[arg-type]


def test_a_communication_planned_before_the_approval_is_a_date_and_after_it_a_duty() -> None:
    kinds = {one.on: one.kind for one in entries(approved(), 2027, "2027-01-01")}
    assert kinds[day("2027-02-25")] is Kind.COMMUNICATION
    assert kinds[day("2027-04-08")] is Kind.COUNCIL
    assert [one.kind for one in entries(approved(), 2028, "2027-01-01")] == [Kind.DUTY, Kind.DUTY]


def test_an_evaluation_is_planned_on_31_march_2029_then_leads_to_its_page() -> None:
    story = approved()
    (planned,) = [one for one in entries(story, 2029, "2028-01-01") if one.kind is Kind.EVALUATION]
    assert (planned.title, planned.evaluation) == ("Évaluation de mi-mandat, prévue", "")
    story.tell("2028-06-01", StartEvaluation(type=PointType.FIN_DE_MANDAT)).until("2029-04-01")
    (by_hand,) = [one for one in entries(story, 2028, "2029-04-01") if one.kind is Kind.EVALUATION]
    assert by_hand.evaluation == "2028-fin_de_mandat-1"
    (started,) = [one for one in entries(story, 2029, "2029-04-01") if one.kind is Kind.EVALUATION]
    assert (started.title, started.evaluation) == (
        "Évaluation de mi-mandat, en cours de collecte",
        "2029-mi_mandat-1",
    )


def test_the_quiet_weeks_of_2027_are_told_in_the_months_that_they_touch() -> None:
    story = approved()
    elections = Week(first=day("2027-05-31"), last=day("2027-06-13"), reason="élections")
    story.tell("2027-05-01", AdaptReminders(quiet=(elections,), reason="Législatives."))
    months = calendar_of(story.state, 2027, day("2027-05-01")).months
    winter = Quiet(first=day("2026-12-20"), last=day("2027-01-03"), reason="fin d'année")
    summer = Quiet(first=day("2027-07-15"), last=day("2027-08-31"), reason="été")
    next_winter = Quiet(first=day("2027-12-20"), last=day("2028-01-03"), reason="fin d'année")
    added = Quiet(first=day("2027-05-31"), last=day("2027-06-13"), reason="élections")
    told = {month.number: month.quiet for month in months if month.quiet}
    assert told == {
        1: (winter,),
        5: (added,),
        6: (added,),
        7: (summer,),
        8: (summer,),
        12: (next_winter,),
    }


def test_a_month_says_what_it_holds() -> None:
    months = calendar_of(approved().state, 2027, day("2027-10-10")).months
    assert [(month.short, month.summary, month.late) for month in months if month.entries] == [
        ("février", "1 communication prévue", 0),
        ("mars", "1 date légale", 0),
        ("avril", "1 conseil", 0),
        ("juin", "1 conseil", 0),
        ("septembre", "1 obligation", 1),
    ]
