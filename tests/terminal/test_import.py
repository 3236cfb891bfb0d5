"""`jalon import`: all or nothing, once however often, and compared with what is there."""

from pathlib import Path

import pytest

from tests.terminal.conftest import EXAMPLE, ROOT, Jalon

EMPTY = "Aucun EPCI n'est encore ouvert ici"


def changed(tmp_path: Path, old: str, new: str) -> str:
    """The example with `new` for `old`, as another file."""
    text = Path(EXAMPLE).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "feuille.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return str(path)


def test_the_example_is_imported_whole_then_changes_nothing_the_second_time(jalon: Jalon) -> None:
    first = jalon.done("import", EXAMPLE)
    assert "CC de la Tenarèze (données fictives)" in first
    assert "6 objectifs importés." in first
    events = jalon("journal", "show", "--json").json["events"]
    assert "Rien n'a changé" in jalon.done("import", EXAMPLE)
    assert jalon("journal", "show", "--json").json["events"] == events
    assert {event["by"] for event in events} == {"cli:coordination"}


def test_without_a_worker_the_same_file_twice_is_recorded_once(idle: Jalon) -> None:
    first, second = idle("import", EXAMPLE), idle("import", EXAMPLE)
    assert "6 objectifs importés." in first.out
    assert "9 demandes en cours de traitement." in first.out
    assert "lancez « jalon worker »" in first.err
    assert "Rien n'a changé" in second.out


def test_every_error_is_named_by_its_path_and_nothing_is_recorded(jalon: Jalon, tmp_path: Path) -> None:
    wrong = changed(tmp_path, "echeance: 2027-09-01", "echeance: bientôt\n    communes_volontaire: [Condom]")
    refused = jalon("import", wrong)
    assert refused.code == 2
    assert "axes[0].fiches[0].echeance" in refused.err
    assert "axes[0].fiches[0].communes_volontaire" in refused.err
    assert EMPTY in jalon("status").err


def test_an_objective_that_is_there_under_another_plan_refuses_the_whole_file(jalon: Jalon, tmp_path: Path) -> None:
    jalon.done("import", EXAMPLE)
    events = jalon("journal", "show", "--json").json["events"]
    other = changed(tmp_path, "Service commun de secrétariat de mairie remplaçant", "Secrétariat partagé")
    refused = jalon("import", other)
    assert refused.code == 2
    assert "axes[0].fiches[0].intitule (ligne 33) : un objectif porte déjà l'identifiant F1.1" in refused.err
    assert jalon("journal", "show", "--json").json["events"] == events


def test_a_longer_file_adds_its_new_objective_and_leaves_the_others_as_they_stand(jalon: Jalon, tmp_path: Path) -> None:
    jalon.done("import", EXAMPLE)
    jalon.done("progress", "F1.1", "--percent", "40")
    longer = changed(tmp_path, "- id: A2", "  - id: F1.9\n    intitule: Formation des secrétaires\n- id: A2")
    said = jalon.done("import", longer)
    assert "1 objectif importé." in said
    assert "6 objectifs déjà là, laissés tels quels : F1.1, F1.2" in said
    axes = jalon("status", "--json").json["axes"]
    assert [(one["key"], one["percent"]) for one in axes[0]["objectives"]] == [
        ("F1.1", 40),
        ("F1.2", None),
        ("F1.9", None),
    ]


def test_the_dates_of_a_mandate_already_open_are_not_changed_by_a_file(jalon: Jalon, tmp_path: Path) -> None:
    jalon.done("init", "--siren", "243200417", "--sans-second-tour")
    refused = jalon("import", EXAMPLE)
    assert refused.code == 2
    assert "mandat (ligne 16) : le mandat 2026 est déjà ouvert, au 15 mars 2026" in refused.err


def test_a_mandate_already_open_receives_the_plan_of_the_file(jalon: Jalon) -> None:
    jalon.done("init", "--siren", "243200417", "--second-tour")
    jalon.done("import", EXAMPLE)
    seen = jalon("status", "--json").json
    assert seen["mandate"]["roadmap"] == "draft"
    assert [axis["key"] for axis in seen["axes"]] == ["A1", "A2", "A3"]


@pytest.mark.parametrize("name", ["cc_huisne_sarthoise_2017", "le_mans_metropole_2014_2020"])
def test_a_real_and_gappy_roadmap_is_imported_and_what_is_unknown_is_never_late(jalon: Jalon, name: str) -> None:
    jalon.done("import", str(ROOT / "tests" / "roadmaps" / f"{name}.yaml"))
    seen = jalon("status", "--json").json
    objectives = [one for axis in seen["axes"] for one in axis["objectives"]]
    assert objectives
    assert [one["key"] for one in objectives if one["deadline"] is None and one["lateness"]] == []


def test_a_file_that_does_not_say_its_mandate_says_what_to_do_then_is_completed(jalon: Jalon, tmp_path: Path) -> None:
    text = Path(EXAMPLE).read_text(encoding="utf-8")
    start, end = text.index("mandat:"), text.index("calendrier:")
    path = tmp_path / "sans_mandat.yaml"
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    first = jalon("import", str(path))
    assert (first.code, "jalon init --siren 243200417" in first.err) == (0, True)
    jalon.done("init", "--siren", "243200417")
    again = jalon.done("import", str(path))
    assert "6 objectifs déjà là" in again
    assert [axis["key"] for axis in jalon("status", "--json").json["axes"]] == ["A1", "A2", "A3"]


@pytest.mark.parametrize(("path", "said"), [("nulle-part.yaml", "n'existe pas"), (str(ROOT), "est un dossier")])
def test_what_is_no_file_is_said_in_one_sentence(jalon: Jalon, path: str, said: str) -> None:
    refused = jalon("import", path)
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert said in refused.err
