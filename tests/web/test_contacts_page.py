"""Who holds a function: added, corrected, replaced and erased by who coordinates, told before, noted after."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from domain.access import Right
from domain.people import COORDINATEUR, Recipient, Role, mairie, pilote
from domain.rhythms import Rhythm
from infra.contacts import Contact, Person
from infra.embedded.postgres import EmbeddedPostgres
from infra.links import NewLink, Purpose
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.examples import OTHER, Example, example, second_epci
from tests.web.readers import Reader, hrefs, reader, said

CONDOM = load_epci(SIREN).find("Condom").insee
CARD = f"/acteurs/communes/{CONDOM}"
ADD = f"/acteurs/contacts/ajouter?role=maire&commune={CONDOM}"
REPLACE = f"/acteurs/contacts/remplacer?role=mairie&commune={CONDOM}"
MAIRE = Recipient(role=Role.MAIRE, commune=CONDOM)


@pytest.fixture
async def it(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    async with example(postgres, template_database) as seen:
        yield seen


@pytest.fixture
async def seen(it: Example) -> Reader:
    return await reader(it)


async def held(it: Example, to: Recipient) -> list[Contact]:
    return list((await it.house.desk.contacts.of(SIREN, [to]))[to])


async def mairie_of_condom(it: Example) -> Contact:
    (one,) = await held(it, mairie(CONDOM))
    return one


async def linked(it: Example, one: Contact) -> str:
    """The secret of a link that was sent to them."""
    about = f"consultation/{SIREN}/petite-enfance#{CONDOM}"
    wanted = NewLink(
        siren=SIREN, purpose=Purpose.COMMUNE, about=about, to=one.to, contact_id=one.id, address=one.address or ""
    )
    (secret,) = await it.house.desk.links.issue([wanted])
    return secret


async def test_somebody_is_added_and_the_card_says_so(it: Example, seen: Reader) -> None:
    assert "Les courriels de la fonction « maire », Condom, partent à la première adresse" in await seen.text(ADD)
    answer = await seen.post(ADD, adresse=" maire@condom.fr ", telephone="0562000000", nom="Alix Exemple")
    assert answer.headers["location"] == f"{CARD}?fait=ajoute"
    page = await seen.text(answer.headers["location"])
    assert "Contact enregistré ; ce qui n'avait personne à qui être envoyé repart." in page
    assert "Maire courriel Alix Exemple maire@condom.fr 05 62 00 00 00" in page
    assert ("contacts_changed", f"commune:{CONDOM}") in await seen.audit()
    (added,) = await held(it, MAIRE)
    assert (added.name, added.address, added.phone) == ("Alix Exemple", "maire@condom.fr", "05 62 00 00 00")


async def test_what_is_added_twice_is_added_once_and_an_address_refused_is_tried_again(
    it: Example, seen: Reader
) -> None:
    one = await mairie_of_condom(it)
    await it.house.desk.contacts.refuse(one.id, it.player.clock.at, "5.1.1")
    again = ADD.replace("role=maire", "role=mairie")
    for _ in range(2):
        await seen.post(again, adresse=one.address or "", nom="Mairie")
    assert [(found.id, found.name, found.refused_at) for found in await held(it, mairie(CONDOM))] == [
        (one.id, "Mairie", None)
    ]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "Écrivez une adresse de courriel, un téléphone, ou les deux."),
        ({"adresse": "maire"}, "« maire » n'est pas une adresse de courriel"),
        ({"adresse": "a@b.fr, c@d.fr"}, "n'est pas une adresse de courriel"),
        ({"adresse": "a@b.fr\r\nBcc: c@d.fr"}, "n'est pas une adresse de courriel"),
        ({"adresse": '"a"@b.fr'}, "n'est pas une adresse de courriel"),
        ({"adresse": f"{'a' * 65}@b.fr"}, "n'est pas une adresse de courriel"),
        ({"adresse": f"a@{'b' * 300}.fr"}, "trop long"),
        ({"telephone": "05 62"}, "« 05 62 » n'est pas un numéro de téléphone ; écrivez ses dix chiffres"),
        ({"telephone": "0562000000", "nom": "x" * 121}, "trop long"),
    ],
)
async def test_what_cannot_be_read_is_said_kept_in_the_form_and_changes_nothing(
    it: Example, seen: Reader, fields: dict[str, str], why: str
) -> None:
    answer = await seen.post(ADD, 422, **fields)
    page = said(answer.text)
    assert why in page
    assert "<title>Erreur" in answer.text
    assert 'role="alert"' in answer.text
    assert await held(it, MAIRE) == []
    assert not any(kind == "contacts_changed" for kind, _ in await seen.audit())


async def test_replacing_says_before_who_goes_and_how_many_links_end(it: Example, seen: Reader) -> None:
    one = await mairie_of_condom(it)
    secret = await linked(it, one)
    page = await seen.text(REPLACE)
    assert "Ce qui va se passer" in page
    assert f"Sans nom, {one.address} : effacé de cette fonction, pour de bon" in page
    assert "1 lien envoyé ne mènera plus nulle part, calendriers compris" in page
    assert (await seen.audit())[0] == ("contacts_read", f"commune:{CONDOM}")
    assert [found.id for found in await held(it, mairie(CONDOM))] == [one.id]
    answer = await seen.post(REPLACE, adresse="mairie@condom.fr")
    assert "Contact remplacé" in await seen.text(answer.headers["location"])
    (new,) = await held(it, mairie(CONDOM))
    assert new.address == "mairie@condom.fr"
    link = await it.house.desk.links.find(secret)
    assert link is not None
    assert not link.current
    assert "n'est pas une adresse" in said((await seen.post(REPLACE, 422, adresse="rien")).text)


async def test_a_name_a_number_and_a_rhythm_are_corrected_and_the_links_stay(it: Example, seen: Reader) -> None:
    one = await mairie_of_condom(it)
    secret = await linked(it, one)
    contacts = it.house.desk.contacts
    await contacts.add(SIREN, Person(to=MAIRE, address=(one.address or "").upper()))
    path = f"/acteurs/contacts/{one.id}/corriger"
    page = await seen.text(path)
    assert f"L'adresse {one.address} ne se corrige pas : les liens lui sont attachés." in page
    assert "Vaut aussi comme maire : c'est la même adresse." in page
    await seen.post(path, nom="Accueil", telephone="05.62.00.00.02", rythme="weekly")
    kept = await contacts.one(one.id)
    assert kept == one.but(name="Accueil", phone="05 62 00 00 02", rhythm=Rhythm.WEEKLY)
    (other,) = await held(it, MAIRE)
    assert other.rhythm is Rhythm.WEEKLY
    assert "Veut : un courriel par semaine." in await seen.text(CARD)
    link = await it.house.desk.links.find(secret)
    assert link is not None
    assert link.current
    assert 'value="weekly" checked' in await seen.html(path)
    await seen.post(path, nom="Accueil", rythme="")
    cleared = await contacts.one(one.id)
    assert cleared is not None
    assert (cleared.rhythm, cleared.phone) == (None, None)
    assert "Choisissez un rythme." in said((await seen.post(path, 422, rythme="souvent")).text)
    assert ("contacts_changed", f"contact:{one.id}") in await seen.audit()


async def test_who_asked_to_be_told_at_once_is_shown_the_daily_rhythm(it: Example, seen: Reader) -> None:
    one = await mairie_of_condom(it)
    await it.house.desk.contacts.set_rhythm(one.id, Rhythm.IMMEDIATE)
    assert 'value="daily" checked' in await seen.html(f"/acteurs/contacts/{one.id}/corriger")


async def test_a_contact_known_by_its_number_keeps_one(it: Example, seen: Reader) -> None:
    await seen.post(ADD, telephone="05 62 00 00 03")
    (one,) = await held(it, MAIRE)
    path = f"/acteurs/contacts/{one.id}/corriger"
    assert "Cette personne n'a pas d'adresse de courriel" in await seen.text(path)
    refused = await seen.post(path, 422, nom="Alix", telephone="", rythme="")
    assert "C'est le seul moyen de joindre cette personne" in said(refused.text)
    assert "Maire téléphone seulement ses courriels vont à : mairie" in await seen.text(CARD)


async def test_erasing_says_before_what_goes_and_what_stays(it: Example, seen: Reader) -> None:
    one = await mairie_of_condom(it)
    await it.house.desk.contacts.add(SIREN, Person(to=MAIRE, address=one.address))
    path = f"/acteurs/contacts/{one.id}/effacer"
    html = await seen.html(path)
    page = said(html)
    assert "Le nom, l'adresse et le numéro sont effacés pour de bon" in page
    assert "Aucun lien n'est à retirer." in page
    assert "Ce qui reste : les délibérations déposées" in page
    assert "Plus personne ne tiendra cette fonction" in page
    assert "La même adresse reste écrite comme maire" in page
    assert REPLACE in hrefs(html)
    assert [found.id for found in await held(it, mairie(CONDOM))] == [one.id]
    answer = await seen.post(path)
    assert "Contact effacé" in await seen.text(answer.headers["location"])
    assert await held(it, mairie(CONDOM)) == []
    # A second click, or another coordinator: it is already done.
    assert "Ce contact n'est plus là" in await seen.text(path, 404)
    await seen.post(path, 404)


async def test_a_pilote_is_added_under_the_function_that_the_roadmap_writes(it: Example, seen: Reader) -> None:
    path = "/acteurs/contacts/ajouter?role=pilote&fonction=Direction+de+l%27eau"
    answer = await seen.post(path, adresse="eau@epci.fr")
    assert answer.headers["location"] == "/acteurs/epci?fait=ajoute"
    assert len(await held(it, pilote("Direction de l'eau"))) == 1
    links = hrefs(await seen.html("/acteurs/epci"))
    assert "/acteurs/contacts/remplacer?role=pilote&fonction=Direction+de+l%27eau" in links
    await seen.post("/acteurs/contacts/ajouter?role=coordinateur", adresse="second@epci.fr")
    assert len(await held(it, COORDINATEUR)) == 2


@pytest.mark.parametrize(
    "query",
    [
        "",
        "role=chef",
        "role=maire",
        "role=pilote",
        f"role=pilote&commune={CONDOM}&fonction=DSI",
        f"role=president&commune={CONDOM}",
        "role=maire&commune=75056",
        "role=maire&commune=%00",
        "role=coordinateur&fonction=DSI",
    ],
)
async def test_a_function_that_is_none_is_not_found(seen: Reader, query: str) -> None:
    for what in ("ajouter", "remplacer"):
        await seen.html(f"/acteurs/contacts/{what}?{query}", 404)
        await seen.post(f"/acteurs/contacts/{what}?{query}", 404, adresse="a@b.fr")


async def test_only_who_coordinates_may_and_only_in_their_epci(it: Example, seen: Reader) -> None:
    one = await mairie_of_condom(it)
    paths = [ADD, REPLACE, f"/acteurs/contacts/{one.id}/corriger", f"/acteurs/contacts/{one.id}/effacer"]
    for rights in ([Right.READ], [Right.READ, Right.PROGRESS]):
        other = await reader(it, rights)
        for path in paths:
            await other.html(path, 403)
            await other.post(path, 403, adresse="a@b.fr")
    await second_epci(it)
    for path in paths[2:]:
        await seen.html(f"{path}?siren={OTHER}", 404)
        await seen.post(f"{path}?siren={OTHER}", 404)
    for id in (uuid4(), UUID(int=0)):
        await seen.html(f"/acteurs/contacts/{id}/corriger?siren={SIREN}", 404)
    assert (await mairie_of_condom(it)).id == one.id


async def test_looking_at_a_form_changes_nothing(it: Example, seen: Reader) -> None:
    one = await mairie_of_condom(it)
    before = await it.house.desk.contacts.every(SIREN)
    for path in (ADD, REPLACE, f"/acteurs/contacts/{one.id}/corriger", f"/acteurs/contacts/{one.id}/effacer"):
        await seen.html(path)
        assert (await seen.client.head(path)).status_code in (200, 405)
    assert await it.house.desk.contacts.every(SIREN) == before


@pytest.mark.parametrize("function", ["DGS%07", "DGS%0Ax", "%E2%80%AEDGS"])
async def test_a_function_that_cannot_be_seen_is_none(seen: Reader, function: str) -> None:
    await seen.html(f"/acteurs/contacts/ajouter?role=pilote&fonction={function}", 404)
