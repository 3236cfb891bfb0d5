"""What is recorded is told as it is recorded, to who may see it, over a line that holds nothing of the database."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from domain.objective.commands import RecordProgress, StartObjective
from infra.reading.news import Place
from tests.domain.objective.objectives import day, plan
from tests.web.conftest import Site
from tests.web.plays import SIREN, consulted
from web.live import MOST, read_place, written

F1 = f"objective/{SIREN}/F1"


@dataclass
class Line:
    """A line that stays open: what came by it so far."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    told: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def next(self) -> dict[str, str]:
        """The fields of the next event; a beat has none."""
        text = (await asyncio.wait_for(self.told.get(), 10)).decode()
        lines = [line.partition(": ") for line in text.strip("\n").split("\n")]
        return {name: value for name, _, value in lines if name}

    async def fact(self) -> tuple[str, str]:
        """The stream and the kind of the next fact."""
        event = await self.next()
        assert event["event"] == "journal"
        data = json.loads(event["data"])
        return data["stream"], data["kind"]


@asynccontextmanager
async def line(site: Site, path: str, query: str = "", **headers: str) -> AsyncIterator[Line]:
    """A line of the application, asked for as a server would; who listens leaves at the end of the block."""
    opened, gone = Line(), asyncio.Event()
    given = {**site.bearer(), **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        **{"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode()},
        **{"http_version": "1.1", "scheme": "http", "server": ("jalon.test", 80), "client": ("127.0.0.1", 1)},
        "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
        "root_path": "",
    }
    asked = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not asked.is_set():
            asked.set()
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            opened.status = message["status"]
            opened.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        elif message.get("body"):
            opened.told.put_nowait(message["body"])

    async def serve() -> None:
        await site.app(scope, receive, send)  # type: ignore[arg-type]
        opened.ended.set()

    serving = asyncio.create_task(serve())
    try:
        yield opened
    finally:
        gone.set()
        await asyncio.wait_for(serving, 10)


async def test_a_fact_is_told_as_it_is_recorded_and_once(site: Site) -> None:
    await site.tell(F1, "2027-03-01", plan())
    async with line(site, "/api/v1/events", f"siren={SIREN}") as following:
        assert (await following.next())["event"] == "ouvert"
        assert (following.status, following.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        await site.tell(F1, "2027-03-02", StartObjective(on=day("2027-03-02")))
        assert await following.fact() == (F1, "ObjectiveStarted")
        assert following.told.empty()


async def test_what_is_of_another_epci_or_of_another_stream_is_not_told(site: Site) -> None:
    await site.tell(F1, "2027-03-01", plan())
    other = f"objective/{SIREN}/F2"
    async with line(site, "/api/v1/events", f"siren={SIREN}&stream={other}") as following:
        await following.next()
        await site.tell("objective/200000002/F1", "2027-03-01", plan())
        await site.tell(F1, "2027-03-02", StartObjective(on=day("2027-03-02")))
        await site.tell(other, "2027-03-02", plan())
        assert (await following.fact())[0] == other
        assert following.told.empty()


async def test_who_comes_back_is_told_what_came_meanwhile(site: Site) -> None:
    await site.tell(F1, "2027-03-01", plan())
    async with line(site, "/api/v1/events", f"siren={SIREN}") as following:
        place = (await following.next())["id"]
    await site.tell(F1, "2027-03-02", StartObjective(on=day("2027-03-02")))
    await site.tell(F1, "2027-03-03", RecordProgress(percent=10, on=day("2027-03-03")))
    async with line(site, "/api/v1/events", f"siren={SIREN}", last_event_id=place) as again:
        assert (await again.next())["id"] == place
        told = [await again.fact() for _ in range(3)]
    # What was recorded just before may be told again; nothing is left out.
    assert told == [(F1, "ObjectivePlanned"), (F1, "ObjectiveStarted"), (F1, "ProgressRecorded")]


async def test_a_page_that_is_looked_at_again_is_not_told_what_it_shows_already(site: Site) -> None:
    await site.tell(F1, "2027-03-01", plan())
    async with line(site, "/direct", f"siren={SIREN}") as following:
        place = (await following.next())["id"]
    async with line(site, "/direct", f"siren={SIREN}&{urlencode({'depuis': place})}") as again:
        assert (await again.next())["event"] == "ouvert"
        await site.tell(F1, "2027-03-02", StartObjective(on=day("2027-03-02")))
        assert await again.fact() == (F1, "ObjectiveStarted")


async def test_the_line_of_the_pages_is_for_who_may_see_them(site: Site) -> None:
    await site.tell(F1, "2027-03-01", plan())
    theirs = await site.house.tokens.create("ailleurs", siren="200000002")
    for path in ("/direct", "/api/v1/events"):
        refused = await site.client.get(path, params={"siren": SIREN}, headers=site.bearer(theirs))
        assert refused.status_code == 403
    stranger = await site.client.get("/direct")
    assert stranger.status_code == 303
    async with line(site, "/direct", f"siren={SIREN}&flux={F1}") as following:
        assert (await following.next())["event"] == "ouvert"
        await site.tell(F1, "2027-03-02", StartObjective(on=day("2027-03-02")))
        assert await following.fact() == (F1, "ObjectiveStarted")
    elsewhere = await site.client.get("/direct", params={"flux": "objective/200000002/F1"}, headers=site.bearer())
    assert elsewhere.status_code == 404


async def test_a_silent_line_beats_and_holds_nothing_of_the_database(site: Site) -> None:
    await site.tell(F1, "2027-03-01", plan())
    site.house.live._beat_s = 0.01
    async with line(site, "/api/v1/events", f"siren={SIREN}") as following:
        await following.next()
        assert await following.next() == {}
        site.house.live._beat_s = 60.0
        pool: Any = site.house.engine.pool
        async with asyncio.timeout(10):
            # It looks once more, then waits.
            while pool.checkedout():
                await asyncio.sleep(0)
        assert following.status == 200


async def test_lines_end_when_the_process_stops(site: Site) -> None:
    await site.tell(F1, "2027-03-01", plan())
    async with line(site, "/api/v1/events", f"siren={SIREN}") as following:
        await following.next()
        site.house.live.close()
        await asyncio.wait_for(following.ended.wait(), 10)
    assert not site.house.live._open[f"jeton:{await site.token_id(site.secret)}"]


async def test_one_actor_opens_ten_lines_and_no_more(site: Site) -> None:
    await site.tell(F1, "2027-03-01", plan())
    site.house.live._open[f"jeton:{await site.token_id(site.secret)}"] = MOST
    refused = await site.get("/events", siren=SIREN)
    assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")


def test_a_place_is_read_as_it_was_written_and_nothing_else_is() -> None:
    place = read_place("2027-03-01T09:00:00+00:00 3 objective/200000001/F1")
    assert isinstance(place, Place)
    assert read_place(written(place)) == place
    for text in (None, "", "hier 3 a", "2027-03-01T09:00:00 3 a", "2027-03-01T09:00:00+00:00 ³ a", "2027 1 a\x00"):
        assert read_place(text) is None


def test_the_script_of_live_pages_replaces_nothing_and_asks_no_one_else() -> None:
    script = (Path(__file__).resolve().parents[2] / "web/static/live.js").read_text(encoding="utf-8")
    for word in ("innerHTML", "eval", "http:", "https:", "localStorage", "document.cookie"):
        assert word not in script


@pytest.mark.parametrize("path", ["/", "/consultations/eau"])
async def test_a_live_page_says_where_its_line_is_and_keeps_its_words_for_later(site: Site, path: str) -> None:
    await consulted(site)
    page = (await site.client.get(path, headers=site.bearer())).text
    assert 'data-live="/direct' in page
    assert "actualiser" in page.partition('<template id="live">')[2].partition("</template>")[0]


async def test_a_line_is_not_kept_by_a_proxy(site: Site) -> None:
    await site.tell(F1, "2027-03-01", plan())
    async with line(site, "/api/v1/events", f"siren={SIREN}", accept_encoding="gzip") as following:
        await following.next()
        assert following.headers["cache-control"] == "no-store"
        assert following.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in following.headers


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-14:00", "2027-03-01T09:00:00"])
def test_a_place_at_which_nothing_was_ever_recorded_is_none(at: str) -> None:
    assert read_place(f"{at} 3 objective/200000001/F1") is None


async def test_a_line_names_no_stream_of_another_epci(site: Site) -> None:
    await site.tell(F1, "2027-03-01", plan())
    await site.tell("objective/200067841/secret", "2027-03-01", plan().model_copy(update={"siren": "200067841"}))
    async with line(site, "/api/v1/events", f"siren={SIREN}") as opened:
        begun = await opened.next()
    assert begun["event"] == "ouvert"
    assert "secret" not in begun["id"]
    assert read_place(begun["id"]) is not None


async def test_more_facts_than_are_read_at_once_are_all_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.live._BATCH", 1)
    for key in "abcde":
        await site.tell(f"objective/{SIREN}/{key}", "2027-03-01", plan())
    before = "2026-01-01T00:00:00+00:00 0 "
    async with line(site, "/api/v1/events", f"siren={SIREN}", last_event_id=before) as opened:
        await opened.next()
        told = [await opened.fact() for _ in "abcde"]
    assert {stream for stream, _ in told} == {f"objective/{SIREN}/{key}" for key in "abcde"}
