"""Accounts by the API: invited, given a role, taken one away, each once under its key."""

from typing import Any

import httpx2
import pytest

from domain.access import Access, Right
from infra.identity.accounts import Role
from tests.web.conftest import Site
from tests.web.examples import OTHER
from tests.web.signing import SIREN, opened

LUC = {"address": "luc@epci.fr", "name": " Luc  Martin ", "access": "lecteur"}


async def ask(
    site: Site, method: str, path: str, body: dict[str, Any] | None = None, secret: str = "", **headers: str
) -> httpx2.Response:
    given = site.bearer(secret or site.secret) | {name.replace("_", "-"): value for name, value in headers.items()}
    url = f"/api/v1/accounts{path}"
    return await site.client.request(method, url, params={"siren": SIREN}, json=body, headers=given)


async def test_somebody_is_invited_once_under_a_key_and_named_by_an_id_alone(site: Site) -> None:
    await opened(site)
    answers = [await ask(site, "POST", "", LUC, idempotency_key="k") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    view = answers[0].json()
    assert view["roles"] == [{"access": "lecteur", "function": ""}]
    assert "luc" not in answers[0].text.lower()
    (account,) = await site.house.accounts.every(SIREN)
    assert (account.actor_id, account.name) == (view["id"], "Luc Martin")
    assert len(await site.house.password_links.waiting()) == 1
    assert (await ask(site, "POST", "", {**LUC, "access": "pilote"}, idempotency_key="k")).status_code == 422
    other = await ask(site, "POST", "", {**LUC, "access": "coordinateur"}, idempotency_key="k")
    assert other.status_code == 409


async def test_a_role_is_changed_then_taken_away_here_and_stays_elsewhere(site: Site) -> None:
    await opened(site)
    luc, _ = await site.house.roster.invite("luc@epci.fr", "Luc", Role(siren=OTHER, access=Access.LECTEUR))
    assert (await ask(site, "PUT", f"/{luc.id}/role", {"access": "lecteur"})).status_code == 404
    assert (await ask(site, "POST", "", LUC)).status_code == 201
    changed = await ask(site, "PUT", f"/{luc.id}/role", {"access": "coordinateur"})
    assert changed.json()["roles"] == [{"access": "coordinateur", "function": ""}]
    assert (await ask(site, "DELETE", f"/{luc.id}/role")).status_code == 204
    assert (await ask(site, "DELETE", f"/{luc.id}/role")).status_code == 404
    assert (await site.house.accounts.known(luc.id)).roles == (Role(siren=OTHER, access=Access.LECTEUR),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "luc"},
        {"name": "  "},
        {"name": "Luc\nMartin"},
        {"access": "roi"},
        {"function": "DGS"},
        {"access": "pilote", "function": "inconnue"},
        {"siren": OTHER},
    ],
)
async def test_an_invitation_that_is_badly_written_invites_nobody(site: Site, wrong: dict[str, str]) -> None:
    await opened(site)
    assert (await ask(site, "POST", "", LUC | wrong)).status_code == 422
    assert await site.house.accounts.every() == ()


async def test_a_token_gives_no_role_that_does_more_than_itself(site: Site) -> None:
    await opened(site)
    few = await site.house.tokens.create("comptes", SIREN, [Right.READ, Right.ADMINISTER])
    assert (await ask(site, "POST", "", LUC, few)).status_code == 201
    assert (await ask(site, "POST", "", {**LUC, "access": "coordinateur"}, few)).status_code == 403
    luc = (await site.house.accounts.every(SIREN))[0]
    assert (await ask(site, "PUT", f"/{luc.id}/role", {"access": "administrateur"}, few)).status_code == 403
