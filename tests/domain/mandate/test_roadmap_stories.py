"""The roadmap from its draft to its approval, the version voted, and its amendments."""

import pytest
from pydantic import BaseModel

from domain.errors import Refused
from domain.mandate.commands import (
    ApproveRoadmap,
    Axis,
    BaselineLine,
    BaselineMilestone,
    FreezeBaseline,
    NoteSchemaApproved,
    PlanRoadmap,
    TransmitRoadmap,
    WithdrawRoadmap,
)
from domain.mandate.lifecycle import ROADMAP
from domain.mandate.readings import baseline
from domain.mandate.state import Approval, Roadmap
from domain.objective.state import Objective
from domain.objective.transitions import Status
from domain.objective.values import Milestone, MilestoneMove, Priority
from domain.planned import parse_planned
from tests.domain.mandate.mandates import Story, communication, day, mid_mandate, plan

CONSULTATION = "consultation/200000001/schema"
TRANSMITTED = TransmitRoadmap(on=day("2026-12-01"))
WITHDRAWN = WithdrawRoadmap(reason="Une fiche manque")
APPROVED = ApproveRoadmap(on=day("2027-04-08"), number="2027-31")
NOTED = NoteSchemaApproved(consultation=CONSULTATION, on=day("2027-04-08"), number="2027-31")
LINES = (
    BaselineLine(
        key="F1.1",
        title="Secrétariat remplaçant",
        deadline="2027-09-01",
        priority=Priority.ELEVEE,
        milestones=(BaselineMilestone(name="Signature", deadline="2027-08-20"),),
    ),
    BaselineLine(key="F1.2", title="Groupement de commandes"),
)
FROZEN = FreezeBaseline(lines=LINES)


def drafted() -> Story:
    return Story.opened().tell("2026-11-23", plan(mid_mandate(), communication("2028-02-24")))


def test_a_roadmap_goes_from_draft_to_transmitted_to_approved_to_amended_and_back() -> None:
    story = drafted()
    assert story.state.roadmap is Roadmap.DRAFT
    assert story.tell("2026-12-01", TRANSMITTED).state.roadmap is Roadmap.TRANSMITTED
    assert story.tell("2027-04-08", NOTED).state.roadmap is Roadmap.TRANSMITTED
    assert story.tell("2027-04-08", FROZEN).state.roadmap is Roadmap.APPROVED
    assert story.tell("2029-06-01", plan(mid_mandate("2029-06-30"))).state.roadmap is Roadmap.AMENDED
    assert story.tell("2029-06-02", plan(mid_mandate("2029-09-30"))).state.roadmap is Roadmap.AMENDED
    later = ApproveRoadmap(on=day("2029-06-28"), number="2029-40")
    assert story.tell("2029-06-28", later).state.roadmap is Roadmap.APPROVED


def test_the_table_leads_from_absent_to_every_status_of_the_roadmap() -> None:
    reached = {Roadmap.ABSENT}
    for _ in Roadmap:
        reached |= {arrival for (origin, _), arrival in ROADMAP.items() if origin in reached}
    assert reached == set(Roadmap)


def test_the_approval_of_8_april_2027_asks_for_the_version_voted_until_it_is_frozen() -> None:
    story = drafted().tell("2026-12-01", TRANSMITTED).tell("2027-04-12", NOTED)
    assert story.asks == ["baseline", "stock"]
    assert story.state.approval == Approval(on=day("2027-04-08"), number="2027-31", consultation=CONSULTATION)
    story.tell("2027-04-12", FROZEN)
    assert story.asks == ["stock"]
    assert story.kinds[-1] == "RoadmapApproved"
    assert story.state.baseline is not None
    assert story.state.baseline.lines == LINES


def test_the_baseline_has_one_hash_whatever_the_order_in_which_its_lines_were_read() -> None:
    hashes = set()
    for lines in (LINES, LINES[::-1]):
        baseline = drafted().tell("2027-04-08", APPROVED, FreezeBaseline(lines=lines)).state.baseline
        assert baseline is not None
        hashes.add(baseline.sha256)
    # Written down, so that a change of the canonical form is seen: hashes already journaled must stay verifiable.
    assert hashes == {"a7e2c96c182a775482a77ad076ee6c981fb769f1ba3df5621c5d078a1d886c74"}


def test_one_changed_deadline_gives_the_baseline_another_hash() -> None:
    changed = (LINES[0].but(deadline="2027-09-02"), LINES[1])
    one = drafted().tell("2027-04-08", APPROVED, FROZEN).state.baseline
    other = drafted().tell("2027-04-08", APPROVED, FreezeBaseline(lines=changed)).state.baseline
    assert one is not None
    assert other is not None
    assert one.sha256 != other.sha256


def test_the_vote_of_an_amendment_on_28_june_2029_leaves_t0_as_it_was_first_voted() -> None:
    story = drafted().tell("2027-04-08", APPROVED, FROZEN).tell("2029-06-01", plan(title="Schéma révisé"))
    story.tell("2029-06-28", NoteSchemaApproved(consultation=CONSULTATION, on=day("2029-06-28"), number="2029-40"))
    assert "baseline" not in story.asks
    assert story.state.baseline is not None
    assert story.state.baseline.lines == LINES
    assert story.state.approval == Approval(on=day("2027-04-08"), number="2027-31")
    assert [amendment.number for amendment in story.state.amendments] == ["2029-40"]


def test_objectives_alone_that_changed_are_voted_without_another_plan() -> None:
    story = drafted().tell("2027-04-08", APPROVED, FROZEN)
    later = ApproveRoadmap(on=day("2028-06-22"), number="2028-40")
    assert story.tell("2028-06-22", later).state.roadmap is Roadmap.APPROVED
    assert [amendment.number for amendment in story.state.amendments] == ["2028-40"]
    with pytest.raises(Refused, match=r"22 juin 2028 .*2028-40.* est déjà notée"):
        story.tell("2028-06-23", ApproveRoadmap(on=day("2028-06-22"), number="2028-41"))


@pytest.mark.parametrize("times", [1, 2])
def test_one_vote_told_by_the_console_and_by_its_consultation_is_noted_once(times: int) -> None:
    story = drafted().tell("2027-04-08", APPROVED, FROZEN).tell("2027-04-09", *[NOTED] * times)
    assert story.state.amendments == ()
    assert story.kinds.count("AmendmentApproved") == 0


def test_the_same_plan_imported_twice_is_one_plan_and_no_amendment() -> None:
    story = drafted().tell("2026-11-24", plan(mid_mandate(), communication("2028-02-24")))
    assert story.kinds.count("RoadmapPlanned") == 1
    story.tell("2027-04-08", APPROVED, FROZEN, plan(communication("2028-02-24"), mid_mandate()))
    assert story.state.roadmap is Roadmap.APPROVED


def test_a_plan_keeps_councils_and_points_in_the_order_of_their_days() -> None:
    story = drafted()
    assert story.state.councils == (day("2027-04-08"), day("2027-06-24"))
    assert story.state.points == (communication("2028-02-24"), mid_mandate())


def test_a_roadmap_withdrawn_on_10_december_2026_may_be_changed_and_transmitted_again() -> None:
    story = drafted().tell("2026-12-01", TRANSMITTED).tell("2026-12-10", WITHDRAWN, plan(title="Schéma complété"))
    assert story.state.roadmap is Roadmap.DRAFT
    assert story.state.transmitted_on is None
    story.tell("2026-12-15", TransmitRoadmap(on=day("2026-12-15")))
    assert story.state.transmitted_on == day("2026-12-15")


@pytest.mark.parametrize(
    ("before", "command", "why"),
    [
        ((), TRANSMITTED, "n'est pas encore saisie"),
        ((), NOTED, "n'est pas encore saisie"),
        ((), FROZEN, "aucune approbation ne l'attend"),
        ((plan(),), FROZEN, "aucune approbation ne l'attend"),
        ((plan(),), WITHDRAWN, "est en projet"),
        ((plan(),), TransmitRoadmap(on=day("2027-04-09")), "Le 9 avril 2027 n'est pas encore venu"),
        ((plan(),), ApproveRoadmap(on=day("2027-04-09"), number="1"), "Le 9 avril 2027 n'est pas encore venu"),
        ((plan(), TRANSMITTED), plan(title="Autre"), "retirez-la d'abord"),
        ((plan(), TRANSMITTED), TRANSMITTED, "est transmise aux communes"),
        ((plan(), TRANSMITTED), ApproveRoadmap(on=day("2026-11-30"), number="1"), "transmise aux communes le 1er déc"),
        ((plan(), APPROVED), plan(title="Autre"), "en cours de gel"),
        ((plan(), APPROVED), NOTED, "en cours de gel"),
        ((plan(), APPROVED, FROZEN), FROZEN, "aucune approbation ne l'attend"),
        (
            (plan(), APPROVED, FROZEN),
            ApproveRoadmap(on=day("2027-04-08"), number="2027-32"),
            "2027-31.* est déjà notée",
        ),
        ((plan(), APPROVED, FROZEN), ApproveRoadmap(on=day("2027-04-07"), number="2027-20"), "un jour d'après"),
        ((plan(), APPROVED, FROZEN, plan(title="Autre")), TRANSMITTED, "par prudence.*à confirmer"),
        ((), PlanRoadmap(title="Schéma", axes=(Axis(key="A", title="1"), Axis(key="A", title="2"))), "même clé.*A"),
    ],
)
def test_what_the_table_does_not_allow_on_8_april_2027_is_refused_with_a_reason(
    before: tuple[BaseModel, ...], command: BaseModel, why: str
) -> None:
    story = Story.opened().tell("2027-04-08", *before)
    with pytest.raises(Refused, match=why):
        story.tell("2027-04-08", command)


def test_the_approval_told_by_the_consultation_is_kept_though_the_transmission_was_entered_later() -> None:
    story = drafted().tell("2027-04-12", TransmitRoadmap(on=day("2027-04-12")), NOTED)
    assert story.state.approval is not None
    assert story.state.approval.on == day("2027-04-08")


def test_a_line_of_t0_keeps_the_promise_as_it_is_written_in_the_roadmap() -> None:
    objective = Objective(
        stream="objective/200000001/F1.1",
        key="F1.1",
        title="Secrétariat remplaçant",
        deadline=parse_planned("2027-T3"),
        priority=Priority.ELEVEE,
        milestones=(Milestone(name="Signature", deadline=parse_planned("2027-08-20")), Milestone(name="Bilan")),
    )
    [line] = baseline([objective])
    assert line == BaselineLine(
        key="F1.1",
        title="Secrétariat remplaçant",
        deadline="2027-T3",
        priority=Priority.ELEVEE,
        milestones=(BaselineMilestone(name="Signature", deadline="2027-08-20"), BaselineMilestone(name="Bilan")),
    )


def test_t0_leaves_out_a_step_given_up_before_and_has_the_day_to_which_another_was_moved() -> None:
    left = Milestone(name="Étude", deadline=parse_planned("2027"), given_up_on=day("2026-09-01"))
    moved = Milestone(
        name="Signature",
        deadline=parse_planned("2027-08-20"),
        moves=(MilestoneMove(before=parse_planned("2027-03"), on=day("2026-09-01")),),
    )
    stream = "objective/200000001/F1.1"
    [line] = baseline(
        [Objective(stream=stream, key="F1.1", title="Fiche", status=Status.PLANNED, milestones=(left, moved))]
    )
    assert line.milestones == (BaselineMilestone(name="Signature", deadline="2027-08-20"),)


@pytest.mark.parametrize("status", [Status.TO_DISCUSS, Status.ABANDONED])
def test_t0_promises_nothing_of_what_is_still_to_discuss_or_was_abandoned_before(status: Status) -> None:
    assert baseline([Objective(stream="objective/200000001/F2", key="F2", title="Archives", status=status)]) == ()
