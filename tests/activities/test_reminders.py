"""Delivery: what is owed leaves once, grouped by person, and nothing of anybody goes into Temporal."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from temporalio.exceptions import ApplicationError

from domain.consultation.commands import RecordAvis, RecordCouncilVote, SendConsultation, Sens
from domain.people import COORDINATEUR, pilote
from infra.channels.errors import ChannelUnavailable, Deferred, Undeliverable
from infra.contacts import Contact, Contacts, Person
from infra.ledger import Ledger, Mark
from infra.letters import Letter
from infra.tables import notices
from tests.activities.office import Office, sent
from tests.domain.consultation.stories import day, instant
from tests.domain.objective.objectives import plan as plan_objective
from tests.workflows.plays import ELECTORATE, WATER, transfert
from tests.workflows.stage import CONTACTS, SIREN

#: The worker is back five minutes before the window of the two-day reminder opens.
BACK = instant("2027-02-26") - timedelta(hours=2, minutes=5)
WINDOW = instant("2027-02-26") - timedelta(hours=2)


def dispatch(on: str) -> str:
    return f"dispatch/{SIREN}/{on}"


async def late(office: Office) -> None:
    """Worker and mail away from 1 December 2026 to 26 February 2027: everything that is due is due at once."""
    await sent(office)
    office.clock.at = BACK
    await office.advance(WATER)
    office.clock.at = WINDOW


async def test_after_an_outage_to_26_february_2027_each_commune_receives_one_letter(office: Office) -> None:
    await sent(office)
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    office.clock.at = BACK
    await office.advance(WATER)
    office.clock.at = WINDOW
    delivered = await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert delivered.wait_s is None
    assert await office.letters() == [["transmission"]] * 3 + [["avis_j2"]] * 3
    states = await office.states()
    assert [states[f"avis_j{days}", "merged"] for days in (60, 30, 15, 7)] == [3, 3, 3, 3]
    async with office.house.engine.connect() as connection:
        merged = select(notices.c.merged_into).where(notices.c.kind == "avis_j60", notices.c.commune == "01001")
        assert await connection.scalar(merged) == f"{WATER}#01001/avis_j2/2027-02-28"


async def test_the_window_of_26_february_2027_is_waited_for(office: Office) -> None:
    await sent(office)
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    office.clock.at = BACK
    await office.advance(WATER)
    delivered = await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert delivered.wait_s == 300
    assert (await office.states())["avis_j2", "planned"] == 3


async def test_who_has_answered_on_19_february_2027_is_not_reminded(office: Office) -> None:
    await late(office)
    answer = RecordAvis(commune="01002", sens=Sens.FAVORABLE, voted_on=day("2027-02-19"), number="7")
    await office.do(WATER, answer, BACK)
    office.clock.at = WINDOW
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert sorted(letter.to for letter in office.postbox.accepted) == [
        "mairie-01001@example.invalid",
        "mairie-01003@example.invalid",
    ]
    assert (await office.states())["avis_j2", "not_owed"] == 1


async def test_nobody_to_write_to_is_said_in_the_ledger(office: Office) -> None:
    contacts = Contacts(office.house.engine)
    (gone,) = (await contacts.of(SIREN, [CONTACTS[1].to]))[CONTACTS[1].to]
    await contacts.erase(gone.id)
    await late(office)
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    states = await office.states()
    assert (states["transmission", "no_contact"], states["transmission", "sent"]) == (1, 2)


async def test_what_reached_nobody_leaves_once_the_contact_is_known(office: Office) -> None:
    contacts = Contacts(office.house.engine)
    (gone,) = (await contacts.of(SIREN, [CONTACTS[1].to]))[CONTACTS[1].to]
    await contacts.erase(gone.id)
    await late(office)
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    await contacts.upsert(SIREN, [CONTACTS[1].but(address="mairie@commune.invalid")])
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    states = await office.states()
    assert (states["transmission", "no_contact"], states["transmission", "sent"]) == (0, 3)


async def test_one_person_with_two_functions_receives_one_letter(office: Office) -> None:
    (coordinator,) = [person for person in CONTACTS if person.to == COORDINATEUR]
    drh = pilote("DRH mutualisée")
    await Contacts(office.house.engine).upsert(SIREN, [Person(to=drh, address=coordinator.address)])
    for key, function in (("F1", "DRH mutualisée"), ("F2", None)):
        command = plan_objective(deadline="2027-02-01", pilote=function)
        await office.do(f"objective/{SIREN}/{key}", command, "2026-11-30")
    office.clock.at = instant("2027-02-02") - timedelta(hours=4)
    for key in ("F1", "F2"):
        await office.advance(f"objective/{SIREN}/{key}")
    office.clock.at = instant("2027-02-02")
    await office.run(office.reminders.deliver, dispatch("2027-02-02"))
    assert await office.letters() == [["objective_late", "objective_late"]]


async def test_an_address_refused_for_good_holds_up_nobody(office: Office) -> None:
    await late(office)
    office.postbox.refuses_to["mairie-01001@example.invalid"] = Undeliverable("Adresse inconnue.")
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    states = await office.states()
    assert (states["transmission", "failed"], states["transmission", "sent"]) == (1, 2)


async def test_a_letter_put_off_is_tried_again_and_names_nobody(office: Office) -> None:
    await sent(office)
    office.postbox.refuses_to["mairie-01001@example.invalid"] = Deferred("mairie-01001@example.invalid attend.")
    with pytest.raises(ApplicationError) as raised:
        await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    assert str(raised.value) == "Lettres qui n'ont pas pu partir : 1 ; nouvel essai automatique."
    assert len(office.postbox.accepted) == 2
    office.postbox.refuses_to.clear()
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    assert len(office.postbox.accepted) == 3


async def test_a_letter_put_off_since_1_december_2026_is_tried_again_by_its_own_day(office: Office) -> None:
    await sent(office)
    office.postbox.refuses_to["mairie-01001@example.invalid"] = Deferred("Boîte pleine.")
    for on in ("2026-12-01", "2026-12-05"):
        office.clock.at = instant(on)
        with pytest.raises(ApplicationError, match="qui n'ont pas pu partir : 1"):
            await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    same_day = await office.run(office.reminders.deliver, dispatch("2026-12-05"))
    assert same_day.wait_s == 900
    office.clock.at = instant("2026-12-06")
    assert (await office.run(office.reminders.deliver, dispatch("2026-12-05"))).wait_s is None
    office.postbox.refuses_to.clear()
    assert (await office.run(office.reminders.deliver, dispatch("2026-12-06"))).wait_s is None
    assert (await office.states())["transmission", "sent"] == 3


async def test_a_mail_server_that_is_away_is_tried_once_for_all(office: Office) -> None:
    await late(office)
    office.postbox.refuses = ChannelUnavailable("La messagerie ne répond pas.")
    with pytest.raises(ApplicationError, match="La messagerie ne répond pas"):
        await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert office.postbox.tries == 1
    assert (await office.states())["transmission", "planned"] == 3


class Crashing(Ledger):
    """A ledger whose first mark is lost: the letter was accepted, and nobody wrote it down."""

    marked = 0

    async def mark(self, marks: Sequence[Mark]) -> int:
        self.marked += 1
        if self.marked == 1:
            raise OperationalError("UPDATE notices", {}, Exception("the connection was lost"))
        return await super().mark(marks)


async def test_a_crash_after_acceptance_repeats_the_letter_under_the_same_message_id(office: Office) -> None:
    await sent(office)
    object.__setattr__(office.reminders, "ledger", Crashing(office.house.engine))
    with pytest.raises(ApplicationError):
        await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    ids = [letter.message_id for letter in office.postbox.accepted]
    assert (len(ids), len(set(ids))) == (4, 3)


async def test_what_fell_due_after_the_crash_leaves_in_another_letter(office: Office) -> None:
    await sent(office)
    object.__setattr__(office.reminders, "ledger", Crashing(office.house.engine))
    with pytest.raises(ApplicationError):
        await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    sewers = f"{WATER}-usees"
    await office.do(sewers, transfert(), "2026-12-01")
    await office.do(sewers, RecordCouncilVote(voted_on=day("2026-12-01"), number="2026-13"), "2026-12-01")
    await office.do(sewers, SendConsultation(sent_on=day("2026-12-01"), electorate=ELECTORATE), "2026-12-01")
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    accepted = {letter.message_id for letter in office.postbox.accepted}
    async with office.house.engine.connect() as connection:
        assert accepted == set(await connection.scalars(select(notices.c.message_id)))


class Slow:
    """A channel that accepts a letter only once `go` is set."""

    def __init__(self) -> None:
        self.began, self.go = asyncio.Event(), asyncio.Event()

    async def send(self, to: Contact, letter: Letter, message_id: str, at: datetime) -> None:
        self.began.set()
        await self.go.wait()


async def test_two_deliveries_at_once_do_not_send_twice(office: Office) -> None:
    await late(office)
    slow = Slow()
    object.__setattr__(office.reminders, "channel", slow)
    first = asyncio.create_task(office.run(office.reminders.deliver, dispatch("2027-02-26")))
    await slow.began.wait()
    with pytest.raises(ApplicationError, match="Un autre envoi est en cours") as raised:
        await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert raised.value.next_retry_delay == timedelta(seconds=5)
    slow.go.set()
    await first
