"""`jalon progress` and `jalon objective`: what is told of an objective appears in `status` and in the journal."""

import re

import pytest

from tests.terminal.conftest import EXAMPLE, Jalon


@pytest.fixture
def roadmap(jalon: Jalon) -> Jalon:
    """`jalon` with the example imported."""
    jalon.done("import", EXAMPLE)
    return jalon


def kinds(jalon: Jalon, key: str) -> list[str]:
    return [event["kind"] for event in jalon("journal", "show", f"objective/{key}", "--json").json["events"]]


def test_progress_appears_in_status_and_in_the_journal_under_its_author(roadmap: Jalon) -> None:
    said = roadmap.done("progress", "F1.1", "--percent", "40", "--note", "Fiche faite", "--value", "I1=61,5")
    assert "40 %, I1 = 61,5. Fiche faite" in said
    assert re.search(r"F1\.1 .* en cours +40 ", roadmap.done("status"))
    (event,) = [
        event
        for event in roadmap("journal", "show", "objective/F1.1", "--json").json["events"]
        if event["kind"] == "ProgressRecorded"
    ]
    assert event["by"] == "cli:coordination"
    assert event["event"]["percent"] == 40
    assert event["event"]["measures"] == [
        {"indicator": "I1", "value": "61.5", "on": event["event"]["on"]},
    ]


def test_an_indicator_that_the_objective_has_not_is_refused(roadmap: Jalon) -> None:
    refused = roadmap("progress", "F1.1", "--value", "I9=1")
    assert (refused.code, refused.out) == (3, "")
    assert "I9" in refused.err


def test_nothing_told_is_refused_and_says_what_to_tell(roadmap: Jalon) -> None:
    assert "un pourcentage, une note ou la valeur" in roadmap("progress", "F1.1").err


def test_the_same_request_under_the_same_key_is_recorded_once(roadmap: Jalon) -> None:
    told = ("progress", "F1.1", "--percent", "40", "--key", "note-du-3-mars")
    first, second = roadmap.done(*told), roadmap.done(*told)
    assert second == first.replace("Enregistré", "Déjà enregistré")
    other = roadmap("progress", "F1.1", "--percent", "50", "--key", "note-du-3-mars")
    assert (other.code, "a déjà servi à une autre demande" in other.err) == (2, True)
    assert kinds(roadmap, "F1.1").count("ProgressRecorded") == 1


def test_the_same_request_without_a_key_is_asked_twice(roadmap: Jalon) -> None:
    for _ in range(2):
        roadmap.done("progress", "F1.1", "--percent", "40", "--by", "pilote RH")
    assert kinds(roadmap, "F1.1").count("ProgressRecorded") == 2


def test_an_objective_lives_from_discussion_to_its_end_by_what_is_said(roadmap: Jalon) -> None:
    for line in (
        ("retain", "F2.2"),
        ("start", "F2.2", "--on", "2026-10-01"),
        ("block", "F2.2", "--cause", "rh", "--since", "2026-10-05", "--text", "Poste vacant"),
        ("unblock", "F2.2", "--on", "2026-10-20"),
        ("pause", "F2.2", "--reason", "Budget"),
        ("resume", "F2.2"),
        ("engage", "F2.2", "--commune", "Condom", "--level", "interessee"),
        ("move-deadline", "F2.2", "2029-T2", "--reason", "Recrutement", "--function", "DGS"),
        ("reach", "F2.2", "--on", "2026-11-02"),
    ):
        roadmap.done("objective", *line)
    shown = roadmap.done("objective", "show", "F2.2")
    assert "Statut : réalisé, 100 %" in shown
    assert "Échéance : 2e trimestre 2029 (première promesse : 1er janvier 2029)" in shown
    assert "Échéance déplacée : Recrutement" in shown
    told = roadmap.done("journal", "show", "objective/F2.2")
    assert "Objectif bloqué depuis le 5 octobre 2026, cause : ressources humaines. Poste vacant" in told
    assert "Condom : engagement « intéressée »." in told


def test_an_abandoned_objective_keeps_its_reason_and_refuses_another_deadline(roadmap: Jalon) -> None:
    roadmap.done("objective", "abandon", "F3.1", "--reason", "Trop peu de communes")
    assert "Abandonné : Trop peu de communes" in roadmap.done("objective", "show", "F3.1")
    refused = roadmap("objective", "move-deadline", "F3.1", "2030", "--reason", "x")
    assert (refused.code, "son échéance ne se déplace plus" in refused.err) == (3, True)


def test_a_milestone_is_done_on_its_day_and_an_unknown_one_names_those_that_there_are(roadmap: Jalon) -> None:
    roadmap.done("objective", "milestone", "F1.1", "fiche d'impact", "--on", "2026-10-01")
    assert "fiche d'impact, prévue 31 mars 2027, faite le 1er octobre 2026" in roadmap.done("objective", "show", "F1.1")
    assert "étapes : « fiche d'impact »" in roadmap("objective", "milestone", "F1.1", "?", "--on", "2026-10-01").err


def test_what_the_roadmap_says_is_changed_and_what_is_not_given_stays(roadmap: Jalon) -> None:
    def said(*line: str) -> str:
        return roadmap.done("objective", *line)

    assert "Fiche modifiée : priorité et risques. Vote." in said(
        *("describe", "F1.1", "--priority", "basse", "--risks", "Départs", "--risks", "Budget", "--reason", "Vote.")
    )
    assert "Fiche modifiée : priorité. Erreur." in said(
        "describe", "F1.1", "--empty", "priority", "--reason", "Erreur."
    )
    assert "Suppléance : " in said("assign", "F1.1", "--suppleant", "DGS adjoint", "--function", "DGS")
    assert "Étape « Bilan » ajoutée, échéance juin 2028." in said("plan-milestone", "F1.1", "Bilan", "2028-06")
    assert "échéance juin 2028, puis 2029. Report." in said(
        "plan-milestone", "F1.1", "Bilan", "2029", "--was", "Bilan", "--reason", "Report."
    )
    assert "Étape abandonnée le " in said("give-up-milestone", "F1.1", "fiche d'impact", "--reason", "Sans objet.")
    assert "Indicateur I9, « agents » : il est suivi désormais." in said(
        "indicator", "F1.1", "I9", "--name", "agents", "--target", "1 200,5"
    )
    assert "Indicateur I9, « agents » : modifié (unité)." in said("indicator", "F1.1", "I9", "--unit", "personnes")
    assert "Indicateur I1, " in said("drop-indicator", "F1.1", "I1", "--reason", "Mal défini.")
    assert "puis 3 équivalents temps plein, " in said("plan-means", "F1.1", "--etp", "3", "--reason", "Budget.")
    assert "Moyens réels de 2026 : 1,5 équivalent temps plein, 12 000,50 € de fonctionnement." in said(
        "record-means", "F1.1", "2026", "--etp", "1,5", "--fonctionnement", "12 000,50 €"
    )
    assert "corrigés : 2 équivalents temps plein, 12 000,50 € de fonctionnement." in said(
        "record-means", "F1.1", "2026", "--etp", "2", "--note", "Compte administratif."
    )
    assert "Rien à changer : c'était déjà le cas." in said("record-means", "F1.1", "2026", "--etp", "2")
    shown = said("show", "F1.1")
    assert "Étape : Bilan, prévue 2029 (première promesse : juin 2028)" in shown
    assert re.search(r"Étape : fiche d'impact, prévue 31 mars 2027, abandonnée le .* : Sans objet\.", shown)
    assert "Indicateur : I9, agents" in shown
    assert "Indicateur : I1" not in shown
    assert "Moyens réels de 2026 : 2 équivalents temps plein, 12 000,50 € de fonctionnement" in shown
    objective = roadmap("objective", "show", "F1.1", "--json").json["objective"]
    assert (objective["pilote"], objective["suppleant"]) == ("DRH mutualisée", "DGS adjoint")
    assert (objective["priority"], objective["risks"]) == (None, ["Départs", "Budget"])
    assert objective["indicators"][-1]["target"] == "1200.5"


@pytest.mark.parametrize(
    ("line", "code", "why"),
    [
        ("describe F1.1 --empty title --reason x", 2, "« title » ne se vide pas ; on peut vider why, axis"),
        ("describe F1.1 --procedure bidule --reason x", 2, "« bidule » n'est pas une procédure connue"),
        ("describe F1.1 --title  --reason x", 2, "--title"),
        ("describe F1.1 --axis A99 --reason x", 2, "« A99 » n'est pas un axe de la feuille de route ; axes : A1"),
        ("assign F1.1 --empty pilote --suppleant DGS", 3, "Une suppléance sans pilote ne supplée personne"),
        ("plan-milestone F1.1 bilan bientôt", 2, "« bientôt »"),
        ("plan-milestone F1.1 bilan 2028 --was ?", 3, "étapes : « fiche d'impact »"),
        ("indicator F1.1 I9 --unit jours", 2, "--name"),
        ("indicator F1.1 été --name lits", 3, "« été » ne peut pas être un identifiant"),
        ("indicator F1.1 I9 --name lits --base-year 27", 2, "va de 1990 à 2100"),
        ("plan-means F1.1 --fonctionnement 1,005 --reason x", 2, "n'est pas une somme en euros"),
        ("plan-means F1.1 --fonctionnement 1.500 --reason x", 2, "écrivez 1500 ou 1,500"),
        ("plan-means F1.1 --investissement 10000000000 --reason x", 2, "n'est pas une somme en euros"),
        ("plan-means F1.1 --etp beaucoup --reason x", 2, "« beaucoup » n'est pas un nombre"),
        ("plan-means F1.1 --etp -1 --reason x", 2, "--etp"),
        ("record-means F1.1 2026", 2, "Dites au moins un des moyens réels"),
        ("record-means F1.1 2150 --etp 1", 3, "L'année 2150 n'est pas commencée"),
        ("record-means F1.1 1999 --etp 1", 2, "--year"),
        ("drop-indicator F9 I1 --reason x", 3, "n'est pas dans la feuille de route"),
        ("plan-means F9 --etp 1 --reason x", 2, "n'a pas d'objectif « F9 »"),
    ],
)
def test_a_change_that_cannot_be_is_said_so(roadmap: Jalon, line: str, code: int, why: str) -> None:
    refused = roadmap("objective", *line.split(" "))
    assert (refused.code, refused.out) == (code, "")
    assert why in refused.err


def test_an_objective_that_is_not_there_is_refused_by_the_rules_and_by_show(roadmap: Jalon) -> None:
    assert (roadmap("progress", "F9", "--percent", "1").code, roadmap("objective", "show", "F9").code) == (3, 2)


def test_show_gives_the_whole_objective_as_json(roadmap: Jalon) -> None:
    shown = roadmap("objective", "show", "F1.1", "--json").json
    assert (shown["lateness"], shown["objective"]["pilote"]) == ("", "DRH mutualisée")


def test_an_objective_says_why_it_has_its_deadline(roadmap: Jalon) -> None:
    assert "Échéance de l'objectif F1.1" in roadmap.done("objective", "why", "F1.1")
    assert roadmap("objective", "why", "F1.1", "--json").json["inputs"]
    assert roadmap("objective", "why", "F99").code == 2
