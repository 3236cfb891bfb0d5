"""From a roadmap file to commands: what is written, and nothing more."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.calendar import METROPOLE
from domain.evaluation.commands import PointType
from domain.mandate.commands import Axis, OpenMandate, PlanRoadmap, Point
from domain.objective.commands import (
    AbandonObjective,
    BlockObjective,
    PauseObjective,
    PlanObjective,
    ReachObjective,
    StartObjective,
)
from domain.objective.values import (
    BlockageCause,
    Direction,
    Engagement,
    EngagementLevel,
    Means,
    ObjectivePlan,
    Priority,
)
from domain.people import COORDINATEUR, mairie, pilote
from domain.planned import parse_planned
from domain.roadmap.fields import Known
from domain.roadmap.file import RoadmapFile
from domain.roadmap.plan import commands, contacts, mandate_commands, objective_commands, refusals, roadmap_plan
from domain.territory import Commune, Epci, Nature, Population

NOBODY = Population(municipale=0, municipale_vintage="2022", totale=0, totale_vintage="2022")
EPCI = Epci(
    siren="200000001",
    name="CC d'Exemple",
    nature=Nature.CC,
    financing="FPU",
    departement="32",
    communes=tuple(
        Commune(insee=insee, siren=f"2100{insee}", name=name, departement="32", population=NOBODY)
        for insee, name in (("32107", "Condom"), ("32290", "Montréal"), ("32350", "Roquepine"))
    ),
)
KNOWN = Known(epci=EPCI, procedures=frozenset({"service_commun"}), today=date(2026, 6, 1))
AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


def file(*fiches: dict[str, Any], **head: Any) -> RoadmapFile:
    axes = [{"id": "A1", "intitule": "Un axe", "fiches": list(fiches)}]
    raw = {"titre": "Schéma", "territoire": {"siren": EPCI.siren}, "axes": axes} | head
    return RoadmapFile.model_validate(raw, context=KNOWN)


def fiche(**fields: Any) -> dict[str, Any]:
    return {"id": "F1.1", "intitule": "Secrétariat remplaçant", **fields}


def bodies(**fields: Any) -> list[Any]:
    return [command for _, command in objective_commands(file(fiche(**fields)), EPCI)]


def test_a_fiche_of_which_only_the_title_is_known_gives_a_plan_of_which_only_the_title_is_known() -> None:
    assert objective_commands(file(fiche()), EPCI) == [
        (
            "objective/200000001/F1.1",
            PlanObjective(
                epci_name="CC d'Exemple",
                place=METROPOLE,
                plan=ObjectivePlan(title="Secrétariat remplaçant", axis="A1"),
            ),
        )
    ]


def test_everything_that_a_fiche_says_is_in_the_plan() -> None:
    (command,) = bodies(
        pourquoi="Des mairies ferment",
        niveau_integration="3",
        sens="Descendant",
        procedure="service_commun",
        pilote="DRH",
        suppleant="DGA",
        elu_referent="VP",
        communes_volontaires=["roquepine", "32107"],
        engagements=[{"commune": "Montréal", "niveau": "en attente"}],
        echeance="2027-T3",
        programmation="2027",
        etapes=[{"nom": "fiche d'impact", "echeance": "2027-03-31", "faite_le": "2026-05-31"}],
        moyens={"etp": "1,5", "fonctionnement_annuel_eur": "62 000,50", "investissement_eur": "3000"},
        cle_de_repartition="heures",
        indicateurs=[
            {
                "id": "I1",
                "nom": "jours",
                "unite": "j",
                "base": 96,
                "base_annee": 2026,
                "cible": "-1.5",
                "sens": "baisse",
            }
        ],
        priorite="Élevée",
        risques=["recrutement"],
    )
    plan = command.plan
    assert (plan.why, plan.integration_level, plan.direction) == ("Des mairies ferment", 3, Direction.DESCENDANT)
    assert (plan.procedure, plan.pilote, plan.suppleant, plan.elu_referent) == ("service_commun", "DRH", "DGA", "VP")
    assert plan.engagements == (
        Engagement(commune="32350", level=EngagementLevel.VOLONTAIRE),
        Engagement(commune="32107", level=EngagementLevel.VOLONTAIRE),
        Engagement(commune="32290", level=EngagementLevel.EN_ATTENTE),
    )
    assert (plan.deadline, plan.scheduled) == (parse_planned("2027-T3"), parse_planned(2027))
    assert (plan.milestones[0].name, plan.milestones[0].done_on) == ("fiche d'impact", date(2026, 5, 31))
    assert plan.means == Means(etp=Decimal("1.5"), fonctionnement_cents=6_200_050, investissement_cents=300_000)
    assert (plan.repartition_key, plan.priority, plan.risks) == ("heures", Priority.ELEVEE, ("recrutement",))
    indicator = plan.indicators[0]
    assert (indicator.base, indicator.base_year, indicator.target) == (Decimal(96), 2026, Decimal("-1.5"))


def test_toutes_is_every_commune_of_the_epci() -> None:
    (command,) = bodies(communes_volontaires="toutes")
    assert [engagement.commune for engagement in command.plan.engagements] == ["32107", "32290", "32350"]


@pytest.mark.parametrize(
    ("fields", "then"),
    [
        ({}, []),
        ({"statut": "a_venir"}, []),
        ({"statut": "en_cours"}, [StartObjective()]),
        ({"statut": "en_cours", "commence_le": "2026-01-05"}, [StartObjective(on=date(2026, 1, 5))]),
        ({"statut": "en_pause"}, [PauseObjective()]),
        ({"statut": "realise"}, [ReachObjective()]),
        ({"statut": "realise", "realise_le": "2025-11-15"}, [ReachObjective(on=date(2025, 11, 15))]),
        (
            {"statut": "abandonne", "motif_abandon": "plafond dépassé"},
            [AbandonObjective(reason="plafond dépassé")],
        ),
        (
            {
                "statut": "bloque",
                "blocage": {"cause": "financier", "texte": "clé contestée", "levee_prevue": "2027-04"},
            },
            [
                BlockObjective(
                    cause=BlockageCause.FINANCIER, text="clé contestée", expected_until=parse_planned("2027-04")
                )
            ],
        ),
        (
            {"statut": "bloque", "commence_le": "2026-01-05", "blocage": {"cause": "rh", "depuis": "2026-02-01"}},
            [
                StartObjective(on=date(2026, 1, 5)),
                BlockObjective(cause=BlockageCause.RH, since=date(2026, 2, 1)),
            ],
        ),
    ],
)
def test_a_stated_status_becomes_the_commands_that_lead_to_it_and_no_day_is_invented(
    fields: dict[str, Any], then: list[Any]
) -> None:
    plan, *rest = bodies(**fields)
    assert isinstance(plan, PlanObjective)
    assert rest == then


def test_what_is_to_discuss_is_planned_as_such() -> None:
    (command,) = bodies(statut="À discuter")
    assert command.to_discuss


def test_a_file_that_says_when_the_mandate_began_opens_it_on_22_march_2026_with_its_plan() -> None:
    whole = file(
        fiche(),
        nature="synthetique",
        mandat={"debut": "2026-03-22", "second_tour": "oui", "fin": "2032-03"},
        calendrier={
            "conseils_communautaires": ["2026-12-10"],
            "communications_annuelles": ["2027-02-25"],
            "points_d_evaluation": [{"type": "mi-mandat", "date": "2029-03-31"}],
        },
    )
    (stream, opening), (same, plan) = mandate_commands(whole, EPCI)
    assert stream == same == "mandate/200000001/2026"
    assert isinstance(opening, OpenMandate)
    assert (opening.renewal, opening.second_round, opening.end) == (date(2026, 3, 22), True, parse_planned("2032-03"))
    assert (opening.synthetic, opening.financing, opening.place) == (True, "FPU", METROPOLE)
    assert plan == PlanRoadmap(
        title="Schéma",
        axes=(Axis(key="A1", title="Un axe"),),
        councils=(date(2026, 12, 10),),
        points=(
            Point(type=PointType.COMMUNICATION_ANNUELLE, on=date(2027, 2, 25)),
            Point(type=PointType.MI_MANDAT, on=date(2029, 3, 31)),
        ),
    )
    assert [stream for stream, _ in commands(whole, EPCI)] == [stream, stream, "objective/200000001/F1.1"]
    assert commands(whole, EPCI)[2][1].model_dump()["synthetic"] is True


def test_a_file_that_does_not_say_when_the_mandate_began_opens_none() -> None:
    assert mandate_commands(file(fiche()), EPCI) == []
    assert roadmap_plan(file(fiche())) == PlanRoadmap(title="Schéma", axes=(Axis(key="A1", title="Un axe"),))


def test_contacts_are_the_recipients_that_notices_are_written_to() -> None:
    whole = file(
        fiche(pilote="DRH"),
        contacts=[
            {"role": "coordinateur", "courriel": "a@b.invalid"},
            {"role": "mairie", "commune": "Condom", "courriel": "c@d.invalid", "telephone": "05.62.00.00.00"},
            {"role": "pilote", "fonction": "DRH", "nom": "Une Personne", "courriel": "e@f.invalid"},
        ],
    )
    assert [(one.to, one.name, one.address, one.phone) for one in contacts(whole)] == [
        (COORDINATEUR, None, "a@b.invalid", None),
        (mairie("32107"), None, "c@d.invalid", "05 62 00 00 00"),
        (pilote("DRH"), "Une Personne", "e@f.invalid", None),
    ]


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("0562000000", "05 62 00 00 00"),
        ("05-62-00-00-00", "05 62 00 00 00"),
        ("+33 5 62 00 00 00", "+33562000000"),
        ("+262 262 00 00 00", "+262262000000"),
    ],
)
def test_a_number_is_kept_as_it_is_dialled(written: str, dialled: str) -> None:
    whole = file(fiche(), contacts=[{"role": "coordinateur", "courriel": "a@b.invalid", "telephone": written}])
    assert contacts(whole)[0].phone == dialled


@pytest.mark.parametrize("written", ["05 62", "cinq", 97058816, "05 62 00 00 00 12", "+00 5 62 00 00 00"])
def test_what_is_no_number_is_refused_with_how_to_write_one(written: object) -> None:
    with pytest.raises(ValidationError, match="par exemple 05 62 00 00 00"):
        file(fiche(), contacts=[{"role": "coordinateur", "courriel": "a@b.invalid", "telephone": written}])


def test_what_the_rules_would_refuse_is_known_before_anything_is_recorded() -> None:
    in_order = objective_commands(file(fiche(statut="en_cours")), EPCI)
    assert list(refusals(in_order, AT)) == []
    assert [stream for stream, _ in refusals([*in_order, in_order[0]], AT)] == ["objective/200000001/F1.1"]


def test_names_are_kept_as_they_are_written_when_there_is_nothing_to_check_them_against() -> None:
    raw = {
        "titre": "Schéma",
        "territoire": {"siren": "200000001"},
        "axes": [
            {
                "id": "A1",
                "intitule": "Un",
                "fiches": [
                    fiche(procedure="p", communes_volontaires=["Ici"], etapes=[{"nom": "x", "faite_le": "2090-01-01"}])
                ],
            }
        ],
    }
    assert RoadmapFile.model_validate(raw).axes[0].fiches[0].communes_volontaires == ("Ici",)


def test_a_procedure_may_be_written_as_people_write_it() -> None:
    (command,) = bodies(procedure="Service commun")
    assert command.plan.procedure == "service_commun"


def test_a_deadline_that_was_promised_before_is_taken_as_it_is() -> None:
    soon = fiche(procedure="transfert_competence", echeance="2026-06-15")
    known = KNOWN.__class__(epci=EPCI, procedures=frozenset({"transfert_competence"}), today=KNOWN.today)
    axes = [{"id": "A1", "intitule": "Un axe", "fiches": [soon | {"deja_promise": "oui"}]}]
    raw = {"titre": "Schéma", "territoire": {"siren": EPCI.siren}, "axes": axes}
    promised = RoadmapFile.model_validate(raw, context=known)
    assert list(refusals(commands(promised, EPCI), AT)) == []
    axes[0]["fiches"] = [soon]
    ((stream, reason),) = refusals(commands(RoadmapFile.model_validate(raw, context=known), EPCI), AT)
    assert (stream, "2026" in reason) == ("objective/200000001/F1.1", True)
