"""Two thousand requests to mairies that leave while worker and relay are killed with -9: each key is delivered once.

`python -m tests.crash.mails --seeds 1 2 3`: one JSON object a line; exits with 1 when something is wrong.
"""

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.calendar import civil_day
from domain.consultation.commands import OpenConsultation, RecordCouncilVote, SendConsultation
from domain.electorate import Electorate
from domain.ids import derived_id
from domain.people import mairie
from domain.procedures.competences import RESTITUTION_COMPETENCE
from domain.territory import Epci, Nature
from infra.contacts import Contacts, Person
from infra.database import POSTER, engine, migrate, pool, read_clock
from infra.embedded.places import scratch_directory
from infra.inbox import Inbox, Post
from infra.tables import notices
from infra.territories import all_epci
from tests.crash.killer import Killer
from tests.crash.parts import Database, Service, Temporal, fixed_ports

#: A letter for each commune: what one person is told at once leaves in one letter.
LETTERS: Final = 2000

_POLL_S: Final = 0.5
_SETTLE_S: Final = 240.0


@dataclass(frozen=True)
class Verdict:
    """The figures of a run; `faults`: what must not be, counted, empty when all is well."""

    figures: dict[str, Any]
    faults: dict[str, int]


def largest(letters: int) -> list[Epci]:
    """The EPCI with the most communes, until they have `letters` of them."""
    chosen: list[Epci] = []
    for epci in sorted(all_epci(), key=lambda epci: (-len(epci.communes), epci.siren)):
        if sum(len(each.communes) for each in chosen) >= letters:
            break
        # The métropole de Lyon and its like have laws of their own.
        if epci.nature in (Nature.CC, Nature.CA, Nature.CU):
            chosen.append(epci)
    return chosen


def orders(epci: Epci, on: date) -> Iterator[tuple[str, Any]]:
    """A consultation that is sent to every commune on the day `on`."""
    stream = f"consultation/{epci.siren}/envoi"
    yield (
        stream,
        OpenConsultation(
            siren=epci.siren,
            epci_name=epci.name,
            nature=epci.nature,
            place=epci.place,
            procedure=RESTITUTION_COMPETENCE.id,
            title="Restitution de la lecture publique",
            synthetic=True,
        ),
    )
    yield stream, RecordCouncilVote(voted_on=on - timedelta(days=1), number="C-1")
    yield stream, SendConsultation(sent_on=on, electorate=Electorate.of(epci))


async def run(seed: int, letters: int = LETTERS, kills_s: float = 25.0) -> Verdict:
    """Plays the run of this seed: kills for at least `kills_s` seconds and as long as letters are left, then judges."""
    with scratch_directory("jalon-mails-") as directory:
        database_port, temporal_port, smtp_port = fixed_ports(3)
        database, temporal = (
            Database(directory / "postgres", database_port),
            Temporal(directory / "temporal", temporal_port),
        )
        parts: list[Any] = [database, temporal]
        try:
            await asyncio.gather(database.start(), temporal.start())
            asked = await _ask(database.server.url, largest(letters))
            worker, relay = _services(directory, database.server.url, temporal.server.address, smtp_port)
            parts += [worker, relay]
            return await _played(seed, database.server.url, directory, (worker, relay), asked, kills_s)
        finally:
            for part in reversed(parts):
                await part.stop()


async def _ask(url: str, chosen: list[Epci]) -> int:
    """Records contacts and consultations. Gives how many letters are to leave."""
    await asyncio.to_thread(migrate, url)
    door = engine(url)
    posts: list[Post] = []
    try:
        now = await read_clock(door)
        for epci in chosen:
            people = [Person(to=mairie(it.insee), address=f"mairie-{it.insee}@jalon.test") for it in epci.communes]
            await Contacts(door).upsert(epci.siren, people)
            for n, (stream, command) in enumerate(orders(epci, civil_day(now, epci.place))):
                id = derived_id(f"mails/{epci.siren}/{n}")
                posts.append(Post(stream=stream, command_id=id, command=command, by="essai:coordination"))
    finally:
        await door.dispose()
    async with pool(url, POSTER) as posters:
        await Inbox(posters).post_all(posts)
    return sum(len(epci.communes) for epci in chosen)


def _services(directory: Path, url: str, temporal: str, smtp_port: int) -> tuple[Service, Service]:
    settings = {
        "JALON_ENVIRONMENT": "test",
        "JALON_DATABASE_URL": url,
        "JALON_TEMPORAL_ADDRESS": temporal,
        "JALON_DATA": str(directory / "donnees"),
        "JALON_MAIL_TRANSPORT": f"smtp://127.0.0.1:{smtp_port}?tls=none",
    }
    taken = [str(smtp_port), str(directory / "taken")]
    return (
        Service("worker", ["worker.py"], settings, directory / "worker"),
        Service("smtp", ["tests/crash/relay_process.py", *taken], {}, directory / "smtp"),
    )


async def _played(
    seed: int, url: str, directory: Path, services: tuple[Service, Service], letters: int, kills_s: float
) -> Verdict:
    clock, door = asyncio.get_running_loop(), engine(url)
    try:
        await asyncio.gather(*(service.start() for service in services))
        begun_s = clock.time()
        await _until(door, started, _SETTLE_S)
        killer = Killer(services, Random(seed), down_s=(0.1, 1.0), pause_s=(1.0, 3.0))
        await killer.work(clock.time() + kills_s)
        settled = await _until(door, finished, _SETTLE_S)
        took_s = clock.time() - begun_s
        taken = Counter((directory / "taken").read_text().split())
        kept = await _ledger(door)
    finally:
        await door.dispose()
    found = judge(kept, taken, letters) | ({} if settled else {"not_settled": 1})
    faults = {name: count for name, count in found.items() if count}
    figures = {
        "seed": seed,
        "letters": letters,
        "keys": len(kept),
        "kills": dict(killer.kills),
        "repeated_under_one_id": sum(count - 1 for count in taken.values()),
        "seconds": round(took_s, 1),
        "faults": faults,
    }
    return Verdict(figures, faults)


def judge(kept: list[tuple[str, str, str | None]], taken: Counter[str], letters: int) -> dict[str, int]:
    """What must not be: keys (key, state, Message-ID) that did not leave, letters that left under an id that the ledger
    does not know, letters that the ledger says sent and nobody took, more or fewer letters than requests."""
    known = {id for _, state, id in kept if state == "sent"}
    return {
        "keys_not_sent": sum(state != "sent" for _, state, _ in kept),
        "letters_unknown": len(set(taken) - known),
        "letters_not_taken": len(known - set(taken)),
        "letters_missing": max(0, letters - len(known)),
        "letters_too_many": max(0, len(known) - letters),
    }


async def started(door: AsyncEngine) -> bool:
    """Whether letters have begun to leave."""
    return await _count(door, notices.c.state == "sent") > 0


async def finished(door: AsyncEngine) -> bool:
    """Whether none is left that may leave."""
    due = (notices.c.state == "planned") & (notices.c.send_at <= await read_clock(door))
    return await _count(door, due) == 0


async def _count(door: AsyncEngine, condition: Any) -> int:
    async with door.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(notices).where(condition)) or 0)


async def _until(door: AsyncEngine, happened: Any, within_s: float) -> bool:
    clock = asyncio.get_running_loop()
    until_s = clock.time() + within_s
    while not await happened(door):
        if clock.time() > until_s:
            return False
        await asyncio.sleep(_POLL_S)
    return True


async def _ledger(door: AsyncEngine) -> list[tuple[str, str, str | None]]:
    urgent = select(notices.c.key, notices.c.state, notices.c.message_id).where(notices.c.kind == "transmission")
    async with door.connect() as connection:
        return [(row.key, row.state, row.message_id) for row in await connection.execute(urgent)]


def main() -> int:
    """Plays one run for each seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.mails", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], help="one run for each")
    parser.add_argument("--seconds", type=float, default=25.0, help="how long worker and relay are killed at least")
    asked = parser.parse_args()
    broken = False
    for seed in asked.seeds:
        verdict = asyncio.run(run(seed, kills_s=asked.seconds))
        sys.stdout.write(json.dumps(verdict.figures, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        broken |= bool(verdict.faults)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
