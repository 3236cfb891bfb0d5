"""The day that a notice aims at, and what may still be asked of it."""

from domain.consultation.commands import Sens
from domain.evaluation.state import Evaluation
from domain.forecast import FUNCTIONS, TITLES, Action, aims_at, coming, foresee, handle
from domain.notices import Notice, NoticeKind
from domain.objective.commands import StartObjective
from domain.people import COORDINATEUR, Role
from domain.planned import parse_planned
from domain.reminders import Change, Habits, PlanName
from domain.reminders.commands import FollowHabits
from tests.domain.consultation.stories import STREAM as WATER
from tests.domain.consultation.stories import Story, day, instant
from tests.domain.mandate.mandates import Story as MandateStory
from tests.domain.mandate.mandates import plan
from tests.domain.objective.objectives import Story as ObjectiveStory
from tests.domain.objective.objectives import plan as plan_objective

SIREN = "200000001"
MILESTONES = ({"name": "Fiche de poste", "deadline": parse_planned("2027-03-15")},)


def notices(state: object, until: str) -> dict[NoticeKind, Notice]:
    """What is to be told of one stream, the last of each kind."""
    stream = getattr(state, "stream", "")
    due = foresee(SIREN, {stream: state}, instant(until)).due
    every = not stream.startswith("consultation/")
    return {one.notice.kind: one.notice for one in due if every or one.notice.commune in (None, "01001")}


def test_every_notice_and_every_function_has_a_name() -> None:
    assert set(TITLES) == set(NoticeKind)
    assert set(FUNCTIONS) == set(Role)


def test_a_reminder_of_a_commune_can_be_held_until_it_answers_on_15_december_2026() -> None:
    story = Story().sent()
    j30 = notices(story.state, "2027-03-10")[NoticeKind.AVIS_J30]
    assert aims_at(story.state, j30) == day("2027-02-28")
    assert handle(story.state, j30, instant("2026-12-02")).actions == (Action.SKIP, Action.SNOOZE, Action.NOW)
    assert [name for name, _ in coming(story.state, instant("2026-12-02"))][:1] == ["01001"]
    story.answer("01001", Sens.FAVORABLE, "2026-12-14", "2026-12-15")
    assert handle(story.state, j30, instant("2026-12-16")).actions == ()
    assert "01001" not in [name for name, _ in coming(story.state, instant("2026-12-16"))]


def test_what_the_coordinator_is_told_of_a_commune_is_not_put_off() -> None:
    story = Story().sent()
    call = notices(story.state, "2027-03-10")[NoticeKind.CALL_BEFORE_END]
    assert handle(story.state, call, instant("2026-12-02")).actions == (Action.SKIP, Action.NOW)


def test_a_silence_cannot_be_stopped() -> None:
    story = Story().sent()
    silence = notices(story.state, "2027-03-10")[NoticeKind.SILENCE_RECORDED]
    assert handle(story.state, silence, instant("2026-12-02")).actions == ()


def test_a_reminder_that_a_quiet_week_holds_from_30_december_2026_can_still_be_held() -> None:
    story = Story().sent().wait("2026-12-31")
    told = story.told(NoticeKind.AVIS_J60)
    assert told
    assert handle(story.state, told[-1], instant("2026-12-31")).actions
    assert handle(story.state, told[-1], instant("2027-01-05")).actions == ()


def test_an_objective_its_milestone_and_the_question_asked_each_have_their_day() -> None:
    story = ObjectiveStory().do(plan_objective("2027-09-01", pilote="DRH", milestones=MILESTONES), "2026-12-01")
    story.do(StartObjective(on=day("2026-12-01")), "2026-12-01")
    seen = notices(story.state, "2027-08-31")
    assert aims_at(story.state, seen[NoticeKind.OBJECTIVE_J30]) == day("2027-09-01")
    milestone = seen[NoticeKind.MILESTONE_J15]
    assert aims_at(story.state, milestone) == day("2027-03-15")
    held = handle(story.state, milestone, instant("2026-12-02"))
    assert (held.label, held.actions) == ("étape 1", (Action.SKIP, Action.SNOOZE, Action.NOW))
    assert [reminder.label for _, reminder in coming(story.state, instant("2026-12-02"))][:2] == ["étape 1", "étape 1"]


def test_a_reminder_that_the_epci_added_is_held_by_its_own_label() -> None:
    story = ObjectiveStory().do(plan_objective("2027-09-01", pilote="DRH"), "2026-12-01")
    added = [
        Change(plan=PlanName.OBJECTIVE, notice=NoticeKind.OBJECTIVE_EXTRA, label=label, days_before=days)
        for label, days in (("J-90", 90), ("J-9", 9))
    ]
    story.do(FollowHabits(habits=Habits(changes=tuple(added))), "2026-12-02")
    due = foresee(SIREN, {story.state.stream: story.state}, instant("2027-09-01")).due
    extras = [one.notice for one in due if one.notice.kind is NoticeKind.OBJECTIVE_EXTRA]
    assert [handle(story.state, notice, instant("2026-12-03")).label for notice in extras] == ["J-90", "J-9"]


def test_news_asked_aim_at_the_day_of_the_question_and_the_question_at_none() -> None:
    asked = ObjectiveStory().do(plan_objective(None), "2026-12-01").state.but(asked_on=day("2027-04-01"))

    def told(kind: NoticeKind) -> Notice:
        facts = {"key": f"{asked.stream}/{kind}", "about": asked.stream, "send_at": instant("2027-04-15")}
        return Notice(kind=kind, to=COORDINATEUR, **facts)

    assert aims_at(asked, told(NoticeKind.PROGRESS_SILENT)) == day("2027-04-01")
    assert aims_at(asked, told(NoticeKind.PROGRESS_ASKED)) is None
    assert aims_at(asked, told(NoticeKind.OBJECTIVE_LATE)) is None
    assert handle(asked, told(NoticeKind.PROGRESS_ASKED), instant("2027-04-02")).actions == ()


def test_a_duty_of_the_mandate_aims_at_its_day_and_nothing_is_asked_of_it() -> None:
    state = MandateStory.opened().tell("2026-12-01", plan()).state
    seen = notices(state, "2027-10-01")
    assert aims_at(state, seen[NoticeKind.DUTY_J30]) == day("2027-09-29")
    assert aims_at(state, seen[NoticeKind.DIGEST]) is None
    assert handle(state, seen[NoticeKind.DUTY_J30], instant("2026-12-02")).actions == ()
    assert list(coming(state, instant("2026-12-02"))) == []


def test_the_result_of_an_evaluation_aims_at_nothing() -> None:
    stream = f"evaluation/{SIREN}/2027-mi_mandat-1"
    told = Notice(
        key=f"{stream}/evaluation_recorded",
        kind=NoticeKind.EVALUATION_RECORDED,
        to=COORDINATEUR,
        about=stream,
        send_at=instant("2027-03-31"),
    )
    assert aims_at(Evaluation(stream=stream), told) is None
    assert WATER not in told.about
