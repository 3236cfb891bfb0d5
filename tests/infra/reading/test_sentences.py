"""Every event of every stream has its French sentence."""

from typing import Any, get_args

import pytest

from domain.calendar import METROPOLE
from domain.consultation.commands import Sens
from domain.registry import DECIDERS
from domain.territory import Commune, Epci, Nature, Population
from infra.reading.sentences import SENTENCES, sentence
from tests.domain.consultation.stories import Story
from tests.domain.objective.objectives import Story as ObjectiveStory
from tests.domain.objective.objectives import plan

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
