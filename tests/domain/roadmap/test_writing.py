"""From what stands to the file that says it: what is written, in which order, and what cannot be."""

from decimal import Decimal
from typing import Any

import pytest

from domain.errors import DomainError
from domain.mandate.commands import Axis, PlanRoadmap
from domain.objective.commands import (
    AbandonObjective,
    BlockObjective,
    MoveDeadline,
    PauseObjective,
    PlanObjective,
    ReachObjective,
    RetainObjective,
    SetEngagement,
    StartObjective,
)
from domain.objective.state import Objective
from domain.objective.values import BlockageCause, EngagementLevel, Indicator, Means, ObjectivePlan
from domain.people import COORDINATEUR, Recipient, Role, pilote
from domain.planned import parse_planned
from domain.registry import decider_of
from domain.roadmap.fiche_writing import fiche_of
from domain.roadmap.plan import RoadmapContact
from domain.roadmap.words import Nature, Statut
from domain.roadmap.writing import NO_AXIS, Standing, Written, written
from domain.stream import Unfolding
from tests.domain.mandate.mandates import opening
from tests.domain.objective.objectives import day, instant, plan
from tests.domain.roadmap.test_plan import EPCI

ENTERED = "2026-04-20"


def objective(*commands: Any, key: str = "F1.1", planned: PlanObjective | None = None) -> Objective:
    """An objective planned on 20 April 2026, to which the rest happens on 1 March 2027."""
    stream = f"objective/{EPCI.siren}/{key}"
    unfolding: Unfolding[Any] = Unfolding(decider=decider_of(stream), state=decider_of(stream).new(stream))
    unfolding.command(planned or plan("2028-09-01"), instant(ENTERED))
    for command in commands:
        unfolding.command(command, instant("2027-03-01"))
    state: Objective = unfolding.state
    return state


def mandate(*commands: Any) -> Any:
    stream = f"mandate/{EPCI.siren}/2026"
    unfolding: Unfolding[Any] = Unfolding(decider=decider_of(stream), state=decider_of(stream).new(stream))
    for command in (opening(), *commands):
        unfolding.command(command, instant(ENTERED))
    return unfolding.state


def file_of(*objectives: Objective, mandate: Any = None, people: tuple[RoadmapContact, ...] = ()) -> Written:
    return written(EPCI, Standing(mandate, objectives, people))


@pytest.mark.parametrize(
    ("commands", "statut"),
    [
        ([], Statut.A_VENIR),
        ([StartObjective()], Statut.EN_COURS),
        ([StartObjective(), PauseObjective()], Statut.EN_PAUSE),
        ([BlockObjective(cause=BlockageCause.RH), PauseObjective()], Statut.EN_PAUSE),
        ([BlockObjective(cause=BlockageCause.RH)], Statut.BLOQUE),
        ([ReachObjective()], Statut.REALISE),
        ([AbandonObjective(reason="sans objet")], Statut.ABANDONNE),
    ],
)
def test_the_status_of_1_march_2027_is_said(commands: list[Any], statut: Statut) -> None:
    assert fiche_of(objective(*commands)).statut is statut


def test_one_to_discuss_is_said_so_and_once_retained_to_come() -> None:
    proposed = plan(to_discuss=True)
    assert fiche_of(objective(planned=proposed)).statut is Statut.A_DISCUTER
    assert fiche_of(objective(RetainObjective(), planned=proposed)).statut is Statut.A_VENIR


def test_the_days_and_reasons_of_what_happened_are_said() -> None:
    started = StartObjective(on=day("2026-09-01"))
    blocked = objective(
        started,
        BlockObjective(
            cause=BlockageCause.FINANCIER,
            since=day("2027-02-01"),
            text="Budget\u200b",
            expected_until=parse_planned("2027-T3"),
        ),
    )
    blocage = fiche_of(blocked).blocage
    assert blocage is not None
    assert (blocage.cause, blocage.depuis, blocage.texte) == (BlockageCause.FINANCIER, day("2027-02-01"), "Budget")
    assert fiche_of(blocked).commence_le == day("2026-09-01")
    abandoned = fiche_of(objective(started, AbandonObjective(reason="sans objet", on=day("2027-02-02"))))
    assert (abandoned.motif_abandon, abandoned.abandonne_le) == ("sans objet", day("2027-02-02"))
    assert fiche_of(objective(ReachObjective(on=day("2027-02-03")))).realise_le == day("2027-02-03")


def test_the_deadline_that_stands_is_said_and_taken_as_it_is_until_work_begins() -> None:
    moved = MoveDeadline(deadline=parse_planned("2029"), reason="report")
    still = fiche_of(objective(moved))
    assert (still.echeance, still.deja_promise) == (parse_planned("2029"), True)
    assert fiche_of(objective(StartObjective())).deja_promise is None
    assert fiche_of(objective(planned=plan(None))).deja_promise is None


def test_numbers_are_written_the_shortest_way_and_texts_on_one_line_without_what_nobody_sees() -> None:
    kept = ObjectivePlan(
        title="Secrétariat\nremplaçant",
        means=Means(etp=Decimal("1.50"), fonctionnement_cents=6200050, investissement_cents=300000),
        indicators=(Indicator(id="I1", name="jours", base=Decimal("100"), target=Decimal("-0.10")),),
        risks=("recrutement\n difficile", "\u200b"),
    )
    said = fiche_of(objective(planned=plan().model_copy(update={"plan": kept})))
    assert said.intitule == "Secrétariat remplaçant"
    assert said.risques == ("recrutement  difficile",)
    assert [str(said.moyens.etp), str(said.moyens.fonctionnement_annuel_eur)] == ["1.5", "62000.5"]
    assert str(said.moyens.investissement_eur) == "3000"
    assert (str(said.indicateurs[0].base), str(said.indicateurs[0].cible)) == ("100", "-0.1")


def test_communes_that_are_willing_stand_apart_from_the_others() -> None:
    said = fiche_of(
        objective(
            SetEngagement(commune="32350", level=EngagementLevel.VOLONTAIRE),
            SetEngagement(commune="32107", level=EngagementLevel.NON),
        )
    )
    assert said.communes_volontaires == ("32350",)
    assert [(one.commune, one.niveau) for one in said.engagements] == [("32107", EngagementLevel.NON)]


def test_objectives_are_in_the_order_in_which_people_count_within_the_axes_of_the_mandate() -> None:
    planned = PlanRoadmap(title="Schéma", axes=(Axis(key="B", title="Deux"), Axis(key="A", title="Un")))
    keys = ("F1.10", "F1.2", "F1.1")
    objectives = [objective(key=key, planned=plan(axis="A")) for key in keys]
    orphans = [objective(key="G1", planned=plan(axis="C")), objective(key="G2", planned=plan())]
    file = file_of(*orphans, *objectives, mandate=mandate(planned)).file
    assert [(axe.id, axe.intitule, [fiche.id for fiche in axe.fiches]) for axe in file.axes] == [
        ("B", "Deux", []),
        ("A", "Un", ["F1.1", "F1.2", "F1.10"]),
        ("C", "C", ["G1"]),
        (*NO_AXIS, ["G2"]),
    ]
    assert (file.titre, file.mandat is not None, file.nature) == ("Schéma", True, Nature.REELLE)


def test_without_a_mandate_the_file_says_none_and_has_the_name_of_the_epci() -> None:
    file = file_of(objective()).file
    assert (file.titre, file.mandat, file.calendrier.conseils_communautaires) == (
        "Feuille de route de CC d'Exemple",
        None,
        (),
    )


def test_an_epci_without_axis_nor_objective_has_no_file() -> None:
    absent = decider_of("objective/200000001/F9").new("objective/200000001/F9")
    with pytest.raises(DomainError, match="n'a encore ni axe ni objectif"):
        file_of(absent, mandate=mandate())


def test_what_came_by_another_door_and_breaks_the_rules_of_a_file_is_named() -> None:
    with pytest.raises(DomainError, match=r"l'objectif é1 tel que Jalon le connaît \(id\)"):
        file_of(objective(key="é1"))
    with pytest.raises(DomainError, match=r"la feuille de route tel que Jalon le connaît \(axes.0.id\)"):
        file_of(objective(planned=plan(axis="un axe")))


def test_contacts_that_a_file_cannot_hold_are_counted() -> None:
    people = (
        RoadmapContact(to=COORDINATEUR, name="Alix", address="a@exemple.invalid"),
        RoadmapContact(to=pilote("DRH"), name=None, address="drh@exemple.invalid"),
        RoadmapContact(to=pilote("Astronome"), name=None, address="ciel@exemple.invalid"),
        RoadmapContact(to=Recipient(role=Role.PRESIDENT), name=None, address=""),
    )
    file, left_out = file_of(objective(planned=plan(pilote="DRH")), people=people)
    assert [contact.courriel for contact in file.contacts] == ["a@exemple.invalid", "drh@exemple.invalid"]
    assert left_out == 2
