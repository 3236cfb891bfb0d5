"""Who is written to, and how they are forgotten."""

from datetime import timedelta

from domain.people import COORDINATEUR, mairie, pilote
from infra.contacts import Contacts, Person
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
    await contacts.upsert(SIREN, PEOPLE)
    ((back,),) = [found for found in (await contacts.of(SIREN, [DRH])).values()]
    assert back.id != pilote_found.id
