"""How long an activity may take, how it is tried again, and on which task queue it runs."""

from datetime import timedelta
from enum import StrEnum

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityConfig, LocalActivityConfig


class Queue(StrEnum):
    """The task queues, each with its worker: mail that hangs or a long evaluation holds up no stream, and who waits for
    a code does not wait for two thousand reminders."""

    STREAMS = "streams"
    MAIL = "mail"
    EXPRESS = "express"
    EVALUATION = "evaluation"


#: The name of the installation, with which its task queues begin.
JALON = "jalon"

#: The database and Temporal come back by themselves: there is always another try.
_SOON = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), backoff_coefficient=2.0, maximum_interval=timedelta(seconds=30)
)

#: A mail server may be away for a week: mail waits, and nothing else does.
_PATIENTLY = RetryPolicy(
    initial_interval=timedelta(seconds=5), backoff_coefficient=2.0, maximum_interval=timedelta(minutes=15)
)

#: Twice at most: the workflow task is held meanwhile.
ADVANCE_IN_PLACE = LocalActivityConfig(
    schedule_to_close_timeout=timedelta(seconds=6),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_attempts=2),
)
ADVANCE = ActivityConfig(start_to_close_timeout=timedelta(seconds=5), retry_policy=_SOON)
GATHER = ActivityConfig(start_to_close_timeout=timedelta(seconds=60), retry_policy=_SOON)
DELIVER = ActivityConfig(
    start_to_close_timeout=timedelta(hours=2), heartbeat_timeout=timedelta(seconds=10), retry_policy=_PATIENTLY
)

#: Somebody waits for it at a page.
EXPRESS = ActivityConfig(
    start_to_close_timeout=timedelta(minutes=5), heartbeat_timeout=timedelta(seconds=10), retry_policy=_SOON
)

#: Pages of an evaluation that are read at once.
PAGES_AT_ONCE = 8

#: Events after which a workflow begins a new history: what is replayed must be short.
LONG_HISTORY = 500

#: Events after which it does so even in the middle of a turn: more than the longest evaluation makes.
ENDLESS_HISTORY = 5000


def task_queue(queue: Queue, installation: str = JALON) -> str:
    """« jalon-streams »."""
    return f"{installation}-{queue}"


def on(queue: Queue, options: ActivityConfig, summary: str) -> ActivityConfig:
    """`options` for a queue of the workflow's own installation, with what Temporal's pages show of the call."""
    installation, _, _ = workflow.info().task_queue.rpartition("-")
    return ActivityConfig(**options, task_queue=task_queue(queue, installation), summary=summary)
