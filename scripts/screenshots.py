"""Takes pictures of the pages for the gallery: the example on 19 May 2028, in light, in dark, on a small screen.

Run as `python -m scripts.screenshots`; needs Chromium.
"""

import asyncio
import sys
from pathlib import Path
from typing import Final, Literal, NamedTuple

from fastapi import FastAPI
from playwright.async_api import Browser

from infra.database import migrate
from infra.embedded.places import scratch_directory
from infra.embedded.postgres import EmbeddedPostgres
from scripts.browsing import NO_BROWSER, browser, chromium, served
from scripts.played import NOON, TROUBLES, player
from web.app import create_app
from web.house import open_web_house

FOLDER: Final = Path(__file__).resolve().parents[1] / "docs/gallery/pages"

_WIDE: Final = (1120, 860)
_NARROW: Final = (320, 900)


class Picture(NamedTuple):
    """One page as it is pictured: from its top, or from the element `at`; no more than the screen."""

    name: str
    path: str
    screen: tuple[int, int] = _WIDE
    scheme: Literal["light", "dark"] = "light"
    at: str = ""
    signed_in: bool = True


PICTURES: Final = (
    Picture("tableau-de-bord", "/"),
    Picture("tableau-de-bord-objectifs", "/", at="#objectifs"),
    Picture("tableau-de-bord-sombre", "/", _WIDE, "dark"),
    Picture("tableau-de-bord-320", "/", _NARROW),
    Picture("objectif", "/objectifs/F2.1"),
    Picture("objectif-bloque-sombre", "/objectifs/F2.2", scheme="dark"),
    Picture("objectif-320", "/objectifs/F2.1", _NARROW, at="#indicateurs"),
    Picture("consultation", "/consultations/transfert-eau"),
    Picture("consultation-majorite-reunie", "/consultations/transfert-eau", at="#resultat"),
    Picture("consultation-majorite-bloquee", "/consultations/transfert-dechets"),
    Picture("consultation-majorite-ouverte", "/consultations/petite-enfance"),
    Picture("consultation-majorite-ouverte-sombre", "/consultations/petite-enfance", scheme="dark"),
    Picture("consultation-majorite-bloquee-320", "/consultations/transfert-dechets", _NARROW),
    Picture("consultation-suspendue", "/consultations/transfert-eclairage"),
    Picture("consultation-suspendue-communes", "/consultations/transfert-eclairage", at="#communes"),
    Picture("consultation-programme", "/consultations/pacte-voirie", at="#programme"),
    Picture("consultation-a-envoyer", "/consultations/pacte-voirie"),
    Picture("consultation-communes", "/consultations/schema", at="#communes"),
    Picture("consultation-sombre", "/consultations/restitution-sport", scheme="dark"),
    Picture("consultation-320", "/consultations/transfert-eau", _NARROW, at="#communes"),
    Picture("journal", "/journal"),
    Picture("journal-sombre", "/journal", scheme="dark"),
    Picture("connexion", "/connexion", (1120, 620), signed_in=False),
    Picture("page-introuvable", "/nulle-part", (1120, 420)),
)


async def take(picture: Picture, opened: Browser, base: str, secret: str) -> bytes:
    """The picture, a PNG."""
    width, height = picture.screen
    headers = {"Authorization": f"Bearer {secret}"} if picture.signed_in else {}
    context = await opened.new_context(
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,
        extra_http_headers=headers,
        reduced_motion="reduce",
        locale="fr-FR",
    )
    page = await context.new_page()
    # The sheet has an image of its own, which no load waits for.
    await page.goto(base + picture.path, wait_until="networkidle")
    if picture.at:
        await page.locator(picture.at).evaluate("element => element.scrollIntoView()")
    png = await page.screenshot()
    await context.close()
    return png


async def take_all(app: FastAPI, secret: str, folder: Path) -> None:
    """Every picture, in `folder`; those that are no more are taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    async with served(app) as base, browser() as opened:
        for picture in PICTURES:
            (folder / f"{picture.name}.png").write_bytes(await take(picture, opened, base, secret))


async def play(url: str, folder: Path) -> None:
    """The example on the migrated database at `url`, pictured."""
    async with player(url) as playing:
        await playing.play(NOON, TROUBLES)
        async with open_web_house(url, playing.clock) as house:
            await take_all(create_app(house), await house.tokens.create("coordination"), folder)


def main(folder: Path) -> int:
    """Writes the gallery of pages; 1 when there is no browser."""
    if chromium() is None:
        print(NO_BROWSER, file=sys.stderr)
        return 1
    with scratch_directory() as directory, EmbeddedPostgres(directory / "postgres", durable=False) as postgres:
        migrate(postgres.url)
        asyncio.run(play(postgres.url, folder))
    print(f"{len(PICTURES)} images dans {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(FOLDER))
