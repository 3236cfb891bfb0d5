"""What the reminders case delivers: requests to the communes of several EPCI, ready to leave, anew for each round."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg
from temporalio.testing import ActivityEnvironment

from activities.house import open_house
from benchmarks.servers import Servers
from domain.calendar import civil_day
from domain.consultation.commands import OpenConsultation, RecordCouncilVote, SendConsultation
from domain.electorate import Electorate
from domain.ids import derived_id
from domain.people import Recipient, Role
from domain.procedures.competences import RESTITUTION_COMPETENCE
from domain.registry import decider_of
from domain.territory import Epci
from infra.contacts import Contacts, Person
from infra.database import ADVANCER, POSTER, engine, migrate, pool, read_clock
from infra.inbox import Inbox, Post
from infra.settings import load_settings
from infra.store import Store
from infra.territories import load_epci
from worker import activities_of, mail_of
from workflows.options import Queue

#: Communauté d'agglomération du Pays basque: 158 communes.
_SIREN: Final = "200067106"

#: Those to whom a request is told in each commune, the first of them first.
_TOLD: Final = (Role.MAIRIE, Role.MAIRE, Role.SECRETAIRE, Role.REFERENT)


@dataclass(frozen=True)
class Delivery:
    """A database whose letters wait, and what delivers them."""

    stack: AsyncExitStack
    deliver: Callable[[str], Awaitable[Any]]
    dispatches: tuple[str, ...]

    async def close(self) -> None:
        await self.stack.aclose()


@dataclass(frozen=True)
class Mailroom:
    """A database that is copied for each round, with nothing sent."""

    servers: Servers
    template: str
    dispatches: tuple[str, ...]

    async def ready(self, port: int, connections: int) -> Delivery:
        """A copy, and the deliverer of its letters to the relay on `port`."""
        url = await _copy(self.servers, self.template)
        settings = load_settings(
            env_file=None,
            environment="test",
            database_url=url,
            mail_transport=f"smtp://127.0.0.1:{port}?tls=none",
            mail_sender="Mutualisation <mutualisation@jalon.test>",
            mail_connections=connections,
            public_url="https://jalon.test",
        )
        stack = AsyncExitStack()
        house = await stack.enter_async_context(open_house(url, mail_of(settings)))
        (deliver, *_) = activities_of(house, _wakes_nobody)[Queue.MAIL]
        return Delivery(stack, deliver, self.dispatches)


async def prepare(servers: Servers, epcis: int, communes: int, functions: int) -> Mailroom:
    """A consultation for each EPCI, sent to so many functions of so many communes: no letter has left."""
    url = servers.database("mailroom")
    migrate(url)
    door = engine(url)
    try:
        today = await read_clock(door)
        all_epci = [_epci(number, communes) for number in range(epcis)]
        for epci in all_epci:
            await Contacts(door).upsert(epci.siren, list(_people(epci, functions)))
            await _send(url, epci, civil_day(today, epci.place))
    finally:
        await door.dispose()
    dispatches = tuple(f"dispatch/{epci.siren}/{civil_day(today, epci.place)}" for epci in all_epci)
    return Mailroom(servers, url.rpartition("/")[2], dispatches)


async def deliver(delivery: Delivery) -> None:
    """Delivers everything, one EPCI after the other, as their dispatches would."""
    for dispatch in delivery.dispatches:
        await ActivityEnvironment().run(delivery.deliver, dispatch)


def _epci(number: int, communes: int) -> Epci:
    whole = load_epci(_SIREN)
    return whole.but(siren=f"9{number:08}", communes=whole.communes[:communes])


def _people(epci: Epci, functions: int) -> Iterator[Person]:
    for commune in epci.communes:
        for role in _TOLD[:functions]:
            to = Recipient(role=role, commune=commune.insee)
            yield Person(to=to, name=commune.name, address=f"{role}-{commune.insee}@{epci.siren}.test")


async def _send(url: str, epci: Epci, on: date) -> None:
    stream = f"consultation/{epci.siren}/envoi"
    async with pool(url, POSTER, size=1) as posters, pool(url, ADVANCER, size=1) as advancers:
        await Inbox(posters).post_all(
            [
                Post(stream=stream, command_id=derived_id(stream, str(n)), command=command, by="banc")
                for n, command in enumerate(_orders(epci, on))
            ]
        )
        await Store(advancers, decider_of).advance(stream, None)


def _orders(epci: Epci, on: date) -> Iterator[Any]:
    yield OpenConsultation(
        siren=epci.siren,
        epci_name=epci.name,
        nature=epci.nature,
        place=epci.place,
        procedure=RESTITUTION_COMPETENCE.id,
        title="Restitution (banc d'essai)",
        synthetic=True,
    )
    yield RecordCouncilVote(voted_on=on, number="C-1")
    yield SendConsultation(sent_on=on, electorate=Electorate.of(epci))


async def _wakes_nobody(ids: Sequence[str]) -> None:
    return


async def _copy(servers: Servers, template: str) -> str:
    name = f"round_{next(servers._numbers)}"
    async with await psycopg.AsyncConnection.connect(servers.postgres.url, autocommit=True) as administrator:
        await administrator.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return servers.postgres.url_of(name)
