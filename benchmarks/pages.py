"""The pages of the console on a large EPCI: how long the server takes, how much it asks the database, what they weigh.

Two databases, a small one and a large one, looked at in turn by the real application, in this process. The statements
of a page must be as many on both.
"""

import gzip
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Final

import httpx2

from benchmarks.command import Benchmark, main
from benchmarks.counting import statements
from benchmarks.pages_world import Size, World, build
from benchmarks.servers import servers
from benchmarks.workload import Case as Asked
from benchmarks.workload import epci_for
from domain.french import number
from web import stylesheet
from web.app import create_app
from web.house import open_web_house

_HOST: Final = "http://127.0.0.1"

#: What is looked at before anything is measured: what is compiled once is compiled.
_WARM: Final = 2

#: The pages, and the goal in milliseconds for those that have one.
PAGES: Final = {
    "/": 100,
    "/feuille-de-route": 100,
    "/consultations/eau-1": 100,
    "/consultations": None,
    "/objectifs/F1": None,
    "/obligations": None,
    "/relances": None,
    "/acteurs": None,
    "/evaluations": None,
    "/journal": None,
}


@dataclass(frozen=True)
class Case:
    """The large database, then the small one."""

    objectives: int = 1000
    communes: int = 158
    consultations: int = 6
    events: int = 100_000
    years: int = 10
    few_objectives: int = 100
    few_communes: int = 30


@dataclass(frozen=True)
class Row:
    """A page, once. `queries`: statements sent; `bytes` of the page, `gzip_bytes` once compressed; `load`: of the
    machine, before."""

    page: str
    large: bool
    round: int
    load: float
    ms: float
    queries: int
    bytes: int
    gzip_bytes: int


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in, on one of the two databases."""

    large: bool
    client: httpx2.AsyncClient

    async def look(self, page: str, number: int) -> Row:
        """The page, once. Raises `RuntimeError` when it is not there."""
        load = os.getloadavg()[0]
        with statements() as sent:
            begun = perf_counter()
            answer = await self.client.get(page)
            spent = perf_counter() - begun
        if answer.status_code != 200:
            raise RuntimeError(f"{page} answers {answer.status_code}")
        body = answer.content
        return Row(page, self.large, number, load, spent * 1000, len(sent), len(body), len(gzip.compress(body, 6)))


async def run(case: Case, rounds: int) -> list[Row]:
    """The pages of both databases in turn, round after round."""
    sizes = {
        True: (Size(case.objectives, case.consultations, case.events, case.years), case.communes),
        False: (Size(case.few_objectives, case.consultations, 0, 1), case.few_communes),
    }
    async with servers() as started, AsyncExitStack() as stack:
        visitors = []
        for large, (size, communes) in sizes.items():
            epci = epci_for(Asked(communes=communes))
            world = await build(started.database("pages"), epci, size)
            visitors.append(Visitor(large, await stack.enter_async_context(signed_in(world))))
        for _ in range(_WARM):
            [await each.look(page, 0) for page in PAGES for each in visitors]
        return [await each.look(page, 1 + turn) for turn in range(rounds) for page in PAGES for each in visitors]


@asynccontextmanager
async def signed_in(world: World) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser with a session, on the application, without a socket."""
    async with open_web_house(world.url) as house:
        token = await house.tokens.open_id(await house.tokens.create("banc d'essai"))
        cookies = {"jalon": await house.sessions.open(token=token)}
        transport = httpx2.ASGITransport(app=create_app(house))
        async with httpx2.AsyncClient(transport=transport, base_url=_HOST, cookies=cookies) as client:
            yield client


@dataclass(frozen=True)
class PageFigures:
    """A page: the median in milliseconds on both databases, the most statements on each, the bytes on the large one."""

    ms: float
    few_ms: float
    queries: int
    few_queries: int
    bytes: int
    gzip_bytes: int


@dataclass(frozen=True)
class Figures:
    """By page, then what all pages share. `slowest_goal_ms`: the slowest of those that have a goal."""

    pages: dict[str, PageFigures]
    slowest_goal_ms: float
    constant_queries: bool
    sheet_bytes: int
    sheet_gzip_bytes: int


def figures(rows: Sequence[Row]) -> Figures:
    """Medians over rounds."""
    pages = {page: _of([row for row in rows if row.page == page]) for page in PAGES}
    return Figures(
        pages=pages,
        slowest_goal_ms=max(it.ms for page, it in pages.items() if PAGES[page]),
        constant_queries=all(it.queries == it.few_queries for it in pages.values()),
        sheet_bytes=len(stylesheet.SHEET),
        sheet_gzip_bytes=len(gzip.compress(stylesheet.SHEET, 6)),
    )


def _of(rows: Sequence[Row]) -> PageFigures:
    large, few = ([row for row in rows if row.large is side] for side in (True, False))
    return PageFigures(
        ms=median(row.ms for row in large),
        few_ms=median(row.ms for row in few),
        queries=max(row.queries for row in large),
        few_queries=max(row.queries for row in few),
        bytes=large[0].bytes,
        gzip_bytes=large[0].gzip_bytes,
    )


def told(case: Case, rows: Sequence[Row]) -> str:
    """The figures as lines for a person."""
    found = figures(rows)
    lines = [f"{number(case.objectives)} objectifs, {case.communes} communes, {number(case.events)} événements"]
    lines.append(f"{'page':<24}{'ms':>8}{'petit':>8}{'requêtes':>10}{'petit':>7}{'octets':>9}{'gzip':>8}")
    lines += [
        f"{page:<24}{it.ms:8.1f}{it.few_ms:8.1f}{it.queries:10}{it.few_queries:7}{it.bytes:9}{it.gzip_bytes:8}"
        for page, it in found.pages.items()
    ]
    lines.append(f"feuille de style : {found.sheet_bytes} octets, {found.sheet_gzip_bytes} en gzip")
    lines.append(f"charge : {rows[0].load:.1f} à {rows[-1].load:.1f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main(Benchmark(__doc__, Case, run, lambda rows: asdict(figures(rows)), told))
