"""The actors as their reader gets them; names, addresses and numbers are for who coordinates."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from domain.access import Right
from domain.mandate.commands import RecordCouncils, mandate_id
from domain.people import Recipient, Role, mairie
from infra.contacts import Person
from infra.embedded.postgres import EmbeddedPostgres
from infra.tables import notices
from infra.territories import all_epci, load_epci
from scripts.played import SIREN
from tests.web.conftest import Site
from tests.web.examples import OTHER, Example, example, second_epci
from tests.web.plays import consulted
from tests.web.readers import Reader, hrefs, reader, said
from tests.web.signing import opened
from web.stylesheet import SHEET

EPCI = load_epci(SIREN)
CONDOM, FOURCES, BEAUMONT = (EPCI.find(name).insee for name in ("Condom", "Fourcès", "Beaumont"))
MANDATE = mandate_id(SIREN, 2026)


@pytest.fixture(scope="module")
async def lived(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    """The example on 19 May 2028; an address is refused, a commune has nobody, councils are known; nobody changes it
    then."""
    async with example(postgres, template_database) as it:
        contacts = it.house.desk.contacts
        known = await contacts.behind(SIREN, [mairie(FOURCES), mairie(BEAUMONT)])
        fources, beaumont = known.values()
        assert fources is not None
        assert beaumont is not None
        await contacts.refuse(fources.id, it.player.clock.at - timedelta(days=2), "5.1.1")
        await contacts.erase(beaumont.id)
        secretaire = Recipient(role=Role.SECRETAIRE, commune=CONDOM)
        person = Person(to=secretaire, name="Camille Exemple", address="camille@condom.invalid", phone="05 62 00 00 01")
        await contacts.add(SIREN, person)
        async with it.house.engine.begin() as connection:
            left = update(notices).where(notices.c.commune == CONDOM, notices.c.send_at < it.player.clock.at)
            await connection.execute(left.values(state="sent", sent_at=notices.c.send_at))
        await it.tell(MANDATE, RecordCouncils(commune=CONDOM, days=(date(2028, 5, 25), date(2028, 6, 29))))
        yield it


@pytest.fixture
async def coordinator(lived: Example) -> Reader:
    return await reader(lived)


async def test_each_commune_shows_how_it_is_reached_and_what_it_owes(coordinator: Reader) -> None:
    page = await coordinator.text("/acteurs")
    assert "Condom 6 454 hab. mairie, secrétaire de mairie 25/05/2028 puis 29/06/2028 5 jours 2" in page
    assert "Fourcès 261 hab. adresse refusée mairie (refusée depuis le 17/05/2028) inconnu 3 jours" in page
    assert "Beaumont 125 hab. personne inconnu 3 jours 4 la première d'ici au 05/08/2028 2 réceptions à prouver" in page
    assert "DSI courriel F2.1" in page
    assert "DRH mutualisée courriel F1.1 (réalisé)" in page


async def test_neither_the_list_nor_its_addresses_hold_a_name_or_an_address(coordinator: Reader) -> None:
    html = await coordinator.html("/acteurs")
    for secret in ("Camille", "condom.invalid", "05 62"):
        assert secret not in html
    assert ("contacts_read", "epci") not in await coordinator.audit()


@pytest.mark.parametrize(
    ("name", "kept"),
    [("injoignables", ["Beaumont", "Fourcès"]), ("refusees", ["Fourcès"])],
)
async def test_the_list_is_narrowed_to_what_is_to_be_mended(coordinator: Reader, name: str, kept: list[str]) -> None:
    links = hrefs(await coordinator.html(f"/acteurs?filtre={name}"))
    shown = [href.rpartition("/")[2] for href in links if href.startswith("/acteurs/communes/")]
    assert shown == [EPCI.find(each).insee for each in kept]


async def test_every_filter_says_how_many_it_keeps(coordinator: Reader) -> None:
    page = await coordinator.text("/acteurs?filtre=sans-conseil")
    assert "Toutes (26) Sans personne à qui écrire (2) Avec une adresse refusée (1)" in page
    assert "Sans conseil connu à venir (25) Qui doivent une réponse (26)" in page
    assert "25 communes ; population municipale, millésime 2022" in page
    await coordinator.html("/acteurs?filtre=riches", 404)


async def test_the_card_of_a_commune_shows_everything_of_it(coordinator: Reader) -> None:
    html = await coordinator.html(f"/acteurs/communes/{CONDOM}")
    page = said(html)
    assert "Population municipale 6 454 (millésime 2022) en vigueur : 6 473 (millésime 2023)" in page
    assert "5 jours francs ; 1 en urgence Articles L2121-10 et L2121-12 du CGCT" in page
    assert "Secrétaire de mairie courriel Camille Exemple camille@condom.invalid 05 62 00 00 01" in page
    assert "Maire personne ses courriels vont à : mairie" in page
    assert "Jeudi 25 mai 2028 15 mai 2028 19 mai 2028 en urgence : 23 mai 2028" in page
    assert "Dernier conseil utile : le 29 juin 2028." in page
    assert "compétence déchets Transfert de compétence, en cours 05/05/2028 05/05/2028 défavorable" in page
    assert "F2.1 Informatique et cybersécurité mutualisées volontaire en cours" in page
    assert "Les 12 derniers" in page
    assert "restitution-sport mairie, Condom" in page
    links = hrefs(html)
    assert f"/actes/conseils?flux={MANDATE.replace('/', '%2F')}&commune={CONDOM}" in links
    assert f"/acteurs/contacts/ajouter?role=maire&commune={CONDOM}" in links
    assert not any("condom.invalid" in href for href in links if not href.startswith("mailto:"))


async def test_what_is_wrong_with_a_commune_is_said_at_the_top_of_its_card(coordinator: Reader) -> None:
    page = await coordinator.text(f"/acteurs/communes/{FOURCES}")
    assert "Une adresse de la commune est refusée. Appelez la mairie" in page
    assert "Fonds de concours voirie Fonds de concours, annulée 08/02/2028 09/02/2028 aucune —" in page
    page = await coordinator.text(f"/acteurs/communes/{BEAUMONT}")
    assert "Personne à qui écrire. Sans contact, aucune demande" in page
    assert "Aucune séance à venir n'est connue. Demandez-la" in page


async def test_who_only_reads_sees_functions_and_never_who_holds_them(lived: Example) -> None:
    lecteur = await reader(lived, [Right.READ])
    before = await lecteur.audit()
    for path in ("/acteurs", f"/acteurs/communes/{CONDOM}", "/acteurs/epci"):
        html = await lecteur.html(path)
        for secret in ("Camille", ".invalid", "05 62", "/acteurs/contacts/"):
            assert secret not in html, f"{secret} on {path}"
    assert "secrétaire de mairie courriel" in (await lecteur.text(f"/acteurs/communes/{CONDOM}")).lower()
    assert await lecteur.audit() == before


async def test_reading_names_is_noted_with_the_place_and_nothing_else(lived: Example) -> None:
    coordinator = await reader(lived)
    await coordinator.html(f"/acteurs/communes/{CONDOM}")
    await coordinator.html("/acteurs/epci")
    await coordinator.html(f"/acteurs/communes/{BEAUMONT}")
    assert (await coordinator.audit())[:2] == [("contacts_read", "epci"), ("contacts_read", f"commune:{CONDOM}")]


async def test_the_functions_of_the_epci_show_their_objectives_and_who_holds_them(coordinator: Reader) -> None:
    page = await coordinator.text("/acteurs/epci")
    assert "Coordination courriel — Sans nom mutualisation@cc-tenareze.invalid" in page
    assert "DGS courriel F2.2 Archives : archiviste itinérant Sans nom dgs@cc-tenareze.invalid" in page


async def test_a_function_that_the_roadmap_names_and_nobody_holds_is_an_alarm(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database) as it:
        contacts = it.house.desk.contacts
        for one in await contacts.every(SIREN):
            if one.to.function in ("DSI", "finances") or one.to.role is Role.PRESIDENT:
                await contacts.erase(one.id)
        page = await (await reader(it)).text("/acteurs")
        assert "2 fonctions que personne ne tient" in page
        assert "président de l'EPCI, DSI (F2.1). Dire qui tient ces fonctions" in page
        assert "la feuille de route la nomme" in await (await reader(it)).text("/acteurs/epci")


@pytest.mark.parametrize("insee", ["32000", "75056", "rien", "%00", "é"])
async def test_no_card_is_shown_of_what_is_no_commune_of_the_epci(coordinator: Reader, insee: str) -> None:
    await coordinator.html(f"/acteurs/communes/{insee}", 404)


async def test_the_communes_of_another_epci_are_not_shown(postgres: EmbeddedPostgres, template_database: str) -> None:
    async with example(postgres, template_database) as it:
        await second_epci(it)
        everyone = await reader(it)
        await everyone.html(f"/acteurs/communes/{CONDOM}?siren={OTHER}", 404)
        theirs = load_epci(OTHER).communes[0]
        page = await everyone.text(f"/acteurs/communes/{theirs.insee}?siren={OTHER}")
        assert "La commune n'a encore été consultée sur rien." in page
        ours = await reader(it, [Right.READ])
        await ours.html(f"/acteurs?siren={OTHER}", 403)


async def test_an_epci_whose_communes_are_not_known_says_so(site: Site) -> None:
    await consulted(site)
    page = said((await site.client.get("/acteurs", headers=site.bearer())).text)
    assert "Les communes de cet EPCI ne sont pas connues" in page


async def test_158_communes_are_listed_forty_at_a_time_within_the_weight_of_a_bad_line(site: Site) -> None:
    largest = max(all_epci(), key=lambda one: len(one.communes))
    await opened(site, largest.siren)
    seen = []
    for page in range(1, 5):
        answer = await site.client.get(f"/acteurs?page={page}", headers=site.bearer())
        assert answer.status_code == 200
        assert len(answer.content) + len(SHEET) < 100_000
        links = [href for href in hrefs(answer.text) if href.startswith("/acteurs/communes/")]
        assert len(links) == (40 if page < 4 else 38)
        seen += links
        assert "/acteurs?page=3" in hrefs(answer.text)
    assert sorted(seen) == sorted(f"/acteurs/communes/{commune.insee}" for commune in largest.communes)
    assert "158 communes, Ahaxe-Alciette-Bascassan – " in said(
        (await site.client.get("/acteurs", headers=site.bearer())).text
    )
    for wrong in ("0", "5", "x", "-1"):
        assert (await site.client.get(f"/acteurs?page={wrong}", headers=site.bearer())).status_code == 404
