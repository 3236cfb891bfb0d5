"""Every route, read from the application itself, for everybody who may ask: a stranger, each role, each scope of a
token, and who administers another EPCI."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest

from domain.access import Access, Right
from infra.embedded.postgres import EmbeddedPostgres
from infra.identity.accounts import Role
from tests.web.conftest import HOST, visitor
from tests.web.examples import OTHER, Example, example, second_epci
from tests.web.route_table import PUBLIC, Route, parameters, routes_of
from web.acts.every import ACTS
from web.app import create_app

SIREN = "243200417"
OURS = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}

#: Answers that never end: refusals alone are asked for.
ENDLESS = {"/direct", "/api/v1/events"}

#: What an account changes of itself, which a token has nothing of. Their own tests play it.
SELF = {"/compte", "/compte/mot-de-passe", "/compte/deconnexions"}

#: What may change while everybody is refused: the trace of it.
TRACES = {"accesses", "audit_key", "sessions", "visits"}


#: Everybody, by what they have and where.
PEOPLE = [
    *(f"{access} of {SIREN}" for access in Access),
    *(f"administrateur of {where}" for where in (OTHER, "all")),
    *(f"token of {right}" for right in (*Right, "all")),
]


@dataclass
class Person:
    """Somebody who asks: by the cookie of `client`, or by the token `secret`. `rights`: in the EPCI of the example."""

    name: str
    client: httpx2.AsyncClient
    rights: frozenset[Right] = frozenset()
    secret: str = ""
    installation: bool = False
    account: bool = False

    def may(self, route: Route) -> bool:
        """Whether the route is for them. A page is for who reads, and has the right besides."""
        if route.installation and not self.installation:
            return False
        if route.path in SELF and route.method == "POST":
            return self.account
        wanted = {route.right} if route.right else set()
        return wanted | ({Right.READ} if route.wants == "page" and route.right else set()) <= self.rights


@dataclass
class World:
    """The example, another EPCI, and everybody. `values`: what stands in addresses, by the start of their path."""

    it: Example
    routes: list[Route]
    stranger: httpx2.AsyncClient
    people: list[Person]
    values: Mapping[str, Mapping[str, str]]
    streams: dict[str, str] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        return next(person for person in self.people if person.name == name)

    def address(self, route: Route) -> str:
        """The address with values that exist. Raises `LookupError` for a parameter that nothing is known of."""
        known = {
            name: value
            for start, some in self.values.items()
            if route.path.startswith(start)
            for name, value in some.items()
        }
        path = route.path
        for name in parameters(path):
            if name not in known:
                raise LookupError(f"{route}: say in test_every_route.py what « {name} » may be there")
            path = re.sub(rf"{{{name}(:\w+)?}}", quote(known[name], safe=""), path)
        query = {"siren": SIREN}
        if path.startswith("/actes/"):
            act = ACTS[path.split("/")[2]]
            query |= {"flux": self.streams[act.kinds[0]]}
        if path.startswith("/relances/"):
            query |= {"flux": self.streams["consultation"], "rappel": "avis_j15"}
        return f"{path}?{httpx2.QueryParams(query)}"

    def body(self, route: Route) -> dict[str, Any]:
        """What is sent: nothing that says enough to act, but for commands, whose right depends on it."""
        if route.method == "GET":
            return {}
        if route.path == "/api/v1/commands":
            return {"json": {"stream": self.streams["objective"], "command": {"kind": "StartObjective"}}}
        return {"json": {}} if route.wants == "api" else {"data": {"rien": ""}}

    async def ask(self, person: Person, route: Route) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {person.secret}"} if route.wants == "api" else OURS
        return await person.client.request(route.method, self.address(route), headers=headers, **self.body(route))

    async def rows(self, query: str) -> list[Any]:
        async with self.it.house.engine.connect() as connection:
            return [tuple(row) for row in await connection.exec_driver_sql(query)]

    async def contents(self) -> dict[str, Any]:
        """Every row of every table that is not a trace."""
        tables = await self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        kept = [name for (name,) in tables if name not in TRACES]
        return {name: await self.rows(f"SELECT md5(t::text) FROM {name} t ORDER BY 1") for name in kept}


@pytest.fixture
async def world(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[World]:
    async with AsyncExitStack() as held:
        it = await held.enter_async_context(example(postgres, template_database))
        await second_epci(it)

        async def client() -> httpx2.AsyncClient:
            return await held.enter_async_context(visitor(it.app, sees_crashes=False))

        streams = {kind: await _stream(it, kind) for kind in ("objective", "consultation", "mandate", "evaluation")}
        people = [
            *[await _account(it, await client(), access, SIREN, streams["objective"]) for access in Access],
            await _account(it, await client(), Access.ADMINISTRATEUR, OTHER),
            await _account(it, await client(), Access.ADMINISTRATEUR, None),
            *[await _token(it, await client(), right) for right in Right],
            await _token(it, await client(), None),
        ]
        routes = routes_of(it.app)
        yield World(it, routes, await client(), people, await _values(it, streams), streams)


async def _stream(it: Example, kind: str) -> str:
    """A stream of the example of the kind."""
    async with it.house.engine.connect() as connection:
        first = f"SELECT min(id) FROM streams WHERE siren = '{SIREN}' AND kind = '{kind}'"
        return str((await connection.exec_driver_sql(first)).scalar_one() or f"{kind}/{SIREN}/rien")


async def _account(
    it: Example, client: httpx2.AsyncClient, access: Access, siren: str | None, objective: str = ""
) -> Person:
    """Somebody with the role, signed in; with a token of the same rights, as an account has none of its own."""
    state = await it.house.snapshots.one(_decider("objective"), objective) if objective else None
    function = (state.pilote or "") if state is not None and access is Access.PILOTE else ""
    role = Role(siren=siren, access=access, function=function)
    account, _ = await it.house.roster.invite(f"{access}-{siren}@epci.fr", f"{access} {siren}", role)
    client.cookies.set("jalon", await it.house.sessions.open(account=account.id))
    rights = frozenset(right for right in Right if account.actor.may(right, SIREN))
    scopes = [right for right in Right if account.actor.may(right, siren or SIREN)]
    secret = await it.house.tokens.create("essai", siren, scopes)
    name = f"{access} of {siren or 'all'}"
    return Person(name, client, rights, secret, installation=siren is None, account=True)


async def _token(it: Example, client: httpx2.AsyncClient, right: Right | None) -> Person:
    """Who holds a token of the EPCI with one scope, of all EPCI with every scope when it is `None`."""
    scopes = (right,) if right else tuple(Right)
    secret = await it.house.tokens.create("essai", SIREN if right else None, scopes)
    client.cookies.set("jalon", await it.house.sessions.open(token=await it.house.tokens.open_id(secret)))
    return Person(f"token of {right or 'all'}", client, frozenset(scopes), secret, installation=right is None)


def _decider(kind: str) -> Any:
    from domain.registry import DECIDERS

    return DECIDERS[kind]


async def _values(it: Example, streams: Mapping[str, str]) -> dict[str, dict[str, str]]:
    keys = {kind: stream.split("/", 2)[2] for kind, stream in streams.items()}
    role = Role(siren=SIREN, access=Access.LECTEUR)
    victim, _ = await it.house.roster.invite("victime@epci.fr", "Victime", role)
    async with it.house.engine.connect() as connection:
        contact = (await connection.exec_driver_sql("SELECT min(id::text) FROM contacts")).scalar_one()
        commune = "SELECT min(commune) FROM contacts WHERE commune IS NOT NULL"
        insee = (await connection.exec_driver_sql(commune)).scalar_one()
    nothing = str(uuid4())
    common = {"id": nothing, "key": nothing, "number": "1", "year": "2026", "sha256": "0" * 64, "insee": insee}
    return {
        "/": common | {"siren": OTHER, "acte": "ecarter", "secret": "0" * 43, "draft_id": nothing, "name": "rien"},
        "/objectifs/": {"key": keys["objective"]},
        "/consultations/": {"key": keys["consultation"]},
        "/evaluations/": {"key": keys["evaluation"]},
        "/acteurs/contacts/": {"id": contact},
        "/parametres/comptes/": {"id": str(victim.id)},
        "/api/v1/contacts/": {"id": contact},
        "/api/v1/objectives/": {"key": keys["objective"]},
        "/api/v1/consultations/": {"key": keys["consultation"]},
        "/api/v1/evaluations/": {"key": keys["evaluation"]},
    }


def test_a_route_that_wants_nothing_is_public_on_purpose(world: World) -> None:
    open_to_all = {route.path for route in world.routes if not route.wants}
    assert open_to_all == PUBLIC


async def test_a_stranger_is_sent_where_one_signs_in_and_changes_nothing(world: World) -> None:
    before = await world.contents()
    for route in world.routes:
        answer = await world.stranger.request(route.method, world.address(route), headers=OURS, **world.body(route))
        where = answer.headers.get("location", "")
        match route.wants:
            case "api":
                assert (str(route), answer.status_code) == (str(route), 401)
                assert answer.headers["www-authenticate"].startswith("Bearer")
            case "page":
                assert (str(route), answer.status_code) == (str(route), 303)
                assert where.startswith("/connexion?suite=")
            case "link":
                assert (str(route), answer.status_code) == (str(route), 410)
            case _:
                assert answer.status_code < 500, str(route)
    assert await world.contents() == before


@pytest.mark.parametrize("name", PEOPLE)
async def test_who_has_not_the_right_is_refused_and_changes_nothing(world: World, name: str) -> None:
    before, person = await world.contents(), world.person(name)
    for route in world.routes:
        if route.wants in ("api", "page") and not person.may(route):
            answer = await world.ask(person, route)
            assert (str(route), answer.status_code) == (str(route), 403)
            assert "application/problem+json" in answer.headers["content-type"] or route.wants == "page"
    assert await world.contents() == before


@pytest.mark.parametrize("name", PEOPLE)
async def test_who_has_the_right_is_let_in(world: World, name: str) -> None:
    person = world.person(name)
    for route in world.routes:
        of_itself = route.path in SELF and route.method == "POST"
        if route.wants not in ("api", "page") or not person.may(route) or of_itself or route.path in ENDLESS:
            continue
        answer = await world.ask(person, route)
        # What names no EPCI may be of another one than theirs.
        refused = (401, 403) if route.right or Right.READ in person.rights else (401,)
        assert answer.status_code not in refused, f"{route} {answer.status_code}"
        assert answer.status_code < 500, f"{route} {answer.status_code}"
        assert not answer.headers.get("location", "").startswith("/connexion"), str(route)


async def test_who_administers_another_epci_sees_nothing_of_this_one(world: World) -> None:
    other = world.person(f"administrateur of {OTHER}")
    for route in world.routes:
        if route.right is not None:
            answer = await world.ask(other, route)
            assert (str(route), answer.status_code) == (str(route), 403)
            assert "Lomagne Gersoise" not in answer.text


async def test_a_form_of_another_site_is_refused_on_every_route(world: World) -> None:
    whole = world.person("administrateur of all")
    before = await world.contents()
    for route in world.routes:
        # The API knows no cookie; the address of preferences is itself the secret.
        if route.method == "GET" or route.wants == "api" or route.path == "/r/{secret}/preferences":
            continue
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://a.b"}):
            answer = await whole.client.request(route.method, world.address(route), headers=headers, data={"a": "b"})
            assert (str(route), answer.status_code) == (str(route), 403)
            assert "autre site" in answer.text
    assert await world.contents() == before


async def test_the_cookie_of_the_pages_is_nothing_to_the_api(world: World) -> None:
    whole = world.person("administrateur of all")
    for route in world.routes:
        if route.wants == "api":
            answer = await whole.client.request(route.method, world.address(route), **world.body(route))
            assert (str(route), answer.status_code) == (str(route), 401)


async def test_every_page_obeys_a_policy_without_anything_inline(world: World) -> None:
    whole = world.person("administrateur of all")
    seen = 0
    for route in world.routes:
        if route.method != "GET" or route.path in ENDLESS or route.wants == "api":
            continue
        answer = await whole.client.get(world.address(route))
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy, str(route)
        assert policy.startswith("default-src 'none'"), str(route)
        if answer.headers.get("content-type", "").startswith("text/html"):
            inline = Inline()
            inline.feed(answer.text)
            assert (str(route), inline.found) == (str(route), [])
            seen += 1
    assert seen > 30


class Inline(HTMLParser):
    """Finds what the policy would refuse: styles and scripts in the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]
        self.found += [f"{tag} {value}" for value in names.values() if value.strip().lower().startswith("javascript:")]


async def test_the_least_right_of_a_command_is_not_that_of_all(world: World) -> None:
    """The right that a command wants is judged by what it asks."""
    asked = {"stream": world.streams["objective"], "command": {"kind": "AbandonObjective", "reason": "essai"}}
    for person in world.people:
        headers = {"Authorization": f"Bearer {person.secret}"}
        answer = await person.client.post("/api/v1/commands", json=asked, headers=headers)
        allowed = Right.COORDINATE in person.rights
        assert (person.name, answer.status_code == 403) == (person.name, not allowed)


def test_the_application_of_a_test_is_that_of_production(world: World) -> None:
    assert routes_of(create_app(world.it.house)) == world.routes
