"""One run: an installation, a midnight, people who answer, a killer; then the judge."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil
from random import Random
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Table, exists, select
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.database import read_clock
from infra.embedded.places import scratch_directory
from infra.tables import inbox, notices, streams
from infra.territories import load_epci
from tests.crash.judge import Evidence, faults
from tests.crash.killer import Killer
from tests.crash.record import Record, read_record
from tests.crash.senders import Senders
from tests.crash.site import Site
from tests.crash.story import Midnight, Size, Story, midnight_after

#: Communauté de communes des Ballons des Hautes-Vosges: eight communes, Paris time.
SIREN = "200033868"

#: How long worker and web usually take to be there, and how long they may take, in seconds.
_BOOT_S, _READY_S = 6.0, 90.0
_POLL_S = 0.2


@dataclass(frozen=True)
class Setting:
    """How a run goes. `settle_s`, `mails_s`: how long what is recorded, then what is to be mailed, may take to be done.

    A delivery that died with its worker is tried again two minutes later; one that failed often waits for minutes.
    """

    size: Size
    down_s: tuple[float, float]
    pause_s: tuple[float, float]
    settle_s: float = 90.0
    mails_s: float = 0.0

    def lasting(self, seconds: float) -> "Setting":
        """The same, with people and killer at work for so long in all."""
        scale = seconds / (self.size.before_s + self.size.after_s)
        size = replace(self.size, before_s=self.size.before_s * scale, after_s=self.size.after_s * scale)
        return replace(self, size=size)


SHORT = Setting(Size(standing=10, opened=3, before_s=9, after_s=7), down_s=(0.1, 0.5), pause_s=(0.1, 0.5))
LONG = Setting(
    Size(standing=60, opened=24, before_s=35, after_s=40), down_s=(0.1, 2.5), pause_s=(0.1, 1.5), mails_s=420
)


@dataclass(frozen=True)
class Verdict:
    """The figures of a run, and what the judge found that must not be (nothing, or how many of each)."""

    figures: dict[str, Any]
    faults: dict[str, int]
    evidence: Evidence


async def run(seed: int, setting: Setting) -> Verdict:
    """Plays the run of this seed. Raises when a part cannot be started again, or the servers not at all."""
    with scratch_directory("jalon-crash-") as directory:
        site = Site(directory, Random(f"{seed}/smtp"))
        try:
            verdict = await _played(seed, setting, site)
        finally:
            await site.stop()
        left = await asyncio.to_thread(site.left_running)
    found = verdict.faults | ({"left_running": left} if left else {})
    return replace(verdict, faults=found, figures=verdict.figures | {"faults": found})


async def _played(seed: int, setting: Setting, site: Site) -> Verdict:
    await asyncio.gather(site.database.start(), site.temporal.start())
    chance = Random(seed)
    epci = load_epci(SIREN)
    midnight = midnight_after(datetime.now(UTC).date(), epci, chance)
    story = Story(setting.size, epci, midnight, chance)
    ahead = timedelta(seconds=_BOOT_S + setting.size.before_s)
    token = await site.settle_in(story, ceil((midnight.at - ahead - datetime.now(UTC)).total_seconds()))
    await asyncio.gather(*(part.start() for part in site.parts[2:]))
    await site.ready(_READY_S)
    clock = asyncio.get_running_loop()
    midnight_s = clock.time() + (midnight.at - await site.now()).total_seconds()
    errands = story.errands()
    senders = Senders(site.url, token, Random(f"{seed}/senders"))
    killer = Killer(site.parts, Random(f"{seed}/killer"), setting.down_s, setting.pause_s)
    begun_s = clock.time()
    await asyncio.gather(
        senders.work(errands, midnight_s), killer.work(max(midnight_s, clock.time()) + setting.size.after_s)
    )
    door = site.engine()
    try:
        site.post_office.calm = True
        settled = await _settled(door, setting)
        evidence = Evidence(
            record=await read_record(door),
            midnight=midnight,
            asked=[asked for errand in errands for asked in errand.asks],
            received=senders.received,
            repeated=senders.repeated,
            mails=site.post_office.taken,
            now=await read_clock(door),
            mails_awaited=setting.mails_s > 0,
        )
    finally:
        await door.dispose()
    people = _people(senders, killer, site, midnight_s - begun_s)
    figures = {"seed": seed, "midnight": midnight.at.isoformat(), **people, **settled, **_figures(evidence)}
    return Verdict(figures, {name: count for name, count in faults(evidence).items() if count}, evidence)


async def _settled(door: AsyncEngine, setting: Setting) -> dict[str, float | None]:
    """How long it took, from now, until nothing recorded and nothing due is left undone, then until every mail due has
    left; `None`: longer than it may."""
    return {
        "settled_s": await _until_none(door, setting.settle_s, _undone),
        "mails_settled_s": await _until_none(door, setting.mails_s, _unsent),
    }


def _undone(now: datetime) -> list[tuple[Table, ColumnElement[bool]]]:
    return [(inbox, inbox.c.done_at.is_(None)), (streams, streams.c.next_due <= now)]


def _unsent(now: datetime) -> list[tuple[Table, ColumnElement[bool]]]:
    return [(notices, (notices.c.state == "planned") & (notices.c.send_at <= now))]


async def _until_none(
    door: AsyncEngine, within_s: float, conditions: Callable[[datetime], list[tuple[Table, ColumnElement[bool]]]]
) -> float | None:
    clock = asyncio.get_running_loop()
    begun_s = clock.time()
    while True:
        found = [exists(select(table).where(there)) for table, there in conditions(await read_clock(door))]
        async with door.connect() as connection:
            if not any((await connection.execute(select(*found))).one()):
                return round(clock.time() - begun_s, 1)
        if clock.time() > begun_s + within_s:
            return None
        await asyncio.sleep(_POLL_S)


def _people(senders: Senders, killer: Killer, site: Site, ahead_s: float) -> dict[str, Any]:
    return {
        "began_before_midnight_s": round(ahead_s, 1),
        "kills": dict(killer.kills),
        "starts_s_max": {name: round(max(times), 1) for name, times in killer.starts_s.items()},
        "acknowledged": len(senders.received),
        "abandoned": len(senders.abandoned),
        "retried": sum(it.tries > 1 for it in senders.received),
        "asked_again": len(senders.repeated),
        "troubles": dict(senders.troubles),
        "mails_taken": site.post_office.taken.total(),
        "mails_repeated_under_one_id": sum(count - 1 for count in site.post_office.taken.values()),
        "mails_cut": site.post_office.cut,
    }


def _figures(evidence: Evidence) -> dict[str, Any]:
    record, midnight = evidence.record, evidence.midnight
    answers = [it for it in record.commands if it.command["kind"] == "RecordAvis"]
    return {
        "asked": len(evidence.asked),
        "commands": len(record.commands),
        "events": len(record.events),
        "answers_before_midnight": sum(it.at is not None and it.at < midnight.at for it in answers),
        "answers_refused": sum(it.status == "refused" for it in answers),
        "reactions": sum(it.command["kind"] == "NoteConsultation" for it in record.commands),
        "kinds": dict(Counter(event.kind for event in record.events)),
        "ledger": dict(Counter(owed.state for owed in record.ledger)),
        **_delays(record, midnight),
    }


def _delays(record: Record, midnight: Midnight) -> dict[str, float | None]:
    """How long after midnight the silences were written."""
    delays = [(it.recorded_at - midnight.at).total_seconds() for it in record.events if it.kind == "SilenceRecorded"]
    return {
        "silence_written_after_s_median": round(median(delays), 1) if delays else None,
        "silence_written_after_s_max": round(max(delays), 1) if delays else None,
    }
