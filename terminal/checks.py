"""What `jalon doctor` looks at, one finding each: the installation first, then the neighbours, then the record."""

import asyncio
import os
import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from domain.calendar import METROPOLE, start_of_day
from domain.errors import DomainError
from domain.french import number, plural
from domain.procedures import PROCEDURE_IDS
from infra.database import is_current
from infra.embedded.cluster import find_binaries
from infra.embedded.errors import ServerUnavailable
from infra.embedded.temporal import find_program
from infra.roadmaps.roadmap_file import read_roadmap
from infra.settings import Settings, SettingsUnusable, load_settings
from infra.temporal import connect
from infra.territories import all_epci, vintages
from terminal.checks_record import Finding, Mark, record
from terminal.exits import Unavailable
from terminal.session import database_settings, explained, opened

#: The checkout, or the folder where the wheel put everything.
_ROOT: Final = Path(__file__).resolve().parents[1]


def installation() -> Iterator[Finding]:
    """What is installed, none of which needs a server."""
    yield Finding(Mark.GOOD, f"Python {platform.python_version()}")
    yield _tried("données du territoire", _territories)
    yield _tried("exemple fourni", _example)
    yield _tried("modèles de courriel", _letters)
    yield _tried("migrations de la base", _migrations)
    for name, found in _PROGRAMS.items():
        yield _program(name, found)


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(Mark.GOOD, f"{what} : {look()}")
    except (OSError, ValueError, DomainError, ImportError) as broken:
        return Finding(Mark.BAD, f"{what} : {str(broken).rstrip('.')} ; réinstallez Jalon")


def _territories() -> str:
    count = sum(1 for _ in all_epci())
    return f"{number(count)} EPCI, noms de {vintages().names.removeprefix('cog')}"


def _example() -> str:
    roadmap = read_roadmap(
        _ROOT / "example" / "roadmap.yaml", PROCEDURE_IDS, start_of_day(vintages().perimeter, METROPOLE)
    )
    count = sum(len(axe.fiches) for axe in roadmap.file.axes)
    return f"{roadmap.epci.name}, {number(count)} {plural(count, 'objectif', 'objectifs')}"


def _letters() -> str:
    count = len(list((_ROOT / "infra" / "letters").rglob("*.j2")))
    if not count:
        raise FileNotFoundError("aucun modèle")
    return f"{number(count)} {plural(count, 'modèle', 'modèles')}"


def _migrations() -> str:
    count = len(list((_ROOT / "migrations" / "versions").glob("[0-9]*.py")))
    if not count:
        raise FileNotFoundError("aucune migration")
    return f"{number(count)} {plural(count, 'version', 'versions')}"


_PROGRAMS: Final[dict[str, Callable[[], Path]]] = {
    "PostgreSQL embarqué": find_binaries,
    "Temporal embarqué": lambda: find_program("temporal", "TEMPORAL_CLI"),
    "Temporal au temps accéléré (démonstration)": lambda: find_program("temporal-test-server", "TEMPORAL_TEST_SERVER"),
}


def _program(name: str, found: Callable[[], Path]) -> Finding:
    try:
        found()
    except ServerUnavailable:
        return Finding(Mark.ABSENT, f"{name} : non installé (extra « embedded »)")
    return Finding(Mark.GOOD, name)


def settings() -> Finding:
    """Whether the worker could start with the settings."""
    try:
        load_settings()
    except SettingsUnusable as unusable:
        if not _configured():
            return Finding(Mark.ABSENT, "réglages : non configuré")
        return Finding(Mark.BAD, f"réglages : {unusable}")
    return Finding(Mark.GOOD, "réglages")


def _configured() -> bool:
    names = {name.upper() for name in os.environ}
    # Where the data would be says nothing of a server.
    return Path(".env").is_file() or any(name.startswith("JALON_") for name in names - {"JALON_DATA"})


async def neighbours(rebuilt: bool) -> list[Finding]:
    """The database, and what can be looked at once it is there; `rebuilt`: every state is folded again."""
    found, known = await asyncio.to_thread(_database)
    if known is None:
        return [found]
    async with opened(known.database_url) as session:
        return [found, await _temporal(known), *await record(session, rebuilt)]


def _database() -> tuple[Finding, Settings | None]:
    """The database, and the settings when it may be looked into."""
    try:
        known = database_settings()
    except Unavailable:
        return Finding(Mark.ABSENT, "base de données : non configuré"), None
    try:
        with explained(known.database_url):
            current = is_current(known.database_url)
    except Unavailable as away:
        return Finding(Mark.BAD, f"base de données : {away.message}"), None
    if not current:
        return Finding(Mark.BAD, "base de données : elle n'est pas à jour ; lancez « jalon migrate »"), None
    return Finding(Mark.GOOD, "base de données, à jour"), known


async def _temporal(known: Settings) -> Finding:
    """The server of the workflows; nobody at the default address is no error."""
    where = f"Temporal ({known.temporal_address}, espace « {known.temporal_namespace} »)"
    try:
        await connect(known.temporal_address, known.temporal_namespace)
    except RuntimeError:
        if "temporal_address" in known.model_fields_set:
            return Finding(Mark.BAD, f"{where} : ne répond pas ; vérifiez JALON_TEMPORAL_ADDRESS")
        return Finding(Mark.ABSENT, "Temporal : non configuré")
    return Finding(Mark.GOOD, where)
