"""A deadline shorter than the law allows is refused with the plan that shows why."""

from datetime import date

import pytest

from domain.errors import Refused
from domain.objective.commands import MoveDeadline, StartObjective
from tests.domain.objective.objectives import Story, plan, planned


def test_a_transfert_entered_on_25_november_2026_cannot_be_over_by_february_2027() -> None:
    with pytest.raises(Refused) as refused:
        Story().do(plan("2027-02", procedure="transfert_competence"), "2026-11-25")
    assert "au plus tard le" in refused.value.reason
    assert "donnez au plus tôt le 3 mars 2027" in refused.value.reason
    assert refused.value.source is not None
    assert refused.value.source.article == "article L5211-17 du CGCT"


@pytest.mark.parametrize(("deadline", "accepted"), [("2027-03-02", False), ("2027-03-03", True), ("2027-T1", True)])
def test_from_25_november_2026_the_first_possible_day_is_3_march_2027(deadline: str, accepted: bool) -> None:
    story, command = Story(), plan(deadline, procedure="transfert_competence")
    if accepted:
        assert story.do(command, "2026-11-25").kinds == ["ObjectivePlanned"]
    else:
        with pytest.raises(Refused, match="Impossible"):
            story.do(command, "2026-11-25")


def test_a_deadline_moved_on_1_december_2026_is_judged_until_the_work_has_begun() -> None:
    story = Story().do(plan("2027-12", procedure="transfert_competence"), "2026-11-25")
    move = MoveDeadline(deadline=planned("2027-01"), reason="Plus vite")
    with pytest.raises(Refused, match="Impossible"):
        story.do(move, "2026-12-01")
    story.do(StartObjective(on=date(2026, 12, 1)), "2026-12-01").do(move, "2026-12-01")
    assert story.state.deadline == planned("2027-01")


def test_what_began_before_is_past_or_has_no_delay_in_law_is_taken_on_25_november_2026() -> None:
    begun = plan("2027-01", procedure="transfert_competence").model_copy(update={"begun": True})
    free = plan("2026-12", procedure="service_commun")
    for command in (begun, free, plan("2018", procedure="transfert_competence"), plan("2026-12", procedure="inconnue")):
        assert Story().do(command, "2026-11-25").kinds == ["ObjectivePlanned"]
