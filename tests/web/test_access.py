"""Who may come in, what they may see, and what a token never appears in."""

import io
import json
from uuid import UUID

import httpx2
import pytest
from fastapi import Request
from starlette.responses import PlainTextResponse, Response

from infra import logs
from tests.domain.objective.objectives import plan
from tests.web.conftest import Site, visitor
from web.auth import Asker, Reader, sign_in, sign_out

SIREN, OTHER = "243200417", "200067841"
F1 = f"objective/{SIREN}/F1"

#: Every address that reads, with something there to read.
READS = [
    "/commands/1",
    "/objectives",
    "/objectives/F1",
    "/consultations",
    "/consultations/eau",
    "/notices",
    "/journal",
]


async def planned(site: Site) -> None:
    await site.tell(F1, "2027-03-01", plan())


@pytest.mark.parametrize("path", READS)
async def test_every_reading_wants_a_token(site: Site, path: str) -> None:
    for headers in ({}, site.bearer("jalon_inconnu"), {"Authorization": site.secret}, {"Authorization": "Bearer"}):
        answer = await site.client.get(f"/api/v1{path}", params={"siren": SIREN}, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_asking_wants_a_token_before_anything_is_read(site: Site) -> None:
    for headers in ({}, site.bearer("jalon_inconnu")):
        answer = await site.client.post("/api/v1/commands", content=b"{", headers=headers)
        assert answer.status_code == 401
    assert await site.rows("SELECT 1 FROM inbox") == []


async def test_a_revoked_token_opens_nothing(site: Site) -> None:
    assert (await site.ask(F1, plan())).status_code == 202
    await site.house.tokens.revoke(await site.token_id(site.secret))
    assert (await site.ask(F1, plan())).status_code == 401
    assert (await site.get("/objectives", siren=SIREN)).status_code == 401


async def test_a_token_in_the_address_is_ignored(site: Site) -> None:
    for name in ("token", "jeton", "access_token", "authorization"):
        answer = await site.client.get("/api/v1/objectives", params={"siren": SIREN, name: site.secret})
        assert answer.status_code == 401


async def test_a_session_of_the_pages_does_not_open_the_api(site: Site) -> None:
    cookie = await site.house.sessions.open(token=await site.house.tokens.open_id(site.secret))
    cookies = {"Cookie": f"jalon={cookie}"}
    assert (await site.client.get("/api/v1/objectives", params={"siren": SIREN}, headers=cookies)).status_code == 401
    assert (await site.client.post("/api/v1/commands", content=b"{}", headers=cookies)).status_code == 401


async def test_the_token_of_one_epci_opens_no_other(site: Site) -> None:
    await planned(site)
    secret = await site.house.tokens.create("logiciel d'un autre", OTHER)
    for path in READS:
        answer = await site.get(path, secret, siren=SIREN)
        assert (path, answer.status_code) == (path, 403)
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await site.ask(F1, plan(), secret)).status_code == 403
    assert await site.rows("SELECT count(*) FROM inbox") == [(1,)]


async def test_the_token_of_one_epci_need_not_say_which(site: Site) -> None:
    await planned(site)
    secret = await site.house.tokens.create("logiciel", SIREN)
    assert [item["key"] for item in (await site.get("/objectives", secret)).json()["items"]] == ["F1"]
    assert (await site.ask(F1, plan(), secret)).status_code == 202
    assert (await site.get("/objectives")).status_code == 422, "a token for all must say which"


async def test_an_epci_that_nobody_opened_is_not_found(site: Site) -> None:
    await planned(site)
    for path in ("/objectives", "/consultations", "/notices", "/journal", "/objectives/F1", "/consultations/eau"):
        assert (await site.get(path, siren=OTHER)).status_code == 404
    assert (await site.get("/consultations", siren=SIREN)).json() == {"items": [], "next_cursor": None}


async def test_reading_leaves_the_database_as_it_was(site: Site) -> None:
    await planned(site)
    before = await contents(site)
    pages = ["/", "/objectifs/F1", "/consultations/eau", "/journal", "/connexion", "/sante", "/pret", "/deconnexion"]
    api = [f"/api/v1{path}" for path in [*READS, "/openapi.json"]]
    for path in [*pages, *api]:
        for method in ("GET", "HEAD"):
            answer = await site.client.request(method, path, params={"siren": SIREN}, headers=site.bearer())
            assert answer.status_code < 500
    assert await contents(site) == before


async def contents(site: Site) -> dict[str, object]:
    """Every row of every table."""
    tables = await site.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return {name: await site.rows(f"SELECT t::text FROM {name} t ORDER BY 1") for (name,) in tables}


async def test_no_token_and_no_cookie_is_ever_logged(site: Site) -> None:
    said = io.StringIO()
    logs.configure(as_json=True, level=10, stream=said)
    quiet = visitor(site.app, sees_crashes=False)

    async def crash(request: Request, actor: Asker) -> Response:
        raise RuntimeError("a crash, with its traceback")

    site.app.add_api_route("/api/v1/crash", crash)
    async with quiet:
        for path in ("/api/v1/crash", "/api/v1/objectives", "/nulle-part"):
            await quiet.get(path, params={"jeton": site.secret}, headers=site.bearer())
        await quiet.post("/api/v1/commands", json={"stream": F1, "command": {}}, headers=site.bearer())
        await quiet.post("/connexion", data={"jeton": site.secret}, headers={"Sec-Fetch-Site": "same-origin"})
        cookie = quiet.cookies["jalon"]
    logs.configure(stream=io.StringIO())
    assert site.secret not in said.getvalue()
    assert cookie not in said.getvalue()


def acting(site: Site) -> None:
    """Adds a form of the pages that acts, as those to come will."""

    async def act(actor: Reader) -> Response:
        return PlainTextResponse(actor.id)

    site.app.router.add_api_route("/agir", act, methods=["POST"])
    site.app.router.routes.insert(0, site.app.router.routes.pop())


FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
FORGED = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://jalon.test"},
    {"Origin": "https://elsewhere.test"},
    {"Origin": "http://jalon.test.elsewhere.test"},
    {"Origin": "null"},
    {},
]


async def test_a_form_of_another_site_does_not_act_with_our_cookie(site: Site) -> None:
    acting(site)
    await site.client.post("/connexion", data={"jeton": site.secret}, headers=FROM_HERE)
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://jalon.test"}):
        answer = await site.client.post("/agir", headers=headers)
        assert (answer.status_code, answer.text) == (200, f"jeton:{await site.token_id(site.secret)}")
    for headers in FORGED:
        for path in ("/agir", "/connexion", "/deconnexion"):
            assert (await site.client.post(path, headers=headers)).status_code == 403
    assert (await site.client.post("/agir", headers=FROM_HERE)).status_code == 200, "still signed in"


async def test_a_program_that_bears_its_token_needs_no_origin(site: Site) -> None:
    acting(site)
    assert (await site.client.post("/agir", headers=site.bearer())).status_code == 200


@pytest.mark.parametrize(("host", "name", "secure"), [("http", "jalon", False), ("https", "__Host-jalon", True)])
async def test_the_cookie_is_for_us_alone(site: Site, host: str, name: str, secure: bool) -> None:
    async def come(request: Request) -> Response:
        answer = PlainTextResponse("")
        await sign_in(request, answer, token=await site.house.tokens.open_id(site.secret))
        return answer

    async def go(request: Request) -> Response:
        answer = PlainTextResponse("")
        await sign_out(request, answer)
        return answer

    site.app.add_api_route("/api/v1/come", come)
    site.app.add_api_route("/api/v1/go", go)
    async with visitor(site.app, f"{host}://jalon.test") as browser:
        written = (await browser.get("/api/v1/come")).headers["set-cookie"]
        flags = {part.strip().lower() for part in written.split(";")[1:]}
        assert written.startswith(f"{name}=")
        assert {"httponly", "samesite=lax", "path=/", "max-age=43200"} <= flags
        assert ("secure" in flags) is secure
        assert not any(flag.startswith("domain") for flag in flags)
        assert site.secret not in written
        assert await site.rows("SELECT count(*) FROM sessions") == [(1,)]
        left = (await browser.get("/api/v1/go")).headers["set-cookie"]
        assert left.startswith(f'{name}="";')
        assert ("secure" in left.lower()) is secure
        assert await site.rows("SELECT count(*) FROM sessions") == [(0,)]


async def test_who_is_not_signed_in_is_shown_where_to_sign_in_and_then_goes_on(site: Site) -> None:
    await planned(site)
    answer = await site.client.get("/objectifs/F1", params={"siren": SIREN})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/connexion?suite=/objectifs/F1%3Fsiren%3D{SIREN}"


def browser_of(site: Site) -> httpx2.AsyncClient:
    return visitor(site.app)


async def test_every_session_has_a_cookie_of_its_own(site: Site) -> None:
    cookies = set()
    for _ in range(2):
        async with browser_of(site) as browser:
            await browser.post("/connexion", data={"jeton": site.secret}, headers=FROM_HERE)
            cookies.add(browser.cookies["jalon"])
    assert len(cookies) == 2


async def test_what_is_recorded_names_the_token_by_its_id(site: Site) -> None:
    await site.ask(F1, plan())
    await site.store.advance(F1)
    ((by, event),) = await site.rows("SELECT by, event::text FROM journal")
    assert UUID(by.removeprefix("jeton:")) == await site.token_id(site.secret)
    assert site.secret not in json.dumps(event)
