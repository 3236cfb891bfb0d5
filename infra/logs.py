"""Logs: one shape for everything that this process says, on stderr, with ids and never a name or an address.

A line is a JSON object, or readable text when a person watches. structlog, the standard library and Temporal go
through the same formatter. Call `configure` once, at the door; then `structlog.get_logger()`, except in a workflow,
where it would print again at each replay: there, `workflow.logger`.
"""

import logging
import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger
from temporalio import activity, workflow
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

_HIDDEN = "***"

#: A field is hidden whatever it holds when one of these is a word of its name.
_SECRET_WORDS = frozenset(
    {"authorization", "cookie", "courriel", "email", "jeton", "password", "phone", "secret", "telephone", "token"}
)

#: What is hidden inside a text: the password of a URL, addresses, and what follows the usual names of secrets.
_SECRET_TEXTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=://)([^\s:/@]*):[^\s@/]*@"), rf"\1:{_HIDDEN}@"),
    (re.compile(r"[^\s@<>\"'(),;:=/]+@[^\s@<>\"'(),;:/]+\.[a-z]{2,}", re.I), _HIDDEN),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]+", re.I), rf"\1 {_HIDDEN}"),
    (re.compile(r"\b(token|jeton|password|secret)=[^\s&\"']+", re.I), rf"\1={_HIDDEN}"),
)

#: What Temporal's loggers know and a reader needs, under one name; the rest is the same on every line.
_TEMPORAL_IDS = {
    "workflow_type": "workflow_type",
    "workflow_id": "workflow_id",
    "run_id": "run_id",
    "workflow_run_id": "run_id",
    "activity_type": "activity_type",
    "activity_id": "activity_id",
    "attempt": "attempt",
    "update_id": "update_id",
    "update_name": "update_name",
}


def configure(*, as_json: bool | None = None, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Sends every log from `level` up to `stream` (stderr): JSON, or text when `stream` is a terminal."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(_formatter(as_json=not out.isatty() if as_json is None else as_json))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    _forward_core()
    # The ids are fields of the line (`flatten_temporal`): not a second time at the end of the sentence.
    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *_common(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


@cache
def _forward_core() -> None:
    """Temporal's core writes on stdout by itself, where `--json` writes: it goes through our loggers instead.

    Once for a process, and before its first client: what is connected keeps the runtime that it has.
    """
    core = LogForwardingConfig(
        logger=logging.getLogger("temporalio.core"), append_target_to_name=False, prepend_target_on_message=False
    )
    telemetry = TelemetryConfig(
        logging=LoggingConfig(filter=TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding=core)
    )
    Runtime.set_default(Runtime(telemetry=telemetry), error_if_already_set=False)


def flatten_temporal(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Temporal's ids as fields of the line (`workflow_id`, `run_id`, `activity_type`…); a field that is set wins."""
    event.pop("temporal_log", None)  # what the core said, whole: its sentence has it
    for key in ("temporal_workflow", "temporal_activity"):
        known = event.pop(key, None)
        if isinstance(known, Mapping):
            ids = {field: known[name] for name, field in _TEMPORAL_IDS.items() if name in known}
            event = ids | dict(event)
    return event


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Hides secrets and e-mail addresses: by the name of a field, and inside every text, tracebacks included."""
    return {key: _seen(key, value) for key, value in event.items()}


def _common() -> list[Processor]:
    """What is done to every line, whoever logs it."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _formatter(*, as_json: bool) -> logging.Formatter:
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_common(), structlog.stdlib.ExtraAdder(), flatten_temporal],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            # Tracebacks become text before anything is hidden: their sentences hold values too.
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
    )


def _seen(key: str, value: Any) -> Any:
    secret = value is not None and not _SECRET_WORDS.isdisjoint(re.split(r"[^a-z]+", key.lower()))
    return _HIDDEN if secret else _clean(value)


def _clean(value: Any) -> Any:
    match value:
        case str():
            for secret, instead in _SECRET_TEXTS:
                value = secret.sub(instead, value)
            return value
        case bool() | int() | float() | None:
            return value
        case Mapping():
            return {str(key): _seen(str(key), each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_clean(each) for each in value]
        case _:
            return _clean(str(value))
