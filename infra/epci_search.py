"""Finding an EPCI by what one knows of it: its name or a piece of it, its SIREN, its département, one of its communes.

The index is made once per process, from every EPCI of the vendored file. Capitals, accents, hyphens and apostrophes do
not count, and « CC du … » finds « CC de la … ».
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Final, NamedTuple

from domain.base import Value
from domain.territory import Epci, Nature, plain_words
from infra.departements import DEPARTEMENTS
from infra.territories import all_epci

#: How many are shown; who gets more is asked to say more.
SHOWN: Final = 20

#: Words that half of the names have: they tell nothing apart.
_EMPTY: Final = frozenset(
    ("d", "de", "des", "du", "l", "la", "le", "les", "et", "en", "sur", "sous", "a", "au", "aux", "epci")
)

#: What people write for each nature; each stands for no more than a preference, since a name may have changed.
_NATURES: Final = (
    ("communaute de communes", Nature.CC),
    ("communautes de communes", Nature.CC),
    ("comcom", Nature.CC),
    ("cc", Nature.CC),
    ("communaute d agglomeration", Nature.CA),
    ("communaute agglomeration", Nature.CA),
    ("ca", Nature.CA),
    ("communaute urbaine", Nature.CU),
    ("cu", Nature.CU),
)

_SIREN_DIGITS: Final = 9
_LEAST_OF_A_SIREN: Final = 6
_LONGEST: Final = 100


class Found(Value):
    """One EPCI that answers. `population` is the totale, of the `vintage`; `through`: the commune by which it was
    found, empty when it was not by one."""

    siren: str
    name: str
    nature: Nature
    departement: str
    communes: int
    population: int
    vintage: str
    through: str = ""


class Search(Value):
    """The best answers, at most `SHOWN`, the best first; `total`: how many there are. `nearest`: the query with its
    unknown words corrected, empty when there is nothing better to try."""

    found: tuple[Found, ...] = ()
    total: int = 0
    nearest: str = ""

    @property
    def more(self) -> int:
        """How many answers are not shown."""
        return self.total - len(self.found)


@dataclass(frozen=True)
class _Entry:
    """One EPCI in plain words: each text starts and ends with a space, so that a word is found whole. `home`: its
    département, `place`: all those of its communes. `communes`: the words of each with its INSEE code last, and its
    name."""

    found: Found
    name: str
    home: str
    place: str
    communes: tuple[tuple[str, str], ...]
    all_communes: str
    siren: str


class _Query(NamedTuple):
    words: tuple[str, ...]
    nature: Nature | None
    digits: str


class _Match(NamedTuple):
    """How well an entry answers, the higher the better, and the commune that made it answer."""

    score: int
    through: str = ""


def search(query: str) -> Search:
    """The EPCI that answer to `query`, all of its words; nothing for a query without any."""
    asked = _read(query[:_LONGEST])
    if not asked.words and asked.nature is None:
        return Search()
    matches = [(match, entry) for entry in _index() if (match := _match(entry, asked)) is not None]
    if not matches:
        return Search(nearest=_nearest(asked.words))
    matches.sort(key=lambda one: (-one[0].score, one[1].found.nature is not asked.nature, -one[1].found.population))
    shown = tuple(entry.found.but(through=match.through) for match, entry in matches[:SHOWN])
    return Search(found=shown, total=len(matches))


def _read(query: str) -> _Query:
    text = f" {plain_words(query)} "
    nature = None
    for written, meant in _NATURES:
        if f" {written} " in text:
            nature = nature or meant
            text = text.replace(f" {written} ", " ")
    words = tuple(word for word in text.split() if word not in _EMPTY)
    together = "".join(words)
    return _Query(words=words, nature=nature, digits=together if together.isdecimal() else "")


def _match(entry: _Entry, asked: _Query) -> _Match | None:
    if len(asked.digits) >= _LEAST_OF_A_SIREN:
        return _Match(100) if entry.siren.startswith(asked.digits) and len(asked.digits) <= _SIREN_DIGITS else None
    if not asked.words:
        return _Match(0) if entry.found.nature is asked.nature else None
    if all(_begins(word, entry.name) for word in asked.words):
        whole = sum(_stands(word, entry.name) for word in asked.words)
        said = len(entry.name.split())
        return _Match(95 if whole == len(asked.words) == said else 85 if whole == len(asked.words) else 70)
    return _by_commune(entry, asked.words) or _by_everything(entry, asked.words)


def _by_commune(entry: _Entry, words: tuple[str, ...]) -> _Match | None:
    """By the commune that is named best."""
    if not all(_begins(word, entry.all_communes) for word in words):
        return None
    best: _Match | None = None
    for plain, name in entry.communes:
        if not all(_begins(word, plain) for word in words):
            continue
        *spelled, code = plain.split()
        score = 80 if list(words) in (spelled, [code]) else 50
        if best is None or score > best.score:
            best = _Match(score, name)
    return best


def _by_everything(entry: _Entry, words: tuple[str, ...]) -> _Match | None:
    """By its département, what is left of the query being of its name, or else of its communes."""
    named = [word for word in words if not _stands(word, entry.place)]
    if not named:
        return _Match(45 if all(_stands(word, entry.home) for word in words) else 40)
    if all(_begins(word, entry.name) for word in named):
        return _Match(60)
    if len(named) < len(words):
        return _by_commune(entry, tuple(named))
    rest = tuple(word for word in words if not _begins(word, entry.name))
    return _by_commune(entry, rest) if len(rest) < len(words) else None


def _stands(word: str, text: str) -> bool:
    return f" {word} " in text


def _begins(word: str, text: str) -> bool:
    """Whether a word of the text begins like it; a letter alone, a number or a code is only itself."""
    return f" {word}" in text if len(word) > 1 and word.isalpha() else _stands(word, text)


def _nearest(words: tuple[str, ...]) -> str:
    if not all(word.isalpha() for word in words):
        return ""
    known = _vocabulary()
    close = [word if word in known else next(iter(get_close_matches(word, known, n=1)), "") for word in words]
    return " ".join(close) if all(close) and tuple(close) != words else ""


@cache
def _index() -> tuple[_Entry, ...]:
    return tuple(_entry(epci) for epci in all_epci())


@cache
def _vocabulary() -> dict[str, None]:
    """Every word that finds something."""
    return dict.fromkeys(word for entry in _index() for word in _words(entry))


def _words(entry: _Entry) -> Iterator[str]:
    yield from entry.name.split()
    yield from entry.place.split()
    yield from entry.all_communes.split()


def _entry(epci: Epci) -> _Entry:
    communes = tuple((_spaced(f"{each.name} {each.insee}"), each.name) for each in epci.communes)
    codes = dict.fromkeys([epci.departement, *(each.departement for each in epci.communes)])
    return _Entry(
        found=Found(
            siren=epci.siren,
            name=epci.name,
            nature=epci.nature,
            departement=epci.departement,
            communes=len(epci.communes),
            population=sum(each.population.totale for each in epci.communes),
            vintage=epci.communes[0].population.totale_vintage,
        ),
        name=_spaced(epci.name.partition(" ")[2] if epci.nature in _ABBREVIATED else epci.name),
        home=_spaced(f"{epci.departement} {DEPARTEMENTS.get(epci.departement, '')}"),
        place=_spaced(" ".join(f"{code} {DEPARTEMENTS.get(code, '')}" for code in codes)),
        communes=communes,
        all_communes=" ".join(text for text, _ in communes),
        siren=epci.siren,
    )


#: The natures that the names of the DGCL begin with (« CC de la Tenarèze »).
_ABBREVIATED: Final = frozenset({Nature.CC, Nature.CA, Nature.CU})


def _spaced(text: str) -> str:
    words = [word for word in plain_words(text).split() if word not in _EMPTY]
    return f" {' '.join(words)} "
