"""`jalon mandate reminders`, `adapt` and `quiet`: an EPCI makes the plans of reminders its own."""

import pytest

from tests.terminal.conftest import Jalon

TENAREZE = "243200417"


def test_the_plans_are_shown_with_when_each_reminder_falls_and_whom_it_tells(jalon: Jalon) -> None:
    jalon.done("init", "--siren", TENAREZE)
    said = jalon.done("mandate", "reminders")
    assert "30 jours avant la clôture" not in said
    assert "7 jours avant la clôture de l'ordre du jour du dernier conseil utile, si un conseil est connu" in said
    assert "1 jour après le dernier conseil utile, si un conseil est connu" in said
    assert "le jour même : le dernier jour de convocation du dernier conseil utile" in said
    assert "secrétaire de mairie et maire" in said
    assert "Semaines calmes : du 15 juillet au 31 août, du 20 décembre au 3 janvier" in said


def test_a_reminder_is_shifted_another_removed_and_one_added_and_the_journal_says_by_whom(jalon: Jalon) -> None:
    jalon.done("init", "--siren", TENAREZE)
    why = ("--reason", "Congés en août", "--by", "direction générale")
    said = jalon.done("mandate", "adapt", "obligation", "duty_j30", "--days", "45", *why)
    assert "Plans de rappels et semaines calmes adaptés par l'EPCI. Congés en août" in said
    assert "Obligations du mandat mises à jour." in said
    jalon.done("mandate", "adapt", "consultation", "avis_j2", "--remove", *why)
    jalon.done("mandate", "adapt", "objectif", "ajout", "--days", "20", "--label", "J-20", *why)
    shown = jalon.done("mandate", "reminders")
    assert "45 jours avant l'échéance de l'obligation (adapté)" in shown
    assert "rappels d'objectif ajoutés par l'EPCI (J-20)" in shown
    (removed,) = (line for line in shown.splitlines() if "avis_j2 " in line)
    assert removed.endswith("retiré")
    events = jalon("journal", "show", "mandate/2026", "--json").json["events"]
    adapted = [event for event in events if event["event"]["kind"] == "RemindersAdapted"]
    assert [event["by"] for event in adapted] == ["cli:direction générale"] * 3
    habits = jalon("mandate", "reminders", "--json").json["habits"]
    assert [(one["plan"], one["removed"], one["days_before"]) for one in habits["changes"]] == [
        ("consultation", True, None),
        ("objective", False, 20),
        ("duty", False, 45),
    ]


def test_quiet_weeks_are_entered_whole_and_taken_away(jalon: Jalon) -> None:
    jalon.done("init", "--siren", TENAREZE)
    why = ("--reason", "Élections départementales")
    jalon.done("mandate", "quiet", "2027-04-05:2027-04-11:élections", "2027-05-06", *why)
    shown = jalon.done("mandate", "reminders")
    assert "et du 5 avril 2027 au 11 avril 2027 (élections)" in shown
    assert "et du 6 mai 2027 au 6 mai 2027" in shown
    jalon.done("mandate", "quiet", *why)
    assert "avril 2027" not in jalon.done("mandate", "reminders")
    assert "Rien à changer" in jalon.done("mandate", "quiet", *why)


@pytest.mark.parametrize(
    ("args", "code", "why"),
    [
        (("adapt", "obligation", "duty_j30"), 2, "Donnez --days pour déplacer ou ajouter le rappel"),
        (("adapt", "obligation", "duty_j30", "--days", "3", "--remove"), 2, "ou --remove pour le retirer"),
        (("adapt", "obligation", "J30", "--days", "3"), 2, "écrivez duty_j30, duty_j7, ou « ajout »."),
        (("adapt", "etape", "ajout", "--days", "3"), 2, "« ajout » n'est pas un rappel du plan des étapes"),
        (("adapt", "obligation", "avis_j30", "--days", "3"), 3, "n'a pas de « rappels à 30 jours »"),
        (("adapt", "obligation", "ajout", "--days", "3"), 3, "une étiquette qui le distingue"),
        (("quiet", "2027-04-05:élections"), 2, "une période s'écrit 2027-04-05:2027-04-11:élections"),
        (("quiet", "2027-04-11:2027-04-05"), 2, "le dernier jour est avant le premier"),
        (("quiet", "2027-04-05:2028-04-05"), 3, "une période calme en compte 62 au plus"),
    ],
)
def test_what_cannot_be_adapted_is_refused_with_what_to_write(
    jalon: Jalon, args: tuple[str, ...], code: int, why: str
) -> None:
    jalon.done("init", "--siren", TENAREZE)
    refused = jalon("mandate", *args, "--reason", "Essai")
    assert refused.code == code
    assert why in " ".join(refused.err.split())
