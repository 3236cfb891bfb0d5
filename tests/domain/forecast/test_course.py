"""Time let pass over every stream at once, as if nobody did anything."""

from datetime import datetime
from typing import Any

import pytest

from domain.calendar import METROPOLE, at_time, civil_day
from domain.consultation.commands import Sens
from domain.forecast import Foresight, foresee
from domain.forecast.course import foresee as foresee_directly
from domain.mandate.commands import NoteRunning
from domain.notices import NoticeKind
from domain.objective.commands import StartObjective
from domain.registry import decider_of
from domain.stream import Decider
from tests.domain.consultation.stories import STREAM as WATER
from tests.domain.consultation.stories import Story, day, instant
from tests.domain.mandate.mandates import STREAM as MANDATE
from tests.domain.mandate.mandates import Story as MandateStory
from tests.domain.mandate.mandates import mid_mandate, plan
from tests.domain.objective.objectives import STREAM as F1
from tests.domain.objective.objectives import Story as ObjectiveStory
from tests.domain.objective.objectives import plan as plan_objective

SIREN = "200000001"


def told(seen: Foresight, *kinds: NoticeKind) -> list[tuple[NoticeKind, str]]:
    """What is to be told, those of `kinds` alone if any is given, with the day on which it may leave."""
    due = [one for one in seen.due if not kinds or one.notice.kind in kinds]
    return [(one.notice.kind, one.day.isoformat()) for one in due]


def foreseen(until: str, *states: Any) -> Foresight:
    return foresee(SIREN, {state.stream: state for state in states}, instant(until))


def test_the_reminders_of_three_communes_are_foreseen_as_they_then_come() -> None:
    story = Story().sent()
    before = len(story.unfolding.happened)
    seen = foreseen("2027-03-10", story.state)
    story.wait("2027-03-10")
    came = [notice for happened in story.unfolding.happened[before:] for notice in happened.notices]
    assert {(one.notice.key, one.notice.send_at, one.notice.to) for one in seen.due} == {
        (notice.key, notice.send_at, notice.to) for notice in came
    }
    assert seen.state(WATER, instant("2027-03-10")) == story.state


def test_who_answered_on_15_december_2026_is_reminded_of_nothing() -> None:
    story = Story().sent().answer("01001", Sens.FAVORABLE, "2026-12-14", "2026-12-15")
    assert {one.notice.commune for one in foreseen("2027-02-28", story.state).due} == {"01002", "01003"}


def test_how_a_consultation_stands_is_known_at_every_instant_to_come() -> None:
    story = Story().sent()
    seen = foreseen("2027-04-01", story.state)
    assert seen.state(WATER, instant("2026-12-02")) == story.state
    silence = seen.state(WATER, instant("2027-03-20")).seat("01001")
    assert silence.silence is not None
    assert seen.state("objective/200000001/F9", instant("2027-03-20")) is None


def test_a_stale_objective_is_asked_for_news_when_stock_is_taken_on_1_april_2027() -> None:
    mandate = MandateStory.opened().tell("2026-05-04", plan())
    objective = ObjectiveStory().do(plan_objective(None), "2026-12-01")
    objective.do(StartObjective(on=day("2026-12-01")), "2026-12-01")
    seen = foreseen("2027-05-20", mandate.until("2027-01-05").state, objective.state)
    asked = told(seen, NoticeKind.PROGRESS_ASKED, NoticeKind.PROGRESS_AGAIN, NoticeKind.PROGRESS_SILENT)
    assert asked == [
        (NoticeKind.PROGRESS_ASKED, "2027-04-01"),
        (NoticeKind.PROGRESS_AGAIN, "2027-04-15"),
        (NoticeKind.PROGRESS_SILENT, "2027-05-03"),
    ]
    assert seen.state(MANDATE, instant("2027-05-20")).stock_due is None


def test_an_evaluation_of_31_march_2027_opens_and_its_result_is_told() -> None:
    mandate = MandateStory.opened().tell("2026-05-04", plan(mid_mandate("2027-03-31")))
    seen = foreseen("2027-04-10", mandate.until("2027-01-05").state)
    assert told(seen, NoticeKind.EVALUATION_RECORDED) == [(NoticeKind.EVALUATION_RECORDED, "2027-03-31")]


def test_what_ends_a_consultation_is_told_to_its_mandate_which_has_no_digest_any_more() -> None:
    mandate = MandateStory.opened().tell("2026-12-01", NoteRunning(consultation=WATER)).state
    story = Story(mandate=MANDATE).sent()
    digests = [
        civil_day(one.occurred_at, METROPOLE)
        for one in foreseen("2027-06-01", mandate, story.state).due
        if one.notice.kind is NoticeKind.DIGEST
    ]
    assert digests
    assert max(digests) < day("2027-03-10")
    alone = foreseen("2027-06-01", mandate)
    assert max(civil_day(one.occurred_at, METROPOLE) for one in alone.due) > day("2027-05-01")


def test_what_falls_due_early_on_2_july_2027_leaves_as_if_it_were_let_pass_to_the_second() -> None:
    objective = ObjectiveStory().do(plan_objective("2027-09-01"), "2026-06-01").state
    (first, *_) = foreseen("2027-07-31", objective).due
    assert first.day == day("2027-07-02")
    assert first.occurred_at < first.notice.send_at
    assert first.notice.key == f"{F1}/objective_j60/2027-07-02"


def test_nothing_is_foreseen_after_the_end_even_of_the_same_morning() -> None:
    objective = ObjectiveStory().do(plan_objective("2027-09-01"), "2026-06-01").state
    end = at_time(day("2027-07-02"), datetime.min.time(), METROPOLE)
    assert foresee(SIREN, {F1: objective}, end).due == ()


def test_time_that_would_stand_still_is_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    objective = ObjectiveStory().do(plan_objective("2027-09-01"), "2026-06-01").state
    rules: Decider[Any] = decider_of(F1)
    still = Decider(**vars(rules) | {"decide": lambda state, command, at: []})
    monkeypatch.setattr("domain.forecast.course.decider_of", lambda stream: still)
    with pytest.raises(RuntimeError, match="time does not pass"):
        foresee_directly(SIREN, {F1: objective}, instant("2027-08-01"))
