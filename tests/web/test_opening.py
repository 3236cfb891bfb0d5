"""The first run: an EPCI is found, looked at and opened, or the example is tried; by who administers all of them."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest

from domain.access import Access, granted
from tests.web.conftest import Site, visitor
from web.pages.opening import EXAMPLE_SIREN

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
LOMAGNE = "200034726"
LYON, MAMOUDZOU, STRASBOURG = "200046977", "200060465", "246700488"
MARCH_22 = {"renouvellement": "2026-03-22", "second_tour": "oui", "fin": "2032-03"}


def said(html: str) -> str:
    """What a page says, without its marks, with ordinary spaces."""
    text = re.sub(r"<[^>]+>", " ", html).replace("\u202f", " ").replace("\u00a0", " ").replace("&#39;", "'")
    return " ".join(text.split())


@pytest.fixture
async def admin(lively: Site, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who administers the whole installation, and waits for as long as a machine under load takes."""
    monkeypatch.setattr("web.pages.opening._WAIT_S", 60)
    monkeypatch.setattr("web.pages.opening_next._WAIT_S", 60)
    async with visitor(lively.app) as client:
        await signed_in(client, lively.secret)
        yield client


async def signed_in(client: httpx2.AsyncClient, secret: str) -> None:
    answer = await client.post("/connexion", data={"jeton": secret}, headers=FROM_HERE)
    assert answer.status_code == 303


async def post(client: httpx2.AsyncClient, path: str, **fields: str) -> httpx2.Response:
    return await client.post(path, data={"cle": str(uuid4()), **fields}, headers=FROM_HERE)


async def count(site: Site, table: str) -> int:
    return int((await site.rows(f"select count(*) from {table}"))[0][0])


async def test_where_nothing_is_open_an_administrator_is_led_to_the_search(admin: httpx2.AsyncClient) -> None:
    html = (await admin.get("/")).text
    assert 'href="/ouvrir"' in html
    assert "jalon init" in html
    html = (await admin.get("/ouvrir")).text
    assert '<form method="get" action="/ouvrir"' in html
    assert "<script" not in html


async def test_the_search_shows_what_tells_epci_apart_and_how_many_more_there_are(admin: httpx2.AsyncClient) -> None:
    text = said((await admin.get("/ouvrir", params={"q": "condom"})).text)
    assert "CC de la Tenarèze Communauté de communes, Gers (32) ; 26 communes, dont Condom" in text
    assert "14 683 habitants (2022) ; SIREN 243200417" in text
    many = said((await admin.get("/ouvrir", params={"q": "CC du Pays"})).text)
    assert re.search(r"Et \d{2,3} autres : ajoutez un mot du nom", many)


async def test_a_search_that_finds_nothing_says_what_to_try(admin: httpx2.AsyncClient) -> None:
    html = (await admin.get("/ouvrir", params={"q": "tenarese"})).text
    assert 'href="/ouvrir?q=tenareze"' in html
    assert "un seul mot du nom, le plus rare" in said(html)
    assert "<b>" not in (await admin.get("/ouvrir", params={"q": "<b>x</b>"})).text


async def test_before_it_is_opened_one_sees_the_communes_and_what_will_happen(admin: httpx2.AsyncClient) -> None:
    text = said((await admin.get(f"/ouvrir/{LOMAGNE}")).text)
    assert "Population totale" in text
    assert "référence 2022" in text
    assert "Heure de Paris" in text
    assert "Adresser au maire de chaque commune le rapport d'activité" in text
    assert "article L5211-39 du CGCT" in text
    assert "Aucun courriel ne part aux communes" in text


@pytest.mark.parametrize(
    "siren",
    [LOMAGNE, pytest.param("200066009", id="agglomeration"), pytest.param("200033579", id="urbaine"), STRASBOURG, LYON],
)
async def test_a_mandate_of_2026_opens_in_every_nature_of_epci(admin: httpx2.AsyncClient, siren: str) -> None:
    answer = await post(admin, f"/ouvrir/{siren}", **MARCH_22)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/ouvrir/ensuite?siren={siren}")
    text = said((await admin.get(answer.headers["location"])).text)
    assert "Ouvrir le mandat fait De 2026 à mars 2032." in text
    assert "Importer la feuille de route à faire" in text


async def test_the_metropole_de_lyon_is_told_why_it_has_no_activity_report(admin: httpx2.AsyncClient) -> None:
    text = said((await admin.get(f"/ouvrir/{LYON}")).text)
    assert "Aucune obligation datée n'apparaît encore" in text
    assert "collectivité territoriale" in text


async def test_holidays_and_hours_are_those_of_the_place(admin: httpx2.AsyncClient) -> None:
    assert "Vendredi saint" in said((await admin.get(f"/ouvrir/{STRASBOURG}")).text)
    mayotte = said((await admin.get(f"/ouvrir/{MAMOUDZOU}")).text)
    assert "Heure de Mayotte" in mayotte
    assert "référence 2017" in mayotte


async def test_the_dates_are_shown_again_with_what_would_happen_with_them(
    admin: httpx2.AsyncClient, lively: Site
) -> None:
    query = {"renouvellement": "15/03/2026", "second_tour": "non", "fin": "mars 2033"}
    text = said((await admin.get(f"/ouvrir/{LOMAGNE}", params=query)).text)
    assert "jusqu'à mars 2033" in text
    assert await count(lively, "inbox") == 0


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"renouvellement": ""}, "Écrivez le jour du renouvellement général"),
        ({"renouvellement": "30/02/2026"}, "n'est pas lisible"),
        (
            {"renouvellement": "2026-03-15"},
            "avec un second tour, le renouvellement général de 2026 est daté du 22 mars",
        ),
        ({"second_tour": "non"}, "sans second tour, le renouvellement général de 2026 est daté du 15 mars 2026"),
        ({"second_tour": "peut-être"}, "Dites s'il y a eu un second tour"),
        ({"renouvellement": "2032-03-21", "fin": "2038-03"}, "n'a pas encore eu lieu"),
        ({"fin": ""}, "Écrivez la fin prévue"),
        ({"fin": "bientôt"}, "écrivez un mois"),
        ({"fin": "2025-12"}, "La fin du mandat doit venir après"),
        ({"fin": "2062-03"}, "vérifiez l'année de la fin"),
    ],
)
async def test_dates_that_cannot_be_are_said_in_french_and_nothing_is_recorded(
    admin: httpx2.AsyncClient, lively: Site, fields: dict[str, str], told: str
) -> None:
    answer = await post(admin, f"/ouvrir/{LOMAGNE}", **MARCH_22 | fields)
    assert answer.status_code == 422
    assert told in said(answer.text)
    assert await count(lively, "inbox") == 0


async def test_the_same_mandate_opens_once_however_often_it_is_asked(admin: httpx2.AsyncClient, lively: Site) -> None:
    key = str(uuid4())
    for cle in (key, key, str(uuid4())):
        answer = await post(admin, f"/ouvrir/{LOMAGNE}", **MARCH_22, cle=cle)
        assert answer.status_code == 303
    assert await count(lively, "inbox") == 1
    assert "déjà ouvert" in said((await admin.get(f"/ouvrir/{LOMAGNE}")).text)
    search = (await admin.get("/ouvrir", params={"q": "bastides lomagne"})).text
    assert f'href="/?siren={LOMAGNE}"' in search


async def test_other_dates_for_a_mandate_that_is_open_are_refused(admin: httpx2.AsyncClient, lively: Site) -> None:
    await post(admin, f"/ouvrir/{LOMAGNE}", **MARCH_22)
    answer = await post(admin, f"/ouvrir/{LOMAGNE}", **MARCH_22 | {"fin": "2033-03"})
    assert answer.status_code == 409
    assert "ses dates ne se changent pas ainsi" in said(answer.text)
    assert await count(lively, "inbox") == 1


async def test_a_mandate_that_ended_in_march_2026_is_an_archive_and_the_next_one_opens_after_it(
    admin: httpx2.AsyncClient, lively: Site
) -> None:
    former = {"renouvellement": "2020-06-28", "second_tour": "oui", "fin": "2026-03"}
    assert "gardé comme une archive" in said((await admin.get(f"/ouvrir/{LOMAGNE}", params=former)).text)
    for _ in range(2):
        assert (await post(admin, f"/ouvrir/{LOMAGNE}", **former)).status_code == 303
    assert "Déjà dans Jalon : le mandat de 2020" in said((await admin.get(f"/ouvrir/{LOMAGNE}")).text)
    assert (await post(admin, f"/ouvrir/{LOMAGNE}", **MARCH_22)).status_code == 303
    assert await count(lively, "streams") == 2
    assert (await post(admin, f"/ouvrir/{LOMAGNE}", **former | {"fin": "2026-04"})).status_code == 409


async def test_an_opening_that_nobody_treats_is_said_to_be_under_way(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.pages.opening._WAIT_S", 0.05)
    await signed_in(site.client, site.secret)
    answer = await post(site.client, f"/ouvrir/{LOMAGNE}", **MARCH_22)
    assert answer.status_code == 200
    assert "Enregistré, en cours" in said(answer.text)


async def test_the_example_is_opened_once_and_says_that_it_is_invented(admin: httpx2.AsyncClient, lively: Site) -> None:
    assert "Données fictives" in said((await admin.get("/ouvrir")).text)
    answer = await post(admin, "/ouvrir/exemple")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/?siren={EXAMPLE_SIREN}")
    home = said((await admin.get(answer.headers["location"])).text)
    assert "Données fictives." in home
    assert "Service commun de secrétariat de mairie remplaçant" in home
    recorded = await count(lively, "inbox")
    again = await post(admin, "/ouvrir/exemple")
    assert again.status_code == 409
    assert "déjà ouverte ici" in said(again.text)
    assert await count(lively, "inbox") == recorded
    assert "Essayer avec l'exemple" not in said((await admin.get("/ouvrir")).text)


@pytest.mark.parametrize("access", list(Access))
async def test_only_who_administers_the_installation_opens_an_epci(lively: Site, access: Access) -> None:
    secret = await lively.house.tokens.create("un EPCI", EXAMPLE_SIREN, granted(access, EXAMPLE_SIREN).rights)
    async with visitor(lively.app) as client:
        await signed_in(client, secret)
        for path in ("/ouvrir", f"/ouvrir/{LOMAGNE}", f"/ouvrir/{EXAMPLE_SIREN}"):
            refused = await client.get(path)
            assert refused.status_code == 403
            assert "administre toute l'installation" in said(refused.text)
        for path in (f"/ouvrir/{LOMAGNE}", "/ouvrir/exemple"):
            assert (await post(client, path, **MARCH_22)).status_code == 403
        assert "Demandez à la personne qui administre Jalon" in said((await client.get("/")).text)
    assert await count(lively, "inbox") == 0


async def test_the_coordinator_of_another_epci_does_not_see_what_is_left_to_do(
    admin: httpx2.AsyncClient, lively: Site
) -> None:
    await post(admin, f"/ouvrir/{LOMAGNE}", **MARCH_22)
    secret = await lively.house.tokens.create("voisine", EXAMPLE_SIREN)
    async with visitor(lively.app) as client:
        await signed_in(client, secret)
        assert (await client.get(f"/ouvrir/ensuite?siren={LOMAGNE}")).status_code == 403


@pytest.mark.parametrize("path", ["/ouvrir/abc", "/ouvrir/999999999", "/ouvrir/2432004170"])
async def test_a_siren_that_no_epci_has_is_not_found(admin: httpx2.AsyncClient, path: str) -> None:
    answer = await admin.get(path)
    assert answer.status_code == 404
    assert "un SIREN a neuf chiffres" in said(answer.text)


async def test_a_form_of_another_site_or_without_its_key_opens_nothing(admin: httpx2.AsyncClient, lively: Site) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    refused = await admin.post(f"/ouvrir/{LOMAGNE}", data=MARCH_22 | {"cle": str(uuid4())}, headers=elsewhere)
    assert refused.status_code == 403
    assert (await admin.post(f"/ouvrir/{LOMAGNE}", data=MARCH_22, headers=FROM_HERE)).status_code == 422
    assert await count(lively, "inbox") == 0
