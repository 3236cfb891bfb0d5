"""What stands before every route: headers, methods, errors, and answers when the database is away."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx2
import psycopg
import pytest
from fastapi import Request
from starlette.responses import Response
from starlette.types import Message

from domain.access import Right
from infra.embedded.postgres import EmbeddedPostgres
from tests.domain.objective.objectives import plan
from tests.web.conftest import Site, visitor
from web.app import create_app
from web.house import open_web_house

SIREN = "243200417"
CONTENT = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


async def answers(site: Site) -> list[httpx2.Response]:
    """One answer of every kind: right, wrong, refused, redirected, crashed, unread."""

    async def crash(request: Request) -> Response:
        raise RuntimeError("bug")

    site.app.add_api_route("/api/v1/crash", crash)
    async with visitor(site.app, sees_crashes=False) as client:
        return [
            await client.get("/sante"),
            await client.get("/connexion"),
            await client.get("/", headers=site.bearer()),
            await client.get("/"),
            await client.get("/nulle-part"),
            await client.get("/static/jalon.css"),
            await client.get("/static/nothing.css"),
            await client.get("/api/v1/openapi.json"),
            await client.get("/api/v1/objectives"),
            await client.get("/api/v1/objectives", headers=site.bearer()),
            await client.get("/api/v1/nowhere"),
            await client.get("/api/v1/crash"),
            await client.put("/api/v1/commands"),
            await client.post("/connexion"),
            await client.post("/api/v1/commands", content=b" " * 2**21, headers=site.bearer()),
            await site.ask(f"objective/{SIREN}/F1", plan()),
        ]


async def test_every_answer_bears_the_headers_that_protect(site: Site) -> None:
    seen = await answers(site)
    assert {answer.status_code for answer in seen} == {200, 202, 303, 401, 403, 404, 405, 413, 422, 500}
    for answer in seen:
        headers = answer.headers
        assert headers["content-security-policy"] == CONTENT, answer.url
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "server" not in headers
        kept = answer.url.path.startswith("/static/")
        assert ("no-store" in headers.get("cache-control", "")) is not kept


async def test_every_problem_of_the_api_is_json_and_every_one_of_a_page_is_french_html(site: Site) -> None:
    for answer in await answers(site):
        if answer.status_code < 400:
            continue
        if answer.url.path.startswith("/api/"):
            assert answer.headers["content-type"] == "application/problem+json"
            problem = answer.json()
            assert problem["status"] == answer.status_code
            assert problem["title"]
            assert problem["detail"].endswith((".", "»"))
        else:
            assert answer.headers["content-type"].startswith("text/html")
            assert '<html lang="fr"' in answer.text


async def test_a_crash_tells_nothing_of_itself(site: Site) -> None:
    for answer in await answers(site):
        if answer.status_code == 500:
            assert "bug" not in answer.text


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/v1/commands", "POST"),
        ("/api/v1/objectives", "GET, HEAD"),
        ("/connexion", "GET, HEAD, POST"),
        ("/deconnexion", "POST"),
        ("/pret", "GET, HEAD"),
    ],
)
async def test_a_refused_method_names_all_those_that_are_accepted(site: Site, path: str, allowed: str) -> None:
    for method in ("DELETE", "PUT", "PATCH", "OPTIONS"):
        answer = await site.client.request(method, path, headers=site.bearer())
        assert answer.status_code == 405
        assert answer.headers["allow"] == allowed
        assert "GET" in answer.text or "POST" in answer.text


async def test_head_answers_as_get_without_its_body(site: Site) -> None:
    for path in ("/sante", "/connexion", "/api/v1/openapi.json", "/nulle-part"):
        read, headed = await site.client.get(path), await site.client.head(path)
        assert headed.status_code == read.status_code
        assert headed.content == b""
        assert headed.headers["content-length"] == read.headers["content-length"]
        assert int(headed.headers["content-length"]) > 0


async def test_an_address_is_one_address(site: Site) -> None:
    for path in ("/api/v1/objectives/", "/api/v1/commands/", "/connexion/"):
        answer = await site.client.get(path, headers=site.bearer() | {"Host": "elsewhere.test"})
        assert answer.status_code == 404


async def test_who_leaves_before_the_end_of_a_demand_records_nothing(site: Site) -> None:
    headers = [(b"authorization", f"Bearer {site.secret}".encode()), (b"transfer-encoding", b"chunked")]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/commands",
        "raw_path": b"/api/v1/commands",
        "query_string": b"",
        "headers": headers,
    }
    said: list[Message] = []

    async def leave() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        said.append(message)

    await site.app(scope, leave, send)
    assert said[0]["status"] == 400
    assert await site.rows("SELECT 1 FROM inbox") == []


async def test_what_needs_the_database_says_to_come_back_while_it_is_away(
    database_url: str, postgres: EmbeddedPostgres
) -> None:
    asked = {"stream": f"objective/{SIREN}/F1", "command": plan().model_dump(mode="json")}
    async with open_web_house(database_url, patience_s=0.2) as house, visitor(create_app(house)) as client:
        headers = {"Authorization": f"Bearer {await house.tokens.create('essai')}"}
        assert (await client.post("/api/v1/commands", json=asked, headers=headers)).status_code == 202
        with cut_off(postgres, database_url):
            for answer in (
                await client.post("/api/v1/commands", json=asked, headers=headers),
                await client.post("/api/v1/commands", json=asked, headers=headers),
                await client.get("/api/v1/objectives", params={"siren": SIREN}, headers=headers),
                await client.get("/", headers=headers),
            ):
                assert answer.status_code == 503
                assert answer.headers["retry-after"] == "1"
            assert (await client.get("/sante")).status_code == 200
            assert (await client.get("/connexion")).status_code == 200
            assert (await client.get("/pret")).json() == {
                "statut": "pas prêt",
                "raison": "la base de données ne répond pas",
            }
        await reconnected(client, headers)
        assert (await client.get("/pret")).status_code == 200


async def reconnected(client: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    """Waits until a command is recorded again."""
    asked = {"stream": f"objective/{SIREN}/F1", "command": {"kind": "StartObjective"}}
    async with asyncio.timeout(30):
        while (await client.post("/api/v1/commands", json=asked, headers=headers)).status_code != 202:
            pass


@contextmanager
def cut_off(postgres: EmbeddedPostgres, database_url: str) -> Iterator[None]:
    """Nobody can reach the database meanwhile, and who was there is thrown out."""
    name = urlsplit(database_url).path.strip("/")
    with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as administrator:
        administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/objectifs/a%00b?siren=200067841", 403),
        ("/consultations/a%00b/documents/a%00b?siren=200067841", 403),
        ("/parametres/comptes/a%00b", 403),
        ("/ouvrir/a%00b", 403),
        ("/feuille-de-route?commune=a%00b", 200),
        ("/acteurs/contacts/ajouter?role=pilote&fonction=a%00b", 404),
    ],
)
async def test_an_address_that_holds_what_no_text_does_is_an_address_like_another(
    site: Site, path: str, code: int
) -> None:
    await site.tell(f"objective/{SIREN}/F1", "2027-03-01", plan())
    secret = await site.house.tokens.create("coordination", SIREN, [Right.READ, Right.COORDINATE])
    answer = await site.client.get(path, headers=site.bearer(secret))
    assert answer.status_code == code


async def test_a_refusal_of_an_odd_address_is_noted(site: Site) -> None:
    secret = await site.house.tokens.create("lecture", SIREN)
    answer = await site.get("/objectives/a%00b", secret, siren="200067841")
    assert answer.status_code == 403
    assert await site.rows("SELECT about FROM accesses WHERE kind = 'refused'") == [("GET /api/v1/objectives/ab",)]
