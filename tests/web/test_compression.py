"""What is compressed, and what is not: never what another site made a reader ask for."""

import pytest

from tests.domain.objective.objectives import plan
from tests.web.conftest import Site
from tests.web.plays import SIREN, consulted

F1 = f"objective/{SIREN}/F1"


@pytest.mark.parametrize(
    ("path", "asked_from", "compressed"),
    [
        ("/", "same-origin", True),
        ("/", "none", True),
        ("/", "cross-site", False),
        ("/", "same-site", False),
        ("/", "", False),
        ("/static/jalon.css", "cross-site", True),
        (f"/api/v1/objectives?siren={SIREN}", "", True),
        ("/pret", "none", False),
    ],
)
async def test_only_what_no_other_site_led_to_is_compressed(
    site: Site, path: str, asked_from: str, compressed: bool
) -> None:
    await consulted(site)
    for number in range(8):
        await site.tell(f"{F1}-{number}", "2027-04-03", plan())
    headers = site.bearer() | {"Accept-Encoding": "gzip"} | ({"Sec-Fetch-Site": asked_from} if asked_from else {})
    answer = await site.client.get(path, headers=headers)
    assert answer.status_code == 200
    assert ("content-encoding" in answer.headers) is compressed
    plainly = await site.client.get(path, headers=headers | {"Accept-Encoding": "identity"})
    assert "content-encoding" not in plainly.headers
    assert len(plainly.content) == len(answer.content) or path == "/"


async def test_a_head_says_what_a_get_would_and_no_more(site: Site) -> None:
    headers = site.bearer() | {"Accept-Encoding": "gzip"}
    answer = await site.client.head("/static/jalon.css", headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
