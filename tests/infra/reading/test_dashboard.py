"""The dashboard on a day: what is late, what comes within thirty days, what is awaited and from whom."""

from datetime import date

from domain.consultation.commands import CancelConsultation, Sens
from domain.mandate import DECIDER as MANDATE
from domain.mandate.state import Mandate
from domain.objective.amend_commands import GiveUpMilestone, PlanMilestone
from domain.objective.commands import ReachObjective
from domain.objective.values import Milestone
from domain.stream import Unfolding
from infra.reading.dashboard import Dashboard, Standing, dashboard
from tests.domain.consultation.stories import Story as Consultation
from tests.domain.mandate import mandates
from tests.domain.objective.objectives import Story as Objective
from tests.domain.objective.objectives import plan, planned


def mandate() -> Mandate:
    story = Unfolding(MANDATE, MANDATE.new(mandates.STREAM))
    story.command(mandates.opening(), mandates.instant("2026-03-30"))
    story.command(mandates.plan(), mandates.instant("2026-04-01"))
    return story.state


def seen(standing: Standing, on: str) -> Dashboard:
    return dashboard("200000001", "CC d'Exemple", standing, date.fromisoformat(on))


def objective(deadline: str | None, *milestones: Milestone) -> Objective:
    return Objective().do(plan(deadline, axis="A1", milestones=milestones, pilote="DRH"), "2026-04-01")


def whats(matters: tuple[object, ...]) -> list[str]:
    return [f"{matter.on} {matter.what}" for matter in matters]  # type: ignore[attr-defined]


def test_an_objective_is_late_on_the_day_after_its_deadline_and_not_before() -> None:
    standing = Standing(mandate(), [objective("2027-06").state], [])
    on_time, late = seen(standing, "2027-06-30"), seen(standing, "2027-07-01")
    assert on_time.axes[0].objectives[0].lateness == ""
    assert "en retard de 1" in late.axes[0].objectives[0].lateness
    assert whats(late.late)[-1] == "2027-06-30 F1.1 : échéance, Secrétariat remplaçant"
    assert late.axes[1].objectives == ()


def test_a_reached_objective_and_an_unknown_deadline_are_never_late_in_2032() -> None:
    reached = objective("2027-06", Milestone(name="étude", deadline=planned("2027-01"))).do(
        ReachObjective(), "2027-05-01"
    )
    unknown = objective(None)
    assert seen(Standing(mandate(), [reached.state], []), "2032-01-01").late[0].stream.startswith("mandate/")
    assert seen(Standing(None, [unknown.state, reached.state], []), "2032-01-01").late == ()


def test_a_milestone_comes_within_thirty_days_then_is_late() -> None:
    standing = Standing(None, [objective("2028", Milestone(name="étude", deadline=planned("2027-01-31"))).state], [])
    assert seen(standing, "2026-12-31").coming == ()
    assert whats(seen(standing, "2027-01-01").coming) == ["2027-01-31 F1.1 : étape « étude »"]
    assert whats(seen(standing, "2027-02-01").late) == ["2027-01-31 F1.1 : étape « étude »"]


def test_a_milestone_given_up_neither_comes_nor_is_late_and_one_that_was_moved_comes_on_its_new_day() -> None:
    steps = [Milestone(name=name, deadline=planned("2027-01-31")) for name in ("étude", "bilan")]
    story = objective("2028", *steps).do(GiveUpMilestone(name="étude", reason="Sans objet"), "2026-12-01")
    story.do(PlanMilestone(name="bilan", was="bilan", deadline=planned("2027-03-15")), "2026-12-01")
    standing = Standing(None, [story.state], [])
    assert seen(standing, "2027-02-01").late == ()
    assert whats(seen(standing, "2027-03-01").coming) == ["2027-03-15 F1.1 : étape « bilan »"]


def test_objectives_of_no_known_axis_are_shown_all_the_same() -> None:
    (axis,) = seen(Standing(None, [objective("2028").state], []), "2027-01-01").axes
    assert (axis.key, axis.title, len(axis.objectives)) == ("", "Objectifs", 1)


def test_the_communes_awaited_in_a_consultation_are_named_with_the_day_of_their_silence() -> None:
    story = Consultation().sent().answer("01001", Sens.FAVORABLE, "2027-01-20", "2027-01-21")
    board = seen(Standing(None, [], [story.state]), "2027-02-10")
    assert board.consultations[0].awaited == ("Commune 2", "Commune 3")
    assert whats(board.coming) == [
        "2027-03-01 Eau potable : réponse de Commune 2 et Commune 3 (silence constaté le 3 mars 2027)",
    ]
    assert board.coming[0].source == "article L5211-17 du CGCT"
    assert (board.consultations[0].consulted, board.consultations[0].answered) == (3, 1)


def test_nobody_is_awaited_in_a_consultation_cancelled_on_2_february_2027() -> None:
    story = Consultation().sent().do(CancelConsultation(reason="Retirée."), "2027-02-02")
    board = seen(Standing(None, [], [story.state]), "2027-02-10")
    assert board.consultations[0].awaited == ()
    assert board.at_risk == ()
    assert board.coming == ()


def test_a_transfert_whose_majority_is_there_waits_for_the_arrete_of_the_prefet() -> None:
    story = Consultation().sent()
    for commune in ("01001", "01002", "01003"):
        story.answer(commune, Sens.FAVORABLE, "2027-01-20", "2027-01-21")
    (line,) = seen(Standing(None, [], [story.state]), "2027-02-10").consultations
    assert (line.result, line.act) == ("majorite_reunie", "l'arrêté préfectoral")


def test_a_duty_not_done_is_late_the_day_after() -> None:
    board = seen(Standing(mandate(), [], []), "2026-09-30")
    assert board.mandate is not None
    assert [matter.on.isoformat() for matter in board.late] == ["2026-09-29"]
    assert "rapport_activite-2026" in board.late[0].what


def test_fictive_data_are_said_so() -> None:
    assert seen(Standing(None, [], [Consultation(synthetic=True).sent().state]), "2027-01-01").synthetic
    assert not seen(Standing(mandate(), [], []), "2027-01-01").synthetic
