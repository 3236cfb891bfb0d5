"""What pages load: kept by browsers for good, under an address that changes with what it says."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from tests.web.conftest import Site
from tests.web.plays import consulted
from web.assets import ASSETS, address

TEMPLATES = Path(__file__).resolve().parents[2] / "web/templates"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("jalon.css", "text/css; charset=utf-8"),
        ("live.js", "text/javascript; charset=utf-8"),
        ("jalon.svg", "image/svg+xml"),
    ],
)
async def test_a_file_is_kept_by_the_address_that_its_content_gives_and_by_no_other(
    site: Site, name: str, kind: str
) -> None:
    kept = await site.client.get(address(name))
    assert (kept.status_code, kept.headers["content-type"]) == (200, kind)
    assert sha256(kept.content).hexdigest().startswith(address(name).partition("?v=")[2])
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    for other in (f"/static/{name}", f"/static/{name}?v=other"):
        assert (await site.client.get(other)).headers["cache-control"] == "no-cache"


def test_every_file_has_another_version() -> None:
    assert set(ASSETS) == {"jalon.css", "live.js", "jalon.svg"}
    assert len({each.version for each in ASSETS.values()}) == len(ASSETS)


@pytest.mark.parametrize("path", ["/static/rien.css", "/static/%2e%2e%2fapp.py", "/static/../app.py", "/static/"])
async def test_nothing_else_is_served(site: Site, path: str) -> None:
    assert (await site.client.get(path)).status_code == 404


def test_no_template_writes_an_address_of_a_file_by_hand() -> None:
    for template in TEMPLATES.rglob("*.html"):
        assert "/static/" not in template.read_text(encoding="utf-8"), template.name


async def test_a_live_page_loads_its_script_by_its_version(site: Site) -> None:
    await consulted(site)
    page = (await site.client.get("/", headers=site.bearer())).text
    assert re.findall(r'<script src="([^"]*)"', page) == [address("live.js")]
