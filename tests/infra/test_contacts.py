"""Who is written to, and how they are forgotten."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from domain.ids import derived_id
from domain.mailing import Rhythm
from domain.people import COORDINATEUR, Recipient, Role, mairie, pilote
from infra.contacts import Contacts, Person, phones
from infra.link_tables import deposits, drafts
from infra.links import Links, NewLink, Purpose
from tests.infra.ballot import SIREN
from tests.infra.conftest import Spine

CONDOM, DRH = mairie("32107"), pilote("DRH mutualisée")
PEOPLE = [
    Person(to=CONDOM, name="Mairie de Condom", address="mairie@condom.invalid"),
    Person(to=CONDOM, name="Mairie (secours)", address="secours@condom.invalid"),
    Person(to=DRH, name="Claude Exemple", address="drh@tenareze.invalid"),
    Person(to=COORDINATEUR, name="Dominique Exemple"),
]


async def test_an_import_adds_its_contacts_and_importing_again_adds_nobody(spine: Spine) -> None:
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, PEOPLE)
    await contacts.upsert(SIREN, [PEOPLE[0].but(name="Mairie de Condom (32)"), *PEOPLE[1:]])
    found = await contacts.of(SIREN, {CONDOM, DRH, COORDINATEUR, mairie("32013")})
    assert [contact.name for contact in found[CONDOM]] == ["Mairie de Condom (32)", "Mairie (secours)"]
    assert [contact.address for contact in found[DRH]] == ["drh@tenareze.invalid"]
    assert [contact.address for contact in found[COORDINATEUR]] == [None]
    assert found[mairie("32013")] == ()
    assert await contacts.of("200040715", [CONDOM]) == {CONDOM: ()}


async def test_an_empty_import_adds_nobody(spine: Spine) -> None:
    await Contacts(spine.engine).upsert(SIREN, [])
    assert await spine.value("SELECT count(*) FROM contacts") == 0


async def test_an_erased_contact_keeps_its_row_without_name_nor_address(spine: Spine) -> None:
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, PEOPLE)
    (pilote_found,) = (await contacts.of(SIREN, [DRH]))[DRH]
    assert await contacts.erase(pilote_found.id)
    assert not await contacts.erase(pilote_found.id)
    assert (await contacts.of(SIREN, [DRH]))[DRH] == ()
    ((name, address, erased_for),) = await spine.rows(
        "SELECT name, address, clock_timestamp() - erased_at FROM contacts WHERE id = %s", pilote_found.id
    )
    assert (name, address) == (None, None)
    assert timedelta(0) <= erased_for < timedelta(seconds=30)


async def test_who_was_erased_is_not_brought_back_by_the_next_import(spine: Spine) -> None:
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, PEOPLE)
    (found,) = (await contacts.of(SIREN, [DRH]))[DRH]
    await contacts.erase(found.id)
    await contacts.upsert(SIREN, PEOPLE)
    assert (await contacts.of(SIREN, [DRH]))[DRH] == ()
    await contacts.replace(SIREN, Person(to=DRH, name="Camille Exemple", address="camille@tenareze.invalid"))
    (after,) = (await contacts.of(SIREN, [DRH]))[DRH]
    assert (after.name, after.id == found.id) == ("Camille Exemple", False)
    await contacts.upsert(SIREN, PEOPLE)
    assert (await contacts.of(SIREN, [DRH]))[DRH] == (after,), "l'import ne rétablit pas la personne remplacée"


async def test_who_replaces_takes_the_place_of_all_who_had_the_function(spine: Spine) -> None:
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, PEOPLE)
    await contacts.replace(SIREN, Person(to=CONDOM, name="Accueil", address="secours@condom.invalid", phone="05 62"))
    (left,) = (await contacts.of(SIREN, [CONDOM]))[CONDOM]
    assert (left.name, left.address, left.phone) == ("Accueil", "secours@condom.invalid", "05 62")
    assert await spine.value("SELECT count(*) FROM contacts WHERE erased_at IS NOT NULL AND address IS NULL") == 1


async def test_an_address_that_leads_nowhere_serves_no_more_and_the_next_of_the_function_does(spine: Spine) -> None:
    contacts = Contacts(spine.engine)
    referent = Recipient(role=Role.REFERENT, commune="32107")
    await contacts.upsert(SIREN, [*PEOPLE, Person(to=referent, address="MAIRIE@condom.invalid")])
    first, second = (await contacts.of(SIREN, [CONDOM]))[CONDOM]
    assert (await contacts.behind(SIREN, [CONDOM]))[CONDOM] == first
    at = datetime(2027, 3, 8, 9, tzinfo=UTC)
    assert await contacts.refuse(first.id, at, "5.1.1")
    assert not await contacts.refuse(first.id, at + timedelta(days=1), "5.1.1")
    found = await contacts.behind(SIREN, [CONDOM, referent])
    assert found == {CONDOM: second, referent: second}, (
        "la même adresse, dans une autre fonction, ne sert plus non plus"
    )
    await contacts.upsert(SIREN, PEOPLE)
    assert (await contacts.behind(SIREN, [CONDOM]))[CONDOM] == second, "un import ne la rétablit pas"
    await contacts.replace(SIREN, Person(to=CONDOM, address="mairie@condom.invalid"))
    (again,) = (await contacts.of(SIREN, [CONDOM]))[CONDOM]
    assert (again.id, again.refused_at, again.reachable) == (first.id, None, True)


async def test_who_stands_in_for_a_function_without_anybody_is_written_to(spine: Spine) -> None:
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, [*PEOPLE, Person(to=COORDINATEUR, address="coordination@tenareze.invalid")])
    secretaire, maire = (Recipient(role=role, commune="32107") for role in (Role.SECRETAIRE, Role.MAIRE))
    stranger, nobody = pilote("DSI"), mairie("32013")
    found = await contacts.behind(SIREN, [secretaire, maire, stranger, nobody])
    assert [each and each.address for each in found.values()] == [
        "mairie@condom.invalid",
        "mairie@condom.invalid",
        "coordination@tenareze.invalid",
        None,
    ]


async def test_how_often_somebody_is_told_is_kept_until_they_are_erased(spine: Spine) -> None:
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, PEOPLE)
    (found,) = (await contacts.of(SIREN, [DRH]))[DRH]
    assert await contacts.set_rhythm(found.id, Rhythm.NONE)
    assert (await contacts.one(found.id)) == found.but(rhythm=Rhythm.NONE)
    assert await contacts.set_rhythm(found.id, None)
    assert (await contacts.one(found.id)) == found
    await contacts.erase(found.id)
    assert not await contacts.set_rhythm(found.id, Rhythm.DAILY)
    assert await contacts.one(found.id) is None


async def test_who_has_two_functions_chooses_once_for_both(spine: Spine) -> None:
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, [*PEOPLE, Person(to=COORDINATEUR, address="DRH@tenareze.invalid")])
    (drh,) = (await contacts.of(SIREN, [DRH]))[DRH]
    await contacts.set_rhythm(drh.id, Rhythm.DAILY)
    chosen = {each.to: each.rhythm for each in await contacts.every(SIREN) if each.rhythm}
    assert chosen == {DRH: Rhythm.DAILY, COORDINATEUR: Rhythm.DAILY}


async def test_the_number_of_a_mairie_is_kept_by_an_import_that_gives_none(spine: Spine) -> None:
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, [PEOPLE[0].but(phone="05 62 00 00 00")])
    await contacts.upsert(SIREN, PEOPLE)
    everybody = await contacts.every(SIREN)
    assert phones(everybody) == {"32107": "05 62 00 00 00"}
    assert [each.to for each in everybody] == [COORDINATEUR, CONDOM, CONDOM, DRH]


async def test_what_somebody_typed_by_a_link_goes_with_them_and_their_deposit_loses_its_name(spine: Spine) -> None:
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, PEOPLE)
    (known,) = (await contacts.of(SIREN, [DRH]))[DRH]
    about = f"consultation/{SIREN}/eau#32107"
    async with spine.engine.begin() as connection:
        draft = insert(drafts).values(siren=SIREN, about=about, contact_id=known.id, body={"nom": "Claude"})
        await connection.execute(draft)
        deposit = insert(deposits).values(command_id=derived_id("a"), siren=SIREN, about=about, contact_id=known.id)
        await connection.execute(deposit.values(name="Claude Exemple", function="maire"))
    await contacts.erase(known.id)
    assert await spine.value("SELECT count(*) FROM drafts") == 0
    assert await spine.rows("SELECT name, function FROM deposits") == [(None, "maire")]


async def test_a_contact_is_found_in_its_own_epci_alone(spine: Spine) -> None:
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, PEOPLE)
    (found,) = (await contacts.of(SIREN, [DRH]))[DRH]
    assert await contacts.within(SIREN, found.id) == found
    assert await contacts.within("200040715", found.id) is None
    await contacts.erase(found.id)
    assert await contacts.within(SIREN, found.id) is None
    assert not await contacts.correct(found.id, "Dominique", None)


async def test_a_name_and_a_number_are_corrected_and_the_links_stay(spine: Spine) -> None:
    contacts, links = Contacts(spine.engine), Links(spine.engine)
    await contacts.upsert(SIREN, PEOPLE)
    (found,) = (await contacts.of(SIREN, [DRH]))[DRH]
    wanted = NewLink(
        siren=SIREN,
        purpose=Purpose.PILOTE,
        about=f"objective/{SIREN}/F1",
        to=DRH,
        contact_id=found.id,
        address=str(found.address),
    )
    (secret,) = await links.issue([wanted])
    assert await contacts.correct(found.id, "Camille Exemple", "05 62 00 00 00")
    corrected = await contacts.one(found.id)
    assert corrected == found.but(name="Camille Exemple", phone="05 62 00 00 00")
    link = await links.find(secret)
    assert link is not None
    assert link.current
    assert await contacts.open_links([found.id]) == 1
    await contacts.erase(found.id)
    assert await contacts.open_links([found.id]) == 0
    assert await contacts.open_links([]) == 0
