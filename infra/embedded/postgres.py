"""PostgreSQL, started by Jalon: loopback only, one password, no other instance on the same data."""

import time
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

from infra.embedded.accounts import database_account
from infra.embedded.claims import Claim
from infra.embedded.cluster import USER, find_binaries, make_cluster, read_password
from infra.embedded.errors import ServerUnavailable
from infra.embedded.places import private_directory, reachable_programs
from infra.embedded.ports import LOOPBACK, free_port, require_free
from infra.embedded.process import Program, ServerProcess

_DATABASE = "jalon"
#: Recovery after a crash comes first.
_START_S = 120.0
_PAUSE_S = 0.02
#: How many ports are tried before giving up, when any will do: another program may take one before us.
_PORTS = 5

_PORT_TAKEN = "could not create any TCP/IP sockets"
_UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class EmbeddedPostgres:
    """A PostgreSQL server on `directory`, started by `start()` or `with`, ended by `stop()` or with this process.

    `directory` is made at the first start and holds the data, the log and the password (0600). Without `port`, a free
    one is taken at each start. `durable=False` is for tests: faster, and a crash of the machine may lose everything.
    """

    def __init__(self, directory: Path, *, port: int | None = None, durable: bool = True) -> None:
        self.port = port or 0
        self._wanted = directory.absolute()
        self._any_port = port is None
        self._durable = durable
        self._account = database_account()
        self._process: ServerProcess | None = None
        self._claim: Claim | None = None

    @property
    def directory(self) -> Path:
        """Where everything really is (`places.private_directory` may have made a link of the wanted one)."""
        return self._wanted.resolve()

    @property
    def pid(self) -> int | None:
        """The process id of the server, or None while it is not started."""
        return self._process.pid if self._process else None

    @property
    def url(self) -> str:
        """`postgresql://user:password@127.0.0.1:port/jalon`, once started."""
        return self.url_of(_DATABASE)

    def url_of(self, database: str) -> str:
        """The same for another database of this server."""
        return f"postgresql://{USER}:{read_password(self.directory)}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> str:
        """Starts the server, made first if need be, recovered if it had crashed; gives `url`.

        Raises ServerUnavailable when the programs are missing, when another instance runs on the same directory, or
        when PostgreSQL refuses to start.
        """
        if self._process:
            return self.url
        binaries = reachable_programs(find_binaries(), self._account)
        directory = private_directory(self._wanted, self._account)
        self._claim = claim = Claim(directory)
        try:
            data = make_cluster(directory, binaries, self._account, durable=self._durable)
            self._run(binaries / "postgres", data, claim)
            self._make_database()
        except BaseException:
            self.stop()
            raise
        return self.url

    def stop(self) -> None:
        """Ends the server cleanly: connections are closed and what was committed is on the disk."""
        process, self._process = self._process, None
        claim, self._claim = self._claim, None
        try:
            if process:
                process.stop()
        finally:
            if claim:
                claim.release()

    def ended(self) -> bool:
        """Whether the server is not there: never started, stopped, or dead."""
        return self._process is None or self._process.ended()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self, postgres: Path, data: Path, claim: Claim) -> None:
        """Runs until it answers; on another port when the one that was free has been taken meanwhile."""
        for _ in range(_PORTS):
            if self._any_port:
                self.port = free_port()
            else:
                require_free(self.port)
            command: list[str | Path] = [postgres, "-D", data, *self._options()]
            program = Program(command, self._account)
            process = ServerProcess("PostgreSQL", program, data.with_name("log"), claim.server_lock)
            self._process = process
            if self._answers(process):
                return
            process.stop()
            said = process.said()
            if _PORT_TAKEN not in said:
                break
        raise ServerUnavailable(f"PostgreSQL n'a pas démarré dans {self._wanted} : {said}")

    def _options(self) -> list[str]:
        unsafe = () if self._durable else _UNSAFE
        # No socket file: its path is limited to 107 bytes, and the loopback is enough.
        settings = (f"listen_addresses={LOOPBACK}", f"port={self.port}", "unix_socket_directories=", *unsafe)
        return [word for setting in settings for word in ("-c", setting)]

    def _answers(self, process: ServerProcess) -> bool:
        """Whether it accepts a connection; False when it ended or took too long."""
        deadline = time.monotonic() + _START_S
        while not process.ended() and time.monotonic() < deadline:
            try:
                psycopg.connect(self.url_of("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(_PAUSE_S)
            else:
                return True
        return False

    def _make_database(self) -> None:
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [_DATABASE]).fetchone()
            if not known:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(_DATABASE)))
