"""`jalon init` and `jalon mandate`: the mandate of a real EPCI."""

from pathlib import Path

from tests.terminal.conftest import EXAMPLE, Jalon

TENAREZE = "243200417"


def test_init_shows_the_epci_its_communes_and_the_vintages_and_opens_the_mandate_of_2026(jalon: Jalon) -> None:
    said = jalon.done("init", "--siren", "243 200 417", "--second-tour")
    assert "CC de la Tenarèze, communauté de communes, SIREN 243200417" in said
    assert "26 communes : Beaucaire, Beaumont, Béraut" in said
    assert "population totale de référence 2022" in said
    assert "périmètre au 1er janvier 2025, noms du code officiel géographique 2026" in said
    assert "Enregistré sous le n° 1, le " in said
    mandate = jalon("status", "--json").json["mandate"]
    assert (mandate["start"], mandate["end"], mandate["roadmap"]) == ("2026-03-22", "2032-03", "absent")


def test_a_second_init_says_that_the_mandate_is_there(jalon: Jalon) -> None:
    jalon.done("init", "--siren", TENAREZE)
    assert "Le mandat 2026 est déjà ouvert." in jalon.done("init", "--siren", TENAREZE)
    assert len(jalon("journal", "show", "mandate/2026", "--json").json["events"]) == 2


def test_a_day_that_is_not_the_one_of_the_renewal_is_refused_with_its_decree(jalon: Jalon) -> None:
    refused = jalon("init", "--siren", TENAREZE, "--debut", "2026-03-20")
    assert (refused.code, refused.out.count("\n")) == (3, 3)
    assert "15 mars 2026" in refused.err
    assert "décret n° 2025-848" in refused.err


def test_the_second_round_of_22_march_2026_is_recognised_by_its_day(jalon: Jalon) -> None:
    jalon.done("init", "--siren", TENAREZE, "--debut", "2026-03-22", "--fin", "2033-03")
    mandate = jalon("status", "--json").json["mandate"]
    assert (mandate["start"], mandate["end"]) == ("2026-03-22", "2033-03")


def test_a_siren_that_no_epci_bears_is_refused_and_nothing_is_recorded(jalon: Jalon) -> None:
    refused = jalon("init", "--siren", "123456789")
    assert refused.code == 2
    assert "Aucun EPCI à fiscalité propre ne porte le SIREN" in refused.err
    assert "Aucun EPCI n'est encore ouvert ici" in jalon("status").err


def test_without_a_worker_init_is_recorded_and_says_kindly_that_nobody_works(idle: Jalon) -> None:
    first, second = idle("init", "--siren", TENAREZE), idle("init", "--siren", TENAREZE)
    for answer in (first, second):
        assert answer.code == 0
        assert "Enregistré sous le n° 1, en cours de traitement." in answer.out
        assert "lancez « jalon worker »" in answer.err


def test_the_end_moves_with_a_law_and_a_duty_is_done_on_its_day(jalon: Jalon) -> None:
    jalon.done("init", "--siren", TENAREZE)
    said = jalon.done("mandate", "move-end", "2033-03", "--reason", "Loi de report")
    assert "Fin du mandat déplacée : mars 2033. Loi de report" in said
    unknown = jalon("mandate", "duty", "rapport", "--on", "2026-09-20")
    assert unknown.code == 3
    assert "obligations : « rapport_activite-" in unknown.err


def test_a_roadmap_goes_from_draft_to_approved_by_the_acts_that_are_entered(jalon: Jalon) -> None:
    jalon.done("import", EXAMPLE)
    assert "transmise aux communes le 1er avril 2026" in jalon.done("mandate", "transmit", "--on", "2026-04-01")
    assert "Feuille de route retirée : coquille" in jalon.done("mandate", "withdraw", "--reason", "coquille")
    approved = jalon.done("mandate", "approve", "--on", "2026-04-20", "--number", "2026-31")
    assert "approuvée par la délibération 2026-31 du 20 avril 2026" in approved


def test_a_mandate_that_is_not_open_is_asked_for(jalon: Jalon, tmp_path: Path) -> None:
    text = Path(EXAMPLE).read_text(encoding="utf-8")
    path = tmp_path / "sans_mandat.yaml"
    path.write_text(text[: text.index("mandat:")] + text[text.index("calendrier:") :], encoding="utf-8")
    jalon.done("import", str(path))
    assert "Aucun mandat n'est ouvert" in jalon.done("status")
    for line in (("mandate", "transmit", "--on", "2026-04-01"), ("evaluate",)):
        refused = jalon(*line)
        assert (refused.code, "n'a pas de mandat ouvert" in refused.err) == (2, True)


def test_the_duties_are_listed_and_each_says_why(jalon: Jalon) -> None:
    jalon.done("init", "--siren", TENAREZE, "--second-tour")
    listed = jalon("mandate", "duties", "--json").json["duties"]
    assert listed
    assert all(each["why"]["sources"] for each in listed)
    said = jalon.done("mandate", "duties")
    assert listed[0]["duty"]["key"] in said
    assert "article L5211-39 du CGCT" in jalon.done("mandate", "duties", "--why")


def test_the_councils_of_a_commune_are_entered_and_read_in_the_journal(jalon: Jalon) -> None:
    jalon.done("init", "--siren", TENAREZE, "--second-tour")
    jalon.done("mandate", "councils", "--commune", "Condom", "--days", "2027-02-11,2027-04-08")
    assert "CouncilsRecorded" in [event["kind"] for event in jalon("journal", "show", "--json").json["events"]]
    beyond = jalon("mandate", "councils", "--days", "2040-01-01")
    assert beyond.code == 3
