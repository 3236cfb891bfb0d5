"""Every write of the API is done once under its key: the same request again gets the same answer and changes nothing,
another one under the key is refused."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from domain.access import Access, Right
from domain.objective.commands import StartObjective
from infra.identity.accounts import Role
from infra.repeats import Repeats, RepeatUnderWay
from tests.domain.objective.objectives import plan
from tests.web.conftest import Site
from tests.web.plays import SIREN, consulted
from web.api.openapi import describe

ROOT = Path(__file__).resolve().parents[2]
TENAREZE = "243200417"
F1 = f"objective/{SIREN}/F1"
PDF = b"%PDF-1.7 une note"
CONTACT = {"role": "mairie", "commune": "01001", "name": "Mairie", "address": "mairie@exemple.test"}
TOKEN = {"label": "tableur", "scopes": ["lecture"]}

Write = Callable[[Site, str, bool], Awaitable[httpx2.Response]]


async def send(site: Site, method: str, path: str, key: str, **given: Any) -> httpx2.Response:
    headers = site.bearer() | {"Idempotency-Key": key}
    params = {"siren": SIREN} | given.pop("params", {})
    return await site.client.request(method, f"/api/v1{path}", headers=headers, params=params, **given)


async def command(site: Site, key: str, other: bool) -> httpx2.Response:
    stream = f"objective/{SIREN}/F2" if other else F1
    return await site.ask(stream, StartObjective(), idempotency_key=key)


async def contact(site: Site, key: str, other: bool) -> httpx2.Response:
    return await send(site, "POST", "/contacts", key, json=CONTACT | ({"name": "La mairie"} if other else {}))


async def correction(site: Site, key: str, other: bool) -> httpx2.Response:
    path = f"/contacts/{await _contact(site)}"
    return await send(site, "PATCH", path, key, json={"name": "Accueil" if other else "Secrétariat"})


async def erasure(site: Site, key: str, other: bool) -> httpx2.Response:
    known = [await _contact(site), await _contact(site, "02")]
    return await send(site, "DELETE", f"/contacts/{known[other]}", key)


async def document(site: Site, key: str, other: bool) -> httpx2.Response:
    path, name = "/consultations/eau/documents", "note.pdf"
    return await send(site, "POST", path, key, params={"filename": name}, content=PDF + (b"!" if other else b""))


async def token(site: Site, key: str, other: bool) -> httpx2.Response:
    return await send(site, "POST", "/tokens", key, json=TOKEN | ({"label": "autre"} if other else {}))


async def revocation(site: Site, key: str, other: bool) -> httpx2.Response:
    ids = [id for (id,) in await site.rows(f"SELECT id FROM api_tokens WHERE siren = '{SIREN}' ORDER BY created_at")]
    while len(ids) < 2:
        secret = await site.house.tokens.create("à retirer", siren=SIREN)
        ids.append(await site.token_id(secret))
    return await send(site, "DELETE", f"/tokens/{ids[other]}", key)


async def roadmap(site: Site, key: str, other: bool) -> httpx2.Response:
    """The example, under two titles; its EPCI is another one."""
    text = (ROOT / "example/roadmap.yaml").read_text(encoding="utf-8")
    content = text.replace("Schéma de mutualisation", "Schéma") if other else text
    headers = site.bearer() | {"Idempotency-Key": key, "Content-Type": "application/yaml"}
    return await site.client.post(f"/api/v1/roadmap?siren={TENAREZE}", content=content.encode(), headers=headers)


async def invitation(site: Site, key: str, other: bool) -> httpx2.Response:
    asked = {"address": "camille@exemple.test", "name": "Camille", "access": "lecteur" if other else "coordinateur"}
    return await send(site, "POST", "/accounts", key, json=asked)


async def role(site: Site, key: str, other: bool) -> httpx2.Response:
    path = f"/accounts/{await _account(site, 1)}/role"
    return await send(site, "PUT", path, key, json={"access": "lecteur" if other else "administrateur"})


async def taken(site: Site, key: str, other: bool) -> httpx2.Response:
    return await send(site, "DELETE", f"/accounts/{await _account(site, 1 + other)}/role", key)


_accounts: dict[tuple[int, int], str] = {}


async def _account(site: Site, number: int) -> str:
    """The id of an account of the EPCI, invited once for each site."""
    known = _accounts.get((id(site), number))
    if known is None:
        given = Role(siren=SIREN, access=Access.COORDINATEUR)
        account, _ = await site.house.roster.invite(f"compte{number}@exemple.test", "Quelqu'un", given)
        known = _accounts[id(site), number] = str(account.id)
    return known


_contacts: dict[tuple[int, str], str] = {}


async def _contact(site: Site, number: str = "01") -> str:
    """The id of a contact of that commune, added once for each site."""
    known = _contacts.get((id(site), number))
    if known is None:
        body = CONTACT | {"commune": f"010{number}", "address": f"m{number}@exemple.test"}
        added = await send(site, "POST", "/contacts", str(uuid4()), json=body)
        known = _contacts[id(site), number] = added.json()["id"]
    return known


WRITES: dict[str, Write] = {
    "POST /commands": command,
    "POST /contacts": contact,
    "PATCH /contacts/{id}": correction,
    "DELETE /contacts/{id}": erasure,
    "POST /consultations/{key}/documents": document,
    "POST /tokens": token,
    "DELETE /tokens/{id}": revocation,
    "POST /roadmap": roadmap,
    "POST /accounts": invitation,
    "PUT /accounts/{id}/role": role,
    "DELETE /accounts/{id}/role": taken,
}


#: What changes when something is written.
TABLES = ("inbox", "contacts", "documents", "api_tokens", "accesses", "accounts", "account_roles")


async def count(site: Site) -> list[int]:
    return [(await site.rows(f"SELECT count(*) FROM {table}"))[0][0] for table in TABLES]


def test_every_write_of_the_api_is_tried(site: Site) -> None:
    written = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, operations in describe(site.app)["paths"].items()
        for method in operations
        if method != "get"
    }
    assert written == set(WRITES)


@pytest.mark.parametrize("name", WRITES)
async def test_the_same_request_under_one_key_is_done_once_and_another_is_refused(site: Site, name: str) -> None:
    await consulted(site)
    await site.tell(F1, "2027-03-01", plan())
    write = WRITES[name]
    first = await write(site, "une", False)
    assert first.status_code in (200, 201, 202, 204), first.text
    before = await count(site)
    again = await write(site, "une", False)
    assert again.status_code == first.status_code
    assert _told(again) == _told(first)
    assert await count(site) == before
    other = await write(site, "une", True)
    assert other.status_code == 409, other.text
    anew = await write(site, "deux", True)
    assert anew.status_code == first.status_code


def _told(answer: httpx2.Response) -> Any:
    """What is told; the secret of a token is told once."""
    told = answer.json() if answer.content else None
    return {name: value for name, value in told.items() if name != "secret"} if isinstance(told, dict) else told


async def test_the_secret_of_a_token_is_told_once_and_opens_what_it_says(site: Site) -> None:
    await consulted(site)
    made = (await token(site, "une", False)).json()
    assert (await token(site, "une", False)).json()["secret"] is None
    actor = await site.house.tokens.check(made["secret"])
    assert actor is not None
    assert [actor.may(right, SIREN) for right in Right] == [True, False, False, False]
    assert (await site.get("/contacts", made["secret"], siren=SIREN)).status_code == 403


async def test_what_is_refused_under_a_key_may_be_corrected_under_it(site: Site) -> None:
    wrong = await send(site, "POST", "/contacts", "une", json={"role": "mairie", "name": "Mairie"})
    assert wrong.status_code == 422
    assert (await contact(site, "une", False)).status_code == 201


async def test_what_is_under_way_is_not_done_twice_and_what_stopped_on_the_way_is_done(site: Site) -> None:
    repeats, id = Repeats(site.house.engine), uuid4()
    assert await repeats.begin(id, b"une") is None
    with pytest.raises(RepeatUnderWay):
        await repeats.begin(id, b"une")
    async with site.house.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE repeats SET at = at - interval '1 minute'")
    assert await repeats.begin(id, b"une") is None
    await repeats.end(id, "fait")
    assert await repeats.begin(id, b"une") == "fait"


async def test_a_key_keeps_no_name_and_no_address(site: Site) -> None:
    await contact(site, "une", False)
    ((result,),) = await site.rows("SELECT result FROM repeats")
    assert result == (await site.get("/contacts", siren=SIREN)).json()["items"][0]["id"]
