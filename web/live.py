"""Telling what is recorded as it is recorded, by server-sent events: live pages, and programs that follow.

Between two events nothing is held of the database, whoever listens; a comment goes out from time to time, so that what
stands between does not close the line. A stream ends after a while: who comes back says where it stood, and its rights
are looked at again.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import StreamingResponse

from infra.identity.actors import Actor
from infra.reading.news import SETTLING, News, Place, last_place, read_news
from web.watch import Watch

MEDIA_TYPE: Final = "text/event-stream"

#: At most so many lines are open at once for one actor.
MOST: Final = 10

_BEAT_S: Final = 20.0
_LONGEST_S: Final = 900.0

#: Who lost the line tries again after so many milliseconds.
_RETRY_MS: Final = 5000

_BATCH: Final = 500

#: The years between which something may have been recorded.
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2999


@dataclass(frozen=True)
class Following:
    """What is followed: an EPCI, or one of its streams; `since`: where one stood, `None`: from now on.

    `again`: what was stamped just before may have been committed after one looked: it is told, perhaps twice."""

    siren: str
    stream: str | None = None
    since: Place | None = None
    again: bool = True


class Live:
    """The lines that are open."""

    def __init__(self, engine: AsyncEngine, watch: Watch, beat_s: float = _BEAT_S) -> None:
        self._engine = engine
        self._watch = watch
        self._beat_s = beat_s
        self._open: Counter[str] = Counter()
        self._lines: set[asyncio.Event] = set()
        self._closed = False

    def may_open(self, actor: Actor) -> bool:
        """Whether fewer than `MOST` lines are open for the same actor."""
        return self._open[actor.id] < MOST

    def answer(self, actor: Actor, following: Following) -> StreamingResponse:
        """A line for who may see the EPCI."""
        # Proxies that gather what they pass on would keep it to themselves.
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(self.line(actor.id, following), media_type=MEDIA_TYPE, headers=headers)

    def close(self) -> None:
        """Ends every line: the process stops."""
        self._closed = True
        for woken in self._lines:
            woken.set()

    async def line(self, actor: str, following: Following) -> AsyncIterator[bytes]:
        """What is sent: first where one stands, then each event once."""
        until = asyncio.get_running_loop().time() + _LONGEST_S
        with self._watch.following(following.siren) as woken:
            self._open[actor] += 1
            self._lines.add(woken)
            try:
                async for sent in self._told(following, woken, until):
                    yield sent
            finally:
                self._lines.discard(woken)
                self._open[actor] -= 1

    async def _told(self, following: Following, woken: asyncio.Event, until: float) -> AsyncIterator[bytes]:
        place = following.since or _told_to(following.siren, await last_place(self._engine))
        yield f"retry: {_RETRY_MS}\nid: {written(place)}\nevent: ouvert\ndata: {{}}\n\n".encode()
        seen = await self._known(following, place)
        while not self._closed and asyncio.get_running_loop().time() < until:
            # Cleared before the look: what happens after it wakes us again.
            woken.clear()
            news = [each for each in await self._read(following, place, len(seen)) if each.place not in seen]
            for each in news:
                yield _event(each)
            if news:
                place = max(place, news[-1].place)
                seen = {one for one in seen | {each.place for each in news} if _may_come_again(one, place)}
            elif not await self._wait(woken):
                yield b": \n\n"

    async def _known(self, following: Following, place: Place) -> set[Place]:
        """What who stands there is not told again."""
        if following.since is not None and following.again:
            return set()
        there = [each.place for each in await self._read(following, place)]
        return {one for one in there if following.since is None or one <= place}

    async def _read(self, following: Following, place: Place, seen: int = 0) -> tuple[News, ...]:
        # Those that were seen come again first, however many they are.
        return await read_news(self._engine, following.siren, place, following.stream, _BATCH + seen)

    async def _wait(self, woken: asyncio.Event) -> bool:
        """Whether something happened before the next beat."""
        with suppress(TimeoutError):
            return await asyncio.wait_for(woken.wait(), self._beat_s)
        return False


def _told_to(siren: str, place: Place) -> Place:
    """The place as followers of the EPCI may know it: the id of a stream is for those of its own EPCI."""
    return place if place.stream.split("/")[1:2] == [siren] else Place(place.recorded_at, "", 0)


def _may_come_again(one: Place, place: Place) -> bool:
    return one.recorded_at > place.recorded_at - SETTLING


def _event(news: News) -> bytes:
    data = to_json(news).decode()
    return f"id: {written(news.place)}\nevent: journal\ndata: {data}\n\n".encode()


def written(place: Place) -> str:
    """The place as followers give it back."""
    return f"{place.recorded_at.isoformat()} {place.revision} {place.stream}"


def read_place(text: str | None) -> Place | None:
    """The place that a follower gives back, `None` when it is none of ours: it then follows from now on."""
    at, _, rest = (text or "").partition(" ")
    revision, _, stream = rest.partition(" ")
    if not (revision.isascii() and revision.isdecimal() and len(revision) < 10) or "\x00" in stream:
        return None
    try:
        recorded_at = datetime.fromisoformat(at)
    except ValueError:
        return None
    # What is looked for is a little before the place, which must be a day too.
    known = recorded_at.tzinfo is not None and _FIRST_YEAR <= recorded_at.year <= _LAST_YEAR
    return Place(recorded_at, stream, int(revision)) if known else None
