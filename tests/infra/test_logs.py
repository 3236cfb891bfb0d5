"""One JSON line for each fact, the same shape whoever logs it, and nothing that names a person."""

import io
import json
import logging
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    import structlog

    from infra.logs import configure


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def json_logs() -> io.StringIO:
    out = io.StringIO()
    configure(stream=out)
    return out


@activity.defn
async def advance(stream: str) -> str:
    activity.logger.info("advanced", extra={"stream": stream})
    return stream


@workflow.defn
class Woken:
    @workflow.run
    async def run(self, stream: str) -> None:
        workflow.logger.info("woken", extra={"stream": stream})
        await workflow.sleep(timedelta(days=90))
        await workflow.execute_activity(advance, stream, start_to_close_timeout=timedelta(seconds=10))
        try:
            raise ValueError("maire@exemple.fr")
        except ValueError:
            workflow.logger.exception("refused")


def test_structlog_and_the_standard_library_write_the_same_shape() -> None:
    out = json_logs()
    structlog.contextvars.bind_contextvars(siren="243200417")
    structlog.get_logger("jalon.relay").info("nudged", stream="objective/243200417/x", revision=3)
    logging.getLogger("alembic").info("migrated %s", "0001", extra={"revision": 3})
    structlog.contextvars.clear_contextvars()

    ours, theirs = lines(out)

    assert ours.pop("timestamp").endswith("Z")
    assert theirs.pop("timestamp").endswith("Z")
    assert ours == {
        "event": "nudged",
        "stream": "objective/243200417/x",
        "revision": 3,
        "siren": "243200417",
        "level": "info",
        "logger": "jalon.relay",
    }
    assert theirs == {
        "event": "migrated 0001",
        "revision": 3,
        "siren": "243200417",
        "level": "info",
        "logger": "alembic",
    }


async def test_ninety_days_of_a_workflow_are_logged_once_in_spite_of_replays(
    time_skipping: WorkflowEnvironment,
) -> None:
    out = json_logs()
    stream, queue = "consultation/243200417/eau", str(uuid.uuid4())
    client = time_skipping.client
    async with Worker(
        client,
        task_queue=queue,
        workflows=[Woken],
        activities=[advance],
        max_cached_workflows=0,
    ):
        await client.execute_workflow(Woken.run, stream, id=stream, task_queue=queue)

    said = [line for line in lines(out) if line["event"] in ("woken", "advanced", "refused")]
    assert [line["event"] for line in said] == ["woken", "advanced", "refused"]
    assert all(line["workflow_id"] == stream and line["run_id"] for line in said)
    assert said[0]["stream"] == stream
    assert said[1]["activity_type"] == "advance"
    assert "exemple.fr" not in out.getvalue()
    assert "temporal_workflow" not in out.getvalue()


_A_WORKER = """
import asyncio, logging, threading
from temporalio.worker import Worker
from infra.embedded.temporal import time_skipping_environment
from infra.logs import configure
from tests.infra.test_logs import Woken, advance

said = threading.Event()

class Heard(logging.Handler):
    def emit(self, record):
        said.set()

async def main():
    async with time_skipping_environment() as environment:
        async with Worker(environment.client, task_queue="q", workflows=[Woken], activities=[advance]):
            await asyncio.to_thread(said.wait, 30)

configure()
logging.getLogger("temporalio.core").addHandler(Heard())
asyncio.run(main())
"""


def test_what_the_core_of_temporal_says_is_a_line_like_the_others_and_leaves_stdout_alone() -> None:
    done = subprocess.run([sys.executable, "-c", _A_WORKER], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == ""
    said = [json.loads(line) for line in done.stderr.splitlines()]
    (core,) = [line for line in said if line["logger"] == "temporalio.core"]
    assert core.keys() == {"event", "level", "logger", "timestamp"}


def test_addresses_and_secrets_are_hidden_wherever_they_hide() -> None:
    out = json_logs()
    log = structlog.get_logger()
    log.info("sent to marie.dupont@mairie-condom.fr", recipients=["Marie <m@exemple.fr>"], contact={"email": "x"})
    log.info("asked", authorization="Bearer abc", headers={"Authorization": "Basic abc"}, access_token="abc")
    log.info("link /avis?jeton=abc&n=1 and Bearer abc", url="postgresql://jalon:abc@127.0.0.1:5432/jalon", token=None)
    try:
        raise RuntimeError("550 <refus@exemple.fr> unknown, password=abc")
    except RuntimeError:
        log.exception("bounced", code=550)

    text = out.getvalue()
    assert "exemple.fr" not in text
    assert "mairie-condom.fr" not in text
    assert "abc" not in text
    asked, linked, bounced = lines(out)[1:]
    assert asked["headers"] == {"Authorization": "***"}
    assert linked["event"] == "link /avis?jeton=***&n=1 and Bearer ***"
    assert linked["url"] == "postgresql://jalon:***@127.0.0.1:5432/jalon"
    assert linked["token"] is None
    assert bounced["code"] == 550
    assert "RuntimeError: 550 <***> unknown" in bounced["exception"]


def test_any_value_can_be_logged() -> None:
    out = json_logs()
    structlog.get_logger().info("odd", when=timedelta(days=1), ids={uuid.UUID(int=1)}, share=0.5, known=True)
    (line,) = lines(out)
    assert line["when"] == "1 day, 0:00:00"
    assert line["ids"] == ["00000000-0000-0000-0000-000000000001"]
    assert line["share"] == 0.5
    assert line["known"] is True


def test_a_person_at_a_terminal_reads_text_and_still_no_address() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    configure(stream=out)
    try:
        raise RuntimeError("refus@exemple.fr")
    except RuntimeError:
        structlog.get_logger().exception("échec", stream="mandate/243200417/2026")

    assert "échec" in out.getvalue()
    assert "mandate/243200417/2026" in out.getvalue()
    assert "Traceback" in out.getvalue()
    assert "exemple.fr" not in out.getvalue()


def test_what_is_below_the_level_is_not_written_and_configuring_twice_does_not_write_twice() -> None:
    out = io.StringIO()
    configure(stream=out)
    configure(stream=out, level=logging.WARNING)
    structlog.get_logger("a").info("quiet")
    logging.getLogger("b").info("quiet")
    structlog.get_logger("a").warning("loud")
    logging.getLogger("b").warning("loud")
    assert [line["logger"] for line in lines(out)] == ["a", "b"]
