"""Runs a worker: settings, neighbours, activities, workflows, the relay. `python worker.py`, or `jalon worker`."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any, TypeVar

import sqlalchemy.exc
import structlog
import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.evaluations import Evaluations
from activities.nudging import Nudger
from activities.progress import Progress
from activities.recording import Recorder
from activities.reminders import Channel, Reminders
from activities.streams import Streams
from domain.registry import decider_of
from infra import logs
from infra.channels import channel_of
from infra.clock import Clock, DatabaseClock
from infra.contacts import Contacts
from infra.database import ADVANCER, POSTER, engine, is_current, pool
from infra.inbox import Inbox
from infra.ledger import Ledger
from infra.letters import Letters
from infra.relay import Nudge, Relay
from infra.settings import Settings, SettingsUnusable, load_settings
from infra.snapshots import Snapshots
from infra.store import Store
from infra.temporal import connect, prepare
from workflows.options import JALON, Queue, task_queue
from workflows.routes import WORKFLOWS, routes

#: Workflows kept in memory: at least as many as are active, each some 100 kB.
CACHED = 2000

#: Activities at once on each queue. Deliveries each hold a connection.
_AT_ONCE = {Queue.STREAMS: 16, Queue.EVALUATION: 8, Queue.MAIL: 4}

_GRACE = timedelta(seconds=30)
_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 15.0

#: What the sandbox does not load anew for each workflow. What is in it is not guarded: the linter and tests guard it.
_PASSED = ("domain", "activities", "infra", "pydantic", "psycopg", "psycopg_pool", "sqlalchemy", "structlog")

RUNNER = SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*_PASSED))

T = TypeVar("T")

_log = structlog.get_logger()


class NotMigrated(Exception):
    """The database is of another version than this one. The message is in French."""


@dataclass(frozen=True)
class Mail:
    """How letters are written and carried. `domain` ends their Message-IDs."""

    letters: Letters
    channel: Channel
    domain: str


@dataclass(frozen=True)
class House:
    """The neighbours that activities are given."""

    engine: AsyncEngine
    store: Store
    inbox: Inbox
    snapshots: Snapshots
    clock: Clock
    mail: Mail


@asynccontextmanager
async def open_house(database_url: str, mail: Mail, clock: Clock | None = None) -> AsyncIterator[House]:
    """A house on the database, with its own clock (the database's) or the one given; closed at the end."""
    door = engine(database_url)
    try:
        async with pool(database_url, ADVANCER) as advancers, pool(database_url, POSTER) as posters:
            yield House(
                engine=door,
                store=Store(advancers, decider_of),
                inbox=Inbox(posters),
                snapshots=Snapshots(door, decider_of),
                clock=clock or DatabaseClock(door),
                mail=mail,
            )
    finally:
        await door.dispose()


def build_workers(
    client: Client, house: House, nudge: Nudge, *, installation: str = JALON, cached: int = CACHED
) -> list[Worker]:
    """One worker for each task queue of the installation."""
    activities = _activities(house, nudge)
    return [
        Worker(
            client,
            task_queue=task_queue(queue, installation),
            workflows=list(workflows.values()),
            activities=activities[queue],
            workflow_runner=RUNNER,
            max_cached_workflows=cached,
            max_concurrent_activities=_AT_ONCE[queue],
            max_concurrent_local_activities=_AT_ONCE[queue],
            # After the death of a worker, its workflows wait no longer than this for another.
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
            graceful_shutdown_timeout=_GRACE,
        )
        for queue, workflows in WORKFLOWS.items()
    ]


def _activities(house: House, nudge: Nudge) -> dict[Queue, list[Callable[..., Any]]]:
    recorder = Recorder(house.inbox, house.clock)
    streams = Streams(house.store, nudge, house.clock)
    progress = Progress(house.snapshots, recorder)
    evaluations = Evaluations(house.snapshots, recorder)
    reminders = Reminders(
        ledger=Ledger(house.engine),
        contacts=Contacts(house.engine),
        snapshots=house.snapshots,
        letters=house.mail.letters,
        channel=house.mail.channel,
        clock=house.clock,
        mail_domain=house.mail.domain,
    )
    return {
        Queue.STREAMS: [streams.advance, streams.nudge, progress.record_progress, progress.freeze_baseline],
        Queue.EVALUATION: [
            streams.advance,
            evaluations.list_pages,
            evaluations.gather_page,
            evaluations.record_evidence,
        ],
        Queue.MAIL: [reminders.deliver],
    }


def _mail(settings: Settings) -> Mail:
    _, sender = parseaddr(settings.mail_sender)
    _, reply_to = parseaddr(settings.mail_reply_to or settings.mail_sender)
    return Mail(Letters(reply_to=reply_to), channel_of(settings), sender.rpartition("@")[2])


async def work(settings: Settings) -> None:
    """Works until it is cancelled. PostgreSQL and Temporal may come later than it, and go and come back."""
    away = (sqlalchemy.exc.OperationalError, NotMigrated)
    await _patiently("database", lambda: _migrated(settings.database_url), *away)
    nudger, client = await _patiently("temporal", lambda: _temporal(settings), RuntimeError, RPCError)
    async with open_house(settings.database_url, _mail(settings)) as house, asyncio.TaskGroup() as group:
        for each in build_workers(client, house, nudger.nudge):
            group.create_task(each.run())
        group.create_task(Relay(house.engine, nudger.nudge).run())
        _log.info("worker_ready", temporal=settings.temporal_address, namespace=settings.temporal_namespace)


async def _temporal(settings: Settings) -> tuple[Nudger, Client]:
    client = await connect(settings.temporal_address, settings.temporal_namespace)
    return Nudger(client, routes(), searchable=await prepare(client)), client


async def _migrated(database_url: str) -> None:
    if not await asyncio.to_thread(is_current, database_url):
        raise NotMigrated("la base n'est pas à jour ; lancez « jalon migrate »")


async def _patiently(what: str, attempt: Callable[[], Awaitable[T]], *away: type[Exception]) -> T:
    """What `attempt` gives, once it no longer raises one of `away`."""
    pause_s = _PAUSE_S
    while True:
        try:
            return await attempt()
        except away as not_yet:
            _log.warning("worker_waits", for_what=what, error=str(not_yet).partition("\n")[0])
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


async def _until_told(settings: Settings) -> None:
    task = asyncio.current_task()
    if task:
        for ending in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(ending, task.cancel)
    with suppress(asyncio.CancelledError):
        await work(settings)
    _log.info("worker_stopped")


def run(settings: Settings) -> None:
    """Works until SIGINT or SIGTERM, then finishes what is under way."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_told(settings))


def main() -> int:
    """The exit code: 2 when the settings do not allow a start."""
    try:
        settings = load_settings()
    except SettingsUnusable as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    logs.configure()
    run(settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
