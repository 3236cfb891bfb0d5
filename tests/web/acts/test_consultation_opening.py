"""Opening a consultation on 19 May 2028: which procedures there are, what each asks, what comes before the sending."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from domain.consultation.state import Status
from domain.procedures import procedure_on
from infra.embedded.postgres import EmbeddedPostgres
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.acts.acting import MANDATE, Doer, doing, said
from web.acts.consultation_opening import applicable, described, slug
from web.files import HEAVY

F21, F22 = f"objective/{SIREN}/F2.1", f"objective/{SIREN}/F2.2"
TODAY = date(2028, 5, 19)
OPENED = {"procedure": "transfert_competence", "titre": "Transfert de la compétence Œuvres d'art", "texte": "Le texte."}


@pytest.fixture(scope="module")
async def doer(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Doer]:
    async with doing(postgres, template_database) as someone:
        yield someone


def test_a_name_is_made_of_the_words_of_the_title() -> None:
    assert slug("Transfert de la compétence « eau potable »") == "transfert-de-la-competence-eau-potable"
    assert slug("Œuvres & ærosols, 2e partie") == "oeuvres-aerosols-2e-partie"
    assert len(slug("mot " * 40)) <= 40
    assert slug("x" * 90) == "x" * 40
    assert slug("« … »") == ""


def test_each_procedure_says_its_article_its_delay_its_silence_and_its_majority() -> None:
    said = described(procedure_on("transfert_competence", TODAY))
    assert "article L5211-17 du CGCT" in said
    assert "3 mois, silence : décision réputée favorable, majorité qualifiée des communes" in said
    assert "sans délai légal, silence : ni accord ni refus, accord de chacune" in described(
        procedure_on("service_commun", TODAY)
    )


def test_a_procedure_that_has_no_place_in_an_epci_is_left_out_with_its_reason() -> None:
    taken, refused = applicable(load_epci("200046977"), "FPU", TODAY)
    assert not taken or all(law.lyon for law in taken)
    assert any("métropole de Lyon" in why for why in refused)
    taken, refused = applicable(load_epci(SIREN), "FA", TODAY)
    assert any("fiscalité professionnelle unique" in why for why in refused)
    assert "rapport_cletc" not in {law.id for law in taken}


async def test_what_comes_before_the_sending_is_said_and_nothing_is_sent(doer: Doer) -> None:
    seen = await doer.preview("ouvrir-consultation", MANDATE, OPENED)
    assert "Consultation ouverte : Transfert de la compétence Œuvres d'art" in seen
    assert "Rien n'est encore envoyé aux communes" in seen
    assert "Avant l'envoi, il faudra : Adopter la délibération à notifier aux communes" in seen
    assert "Aucun courriel ne part" in seen


async def test_a_consultation_is_opened_once_under_its_name(doer: Doer) -> None:
    assert "La consultation est ouverte" in await doer.does("ouvrir-consultation", MANDATE, OPENED)
    state = await doer.state(f"consultation/{SIREN}/transfert-de-la-competence-oeuvres-d-art")
    assert (state.status, state.question, state.mandate) == (Status.OPEN, "Le texte.", MANDATE)
    again = await doer.refused("ouvrir-consultation", MANDATE, OPENED)
    assert "Une consultation existe déjà sous ce nom" in again
    other = OPENED | {"nom": "oeuvres-2"}
    assert "La consultation est ouverte" in await doer.does("ouvrir-consultation", MANDATE, other)


async def test_on_an_objective_its_title_its_procedure_and_its_communes_are_offered(doer: Doer) -> None:
    page = (await doer.client.get("/actes/ouvrir-consultation", params={"flux": F21})).text
    assert 'value="service_commun" checked' in page
    assert page.count("checked") > 1
    named = {"procedure": "service_commun", "titre": "Service commun", "communes": ["32107", "32044"], "nom": "sc"}
    await doer.does("ouvrir-consultation", F21, named)
    state = await doer.state(f"consultation/{SIREN}/sc")
    assert (state.objective, set(state.communes)) == (F21, {"32107", "32044"})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"procedure": ""}, "Choisissez la procédure"),
        ({"procedure": "inconnue"}, "Choisissez la procédure"),
        ({"titre": ""}, "Donnez l'objet"),
        ({"titre": "x" * 301}, "trop long"),
        ({"communes": "32107"}, "n'en cochez aucune"),
        ({"procedure": "service_commun"}, "Cochez les communes concernées"),
        ({"procedure": "service_commun", "communes": "75056"}, "dans la liste"),
        ({"reponse_le": "2028-09-01"}, "La loi fixe le délai à 3 mois"),
        ({"nom": "Été/eau"}, "lettres sans accent"),
        ({"nom": "../eau"}, "lettres sans accent"),
    ],
)
async def test_what_is_wrong_is_told_by_field(doer: Doer, typed: dict[str, str], said: str) -> None:
    assert said in await doer.refused("ouvrir-consultation", MANDATE, OPENED | typed)


async def test_a_scan_of_eleven_megabytes_is_told_on_the_page_which_keeps_what_was_typed(doer: Doer) -> None:
    address = {"flux": f"consultation/{SIREN}/restitution-sport", "commune": "32107"}
    form = await doer.client.get("/actes/saisir-deliberation", params=address)
    cle = form.text.partition('name="cle" value="')[2][:36]
    answer = await doer.client.post(
        "/actes/saisir-deliberation",
        params=address,
        data={"sens": "favorable", "votee_le": "2028-05-16", "numero": "2028-77", "cle": cle, "etape": "verifier"},
        files={"fichier": ("scan.pdf", b"%PDF-1.7" + b"\x00" * 11 * 1024 * 1024, "application/pdf")},
    )
    assert answer.status_code == 422
    assert HEAVY in said(answer.text)
    assert 'value="2028-77"' in answer.text


async def test_a_file_without_end_is_not_even_read(doer: Doer) -> None:
    address = {"flux": f"consultation/{SIREN}/restitution-sport", "commune": "32107"}
    answer = await doer.client.post(
        "/actes/saisir-deliberation", params=address, content=b"x" * (31 * 1024 * 1024), headers={"Origin": "x"}
    )
    assert answer.status_code == 413
