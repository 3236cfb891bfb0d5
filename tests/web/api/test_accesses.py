"""Tokens, accounts and accesses by the API: for who administers the EPCI, and never beyond it."""

from domain.access import Access, Right
from infra.identity.accounts import Role
from tests.web.conftest import Site, ten_o_clock

SIREN, OTHER = "200000001", "200000002"


async def test_a_token_gives_no_right_that_it_has_not_and_no_other_epci(site: Site) -> None:
    own = await site.house.tokens.create("administration", siren=SIREN, scopes=[Right.READ, Right.ADMINISTER])
    asked = {"label": "tableur", "scopes": ["coordination"]}
    refused = await site.client.post("/api/v1/tokens", json=asked, headers=site.bearer(own))
    assert refused.status_code == 403
    made = await site.client.post("/api/v1/tokens", json=asked | {"scopes": ["lecture"]}, headers=site.bearer(own))
    assert (made.status_code, made.json()["token"]["siren"]) == (201, SIREN)
    elsewhere = await site.client.post("/api/v1/tokens?siren=" + OTHER, json=asked, headers=site.bearer(own))
    assert elsewhere.status_code == 403


async def test_a_token_that_is_over_before_it_begins_is_refused(site: Site) -> None:
    asked = {"label": "tableur", "scopes": ["lecture"], "expires_at": ten_o_clock("2020-01-01").isoformat()}
    refused = await site.client.post("/api/v1/tokens", params={"siren": SIREN}, json=asked, headers=site.bearer())
    assert refused.status_code == 422


async def test_tokens_are_listed_without_their_secret_and_closed(site: Site) -> None:
    secret = await site.house.tokens.create("à retirer", siren=SIREN)
    await site.house.tokens.create("ailleurs", siren=OTHER)
    (row,) = (await site.get("/tokens", siren=SIREN)).json()["items"]
    assert row["label"] == "à retirer"
    assert secret not in str(row)
    path = f"/api/v1/tokens/{row['id']}"
    assert (await site.client.delete(path, params={"siren": OTHER}, headers=site.bearer())).status_code == 404
    assert (await site.client.delete(path, params={"siren": SIREN}, headers=site.bearer())).status_code == 204
    assert (await site.get("/tokens", secret)).status_code == 401


async def test_accounts_are_listed_by_id_without_name_nor_address(site: Site) -> None:
    role = Role(siren=SIREN, access=Access.COORDINATEUR)
    account, _ = await site.house.roster.invite("camille@exemple.test", "Camille Exemple", role)
    answer = await site.get("/accounts", siren=SIREN)
    (row,) = answer.json()["items"]
    assert (row["id"], row["roles"]) == (account.actor_id, [{"access": "coordinateur", "function": ""}])
    assert "camille" not in answer.text.lower()
    assert (await site.get("/accounts", siren=OTHER)).json()["items"] == []


async def test_accesses_are_listed_from_the_last_one_back(site: Site) -> None:
    for _ in range(3):
        await site.get("/contacts", siren=SIREN)
    first = (await site.get("/accesses", siren=SIREN, limit=2)).json()
    rest = (await site.get("/accesses", siren=SIREN, limit=2, cursor=first["next_cursor"])).json()
    ids = [row["id"] for row in (*first["items"], *rest["items"])]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), rest["next_cursor"]) == (3, None)
    reads = await site.house.tokens.create("lecture", siren=SIREN, scopes=[Right.READ, Right.COORDINATE])
    for path in ("/accesses", "/accounts", "/tokens"):
        assert (await site.get(path, reads)).status_code == 403
