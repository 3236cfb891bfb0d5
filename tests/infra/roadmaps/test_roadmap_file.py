"""A roadmap file, read whole or refused with every error in French by path."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.objective import DECIDER
from domain.objective.commands import PlanObjective
from domain.objective.state import Objective, is_late
from domain.objective.transitions import Status
from domain.objective.values import Means
from domain.procedures import PROCEDURE_IDS
from domain.roadmap.plan import commands, contacts, mandate_commands
from domain.stream import Unfolding
from infra.roadmaps.roadmap_file import Roadmap, read_roadmap
from infra.roadmaps.roadmap_places import RoadmapRefused
from infra.roadmaps.yaml_file import MAX_BYTES, read_document

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "example" / "roadmap.yaml"
REAL = sorted((ROOT / "tests" / "roadmaps").glob("*.yaml"))
AT = datetime(2026, 4, 20, 7, tzinfo=UTC)

HEAD = """\
titre: Schéma
territoire: {siren: "243200417"}
axes:
- id: A1
  intitule: Un axe
  fiches:
"""


def read(path: Path, at: datetime = AT) -> Roadmap:
    return read_roadmap(path, PROCEDURE_IDS, at)


def errors_of(path: Path, text: str | bytes) -> list[str]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RoadmapRefused) as refusal:
        read(path)
    return [error.replace("\u00a0", " ").replace("\u202f", " ") for error in refusal.value.errors]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.yaml"


# What the plans of the house and of real EPCI give.


def test_the_example_is_the_plan_of_a_real_epci_and_invents_only_what_it_says_is_fictive() -> None:
    file, epci = read(EXAMPLE)
    fiches = {fiche.id: fiche for axe in file.axes for fiche in axe.fiches}
    assert (epci.name, len(epci.communes), file.nature.value) == ("CC de la Tenarèze", 26, "synthetique")
    assert "DONNÉES FICTIVES" in EXAMPLE.read_text(encoding="utf-8")
    assert list(fiches) == ["F1.1", "F1.2", "F2.1", "F2.2", "F3.1", "F3.2"]
    assert {key: fiche.statut.value for key, fiche in fiches.items() if fiche.statut} == {
        "F1.1": "en_cours",
        "F1.2": "a_venir",
        "F2.1": "a_venir",
        "F2.2": "a_discuter",
        "F3.1": "a_venir",
        "F3.2": "a_venir",
    }
    assert [len(fiches[key].communes_volontaires) for key in fiches] == [6, 26, 5, 0, 26, 2]


def test_the_example_writes_to_every_mairie_the_coordinator_and_every_pilote_and_to_nobody_real() -> None:
    file, epci = read(EXAMPLE)
    people = contacts(file)
    assert [one.to.commune for one in people if one.to.commune] == [commune.insee for commune in epci.communes]
    pilotes = {fiche.pilote for axe in file.axes for fiche in axe.fiches}
    assert {one.to.function for one in people if one.to.function} == pilotes
    assert all(one.address.endswith(".invalid") for one in people)


@pytest.mark.parametrize("plan", REAL, ids=lambda plan: plan.stem)
def test_a_real_plan_without_deadlines_is_never_late_and_reminds_nobody_until_2090(plan: Path) -> None:
    file, epci = read(plan)
    assert mandate_commands(file, epci) == []
    orders = commands(file, epci)
    assert len(orders) == sum(len(axe.fiches) for axe in file.axes)
    for stream, command in orders:
        unfolding: Unfolding[Objective] = Unfolding(decider=DECIDER, state=DECIDER.new(stream))
        unfolding.command(command, AT)
        unfolding.pass_time(datetime(2090, 1, 1, tzinfo=UTC))
        assert len(unfolding.happened) == 1
        assert unfolding.state.status is Status.PLANNED
        assert not is_late(unfolding.state, date(2090, 1, 1))


@pytest.mark.parametrize("plan", REAL, ids=lambda plan: plan.stem)
def test_nothing_is_invented_in_a_real_plan(plan: Path) -> None:
    file, epci = read(plan)
    for _, command in commands(file, epci):
        assert isinstance(command, PlanObjective)
        written = {"title", "axis", "scheduled", "direction"}
        unsaid = command.plan.model_dump(exclude=written)
        assert all(value in (None, "", (), Means().model_dump()) for value in unsaid.values())
        assert not command.synthetic


def test_the_real_plans_have_the_axes_and_actions_of_their_documents() -> None:
    shapes = {plan.stem: [len(axe.fiches) for axe in read(plan).file.axes] for plan in REAL}
    assert shapes == {
        "cc_huisne_sarthoise_2017": [2, 4, 2, 0, 2, 1, 3],
        "le_mans_metropole_2014_2020": [0, 2, 1, 0],
    }


def test_the_example_of_the_documentation_is_read(path: Path) -> None:
    document = (ROOT / "docs" / "roadmap-format.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", document, re.DOTALL)
    path.write_text(block, encoding="utf-8")
    assert [fiche.id for axe in read(path).file.axes for fiche in axe.fiches] == ["F1.1", "F1.2"]


# What is wrong in a file, all at once.


def test_every_error_is_given_at_once_with_its_path_and_its_line(path: Path) -> None:
    errors = errors_of(
        path,
        HEAD
        + """\
  - id: F1
    intitule: Archives
    echeance: 2027-13
    procdure: service_commun
    communes_volontaires: [Condom, Roquepin]
  - {id: F1, intitule: Paie, procedure: service_comun}
""",
    )
    assert [error.split(" : ")[0] for error in errors] == [
        "axes[0].fiches[0].echeance (ligne 9)",
        "axes[0].fiches[0].procdure (ligne 10)",
        "axes[0].fiches[0].communes_volontaires[1] (ligne 11)",
        "axes[0].fiches[1].procedure (ligne 12)",
        "axes[0].fiches[1].id (ligne 12)",
    ]
    assert "« 2027-13 » n'est pas une échéance" in errors[0]
    assert errors[1].endswith("ce champ n'existe pas ; vouliez-vous écrire « procedure » ?")
    assert "Vouliez-vous écrire « Roquepine » ?" in errors[2]
    assert errors[3].endswith("vouliez-vous écrire « service_commun » ?")
    assert errors[4].endswith("une autre fiche porte déjà l'identifiant « F1 » (axes[0].fiches[0])")


@pytest.mark.parametrize(
    ("fiche", "message"),
    [
        ("{id: F1}", "fiches[0].intitule (ligne 7) : ce champ est obligatoire"),
        ("{id: F1, intitule: }", "intitule (ligne 7) : ce champ est obligatoire"),
        ("{id: F 1, intitule: a}", "« F 1 » n'est pas un identifiant"),
        ("{id: F1, intitule: [a]}", "un texte est attendu"),
        ("{id: F1, intitule: a, niveau_integration: 5}", "ce nombre est trop grand (4 au plus)"),
        ("{id: F1, intitule: a, niveau_integration: 0}", "ce nombre est trop petit (1 au moins)"),
        ("{id: F1, intitule: a, niveau_integration: trois}", "un nombre entier est attendu"),
        ("{id: F1, intitule: a, niveau_integration: 2.5}", "un nombre entier est attendu"),
        ("{id: F1, intitule: a, etapes: {nom: b}}", "etapes (ligne 7) : une liste est attendue"),
        ("{id: F1, intitule: a, moyens: 3 ETP}", "moyens (ligne 7) : un groupe de champs est attendu"),
        ("{id: F1, intitule: a, moyens: {etp: -1}}", "moyens.etp (ligne 7) : ce nombre est trop petit"),
        ("{id: F1, intitule: a, moyens: {etp: beaucoup}}", "« beaucoup » n'est pas un nombre"),
        ("{id: F1, intitule: a, moyens: {etp: .nan}}", "« .nan » n'est pas un nombre"),
        ("{id: F1, intitule: a, moyens: {etp: 1e999999999}}", "« 1e999999999 » n'est pas un nombre"),
        ("{id: F1, intitule: a, moyens: {etp: 1_000}}", "« 1_000 » n'est pas un nombre"),
        ("{id: F1, intitule: a, moyens: {investissement_eur: -5}}", "n'est pas un montant en euros, positif"),
        ("{id: F1, intitule: a, moyens: {investissement_eur: 0.001}}", "au centime près"),
        ("{id: F1, intitule: a, statut: fini}", "« fini » n'est pas reconnu ; choisissez parmi a_discuter"),
        ("{id: F1, intitule: a, statut: abandoné}", "vouliez-vous écrire « abandonne » ?"),
        ("{id: F1, intitule: a, statut: bloque}", "blocage (ligne 7) : ce champ est obligatoire quand le statut est"),
        ("{id: F1, intitule: a, statut: bloque, blocage: {}}", "blocage.cause (ligne 7) : ce champ est obligatoire"),
        ("{id: F1, intitule: a, statut: abandonne}", "motif_abandon (ligne 7) : ce champ est obligatoire"),
        ("{id: F1, intitule: a, realise_le: 2026-01-01}", "ce champ ne va qu'avec le statut « realise »"),
        ("{id: F1, intitule: a, statut: realise, realise_le: 2026-04-21}", "« 2026-04-21 » n'est pas encore venu"),
        ("{id: F1, intitule: a, statut: realise, realise_le: 2026-02-30}", "« 2026-02-30 » n'est pas une date"),
        ("{id: F1, intitule: a, communes_volontaires: Condom}", "liste de communes entre crochets, ou « toutes »"),
        ("{id: F1, intitule: a, communes_volontaires: [Condom, 32107]}", "la commune « 32107 » apparaît deux fois"),
        ("{id: F1, intitule: a, echeance: [2027]}", "une échéance est attendue, par exemple 2027-09-01"),
        ("{id: F1, intitule: a, statut: " + "x" * 500 + "}", "x… » n'est pas reconnu"),
        ("{id: F1, intitule: a, risques: [' ']}", "risques[0] (ligne 7) : ce texte est vide"),
        (
            "{id: F1, intitule: a, communes_volontaires: [Condom], engagements: [{commune: Condom, niveau: non}]}",
            "engagements[0] (ligne 7) : la commune « 32107 » apparaît deux fois",
        ),
        ("{id: F1, intitule: a, etapes: [{nom: b}, {nom: b}]}", "l'étape « b » apparaît deux fois"),
        ("{id: F1, intitule: a, indicateurs: [{id: I, nom: b}, {id: I, nom: c}]}", "l'indicateur « I » apparaît deux"),
        ("rien", "fiches[0] (ligne 7) : un groupe de champs est attendu"),
    ],
)
def test_a_wrong_fiche_is_refused_with_one_sentence(path: Path, fiche: str, message: str) -> None:
    errors = errors_of(path, f"{HEAD}  - {fiche}\n")
    assert len(errors) == 1
    assert message in errors[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titre: a", ["territoire (ligne 1) : ce champ est obligatoire", "axes (ligne 1) : ce champ est obligatoire"]),
        ("titre: a\nterritoire: {siren: '243200417'}\naxes: []", ["axes (ligne 3) : donnez au moins un axe"]),
        (HEAD.replace("243200417", "24320041"), ["territoire.siren (ligne 2) : « 24320041 » n'est pas un SIREN"]),
        (HEAD.replace("243200417", "999999999"), ["territoire.siren (ligne 2) : "]),
        (HEAD + "- {id: A1, intitule: b}", ["axes[1].id (ligne 7) : un autre axe porte déjà l'identifiant « A1 »"]),
        (HEAD + "version: 2", ["version (ligne 7) : ce nombre est trop grand (1 au plus)"]),
        (
            HEAD + "mandat: {debut: 2026-03-22}",
            ["mandat.second_tour (ligne 7) : ce champ est", "mandat.fin (ligne 7) : ce champ est obligatoire"],
        ),
        (HEAD + "mandat: {debut: 2026-03-15, second_tour: oui, fin: 2032-03}", ["mandat (ligne 7) : "]),
        (
            HEAD + "mandat: {debut: 2026-03-22, second_tour: peut-être, fin: 2032}",
            ["« peut-être » n'est ni oui ni non"],
        ),
        (HEAD + "contacts: [{role: mairie, courriel: a@b.fr}]", ["contacts[0].commune (ligne 7) : ce champ est oblig"]),
        (
            HEAD + "contacts: [{role: pilote, courriel: a@b.fr}]",
            ["contacts[0].fonction (ligne 7) : ce champ est oblig"],
        ),
        (HEAD + "contacts: [{role: maire, courriel: a}]", ["commune (ligne 7)", "« a » n'est pas une adresse"]),
        (
            HEAD + "contacts: [{role: coordinateur, fonction: DGS, courriel: a@b.fr}]",
            ["contacts[0].fonction (ligne 7) : ce champ ne va pas avec le rôle « coordinateur »"],
        ),
        (
            HEAD + "contacts: [{role: pilote, fonction: DRH, courriel: a@b.fr}]",
            ["contacts[0] (ligne 7) : aucune fiche n'a pour pilote ou suppléant « DRH »"],
        ),
        (
            HEAD + "contacts: [{role: president, courriel: a@b.fr}, {role: president, courriel: a@b.fr}]",
            ["contacts[1] (ligne 7) : le contact « president a@b.fr » apparaît deux fois"],
        ),
    ],
)
def test_a_wrong_head_is_refused_with_one_sentence_each(path: Path, text: str, message: list[str]) -> None:
    errors = errors_of(path, text)
    assert len(errors) == len(message)
    assert all(part in error for part, error in zip(message, errors, strict=True))


def test_a_first_round_day_given_as_the_second_round_is_refused_with_its_source(path: Path) -> None:
    (error,) = errors_of(path, HEAD + "mandat: {debut: 2026-03-15, second_tour: oui, fin: 2032-03}")
    assert "22 mars 2026" in error


def test_the_refusal_counts_its_errors_and_lists_them(path: Path) -> None:
    path.write_text("titre: a\n", encoding="utf-8")
    with pytest.raises(RoadmapRefused) as refusal:
        read(path)
    head, *rest = str(refusal.value).splitlines()
    assert head.endswith("n'est pas importé\u202f: 2 erreurs.")
    assert tuple(rest) == refusal.value.errors


def test_values_are_read_as_they_are_written(path: Path) -> None:
    path.write_text(HEAD + "  - {id: 1.10, intitule: 2027-09-01, communes_volontaires: [32107]}\n", encoding="utf-8")
    (fiche,) = read(path).file.axes[0].fiches
    assert (fiche.id, fiche.intitule, fiche.communes_volontaires) == ("1.10", "2027-09-01", ("32107",))


# What is no roadmap file at all.


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "il est vide"),
        (b" \n\n", "il est vide"),
        (b"PK\x03\x04classeur", "c'est un classeur"),
        (b"\x00\x01\x02", "pas un fichier YAML"),
        ("titre: Schéma".encode("latin-1"), "il n'est pas en UTF-8"),
        (b"x" * (MAX_BYTES + 1), "il dépasse 1 Mo"),
        (b"- a\n- b\n", "il ne contient pas de champs"),
        (b"bonjour", "il ne contient pas de champs"),
        (b"titre: 'a\naxes:", "le YAML y est mal formé (ligne"),
        (b"titre: a\n\taxes: b", "remplacez les tabulations par des espaces"),
        (b"--- \na: 1\n---\nb: 1\n", "mal formé"),
        (b"titre: a\ntitre: b\n", "la clé « titre » y est écrite deux fois (lignes 1 et 2)"),
        (b"a: {b: 1, b: 2}\n", "la clé « b » y est écrite deux fois (lignes 1 et 1)"),
        (b"a: &x [1]\nb: *x\n", "les renvois (« & », « * ») n'y sont pas acceptés"),
        (b"a:\n- b\n-\n", "un élément de liste y est vide (ligne 3)"),
        (b"? [a, b]\n: c\n", "une clé n'y est pas un mot"),
        (b"a: " + b"[" * 60 + b"]" * 60, "imbriqués trop profondément"),
        (b"a: " + b"[" * 20_000 + b"]" * 20_000, "imbriqués trop profondément"),
    ],
)
def test_a_file_that_is_no_roadmap_is_refused_with_one_sentence(path: Path, content: bytes, message: str) -> None:
    path.write_bytes(content)
    with pytest.raises(DomainError) as refusal:
        read(path)
    assert not isinstance(refusal.value, RoadmapRefused)
    said = str(refusal.value).replace("\u00a0", " ").replace("\u202f", " ")
    assert message in said
    assert "\n" not in said


def test_a_file_that_does_not_exist_or_is_a_folder_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="n'existe pas"):
        read(tmp_path / "absent.yaml")
    with pytest.raises(DomainError, match="est un dossier"):
        read(tmp_path)
    with pytest.raises(DomainError, match="ne peut pas être lu"):
        read(EXAMPLE / "sous-fichier.yaml")


def test_a_byte_order_mark_is_no_obstacle(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.read_bytes())
    assert read(path).file == read(EXAMPLE).file


# Whatever is written.

WRITTEN = st.sampled_from(
    [
        None,
        "",
        "x",
        "-1",
        "2027-13",
        "2026-02-30",
        "oui",
        "Condom",
        "12345678901234567890",
        "é" * 5000,
        [],
        ["x"],
        {},
        {"x": "y"},
    ]
)


def places(part: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [at, *(place for key, value in inner for place in places(value, (*at, key)))]


def answer(path: Path) -> str:
    try:
        return read(path).epci.name
    except DomainError as refused:
        return str(refused)


@given(st.data())
@settings(
    max_examples=50,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_written_anywhere_the_answer_is_a_roadmap_or_french_sentences(
    tmp_path: Path, data: st.DataObject
) -> None:
    raw = read_document(EXAMPLE).data
    for _ in range(data.draw(st.integers(1, 3))):
        *to, last = data.draw(st.sampled_from([place for place in places(raw) if place]))
        parent: Any = raw
        for key in to:
            parent = parent[key]
        parent[last] = data.draw(WRITTEN)
    path = tmp_path / "plan.yaml"
    path.write_text(json.dumps(raw), encoding="utf-8")
    assert not re.search(r"\b(should|valid|Input|field|must|error|None)\b", answer(path))
