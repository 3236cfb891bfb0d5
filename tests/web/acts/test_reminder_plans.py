"""What is said, before the plans of reminders change, of who follows: for all of them, or for one."""

import pytest

from domain.mandate.state import Mandate
from domain.notices import NoticeKind
from domain.reminders import Change, Habits, PlanName
from tests.domain.mandate.mandates import STREAM
from web.acts.reminder_plans import followers, mark_of, steps_of, told

RUNNING = ("consultation/200000001/eau", "consultation/200000001/schema")


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (PlanName.CONSULTATION, "2 consultations en cours suivent aussitôt, et celles à venir."),
        (PlanName.OBJECTIVE, "Les objectifs ouverts suivent dans la minute."),
        (PlanName.DUTY, "Les obligations du mandat suivent aussitôt."),
        (None, "Les obligations, les objectifs ouverts et 2 consultations en cours suivent."),
    ],
)
def test_two_consultations_that_run_follow_with_the_rest(plan: PlanName | None, said: str) -> None:
    assert followers(Mandate(stream=STREAM, running=RUNNING), plan) == said


def test_one_consultation_or_none_is_said_in_the_singular() -> None:
    one = followers(Mandate(stream=STREAM, running=RUNNING[:1]), PlanName.CONSULTATION)
    assert one == "1 consultation en cours suit aussitôt, et celles à venir."
    assert followers(Mandate(stream=STREAM)).endswith("et les prochaines consultations.")


def test_a_reminder_with_two_days_is_moved_as_one() -> None:
    change = Change(plan=PlanName.CONSULTATION, notice=NoticeKind.AVIS_J30, days_before=40)
    steps = steps_of(Habits(changes=(change,)), PlanName.CONSULTATION, NoticeKind.AVIS_J30, "")
    said = told(PlanName.CONSULTATION, steps)
    assert said.startswith("40 jours avant la fin du délai")
    assert "17 jours avant la clôture de l'ordre du jour" in said
    assert told(PlanName.CONSULTATION, ()) == "aucun envoi"


def test_a_mark_names_the_plan_the_reminder_and_its_label() -> None:
    assert mark_of(PlanName.DUTY) == "duty/ajout"
    assert mark_of(PlanName.DUTY, NoticeKind.DUTY_J30) == "duty/duty_j30"
    assert mark_of(PlanName.DUTY, NoticeKind.DUTY_EXTRA, "J-1/2") == "duty/duty_extra/J-1/2"
