"""Pictures of every page in every state, light and dark, for the gallery: the very states that axe looks at.

Run as `python -m tests.browser.gallery`; needs Chromium.
"""

import asyncio
import base64
import re
import sys
import unicodedata
from pathlib import Path
from typing import Final, Literal

import psycopg
from playwright.async_api import Page, ViewportSize

from infra.database import migrate
from infra.embedded.places import scratch_directory
from infra.embedded.postgres import EmbeddedPostgres
from scripts.browsing import NO_BROWSER, browser, chromium
from tests.browser.conftest import opened_sites
from tests.browser.state import State
from tests.browser.states import PAGES

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs/gallery/etats"

_TEMPLATE: Final = "template_gallery"
_SIZE: Final = ViewportSize(width=1120, height=860)

#: In hundredths: words stay sharp, and a picture weighs a third of a PNG.
_QUALITY: Final = 55

#: Three-quarters of its size: it is still read.
_CLIP: Final = {"x": 0, "y": 0, **_SIZE, "scale": 0.75}

Scheme = Literal["light", "dark"]
_SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
_NAMES: Final = {"light": "clair", "dark": "sombre"}


def name_of(state: State) -> str:
    """« consultation-not-sent »: the name of its picture, without its scheme."""
    plain = unicodedata.normalize("NFKD", state.name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")


async def picture(page: Page) -> bytes:
    """The page from its top, as a WebP."""
    session = await page.context.new_cdp_session(page)
    taken = await session.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY, "clip": _CLIP})
    await session.detach()
    return base64.b64decode(taken["data"])


async def take_all(postgres: EmbeddedPostgres, folder: Path) -> int:
    """Every picture, in `folder`; those that are no more are taken away. Gives how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    async with browser() as chrome, opened_sites(chrome, postgres, _TEMPLATE) as sites:
        for state in PAGES:
            page = await state.open(sites)
            await page.set_viewport_size(_SIZE)
            for scheme in _SCHEMES:
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                await page.evaluate("window.scrollTo(0, 0)")
                (folder / f"{name_of(state)}-{_NAMES[scheme]}.webp").write_bytes(await picture(page))
            await page.close()
    return len(list(folder.glob("*.webp")))


def main() -> int:
    """Writes the gallery of states; 1 when there is no browser."""
    if chromium() is None:
        sys.stderr.write(f"{NO_BROWSER}\n")
        return 1
    with scratch_directory() as directory, EmbeddedPostgres(directory / "postgres", durable=False) as postgres:
        with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as administrator:
            administrator.execute(f"create database {_TEMPLATE}")
        migrate(postgres.url_of(_TEMPLATE))
        count = asyncio.run(take_all(postgres, FOLDER))
    sys.stdout.write(f"{count} images dans {FOLDER}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
