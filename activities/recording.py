"""Recording what an activity read, as a command of the engine itself."""

import structlog

from domain.base import Value
from domain.ids import derived_id
from infra.clock import Clock
from infra.inbox import CommandConflict, Inbox, Post
from infra.turn import TIME_BY

_log = structlog.get_logger()


class Recorder:
    """Posts commands under the id of their cause, so that a repeated activity records nothing more."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self._inbox = inbox
        self._clock = clock

    async def record(self, stream: str, command: Value, *cause: str) -> None:
        """Records `command` once for `cause`. Raises an `InboxError` when it is not recorded: try again."""
        post = Post(
            stream=stream,
            command_id=derived_id(stream, *cause),
            command=command,
            by=TIME_BY,
            cause="/".join(cause),
            at=await self._clock.now(),
        )
        try:
            await self._inbox.post(post)
        except CommandConflict:
            # A first try was recorded and its answer lost; what has been read since may differ, the first one stands.
            _log.info("already_recorded", stream=stream, cause=post.cause)
