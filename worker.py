"""Runs a worker: settings, neighbours, activities, workflows, the relay. `python worker.py`, or `jalon worker`."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from email.utils import parseaddr
from typing import Any, TypeVar

import sqlalchemy.exc
import structlog
import uvloop
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.bounces import Bounces
from activities.carrying import Carrier, Channel
from activities.evaluations import Evaluations
from activities.express import ExpressLane
from activities.house import House, Mail, open_house
from activities.nudging import Nudger
from activities.passwords import password_mail
from activities.progress import Progress
from activities.recording import Recorder
from activities.reminders import Reminders
from activities.streams import Streams
from infra import logs
from infra.channels import channel_of
from infra.codes import Codes
from infra.contacts import Contacts
from infra.database import is_current
from infra.ledger import Ledger
from infra.letters import Letters
from infra.relay import Nudge, Relay
from infra.returns import Returns
from infra.settings import Settings, SettingsUnusable, load_settings
from infra.temporal import connect, prepare
from workflows.bounces import Bounces as ReadBounces
from workflows.options import JALON, Queue, task_queue
from workflows.routes import WORKFLOWS, routes

#: Workflows kept in memory: at least as many as are active, each some 100 kB.
CACHED = 2000

#: Activities at once on each queue. Deliveries each hold a connection.
_AT_ONCE = {Queue.STREAMS: 16, Queue.EVALUATION: 8, Queue.MAIL: 4, Queue.EXPRESS: 4}

#: Workflows that carry no id, and are started by the worker itself.
_BESIDE: dict[Queue, tuple[type, ...]] = {Queue.MAIL: (ReadBounces,)}

_GRACE = timedelta(seconds=30)
_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 15.0

#: What the sandbox does not load anew for each workflow. What is in it is not guarded: the linter and tests guard it.
_PASSED = ("domain", "activities", "infra", "pydantic", "psycopg", "psycopg_pool", "sqlalchemy", "structlog")

RUNNER = SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*_PASSED))

T = TypeVar("T")

_log = structlog.get_logger()


class NotMigrated(Exception):
    """The database is of another version than this one. The message is in French."""


def build_workers(
    client: Client, house: House, nudge: Nudge, *, installation: str = JALON, cached: int = CACHED
) -> list[Worker]:
    """One worker for each task queue of the installation."""
    activities = activities_of(house, nudge)
    return [
        Worker(
            client,
            task_queue=task_queue(queue, installation),
            workflows=[*workflows.values(), *_BESIDE.get(queue, ())],
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


def activities_of(house: House, nudge: Nudge) -> dict[Queue, list[Callable[..., Any]]]:
    """The activities of each task queue."""
    recorder = Recorder(house.inbox, house.clock)
    streams = Streams(house.store, nudge, house.clock)
    progress = Progress(house.snapshots, recorder)
    evaluations = Evaluations(house.snapshots, recorder)
    ledger, contacts, letters = Ledger(house.engine), Contacts(house.engine), house.mail.letters
    reminders = Reminders(ledger, contacts, house.snapshots, letters, _carrier(house, recorder, house.mail.channel))
    express = ExpressLane(
        ledger=ledger,
        contacts=contacts,
        snapshots=house.snapshots,
        codes=Codes(house.engine),
        letters=letters,
        carrier=_carrier(house, recorder, house.mail.express or house.mail.channel),
        passwords=password_mail(house),
    )
    bounces = Bounces(house.mail.returns, ledger, contacts, recorder, house.clock)
    return {
        Queue.STREAMS: [
            streams.advance,
            streams.nudge,
            progress.record_progress,
            progress.freeze_baseline,
            progress.pass_on_habits,
        ],
        Queue.EVALUATION: [
            streams.advance,
            evaluations.list_pages,
            evaluations.gather_page,
            evaluations.record_evidence,
        ],
        Queue.MAIL: [reminders.deliver, bounces.read_bounces],
        Queue.EXPRESS: [express.deliver_express],
    }


def _carrier(house: House, recorder: Recorder, channel: Channel) -> Carrier:
    return Carrier(
        ledger=Ledger(house.engine),
        contacts=Contacts(house.engine),
        snapshots=house.snapshots,
        channel=channel,
        clock=house.clock,
        recorder=recorder,
        mail_domain=house.mail.domain,
        public_url=house.mail.public_url,
        at_once=house.mail.at_once,
    )


def mail_of(settings: Settings) -> Mail:
    """How letters are written and carried, as the settings say it."""
    _, sender = parseaddr(settings.mail_sender)
    _, reply_to = parseaddr(settings.mail_reply_to or settings.mail_sender)
    return Mail(
        letters=Letters(reply_to=reply_to),
        channel=channel_of(settings),
        express=channel_of(settings),
        domain=sender.rpartition("@")[2],
        public_url=settings.public_url,
        at_once=settings.mail_connections,
        returns=Returns(settings.mail_bounces.directory) if settings.mail_bounces else None,
    )


async def work(settings: Settings) -> None:
    """Works until it is cancelled. PostgreSQL and Temporal may come later than it, and go and come back."""
    away = (sqlalchemy.exc.OperationalError, NotMigrated)
    await _patiently("database", lambda: _migrated(settings.database_url), *away)
    nudger, client = await _patiently("temporal", lambda: _temporal(settings), RuntimeError, RPCError)
    async with open_house(settings.database_url, mail_of(settings)) as house, asyncio.TaskGroup() as group:
        for each in build_workers(client, house, nudger.nudge):
            group.create_task(each.run())
        group.create_task(Relay(house.engine, nudger.nudge).run())
        if settings.mail_bounces:
            await _patiently("temporal", lambda: read_bounces(client), RPCError)
        _log.info("worker_ready", temporal=settings.temporal_address, namespace=settings.temporal_namespace)


async def read_bounces(client: Client, installation: str = JALON) -> None:
    """Has the mails that come back read, from now on, by one workflow for all the workers of the installation."""
    await client.start_workflow(
        ReadBounces.run,
        installation,
        id=f"bounces/{installation}",
        task_queue=task_queue(Queue.MAIL, installation),
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="Courriels revenus",
    )


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
