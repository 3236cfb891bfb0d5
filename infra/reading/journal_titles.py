"""The streams that bear the name that somebody looks for in the journal."""

from typing import Final, NamedTuple

from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.reading.journal_search import telling, words

#: Those that are offered; a word that many titles hold is no name.
_MOST: Final = 8

_TITLES: Final = sql("""
SELECT id, snapshot ->> 'title' AS title FROM streams
WHERE siren = :siren AND kind IN ('consultation', 'objective') ORDER BY kind, id
""")


class Titled(NamedTuple):
    """A stream and its title."""

    stream: str
    title: str


async def titled(engine: AsyncEngine, siren: str, text: str) -> list[Titled]:
    """The consultations and the objectives of the EPCI of which the key and the title hold every word of `text`, or
    words that begin so; none when they are more than a few."""
    wanted = telling(text)
    async with engine.connect() as connection:
        rows = (await connection.execute(_TITLES, {"siren": siren})).all() if wanted else ()
    found = [Titled(row.id, row.title) for row in rows if row.title and _is_called(row.id, row.title, wanted)]
    return found if len(found) <= _MOST else []


def _is_called(stream: str, title: str, wanted: tuple[str, ...]) -> bool:
    held = words(f"{stream.split('/', 2)[2]} {title}")
    return all(any(each.startswith(word) for each in held) for word in wanted)
