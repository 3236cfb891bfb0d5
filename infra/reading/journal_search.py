"""What is looked for in the journal: words, kinds of event, days, who acted; and which events that leaves."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, Text, and_, cast, func, or_, select

from domain.notices import LABELS
from domain.objective.labels import CAUSES
from domain.registry import DECIDERS
from domain.territory import Epci
from infra.reading.sentences import SENTENCES
from infra.tables import journal, streams

#: As the words of the database are made (`journal_words`, in the migrations).
_PLAIN: Final = str.maketrans("àâçèéêëîïôùûÀÇÈÉÊÎÔ", "aaceeeeiiouuaceeeio")
_WORD: Final = re.compile(r"[^\W_]+")

_KEY: Final = re.compile(r"[^/\s\x00-\x1f\x7f]{1,80}")

#: What a sentence holds that says nothing.
_EMPTY: Final = frozenset(_WORD.findall("a au aux d de des du en et l la le les n par pour qu que s se sur un une"))

_FIELD: Final = re.compile(r"\{[^}]*\}")

#: Words that are looked for at once: nobody types more.
_MOST: Final = 8


class Search(NamedTuple):
    """What is looked for; all of it together. `terms`: the words, as `terms_of` makes them; `exact`: what stands in the
    event as it is written; `streams`: streams whose every event is found beside what says these. `kinds`: kinds of
    event; `of`: a kind of stream; `first`, `last`: the instants from which, and before which, it happened; `by`: who
    acted, or what their id begins with when it ends with « : »."""

    terms: str = ""
    exact: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    of: str = ""
    first: datetime | None = None
    last: datetime | None = None
    by: str = ""


#: The whole journal.
ALL: Final = Search()


def terms_of(text: str, epci: Epci) -> str:
    """What PostgreSQL looks for when a reader types `text`: each word, or the beginning of one, as the event holds it
    or as its French sentence says it; empty when `text` has no word that says something."""
    typed = telling(text)[:_MOST]
    return " & ".join(f"({' | '.join(dict.fromkeys(_alternatives(word, epci)))})" for word in typed)


def exact_of(text: str) -> tuple[str, ...]:
    """Of what a reader types, the numbers and the keys (« 2027-12 », « F2.1 »): they are looked for as they are
    written."""
    chunks = [chunk for chunk in text.split()[:_MOST] if chunk.isprintable()]
    return tuple(chunk for chunk in chunks if len(words(chunk)) > 1 and any(map(str.isdigit, chunk)))


def streams_called(text: str, siren: str) -> tuple[str, ...]:
    """The streams that may bear the key `text`: « F2.1 » is the key of an objective."""
    key = text.strip()
    return tuple(f"{kind}/{siren}/{key}" for kind in DECIDERS) if _KEY.fullmatch(key) else ()


def words(text: str) -> list[str]:
    """The words of a text, without capitals nor accents."""
    return _WORD.findall(unicodedata.normalize("NFC", text).translate(_PLAIN).lower())


def found(search: Search, siren: str, stream: str | None = None) -> Select[Any]:
    """Where and when the events of the EPCI, or of one of its streams, that the search leaves were recorded."""
    kept = _all(search) if stream is None else _all(search).where(journal.c.stream == stream)
    source = _with_words(kept, search) if search.terms else kept.subquery()
    theirs = select(streams.c.id).where(streams.c.siren == siren)
    if search.of:
        theirs = theirs.where(streams.c.kind == search.of)
    return select(source.c.recorded_at, source.c.stream, source.c.revision).where(source.c.stream.in_(theirs))


def _with_words(kept: Select[Any], search: Search) -> CTE:
    # Apart, so that the index of words is read: walking the journal backwards would compute the words of each event.
    held = func.journal_words(journal.c.event).op("@@")(func.to_tsquery("simple", search.terms))
    written = (cast(journal.c.event, Text).icontains(each, autoescape=True) for each in search.exact)
    said = and_(held, *written)
    named = or_(said, journal.c.stream.in_(search.streams)) if search.streams else said
    return kept.where(named).cte("found").prefix_with("MATERIALIZED")


def _all(search: Search) -> Select[Any]:
    columns = (journal.c.recorded_at, journal.c.stream, journal.c.revision)
    return select(*columns).where(*_conditions(search))


def _conditions(search: Search) -> Iterator[ColumnElement[bool]]:
    if search.kinds:
        yield journal.c.kind.in_(search.kinds)
    if search.first is not None:
        yield journal.c.occurred_at >= search.first
    if search.last is not None:
        yield journal.c.occurred_at < search.last
    if search.by.endswith(":"):
        yield journal.c.by.startswith(search.by, autoescape=True)
    elif search.by:
        yield journal.c.by == search.by


def _alternatives(word: str, epci: Epci) -> Iterator[str]:
    yield f"'{word}':*"
    for said, terms in _SAID:
        if any(each.startswith(word) for each in said):
            yield terms
    for name, insee in _names(epci):
        if any(each.startswith(word) for each in name):
            yield f"'{insee}'"


def _said() -> Iterator[tuple[tuple[str, ...], str]]:
    """What sentences say and events do not: the words of each kind, the labels of what is kept as a code."""
    for kind, template in SENTENCES.items():
        yield telling(_FIELD.sub(" ", template)), f"'{kind.lower()}'"
    for label in (LABELS, CAUSES):
        for value, said in label.items():
            yield telling(said), " & ".join(f"'{each}'" for each in words(value))


def telling(text: str) -> tuple[str, ...]:
    """Those of its words that say something."""
    return tuple(word for word in words(text) if word not in _EMPTY)


@cache
def _names(epci: Epci) -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple((tuple(words(commune.name)), commune.insee.lower()) for commune in epci.communes)


#: Once for all.
_SAID: Final[tuple[tuple[tuple[str, ...], str], ...]] = tuple(_said())
