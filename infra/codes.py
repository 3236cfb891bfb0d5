"""The six digits that confirm a deposit by a link: drawn when their mail is written, kept hashed, used once.

A million codes are few: each lives a quarter of an hour, bears five attempts, and a person is given ten a day.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.base import Value
from infra.link_tables import codes

#: How long a code may be typed, from the moment its mail is written.
LIFE: Final = timedelta(minutes=15)
ATTEMPTS: Final = 5
A_DAY: Final = 10

#: How long a code that has left is waited for before another one is drawn.
PAUSE: Final = timedelta(minutes=1)

_DIGITS: Final = 6


class Answer(StrEnum):
    """What becomes of six digits that somebody types."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"  #: expired, used, tried too often, or none was asked for
    NOT_SENT = "not_sent"  #: the one asked for has not left yet


class Checked(Value):
    """`draft`: what the code confirms, when it is right; `left`: the attempts that remain, when it is wrong."""

    answer: Answer
    draft: UUID | None = None
    left: int = 0


class Wanted(Value):
    """A code that a person asks for, to confirm its `draft` about a matter."""

    siren: str
    about: str
    contact_id: UUID
    draft: UUID


class Codes:
    """Draws and checks. `draw_digits` gives the digits: chance, but in tests."""

    def __init__(self, engine: AsyncEngine, draw_digits: Callable[[], str] | None = None) -> None:
        self._engine = engine
        self._digits = draw_digits or _chance

    async def draw(self, code_id: UUID, now: datetime) -> str | None:
        """The digits of a code that was asked for, drawn anew at each call: those drawn before confirm nothing any
        more. `None` when it was used meanwhile."""
        digits = self._digits()
        drawing = update(codes).where(codes.c.id == code_id, codes.c.used_at.is_(None))
        async with self._engine.begin() as connection:
            drawn = await connection.execute(drawing.values(digest=_digest(code_id, digits), expires_at=now + LIFE))
        return digits if drawn.rowcount else None

    async def check(self, contact_id: UUID, about: str, digits: str, now: datetime) -> Checked:
        """Judges digits typed by a person for a matter, against the last code that left: one that was asked for since
        takes nothing from it until its own mail is written. Right once."""
        async with self._engine.begin() as connection:
            # Two attempts at once are two attempts.
            asked = _of(contact_id, about).with_for_update()
            last = (await connection.execute(asked.where(codes.c.digest.is_not(None)).limit(1))).one_or_none()
            code = last or (await connection.execute(asked.limit(1))).one_or_none()
            if code is not None and code.digest is None and code.asked_at > now - LIFE:
                return Checked(answer=Answer.NOT_SENT)
            if code is None or not _alive(code, now):
                return Checked(answer=Answer.OVER)
            this = update(codes).where(codes.c.id == code.id)
            if secrets.compare_digest(code.digest, _digest(code.id, digits)):
                await connection.execute(this.values(used_at=now))
                return Checked(answer=Answer.RIGHT, draft=code.draft)
            await connection.execute(this.values(attempts=codes.c.attempts + 1))
            left = ATTEMPTS - code.attempts - 1
            return Checked(answer=Answer.WRONG if left else Answer.OVER, left=left)


class Asked(Value):
    """A code that was asked for; `fresh` unless it is one that is already on its way."""

    id: UUID
    fresh: bool


async def ask(connection: AsyncConnection, wanted: Wanted, now: datetime) -> Asked | None:
    """A code to draw, within a transaction of the caller's: the one that is on its way for the same draft, if there is
    one. `None` when too many were asked for since a day."""
    # Who asks twice at once is counted twice.
    lock = func.hashtextextended(f"codes/{wanted.contact_id}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(lock)))
    last = (await connection.execute(_of(wanted.contact_id, wanted.about).limit(1))).one_or_none()
    if last is not None and last.draft == wanted.draft and _on_its_way(last, now):
        return Asked(id=last.id, fresh=False)
    recent = (codes.c.contact_id == wanted.contact_id) & (codes.c.asked_at > now - timedelta(days=1))
    if (await connection.scalar(select(func.count()).where(recent)) or 0) >= A_DAY:
        return None
    adding = insert(codes).values(**wanted.model_dump(), asked_at=now)
    return Asked(id=(await connection.execute(adding.returning(codes.c.id))).scalar_one(), fresh=True)


def _of(contact_id: UUID, about: str) -> Select[Any]:
    """The codes of a person for a matter, the last asked for first."""
    mine = select(codes).where(codes.c.contact_id == contact_id, codes.c.about == about)
    return mine.order_by(codes.c.asked_at.desc(), codes.c.id)


def _on_its_way(code: Row[Any], now: datetime) -> bool:
    """Whether another one would only cross it: its mail is not written yet, or has just left."""
    if code.used_at is not None or code.attempts >= ATTEMPTS:
        return False
    return bool(code.asked_at > now - (LIFE if code.digest is None else PAUSE))


def _alive(code: Row[Any], now: datetime) -> bool:
    drawn = code.digest is not None and code.expires_at > now
    return drawn and code.used_at is None and code.attempts < ATTEMPTS


def _chance() -> str:
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"


def _digest(code_id: UUID, digits: str) -> bytes:
    return sha256(f"{code_id}/{digits}".encode()).digest()
