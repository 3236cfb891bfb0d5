"""The pages case, in small: that a page asks the database as much for few things as for many, and that it runs."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from benchmarks.counting import statements
from benchmarks.pages import PAGES, Row, Visitor, figures, signed_in
from benchmarks.pages_world import Size, build
from infra.embedded.postgres import EmbeddedPostgres
from infra.territories import all_epci

ROOT = Path(__file__).resolve().parents[2]
ROW = Row(page="/", large=True, round=1, load=0.1, ms=20.0, queries=4, bytes=1000, gzip_bytes=300)

#: Communes and objectives of two EPCI.
FEW, MANY = (5, 3), (12, 40)


@pytest.fixture(scope="module")
async def visitors(postgres: EmbeddedPostgres) -> AsyncIterator[tuple[Visitor, Visitor]]:
    """Somebody signed in where there is little, and where there is more."""
    known = {len(epci.communes): epci for epci in all_epci()}
    async with AsyncExitStack() as stack:
        seen = []
        for communes, objectives in (FEW, MANY):
            name = f"pages_{communes}"
            with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as administrator:
                administrator.execute(f"create database {name}".encode())
            size = Size(objectives=objectives, consultations=2 if communes == MANY[0] else 1, events=0, years=1)
            world = await build(postgres.url_of(name), known[communes], size)
            client = await stack.enter_async_context(signed_in(world))
            seen.append(Visitor(communes == MANY[0], client))
        yield seen[0], seen[1]


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_asks_the_database_no_more_where_there_is_more(
    visitors: tuple[Visitor, Visitor], page: str
) -> None:
    few, many = [await each.look(page, 0) for each in visitors]
    assert few.queries == many.queries
    assert many.queries <= 12
    assert few.bytes < many.bytes or page in ("/evaluations", "/obligations", "/journal", "/consultations/eau-1/x")


async def test_statements_are_counted_whoever_sends_them(postgres: EmbeddedPostgres) -> None:
    async with await psycopg.AsyncConnection.connect(postgres.url_of("postgres")) as connection:
        with statements() as sent:
            await connection.execute("SELECT 1")
        await connection.execute("SELECT 2")
    assert sent == ["SELECT 1"]


def test_the_median_of_each_page_and_the_same_statements_are_told() -> None:
    rows = []
    for page in PAGES:
        for number, ms in enumerate((30.0, 10.0, 20.0)):
            mine = replace(ROW, page=page, round=number, ms=ms)
            rows += [mine, replace(mine, large=False, ms=ms / 10)]
    found = figures(rows)
    assert found.pages["/"].ms == 20
    assert found.pages["/"].few_ms == 2
    assert (found.slowest_goal_ms, found.constant_queries) == (20, True)
    more = [replace(row, queries=5) if row.large and row.page == "/journal" else row for row in rows]
    assert not figures(more).constant_queries


@pytest.mark.timeout(300)  # a busy machine is no failure
def test_the_command_prints_one_json_object() -> None:
    small = ["--rounds", "1", "--objectives", "6", "--communes", "5", "--few_objectives", "2", "--few_communes", "5"]
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.pages", "--json", *small, "--consultations", "1", "--events", "500"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert set(told) >= {"pages", "slowest_goal_ms", "constant_queries", "sheet_bytes", "case", "machine", "rows"}
    assert told["constant_queries"] is True
