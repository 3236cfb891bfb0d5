"""What the roadmap says of an objective, changed once it is entered: what is kept, what is refused and why."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.errors import Refused
from domain.objective import DECIDER
from domain.objective.amend_commands import (
    AssignObjective,
    DefineIndicator,
    DescribeObjective,
    DropIndicator,
    GiveUpMilestone,
    PlanMeans,
    PlanMilestone,
    RecordMeans,
)
from domain.objective.commands import (
    COMMANDS,
    AbandonObjective,
    AskProgress,
    NoteConsultation,
    PlanObjective,
    ReachObjective,
    RecordProgress,
    StartObjective,
)
from domain.objective.state import Objective
from domain.objective.values import Described, Indicator, Means, Milestone, Priority
from domain.people import COORDINATEUR, pilote
from tests.domain.objective.objectives import IMPACT, STREAM, Story, day, instant, notices, plan, planned, silent

ENTERED, ON = "2026-06-01", "2027-03-02"
BEDS = Indicator(id="I1", name="postes", unit="postes", base=Decimal(2), base_year=2026, target=Decimal(8))
WHOLE = Described(title="Secrétariat", why="Remplacer", axis="A2", priority=Priority.ELEVEE, risks=("Recrutement",))


def entered(**fields: Any) -> Story:
    return Story().do(plan(**fields), ENTERED)


def refused(story: Story, command: Any, on: str = ON) -> str:
    with pytest.raises(Refused) as no:
        story.do(command, on)
    return no.value.reason.replace("\u202f", " ").replace("\u00a0", " ")


def described(**fields: Any) -> DescribeObjective:
    return DescribeObjective(description=Described(**{"title": "Secrétariat remplaçant"} | fields), reason="Vote")


# What holds for all of them.

EACH: list[Any] = [
    DescribeObjective(description=WHOLE, reason="Vote", by="DGS"),
    AssignObjective(pilote="DRH", by="DGS"),
    PlanMilestone(name="Bilan", by="DGS"),
    PlanMilestone(was="Fiche d'impact", name="Fiche d'impact", deadline=planned(2028), by="DGS"),
    GiveUpMilestone(name="Fiche d'impact", reason="Sans objet", by="DGS"),
    DefineIndicator(indicator=BEDS.but(target=Decimal(9)), by="DGS"),
    DropIndicator(id="I1", reason="Mal défini", by="DGS"),
    PlanMeans(means=Means(etp=Decimal(2)), reason="Budget", by="DGS"),
    RecordMeans(year=2026, means=Means(etp=Decimal(1)), by="DGS"),
]
FIRST: dict[str, Any] = {"pilote": "DSI", "milestones": (IMPACT,), "indicators": (BEDS,)}


@pytest.mark.parametrize("command", EACH, ids=lambda command: str(command.kind))
def test_a_change_is_recorded_once_under_its_author_and_the_plan_as_entered_stays(command: Any) -> None:
    story = entered(**FIRST)
    first = story.state.first_plan
    story.do(command, ON)
    kind = story.kinds[-1]
    assert len(story.kinds) == 2
    assert getattr(story.happened(kind)[0].event, "by", None) == "DGS"
    assert story.state.first_plan == first
    again = COMMANDS.validate_json(command.model_dump_json())
    # A milestone that is added a second time has a name that is taken.
    if command != PlanMilestone(name="Bilan", by="DGS"):
        assert story.do(again, ON).kinds == ["ObjectivePlanned", kind]


@pytest.mark.parametrize("closing", [ReachObjective(), AbandonObjective(reason="Sans suite")])
@pytest.mark.parametrize("command", EACH, ids=lambda command: str(command.kind))
def test_a_closed_objective_takes_nothing_but_what_a_year_took(command: Any, closing: Any) -> None:
    story = entered(**FIRST).do(closing, "2027-02-01")
    if isinstance(command, RecordMeans):
        assert story.do(command, ON).state.spent[0].means == command.means
        return
    status = "réalisé" if isinstance(closing, ReachObjective) else "abandonné"
    assert refused(story, command) == f"L'objectif F1.1 est {status} : ce qui en était prévu ne change plus."


@pytest.mark.parametrize("command", EACH, ids=lambda command: str(command.kind))
def test_an_objective_that_is_not_there_takes_none(command: Any) -> None:
    assert refused(Story(), command) == (
        "L'objectif F1.1 n'est pas dans la feuille de route ; vérifiez son identifiant."
    )


def test_events_and_states_that_were_written_before_are_still_read() -> None:
    story = entered(**FIRST)
    event = story.happened("ObjectivePlanned")[0].event.model_dump(mode="json")
    kept = story.state.model_dump(mode="json")
    del kept["spent"]
    for plan_of in (event["plan"], kept, kept["first_plan"]):
        for gained in ("given_up_on", "given_up_reason", "given_up_recorded_on", "moves", "added_on"):
            del plan_of["milestones"][0][gained]
        del plan_of["indicators"][0]["dropped_on"]
    assert DECIDER.evolve(DECIDER.new(STREAM), DECIDER.events.validate_python(event)) == story.state
    assert Objective.model_validate(kept) == story.state


def test_an_objective_is_not_entered_amended_already() -> None:
    moved = {"before": planned("2027"), "on": day("2026-05-01")}
    for step in (
        Milestone(name="a", given_up_on=day("2026-05-01")),
        Milestone(name="a", given_up_reason="x"),
        Milestone(name="a", given_up_recorded_on=day("2026-05-01")),
        Milestone(name="a", added_on=day("2026-05-01")),
        Milestone.model_validate({"name": "a", "moves": [moved]}),
    ):
        with pytest.raises(ValidationError, match="telle qu'elle est prévue"):
            PlanObjective.model_validate(plan(milestones=(step,)).model_dump())
    with pytest.raises(ValidationError, match="sans jour d'arrêt"):
        PlanObjective.model_validate(plan(indicators=(BEDS.but(dropped_on=day("2026-05-01")),)).model_dump())


# The fiche.


def test_a_fiche_is_said_anew_whole_and_what_is_left_out_is_emptied() -> None:
    story = entered(why="Avant", axis="A1", repartition_key="population", risks=("Budget",))
    story.do(DescribeObjective(description=WHOLE, reason="Vote du 1er mars"), ON)
    state = story.state
    assert (state.title, state.why, state.axis, state.repartition_key) == ("Secrétariat", "Remplacer", "A2", "")
    assert (state.priority, state.risks, state.deadline) == (Priority.ELEVEE, ("Recrutement",), planned("2027-09-01"))
    (event,) = story.happened("ObjectiveDescribed")
    assert getattr(event.event, "before", None) == Described(
        title="Secrétariat remplaçant", why="Avant", axis="A1", repartition_key="population", risks=("Budget",)
    )


@pytest.mark.parametrize(("deadline", "accepted"), [("2027-06-09", False), ("2027-06-10", True), ("2027-03-01", True)])
def test_a_procedure_that_leaves_no_time_until_the_deadline_is_refused_on_2_march_2027(
    deadline: str, accepted: bool
) -> None:
    story, command = entered(deadline=deadline), described(procedure="transfert_competence")
    if accepted:
        assert story.do(command, ON).state.procedure == "transfert_competence"
    else:
        told = refused(story, command)
        assert "Impossible" in told
        assert "En commençant aujourd'hui, donnez au plus tôt le " in told


def test_a_procedure_is_judged_only_while_nothing_began_and_only_when_it_changes() -> None:
    short, transfert = plan("2027-03-31"), described(procedure="transfert_competence")
    for began in (
        StartObjective(on=day("2026-12-01")),
        NoteConsultation(consultation="c", procedure="p", result="en_cours", on=day("2026-12-01")),
    ):
        story = Story().do(short, ENTERED).do(began, "2026-12-01").do(transfert, ON)
        assert story.state.procedure == "transfert_competence"
    known = Story().do(plan("2027-03-31", procedure="transfert_competence"), ENTERED)
    assert known.do(described(procedure="transfert_competence", why="Mieux dit"), ON).state.why == "Mieux dit"
    assert entered(deadline=None).do(transfert, ON).state.procedure == "transfert_competence"


# Who holds it.


def test_who_holds_an_objective_is_said_whole() -> None:
    story = entered(pilote="DSI", suppleant="DGS", elu_referent="Vice-présidence")
    story.do(AssignObjective(pilote="DRH", elu_referent="Vice-présidence", reason="Départ"), ON)
    assert (story.state.pilote, story.state.suppleant, story.state.elu_referent) == ("DRH", None, "Vice-présidence")
    event = story.happened("ObjectiveAssigned")[0].event
    assert event.model_dump(include={"before", "reason"}) == {
        "before": {"pilote": "DSI", "suppleant": "DGS", "elu_referent": "Vice-présidence"},
        "reason": "Départ",
    }


def test_an_objective_may_have_no_pilote_but_then_no_suppleant() -> None:
    story = entered(pilote="DSI", suppleant="DGS")
    assert refused(story, AssignObjective(suppleant="DGS")) == (
        "Une suppléance sans pilote ne supplée personne : donnez d'abord un pilote à l'objectif."
    )
    assert story.do(AssignObjective(), ON).state.pilote is None
    with pytest.raises(ValidationError):
        AssignObjective(pilote="")
    # A file may have named one alone: another function still changes.
    alone = entered(suppleant="DGS").do(AssignObjective(suppleant="DGS", elu_referent="Maire"), ON).state
    assert (alone.pilote, alone.suppleant, alone.elu_referent) == (None, "DGS", "Maire")


def test_a_pilote_changed_between_the_question_and_its_follow_ups_is_the_one_who_is_asked_again() -> None:
    story = silent().do(AssignObjective(pilote="DRH", suppleant="DGS"), "2027-04-12").wait("2027-05-15")
    (asked,) = notices(story, "progress_asked")
    assert asked.to == pilote("DSI")
    assert [notice.to for notice in notices(story, "progress_again")] == [pilote("DRH"), pilote("DGS")]
    assert [notice.to for notice in notices(story, "progress_silent")] == [COORDINATEUR]


def test_reminders_go_to_the_pilote_of_the_day_and_to_the_coordinator_without_one() -> None:
    story = entered(pilote="DSI", milestones=(IMPACT,)).do(AssignObjective(pilote="DRH"), ON)
    story.wait("2027-07-05").do(AssignObjective(), "2027-07-05").wait("2027-10-01")
    assert [notice.to for notice in notices(story, "milestone_j15")] == [pilote("DRH")]
    assert [notice.to for notice in notices(story, "objective_j60")] == [pilote("DRH")]
    assert [notice.to for notice in notices(story, "objective_late")] == [COORDINATEUR]


# Indicators.


def test_an_indicator_is_added_at_the_end_said_anew_in_its_place_dropped_and_followed_again() -> None:
    days = Indicator(id="I2", name="jours", unit="jours")
    story = entered(indicators=(BEDS,)).do(DefineIndicator(indicator=days), ON)
    story.do(DefineIndicator(indicator=BEDS.but(name="postes partagés")), ON)
    assert [one.name for one in story.state.indicators] == ["postes partagés", "jours"]
    story.do(DropIndicator(id="I1", reason="Mal défini"), "2027-04-02")
    assert [one.dropped_on for one in story.state.indicators] == [day("2027-04-02"), None]
    assert "I2 (jours)" in refused(story, RecordProgress(values={"I1": Decimal(3)}), "2027-04-03")
    story.do(DefineIndicator(indicator=BEDS.but(name="postes partagés")), "2027-04-04")
    assert story.state.indicators[0].dropped_on is None
    assert story.do(RecordProgress(values={"I1": Decimal(3)}), "2027-04-05").state.measures[-1].indicator == "I1"


def test_an_indicator_cannot_be_defined_as_dropped() -> None:
    story = entered(indicators=(BEDS,)).do(DefineIndicator(indicator=BEDS.but(dropped_on=day("2027-01-01"))), ON)
    assert story.kinds == ["ObjectivePlanned"]


def test_values_that_were_recorded_keep_their_unit_and_stay_when_the_indicator_is_dropped() -> None:
    story = entered(indicators=(BEDS, Indicator(id="I2", name="jours"))).do(
        RecordProgress(values={"I1": Decimal(3), "I2": Decimal(4)}), "2027-01-10"
    )
    assert refused(story, DefineIndicator(indicator=BEDS.but(unit="agents"))) == (
        "Des valeurs de « postes » sont déjà notées en « postes » : gardez cette unité, ou ajoutez un autre indicateur."
    )
    assert "déjà notées sans unité" in refused(
        story, DefineIndicator(indicator=Indicator(id="I2", name="jours", unit="jours"))
    )
    story.do(DefineIndicator(indicator=BEDS.but(target=Decimal(10))), ON).do(DropIndicator(id="I1", reason="x"), ON)
    assert [measure.value for measure in story.state.measures] == [Decimal(3), Decimal(4)]


def test_the_unit_of_an_indicator_that_was_never_measured_changes() -> None:
    story = entered(indicators=(BEDS,)).do(DefineIndicator(indicator=BEDS.but(unit="agents")), ON)
    assert story.state.indicators[0].unit == "agents"


def test_dropping_an_unknown_indicator_names_those_that_there_are() -> None:
    drop = DropIndicator(id="I9", reason="x")
    assert refused(entered(indicators=(BEDS,)), drop) == (
        "« I9 » n'est pas un indicateur de l'objectif F1.1 ; indicateurs : I1 (postes)."
    )
    assert refused(entered(), drop).endswith("indicateurs : aucun.")


# Means.


def test_the_forecast_is_said_whole_and_keeps_what_it_was() -> None:
    story = entered(means=Means(etp=Decimal("0.5"), fonctionnement_cents=1))
    story.do(PlanMeans(means=Means(fonctionnement_cents=1200000), reason="Budget"), ON)
    assert story.state.means == Means(fonctionnement_cents=1200000)
    (event,) = story.happened("MeansPlanned")
    assert getattr(event.event, "before", None) == Means(etp=Decimal("0.5"), fonctionnement_cents=1)


def test_what_years_took_stands_in_their_order_and_a_correction_keeps_what_was_said() -> None:
    story = entered().do(RecordMeans(year=2027, means=Means(etp=Decimal(2))), ON)
    story.do(RecordMeans(year=2026, means=Means(fonctionnement_cents=5), note="Compte administratif", by="DAF"), ON)
    story.do(RecordMeans(year=2027, means=Means(etp=Decimal("1.5"))), "2028-02-01")
    assert [(one.year, one.means.etp, one.on) for one in story.state.spent] == [
        (2026, None, day(ON)),
        (2027, Decimal("1.5"), day("2028-02-01")),
    ]
    assert (story.state.spent[0].note, story.state.spent[0].by) == ("Compte administratif", "DAF")
    told = [getattr(one.event, "before", "none") for one in story.happened("MeansRecorded")]
    assert told == [None, None, Means(etp=Decimal(2))]
    story.do(RecordMeans(year=2027, means=Means(etp=Decimal("1.5")), note="Corrigé"), "2028-02-02")
    assert story.state.spent[1].note == "Corrigé"


@pytest.mark.parametrize(("at", "known"), [("2027-12-31T22:59:59+00:00", False), ("2027-12-31T23:00:00+00:00", True)])
def test_the_year_2028_is_told_from_its_first_instant_in_paris_on(at: str, known: bool) -> None:
    command, moment = RecordMeans(year=2028, means=Means(etp=Decimal(0))), instant(ON).fromisoformat(at)
    state = entered().state
    if known:
        assert DECIDER.decide(state, command, moment)
        return
    with pytest.raises(Refused, match="L'année 2028 n'est pas commencée"):
        DECIDER.decide(state, command, moment)


def test_means_that_say_nothing_cannot_be_asked_and_nought_says_something() -> None:
    with pytest.raises(ValidationError, match="au moins un des moyens réels"):
        RecordMeans(year=2027, means=Means())
    assert entered().do(RecordMeans(year=2027, means=Means(investissement_cents=0)), ON).state.spent


def test_what_was_told_is_no_news_of_the_work() -> None:
    story = silent()
    for command in (AssignObjective(pilote="DRH"), RecordMeans(year=2026, means=Means(etp=Decimal(1)))):
        story.do(command, "2027-04-10")
    assert (story.state.news_on, story.state.asked_on) == (day("2027-01-04"), day("2027-04-06"))
    assert story.do(AskProgress(on=day("2027-04-12")), "2027-04-12").kinds[-1] == "MeansRecorded"
