"""The forecast of an EPCI: what its streams, its ledger and its contacts make of the months to come."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.calendar import METROPOLE
from domain.consultation.commands import RecordAvis, RecordCouncilVote, SendConsultation, Sens
from domain.ids import derived_id
from domain.notices import NoticeKind
from domain.people import COORDINATEUR, Recipient, Role, mairie
from domain.registry import decider_of
from infra.contacts import Contacts, Person
from infra.database import ADVANCER, POSTER, engine, pool
from infra.inbox import Inbox, Post
from infra.link_tables import visits
from infra.links import Links, NewLink, Purpose
from infra.reading.forecast import Forecast, Forecasts, end_of, last_instant
from infra.reading.forecast_lines import Line, Stage
from infra.reading.notice_history import NoticeHistory, Place
from infra.store import Store
from infra.tables import notices
from infra.territories import epci_of
from tests.domain.consultation.stories import day, instant
from tests.workflows.plays import ELECTORATE, WATER, receipt, transfert
from tests.workflows.stage import SIREN

UNTIL = end_of(day("2027-03-10"), METROPOLE)


@dataclass(frozen=True)
class Office:
    engine: AsyncEngine
    inbox: Inbox
    store: Store

    async def tell(self, on: str, *commands: BaseModel) -> None:
        for command in commands:
            id = derived_id(on, command.model_dump_json())
            await self.inbox.post(Post(stream=WATER, command_id=id, command=command, by="cli:test", at=instant(on)))
            await self.store.advance(WATER, instant(on))

    async def forecast(self, on: str) -> Forecast:
        return await Forecasts(self.engine).of(epci_of(SIREN), instant(on), UNTIL)


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """A transfert sent on 1 December 2026 and received the same day; a coordinator, and the mairie of one commune."""
    door = engine(database_url)
    async with pool(database_url, POSTER) as posters, pool(database_url, ADVANCER) as advancers:
        office = Office(door, Inbox(posters), Store(advancers, decider_of))
        await office.tell("2026-11-30", transfert())
        vote = RecordCouncilVote(voted_on=day("2026-12-01"), number="2026-12")
        await office.tell("2026-12-01", vote, SendConsultation(sent_on=day("2026-12-01"), electorate=ELECTORATE))
        await office.tell("2026-12-01", *(receipt(insee) for insee in ("01001", "01002", "01003")))
        people = [Person(to=COORDINATEUR, address="c@x.fr"), Person(to=mairie("01001"), address="m@x.fr")]
        await Contacts(door).upsert(SIREN, people)
        yield office
    await door.dispose()


def of_commune(found: Forecast, insee: str) -> list[Line]:
    return [line for line in found.lines if any(to.commune == insee for to in line.to)]


async def test_on_2_december_2026_the_ledger_and_time_to_come_make_one_forecast(office: Office) -> None:
    found = await office.forecast("2026-12-02")
    assert found.months == ("2026-12", "2027-01", "2027-02", "2027-03")
    stages = {item.stage for line in of_commune(found, "01001") for item in line.items}
    assert stages == {Stage.PLANNED, Stage.FORESEEN}
    (first, *others) = of_commune(found, "01001")
    assert {item.kind for item in first.items} == {NoticeKind.TRANSMISSION}
    # One mailbox has every function of this commune: one letter a day, what it says said once.
    assert len({line.day for line in others}) == len(others)
    assert len(first.items) > len(first.shown) == 1


async def test_where_nobody_is_known_the_letter_is_shown_and_counts_for_nothing(office: Office) -> None:
    found = await office.forecast("2026-12-02")
    assert not any(line.reachable or line.leaves for line in of_commune(found, "01003"))
    assert {one.commune for one in found.load} == {"", "01001"}
    (mine,) = [one for one in found.load if one.commune == "01001"]
    assert sum(mine.letters) == sum(line.leaves for line in of_commune(found, "01001"))
    await Contacts(office.engine).add(SIREN, Person(to=mairie("01003"), address="m3@x.fr"))
    assert any(line.leaves for line in of_commune(await office.forecast("2026-12-02"), "01003"))


async def test_the_answer_of_15_december_2026_empties_the_forecast_of_its_commune_at_once(office: Office) -> None:
    assert of_commune(await office.forecast("2026-12-16"), "01001")
    await office.tell("2026-12-16", RecordAvis(commune="01001", sens=Sens.FAVORABLE, voted_on=day("2026-12-15")))
    found = await office.forecast("2026-12-16")
    assert not [line for line in of_commune(found, "01001") for item in line.items if item.stage is Stage.FORESEEN]


async def test_a_forecast_is_computed_once_as_long_as_nothing_happens(office: Office) -> None:
    seen = await office.forecast("2026-12-02")
    assert await office.forecast("2026-12-02") is seen
    async with office.engine.begin() as connection:
        await connection.execute(update(notices).values(state="sent"))
    after = await office.forecast("2026-12-02")
    assert after is not seen
    assert NoticeKind.TRANSMISSION not in {item.kind for line in after.lines for item in line.items}
    # The next day something of the morning has left, or should have.
    assert await office.forecast("2027-01-05") is not after


async def test_what_the_ledger_holds_under_a_key_is_not_foreseen_again(office: Office) -> None:
    seen = await office.forecast("2026-12-02")
    foreseen = next(item for line in seen.lines for item in line.items if item.kind is NoticeKind.AVIS_J15)
    async with office.engine.begin() as connection:
        first = (await connection.execute(select(notices).limit(1))).one()
        twin = dict(first._mapping) | {"key": foreseen.key, "state": "sent"}
        await connection.execute(notices.insert().values(**twin))
    await office.tell("2026-12-03", RecordAvis(commune="01003", sens=Sens.FAVORABLE, voted_on=day("2026-12-02")))
    keys = {item.key for line in (await office.forecast("2026-12-03")).lines for item in line.items}
    assert foreseen.key not in keys


async def test_no_name_and_no_address_go_into_the_json_of_a_forecast(office: Office) -> None:
    written = (await office.forecast("2026-12-02")).model_dump_json()
    assert "@" not in written
    assert "contact_id" not in written


def test_the_third_month_from_30_november_2026_ends_on_31_january_2027() -> None:
    assert last_instant(day("2026-11-30"), 2, METROPOLE) == end_of(day("2027-01-31"), METROPOLE)
    assert last_instant(day("2026-12-31"), 0, METROPOLE) == end_of(day("2026-12-31"), METROPOLE)


async def test_what_became_of_letters_is_read_backwards_page_by_page(office: Office) -> None:
    async with office.engine.begin() as connection:
        await connection.execute(update(notices).values(state="sent", sent_at=instant("2026-12-01")))
    history = NoticeHistory(office.engine)
    every = await history.told(SIREN)
    assert [(one.send_at, one.key) for one in every] == sorted(((one.send_at, one.key) for one in every), reverse=True)
    first = await history.told(SIREN, limit=3)
    rest = await history.told(SIREN, before=Place(first[-1].send_at, first[-1].key))
    assert (*first, *rest) == every
    assert {one.commune for one in await history.told(SIREN, "01002")} == {"01002"}
    assert await history.told("200040715") == ()


async def test_a_page_opened_after_a_letter_left_is_told_beside_it_and_a_bounce_too(office: Office) -> None:
    (who,) = (await Contacts(office.engine).of(SIREN, [mairie("01001")]))[mairie("01001")]
    sent = {"state": "sent", "sent_at": instant("2026-12-01"), "contact_id": who.id}
    async with office.engine.begin() as connection:
        await connection.execute(update(notices).where(notices.c.commune == "01001").values(**sent))
        bounced = update(notices).where(notices.c.commune == "01002", notices.c.role == "mairie")
        await connection.execute(bounced.values(state="bounced", bounced_at=instant("2026-12-02"), bounce="5.1.1"))
    to = Recipient(role=Role.MAIRIE, commune="01001")
    about = f"{WATER}#01001"
    wanted = NewLink(
        siren=SIREN, purpose=Purpose.COMMUNE, about=about, to=to, contact_id=who.id, address=str(who.address)
    )
    (secret,) = await Links(office.engine).issue([wanted])
    link = await Links(office.engine).find(secret)
    assert link is not None
    async with office.engine.begin() as connection:
        for on in ("2026-11-30", "2026-12-03", "2026-12-05"):
            await connection.execute(visits.insert().values(link=link.id, at=instant(on)))
    history = NoticeHistory(office.engine)
    assert {one.opened_at for one in await history.told(SIREN, "01001")} == {instant("2026-12-03")}
    fares = await history.of_consultation(WATER)
    assert set(fares) == {"01001", "01002"}
    assert (fares["01001"].opened_at, fares["01001"].bounced_at) == (instant("2026-12-05"), None)
    assert (fares["01002"].opened_at, fares["01002"].bounced_at) == (None, instant("2026-12-02"))
