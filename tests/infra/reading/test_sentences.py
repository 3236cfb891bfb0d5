"""Every event of every stream has its French sentence."""

from decimal import Decimal
from typing import Any, get_args

import pytest

from domain.calendar import METROPOLE
from domain.consultation.commands import Sens
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
from domain.objective.values import Described, Indicator, Means, Milestone, Priority
from domain.planned import parse_planned
from domain.registry import DECIDERS
from domain.territory import Commune, Epci, Nature, Population
from infra.reading.sentences import SENTENCES, sentence
from tests.domain.consultation.stories import Story
from tests.domain.objective.objectives import Story as ObjectiveStory
from tests.domain.objective.objectives import day, plan

POPULATION = Population(municipale=1, municipale_vintage="2022", totale=1, totale_vintage="2022")
EPCI = Epci(
    siren="200000001",
    name="CC d'Exemple",
    nature=Nature.CC,
    financing="FPU",
    departement="32",
    communes=(Commune(insee="01001", siren="210100012", name="Aubiet", departement="32", population=POPULATION),),
)


def kinds(events: Any) -> set[str]:
    """The `kind` of every event of an adapter's union."""
    union = events._type
    members = get_args(get_args(union)[0]) or get_args(union)
    return {member.model_fields["kind"].default for member in members}


@pytest.mark.parametrize("kind", sorted({kind for decider in DECIDERS.values() for kind in kinds(decider.events)}))
def test_an_event_has_its_sentence(kind: str) -> None:
    assert kind in SENTENCES


def test_no_sentence_is_left_of_an_event_that_is_gone() -> None:
    assert set(SENTENCES) == {kind for decider in DECIDERS.values() for kind in kinds(decider.events)}


def told(story: Any) -> list[str]:
    """The sentences of a story, with ordinary spaces."""
    events = [happened.event.model_dump(mode="json") for happened in story.unfolding]
    return [sentence(event, EPCI).replace("\u202f", " ").replace("\u00a0", " ") for event in events]


def test_a_consultation_sent_on_1_december_2026_is_told_with_days_names_and_articles() -> None:
    story = Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-20", "2027-01-21").wait("2027-03-20")
    lines = told(story)
    assert lines[0] == "Consultation ouverte : Eau potable (Transfert de compétence)."
    assert lines[1] == "Délibération 2027-12 du conseil communautaire, 1er décembre 2026 : adoptée."
    assert lines[3] == (
        "Aubiet a reçu la demande le 1er décembre 2026 ; son délai court jusqu'au 1er mars 2027, ou jusqu'au 2 mars "
        "2027 selon la lecture."
    )
    assert "Aubiet : favorable, délibération du 20 janvier 2027." in lines
    # A commune that is no longer a member is told by its code.
    assert "01002, 3 mars 2027 : pas de délibération reçue, réputée favorable." in lines
    assert any(line.startswith("Résultat : majorité réunie. ") and "L5211-5" in line for line in lines)


def test_an_objective_without_a_deadline_is_told_as_such() -> None:
    lines = told(ObjectiveStory().do(plan(None), "2026-04-01"))
    assert lines == ["Objectif inscrit : Secrétariat remplaçant ; échéance : inconnue."]


def amended(command: Any, **fields: Any) -> str:
    """What is said of a change of 2 March 2027."""
    return told(ObjectiveStory().do(plan(**fields), "2026-06-01").do(command, "2027-03-02"))[-1]


BEDS = Indicator(id="I1", name="postes", unit="postes", target=Decimal(8))
STUDY = Milestone(name="Étude", deadline=parse_planned("2027-03-31"))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            DescribeObjective(description=Described(title="Paie", priority=Priority.BASSE), reason="Vote du 1er mars."),
            "Fiche modifiée : titre, pourquoi, sens et priorité. Vote du 1er mars.",
        ),
        (AssignObjective(pilote="DRH"), "Pilote : DGS, puis DRH ; suppléance : DSI, puis aucune."),
        (
            AssignObjective(pilote="DGS", suppleant="DSI", elu_referent="Maire", reason="Élection."),
            "Élu référent : aucun, puis Maire. Élection.",
        ),
        (PlanMilestone(name="Bilan"), "Étape « Bilan » ajoutée, sans échéance."),
        (
            PlanMilestone(name="Bilan", deadline=parse_planned("2028-06"), reason="Vu avec le CST."),
            "Étape « Bilan » ajoutée, échéance juin 2028. Vu avec le CST.",
        ),
        (
            PlanMilestone(name="Étude", was="Étude", deadline=parse_planned("2027-06")),
            "Étape « Étude » : échéance 31 mars 2027, puis juin 2027.",
        ),
        (PlanMilestone(name="Étude", was="Étude"), "Étape « Étude » : échéance 31 mars 2027, puis inconnue."),
        (
            PlanMilestone(name="Étude fine", was="Étude", deadline=STUDY.deadline),
            "Étape « Étude fine » (auparavant « Étude »).",
        ),
        (
            PlanMilestone(name="Étude fine", was="Étude", deadline=parse_planned("2027-06"), reason="Recadrage."),
            "Étape « Étude fine » (auparavant « Étude ») : échéance 31 mars 2027, puis juin 2027. Recadrage.",
        ),
        (
            GiveUpMilestone(name="Étude", reason="Sans objet.", on=day("2027-03-01")),
            "Étape abandonnée le 1er mars 2027 : Étude. Sans objet.",
        ),
        (
            DefineIndicator(indicator=Indicator(id="I2", name="jours")),
            "Indicateur I2, « jours » : il est suivi désormais.",
        ),
        (
            DefineIndicator(indicator=BEDS.but(name="agents", target=Decimal(9)), reason="Mieux dit."),
            "Indicateur I1, « agents » : modifié (nom et cible). Mieux dit.",
        ),
        (
            DropIndicator(id="I1", reason="Mal défini."),
            "Indicateur I1, « postes » : il n'est plus suivi depuis le 2 mars 2027. Mal défini.",
        ),
        (
            PlanMeans(means=Means(etp=Decimal("1.50"), fonctionnement_cents=1200000), reason="Budget."),
            "Moyens prévus : 2 équivalents temps plein, 0,50 € d'investissement en tout, puis 1,5 équivalent temps "
            "plein, 12 000 € de fonctionnement par an. Budget.",
        ),
        (
            PlanMeans(means=Means(), reason="Budget."),
            "Moyens prévus : 2 équivalents temps plein, 0,50 € d'investissement en tout, puis non connus. Budget.",
        ),
        (
            RecordMeans(year=2026, means=Means(etp=Decimal("1.5"), fonctionnement_cents=1200000)),
            "Moyens réels de 2026 : 1,5 équivalent temps plein, 12 000 € de fonctionnement.",
        ),
    ],
)
def test_what_changes_of_a_fiche_is_told_with_what_it_was(command: Any, said: str) -> None:
    fields: dict[str, Any] = {
        "title": "Secrétariat",
        "why": "Remplacer",
        "direction": "horizontal",
        "pilote": "DGS",
        "suppleant": "DSI",
        "milestones": (STUDY,),
        "indicators": (BEDS,),
        "means": Means(etp=Decimal(2), investissement_cents=50),
    }
    assert amended(command, **fields) == said


def test_what_is_taken_up_again_and_what_is_corrected_are_told_so() -> None:
    story = ObjectiveStory().do(plan(milestones=(STUDY,), indicators=(BEDS,)), "2026-06-01")
    for command in (
        GiveUpMilestone(name="Étude", reason="Sans objet."),
        PlanMilestone(name="Étude", was="Étude", deadline=parse_planned("2028"), reason="Utile."),
        DropIndicator(id="I1", reason="Mal défini."),
        DefineIndicator(indicator=BEDS.but(base=Decimal(2))),
        DropIndicator(id="I1", reason="Mal défini."),
        DefineIndicator(indicator=BEDS.but(base=Decimal(2))),
        RecordMeans(year=2026, means=Means(investissement_cents=100)),
        RecordMeans(year=2026, means=Means(investissement_cents=250), note="Erreur de saisie."),
        RecordMeans(year=2026, means=Means(investissement_cents=250), note="Faute de frappe."),
    ):
        story.do(command, "2027-03-02")
    lines = told(story)
    assert lines[2] == "Étape « Étude » reprise, échéance 2028. Utile."
    assert lines[4] == "Indicateur I1, « postes » : il est suivi de nouveau ; modifié (valeur de départ)."
    assert lines[6] == "Indicateur I1, « postes » : il est suivi de nouveau."
    assert lines[8] == (
        "Moyens réels de 2026 : 1 € d'investissement, corrigés : 2,50 € d'investissement. Erreur de saisie."
    )
    assert lines[9] == "Moyens réels de 2026 : 2,50 € d'investissement, note corrigée. Faute de frappe."


@pytest.mark.parametrize(
    "reason", ["2027-03-31 Trop tard", "2027-02-30", "2027-03-31T", "2027-02-30T10:00:00Z", "{on} [ {by}]"]
)
def test_a_reason_is_told_as_it_was_typed_even_when_it_begins_like_a_date(reason: str) -> None:
    event = {"kind": "RoadmapWithdrawn", "reason": reason}
    assert sentence(event, EPCI).replace("\u202f", " ") == f"Feuille de route retirée : {reason}"


def test_an_event_of_a_newer_version_is_told_by_its_name() -> None:
    assert sentence({"kind": "CouncilInvented"}, EPCI) == "CouncilInvented"


def test_the_place_of_the_small_epci_is_metropolitan() -> None:
    assert EPCI.place == METROPOLE


def test_the_days_of_a_council_are_told_and_none_is_told_too() -> None:
    def said(**more: Any) -> str:
        event = {"kind": "CouncilsRecorded", "commune": "", "days": [], **more}
        return sentence(event, EPCI).replace("\u202f", " ").replace("\u00a0", " ")

    assert said(commune="01001", days=["2027-02-11", "2027-04-08"]) == (
        "Séances de conseil, Aubiet : 11 février 2027 et 8 avril 2027."
    )
    assert said() == "Séances de conseil : aucune."


def test_what_becomes_of_reminders_is_told_with_functions_days_and_reasons() -> None:
    def said(kind: str, **more: Any) -> str:
        event = {"kind": kind, "commune": "01001", **more}
        return sentence(event, EPCI).replace("\u202f", " ").replace("\u00a0", " ")

    assert said("CouncilsFollowed", days=["2027-02-11"]) == (
        "Aubiet, séances de conseil : 11 février 2027 ; les rappels les suivent."
    )
    assert said("ReminderSkipped", notice="avis_extra", label="J-20", reason="Absence.") == (
        "Rappel écarté pour Aubiet : rappels ajoutés par l'EPCI, J-20. Absence."
    )
    assert said("RemindersSnoozed", until="2027-02-10", reason="Ils ont appelé.") == (
        "Rappels à Aubiet reportés au 10 février 2027 ; aucun délai ne change. Ils ont appelé."
    )
    assert said("BounceNoted", notice="avis_j60", role="maire", next_to="secretaire") == (
        "Message non remis à Aubiet, fonction « maire » (rappels à 60 jours) ; repris par « secrétaire de mairie »."
    )
    assert said("BounceNoted", notice="avis_j60", role="maire", next_to=None) == (
        "Message non remis à Aubiet, fonction « maire » (rappels à 60 jours)."
    )
    assert said("ReminderDue", notice="avis_j60") == "Relance à Aubiet : rappels à 60 jours."
