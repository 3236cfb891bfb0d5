"""What the first start does, and the others find done: the token of the installation, the example."""

import asyncio
from pathlib import Path
from typing import Final

from sqlalchemy import select

from infra.identity.account_tables import accounts
from infra.identity.tokens import Tokens
from infra.installation import write_private
from infra.roadmaps.importing import ImportDone, import_roadmap
from infra.tables import streams
from terminal.session import Session

_EXAMPLE: Final = Path(__file__).resolve().parents[2] / "example" / "roadmap.yaml"

#: Who imports the example, in the journal.
_BY: Final = "cli:coordination"

_WAIT_S: Final = 30.0


async def keep_token(file: Path, tokens: Tokens) -> None:
    """Sees to it that `file` holds the token of the installation; made once, unless it was revoked or taken away."""
    secret = file.read_text(encoding="utf-8").strip() if file.is_file() else ""
    if not secret or await tokens.check(secret) is None:
        write_private(file, f"{await tokens.create('coordination')}\n")


async def anybody(session: Session) -> bool:
    """Whether somebody has an account: the first one is made on the pages, with the token."""
    async with session.engine.connect() as connection:
        return await connection.scalar(select(accounts.c.id).limit(1)) is not None


async def load_example(session: Session) -> ImportDone | None:
    """Imports the example when the database has no stream, `None` otherwise. An import that was cut short is done
    again, and changes nothing then."""
    async with session.engine.connect() as connection:
        if await connection.scalar(select(streams.c.id).limit(1)) is not None:
            return None
    return await import_roadmap(_EXAMPLE, session.inbox, session.contacts, _BY)


async def settled(session: Session, done: ImportDone) -> None:
    """Waits until the worker has seen what was imported, half a minute at most: the rest comes by itself."""
    try:
        async with asyncio.timeout(_WAIT_S):
            for receipt in done.receipts:
                await session.inbox.wait(receipt.command_id, _WAIT_S)
    except TimeoutError:
        return
