"""Jalon, measured: its own web and its own worker, each a process, as an operator runs them.

The worker and Temporal then step back, as under `jalon up`: a receipt is awaited, a wake is not.
"""

import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

import psycopg
from temporalio.client import Client

from benchmarks import histories
from benchmarks.processes import ROOT, listens, running, until
from benchmarks.sender import Job, Times, apart, request
from benchmarks.servers import Servers
from benchmarks.workload import Answer, Case, Round, body, communes_for
from domain.consultation.commands import OpenConsultation, SendConsultation
from domain.consultation.life_commands import RecordStep
from domain.electorate import Electorate
from domain.ids import derived_id
from domain.procedures.conventions import SERVICE_COMMUN
from domain.territory import Epci
from infra.database import POSTER, engine, migrate, pool
from infra.embedded.ports import free_port
from infra.embedded.priority import step_back
from infra.identity.tokens import Tokens
from infra.inbox import Inbox, Post
from infra.temporal import connect

_UNDONE = b"SELECT count(*) FROM inbox WHERE done_at IS NULL"
_DECIDED = b"""
SELECT count(*) FROM journal
WHERE kind = 'ResultChanged' AND event ->> 'result' = 'accords_reunis' AND stream = ANY(%s)
"""
_RECORDED = b"SELECT count(*) FROM journal WHERE kind = 'AvisRecorded'"
_LEADS = b"""
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE datname = current_database() AND locktype = 'advisory' AND granted
  AND (classid::bigint << 32 | objid::bigint) = hashtextextended('relay', 0)
"""

_DISPATCHES = b"SELECT DISTINCT format('dispatch/%s/%s', siren, to_char(day, 'YYYY-MM-DD')) FROM notices"

#: Posted in one transaction when the consultations are opened.
_TOGETHER = 20


@dataclass
class Jalon:
    """Web and worker, with the consultations open and sent."""

    client: Client
    database: psycopg.AsyncConnection[tuple[int]]
    epci: Epci
    port: int
    token: str
    voted_on: date
    pids: Mapping[str, int | None]
    name: str = "jalon"
    sent: int = 0

    async def send(self, answers: Sequence[Answer], senders: int) -> Times:
        self.sent += len(answers)
        given = [
            {"stream": self.stream(it.consultation), "command": {"kind": "RecordAvis", **body(it, self.voted_on)}}
            for it in answers
        ]
        bearer = {"Authorization": f"Bearer {self.token}"}
        texts = [
            request("/api/v1/commands", json.dumps(each).encode(), {**bearer, "Idempotency-Key": f"{self.sent}-{n}"})
            for n, each in enumerate(given)
        ]
        return await apart(Job(self.port, senders, tuple(texts)))

    async def decided(self, consultations: Sequence[str]) -> None:
        ids = [self.stream(key) for key in consultations]
        await until(lambda: self._counts(_DECIDED, len(ids), ids), "the last decision")

    async def settled(self) -> None:
        await until(lambda: self._counts(_UNDONE, 0), "the last command")
        assert await self._counts(_RECORDED, self.sent), "an answer was not recorded as one"

    async def events(self, consultations: Sequence[str]) -> int:
        """Those of the dispatches that the decisions plan are counted too."""
        dispatches = [str(id) for (id,) in await (await self.database.execute(_DISPATCHES)).fetchall()]
        return await histories.events(self.client, [*map(self.stream, consultations), *dispatches])

    def stream(self, key: str) -> str:
        return f"consultation/{self.epci.siren}/{key}"

    async def _counts(self, query: bytes, wanted: int, *values: object) -> bool:
        return await (await self.database.execute(query, values)).fetchone() == (wanted,)


@asynccontextmanager
async def jalon(servers: Servers, case: Case, work: Round, epci: Epci) -> AsyncIterator[Jalon]:
    """Jalon on a database of its own, with the consultations of the round open, sent and asleep."""
    url, port = servers.database("jalon"), free_port()
    migrate(url)
    command, log = [sys.executable, str(ROOT / "cli.py")], servers.directory / "jalon.log"
    async with servers.temporal() as temporal, await psycopg.AsyncConnection.connect(url, autocommit=True) as database:
        settings = {"JALON_ENVIRONMENT": "test", "JALON_DATABASE_URL": url, "JALON_TEMPORAL_ADDRESS": temporal.address}
        async with (
            running([*command, "worker"], settings, log) as worker,
            running([*command, "web", "--port", str(port)], settings, log) as web,
        ):
            pids = {"web": web, "worker": worker, "temporal": temporal.pid, "postgresql": servers.postgres.pid}
            client, token = await connect(temporal.address), await _token(url)
            opened = Jalon(client, database, epci, port, token, servers.voted_on, pids)
            await until(lambda: listens(port), "the web")
            await until(lambda: opened._counts(_LEADS, 1), "the worker")
            await _open(url, opened, work.consultations, communes_for(case, epci))
            await opened.settled()
            for behind in (worker, temporal.pid):
                step_back(behind)
            yield opened


async def _token(url: str) -> str:
    door = engine(url, size=1)
    try:
        return await Tokens(door).create("banc d'essai")
    finally:
        await door.dispose()


async def _open(url: str, jalon: Jalon, keys: Sequence[str], communes: tuple[str, ...]) -> None:
    """Opens the consultations and sends them, dated the day before: as if by letter, so that no mail is owed."""
    opening = OpenConsultation(
        siren=jalon.epci.siren,
        epci_name=jalon.epci.name,
        nature=jalon.epci.nature,
        place=jalon.epci.place,
        procedure=SERVICE_COMMUN.id,
        title="Service commun (banc d'essai)",
        communes=communes,
        synthetic=True,
    )
    prepared = [
        RecordStep(key=wanted.key, on=jalon.voted_on) for wanted in SERVICE_COMMUN.prerequisites if wanted.binding
    ]
    sending = SendConsultation(sent_on=jalon.voted_on, electorate=Electorate.of(jalon.epci))
    begun = [*enumerate((opening, *prepared, sending))]
    async with pool(url, POSTER, size=1) as posters:
        for start in range(0, len(keys), _TOGETHER):
            posts = [
                Post(stream=stream, command_id=derived_id(stream, str(n)), command=command, by="banc")
                for stream in map(jalon.stream, keys[start : start + _TOGETHER])
                for n, command in begun
            ]
            await Inbox(posters).post_all(posts)
