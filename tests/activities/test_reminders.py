"""Delivery: what is owed leaves once, grouped by person, and nothing of anybody goes into Temporal."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from temporalio.exceptions import ApplicationError

from domain.consultation.commands import RecordAvis, RecordCouncilVote, SendConsultation, Sens
from domain.people import COORDINATEUR, pilote
from infra.channels.errors import AddressRefused, ChannelUnavailable, Deferred, Undeliverable
from infra.contacts import Contact, Contacts, Person
from infra.ledger import Later, Ledger, Mark, State
from infra.letters import Letter
from infra.links import Links, Purpose
from infra.tables import notices
from tests.activities.office import Office, sent
from tests.domain.consultation.stories import day, instant
from tests.domain.objective.objectives import plan as plan_objective
from tests.workflows.plays import ELECTORATE, WATER, transfert
from tests.workflows.stage import COMMUNES, CONTACTS, SIREN

#: The worker is back five minutes before the window of the two-day reminder opens; then that window is about to close.
BACK = instant("2027-02-26") - timedelta(hours=2, minutes=5)
WINDOW = instant("2027-02-26") - timedelta(seconds=1)


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
    letters = await office.letters("mairie-01001", "mairie-01002", "mairie-01003")
    assert letters == [["transmission"]] * 3 + [["avis_j2"]] * 3
    assert await office.letters("coordination") == [["call_before_end", "councils_missing"]]
    states = await office.states()
    told = [states[f"avis_{step}", "merged"] for step in ("j60", "j30", "j15", "convocation", "j7")]
    assert told == [3, 6, 3, 3, 3]
    async with office.house.engine.connect() as connection:
        merged = select(notices.c.merged_into).where(notices.c.kind == "avis_j60", notices.c.commune == "01001")
        assert await connection.scalar(merged) == f"{WATER}#01001/avis_j2/2027-02-28/maire"


async def test_the_window_of_26_february_2027_is_waited_for(office: Office) -> None:
    await sent(office)
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    office.clock.at = BACK
    await office.advance(WATER)
    delivered = await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert delivered.wait_s is not None
    assert 300 <= delivered.wait_s < 300 + 7200
    assert (await office.states())["avis_j2", "planned"] == 3


async def test_who_has_answered_on_19_february_2027_is_not_reminded(office: Office) -> None:
    await late(office)
    answer = RecordAvis(commune="01002", sens=Sens.FAVORABLE, voted_on=day("2027-02-19"), number="7")
    await office.do(WATER, answer, BACK)
    office.clock.at = WINDOW
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert sorted(letter.to for letter in office.postbox.accepted) == [
        "coordination@example.invalid",
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
    assert (states["transmission", "no_contact"], states["transmission", "sent"]) == (4, 8)


async def test_what_reached_nobody_leaves_once_the_contact_is_known(office: Office) -> None:
    contacts = Contacts(office.house.engine)
    (gone,) = (await contacts.of(SIREN, [CONTACTS[1].to]))[CONTACTS[1].to]
    await contacts.erase(gone.id)
    await late(office)
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    await contacts.replace(SIREN, CONTACTS[1].but(address="mairie@commune.invalid"))
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    states = await office.states()
    assert (states["transmission", "no_contact"], states["transmission", "sent"]) == (0, 12)


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
    assert await office.letters() == [["objective_late"]]
    assert (await office.states())["objective_late", "sent"] == 2


async def test_an_address_refused_for_good_holds_up_nobody(office: Office) -> None:
    await late(office)
    office.postbox.refuses_to["mairie-01001@example.invalid"] = Undeliverable("Adresse inconnue.")
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    states = await office.states()
    assert (states["transmission", "failed"], states["transmission", "sent"]) == (4, 8)


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
    assert (await office.states())["transmission", "sent"] == 12


async def test_a_mail_server_that_is_away_is_tried_once_for_all(office: Office) -> None:
    await late(office)
    office.postbox.refuses = ChannelUnavailable("La messagerie ne répond pas.")
    with pytest.raises(ApplicationError, match="La messagerie ne répond pas"):
        await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert office.postbox.tries == 1
    assert (await office.states())["transmission", "planned"] == 12


class Crashing(Ledger):
    """A ledger that loses the first marks of what was sent: letters were accepted, and nobody wrote it down."""

    lost = False

    async def settle(self, marks: Sequence[Mark], later: Sequence[Later] = ()) -> int:
        if not self.lost and any(mark.state is State.SENT for mark in marks):
            self.lost = True
            raise OperationalError("UPDATE notices", {}, Exception("the connection was lost"))
        return await super().settle(marks, later)


async def test_a_crash_after_acceptance_repeats_the_letter_under_the_same_message_id(office: Office) -> None:
    await sent(office)
    object.__setattr__(office.reminders.carrier, "ledger", Crashing(office.house.engine))
    with pytest.raises(ApplicationError) as raised:
        await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    assert str(raised.value) == (
        "OperationalError: Les courriels n'ont pas pu être préparés ; nouvel essai automatique."
    )
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    ids = Counter(letter.message_id for letter in office.postbox.accepted)
    assert len(ids) == 3
    assert max(ids.values()) == 2


async def test_what_fell_due_after_the_crash_leaves_in_another_letter(office: Office) -> None:
    await sent(office)
    object.__setattr__(office.reminders.carrier, "ledger", Crashing(office.house.engine))
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
    object.__setattr__(office.reminders.carrier, "channel", slow)
    first = asyncio.create_task(office.run(office.reminders.deliver, dispatch("2027-02-26")))
    await slow.began.wait()
    with pytest.raises(ApplicationError, match="Un autre envoi est en cours") as raised:
        await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert raised.value.next_retry_delay == timedelta(seconds=5)
    slow.go.set()
    await first


async def test_each_letter_of_1_december_2026_bears_a_link_of_its_own_to_what_its_commune_owes(office: Office) -> None:
    await sent(office)
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    links = Links(office.house.engine)
    for commune, letter in zip(COMMUNES, office.postbox.accepted, strict=True):
        found = re.search(r"https://jalon\.invalid/r/([\w-]{43})", letter.letter.text)
        assert found is not None
        link = await links.find(found[1])
        assert link is not None
        assert (link.purpose, link.about, link.current) == (Purpose.COMMUNE, f"{WATER}#{commune}", True)
        assert letter.letter.html.count(found[1]) >= 1


AGAIN = f"{WATER}#01001/avis_j2/2027-02-28/again"


async def test_the_second_message_of_a_morning_waits_for_the_next_one(office: Office) -> None:
    await late(office)
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    before = len(office.postbox.accepted)
    async with office.house.engine.begin() as connection:
        moved = update(notices).where(notices.c.kind == "avis_j2", notices.c.commune == "01001")
        await connection.execute(moved.values(state="planned", message_id=None, key=AGAIN, sent_at=None))
    # What left to this mailbox this morning is still known by the other kinds of the same letter.
    async with office.house.engine.begin() as connection:
        told = update(notices).where(notices.c.kind == "avis_j15", notices.c.commune == "01001")
        contact = select(notices.c.contact_id).where(notices.c.commune == "01001", notices.c.state == "sent").limit(1)
        values = {"state": "sent", "sent_at": office.clock.at, "contact_id": contact.scalar_subquery()}
        await connection.execute(told.values(**values))
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert len(office.postbox.accepted) == before
    async with office.house.engine.connect() as connection:
        waits = select(notices.c.day).where(notices.c.key == AGAIN)
        assert await connection.scalar(waits) == day("2027-03-01")


async def test_a_mairie_replaced_on_2_december_2026_is_written_to_and_its_former_links_are_over(office: Office) -> None:
    await sent(office)
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    secret = re.search(r"/r/([\w-]{43})", office.postbox.accepted[0].letter.text)
    assert secret is not None
    await Contacts(office.house.engine).replace(SIREN, CONTACTS[1].but(address="nouvelle@example.invalid"))
    link = await Links(office.house.engine).find(secret[1])
    assert link is not None
    assert not link.current
    office.clock.at = BACK
    await office.advance(WATER)
    office.clock.at = WINDOW
    await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert [letter.to for letter in office.postbox.accepted if "nouvelle" in letter.to] == ["nouvelle@example.invalid"]


async def test_an_address_that_leads_nowhere_on_1_december_2026_gives_the_coordinator_a_task(office: Office) -> None:
    await sent(office)
    refused = AddressRefused("Adresse inconnue.", "5.1.1")
    office.postbox.refuses_to["mairie-01001@example.invalid"] = refused
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    (contact,) = (await Contacts(office.house.engine).of(SIREN, [CONTACTS[1].to]))[CONTACTS[1].to]
    assert contact.refused_at is not None
    await office.advance(WATER)
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    assert await office.letters("coordination") == [["address_refused"]]
    assert (await office.states())["transmission", "failed"] == 4
    assert "mairie-01001" not in str(await office.posted(WATER, "NoteBounce"))


class Answered:
    """A channel during whose first letter another commune answers."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.to: list[str | None] = []

    async def send(self, to: Contact, letter: Letter, message_id: str, at: datetime) -> None:
        self.to.append(to.to.commune)
        if len(self.to) == 1:
            commune = next(insee for insee in COMMUNES if insee != to.to.commune)
            answer = RecordAvis(commune=commune, sens=Sens.FAVORABLE, voted_on=day("2027-02-19"), number="7")
            await self._office.do(WATER, answer, self._office.clock.at)


async def test_who_answers_while_letters_leave_on_26_february_2027_is_not_reminded(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent(office)
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    office.clock.at = BACK
    await office.advance(WATER)
    office.clock.at = WINDOW
    monkeypatch.setattr("activities.carrying._SEALED_S", 0)
    channel = Answered(office)
    carrier = replace(office.reminders.carrier, channel=channel, at_once=1)
    await office.run(replace(office.reminders, carrier=carrier).deliver, dispatch("2027-02-26"))
    assert len(set(channel.to) - {None}) == 2
    states = await office.states()
    assert (states["avis_j2", "sent"], states["avis_j2", "not_owed"]) == (2, 1)


async def test_a_letter_refused_for_what_it_says_gives_a_task_and_the_address_still_serves(office: Office) -> None:
    await sent(office)
    office.postbox.refuses_to["mairie-01001@example.invalid"] = Undeliverable("Refusé.", "5.7.1")
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    (contact,) = (await Contacts(office.house.engine).of(SIREN, [CONTACTS[1].to]))[CONTACTS[1].to]
    assert contact.reachable
    await office.advance(WATER)
    await office.run(office.reminders.deliver, dispatch("2026-12-01"))
    assert await office.letters("coordination") == [["address_refused"]]


async def test_a_notice_that_cannot_be_judged_keeps_no_other_and_is_looked_at_a_quarter_of_an_hour_later(
    office: Office,
) -> None:
    await late(office)
    async with office.house.engine.begin() as connection:
        spoiled = update(notices).where(notices.c.kind == "avis_j2", notices.c.commune == "01001")
        await connection.execute(spoiled.values(key=f"{WATER}#01001/avis_j2/illisible"))
    delivered = await office.run(office.reminders.deliver, dispatch("2027-02-26"))
    assert delivered.wait_s == 900
    states = await office.states()
    assert (states["avis_j2", "planned"], states["avis_j2", "sent"]) == (1, 0)
    assert states["transmission", "sent"] == 12
