"""Contacts by the API: for who coordinates, by page, noted in the audit, and never those of another EPCI."""

from typing import Any

import httpx2
import pytest

from domain.access import Right
from tests.web.conftest import Site

SIREN, OTHER = "200000001", "200000002"
MAIRIE = {"role": "mairie", "commune": "01001", "name": "Mairie", "address": "mairie@exemple.test"}


async def send(
    site: Site, method: str, path: str, body: Any = None, secret: str | None = None, siren: str = SIREN
) -> httpx2.Response:
    params, headers = {"siren": siren}, site.bearer(secret)
    return await site.client.request(method, f"/api/v1/contacts{path}", json=body, params=params, headers=headers)


async def test_somebody_is_added_corrected_and_erased(site: Site) -> None:
    added = await send(site, "POST", "", MAIRIE)
    assert added.status_code == 201
    path = f"/{added.json()['id']}"
    corrected = await send(site, "PATCH", path, {"phone": "05 62 00 00 00", "rhythm": "weekly"})
    assert (corrected.json()["name"], corrected.json()["rhythm"]) == ("Mairie", "weekly")
    assert corrected.json()["phone"]
    assert (await send(site, "PATCH", path, {"name": None})).json()["name"] is None
    assert (await send(site, "DELETE", path)).status_code == 204
    assert (await send(site, "DELETE", path)).status_code == 404
    assert (await send(site, "GET", "")).json() == {"items": [], "next_cursor": None}
    kinds = [kind for (kind,) in await site.rows("SELECT kind FROM accesses ORDER BY id")]
    assert kinds == [*["contacts_changed"] * 4, "contacts_read"]


async def test_contacts_come_page_by_page(site: Site) -> None:
    for number in range(5):
        await send(site, "POST", "", MAIRIE | {"commune": f"0100{number}"})
    seen, cursor = [], None
    while True:
        page = (await site.get("/contacts", siren=SIREN, limit=2, **({"cursor": cursor} if cursor else {}))).json()
        seen += [one["commune"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == [f"0100{number}" for number in range(5)]


async def test_who_only_reads_or_opens_another_epci_sees_no_address(site: Site) -> None:
    added = await send(site, "POST", "", MAIRIE)
    path = f"/{added.json()['id']}"
    reads = await site.house.tokens.create("lecture", siren=SIREN, scopes=[Right.READ, Right.PROGRESS])
    elsewhere = await site.house.tokens.create("ailleurs", siren=OTHER)
    for secret in (reads, elsewhere):
        assert (await send(site, "GET", "", secret=secret)).status_code == 403
        assert (await send(site, "POST", "", MAIRIE, secret=secret)).status_code == 403
        assert (await send(site, "DELETE", path, secret=secret)).status_code == 403
    assert (await send(site, "PATCH", path, {"name": "x"}, elsewhere, OTHER)).status_code == 404
    assert (await send(site, "DELETE", path, None, elsewhere, OTHER)).status_code == 404
    assert len((await send(site, "GET", "")).json()["items"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"commune": None},
        {"role": "pilote"},
        {"role": "pilote", "commune": None},
        {"role": "coordinateur"},
        {"address": None},
        {"address": "mairie"},
        {"address": "a@b.fr\nBcc: c@d.fr"},
        {"phone": "un"},
        {"name": "a\x00b"},
        {"commune": "1001"},
        {"inconnu": 1},
    ],
)
async def test_what_is_badly_said_of_somebody_is_refused_in_french(site: Site, change: dict[str, Any]) -> None:
    refused = await send(site, "POST", "", MAIRIE | change)
    assert refused.status_code == 422
    assert refused.json()["detail"]
    assert await site.rows("SELECT 1 FROM contacts") == []


async def test_the_only_way_to_reach_somebody_is_not_taken_away(site: Site) -> None:
    added = await send(site, "POST", "", MAIRIE | {"address": None, "phone": "0562000000"})
    refused = await send(site, "PATCH", f"/{added.json()['id']}", {"phone": None})
    assert refused.status_code == 422
