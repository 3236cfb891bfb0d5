"""Takes pictures of the pages for the gallery: the example on 19 May 2028, in light, in dark, on a small screen.

Run as `python -m scripts.screenshots`; needs Chromium.
"""

import asyncio
import sys
from pathlib import Path
from typing import Final, Literal, NamedTuple

from fastapi import FastAPI
from playwright.async_api import Browser, Page
from sqlalchemy import update

from domain.people import mairie, pilote
from infra.database import migrate
from infra.embedded.places import scratch_directory
from infra.embedded.postgres import EmbeddedPostgres
from infra.link_tables import links
from infra.links import NewLink, Purpose
from infra.tables import notices
from infra.territories import load_epci
from scripts.browsing import NO_BROWSER, browser, chromium, served
from scripts.played import NOON, SIREN, TROUBLES, player
from web.app import create_app
from web.house import WebHouse, open_web_house

FOLDER: Final = Path(__file__).resolve().parents[1] / "docs/gallery/pages"

_WIDE: Final = (1120, 860)
_NARROW: Final = (320, 900)
_VISIT: Final = (760, 900)


#: The commune and the pilote whose links are pictured; the one still has to vote.
_COMMUNE: Final = mairie(load_epci(SIREN).find("Beaumont").insee)
_PILOTE: Final = pilote("DSI")
_ASKED: Final = f"consultation/{SIREN}/petite-enfance"


class Picture(NamedTuple):
    """One page as it is pictured: from its top, or from the element `at`; no more than the screen. `{mairie}` and
    `{pilote}` in its path are their links. `answered`: its form of answer is filled and sent before."""

    name: str
    path: str
    screen: tuple[int, int] = _WIDE
    scheme: Literal["light", "dark"] = "light"
    at: str = ""
    signed_in: bool = True
    answered: bool = False


class Entry(NamedTuple):
    """How one comes in: the token of a coordinator, and the secrets of links, by what paths call them."""

    token: str
    links: dict[str, str]


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
    Picture("relances", "/relances"),
    Picture("relances-320", "/relances", _NARROW),
    Picture("relances-passees-sombre", "/relances/passees", scheme="dark"),
    Picture("lien-demande", "/r/{mairie}", _VISIT, signed_in=False),
    Picture("lien-demande-320", "/r/{mairie}", _NARROW, signed_in=False),
    Picture("lien-reponse-320", "/r/{mairie}", _NARROW, at="#repondre", signed_in=False),
    Picture("lien-reponse-sombre", "/r/{mairie}", _VISIT, "dark", at="#repondre", signed_in=False),
    Picture("lien-confirmation", "/r/{mairie}", _VISIT, signed_in=False, answered=True),
    Picture("lien-pilote", "/r/{pilote}", _VISIT, signed_in=False),
    Picture("lien-preferences", "/r/{pilote}/preferences", _VISIT, signed_in=False),
    Picture("lien-fini", f"/r/{'A' * 43}", (760, 480), signed_in=False),
    Picture("connexion", "/connexion", (1120, 620), signed_in=False),
    Picture("page-introuvable", "/nulle-part", (1120, 420)),
)


async def take(picture: Picture, opened: Browser, base: str, entry: Entry) -> bytes:
    """The picture, a PNG."""
    width, height = picture.screen
    headers = {"Authorization": f"Bearer {entry.token}"} if picture.signed_in else {}
    context = await opened.new_context(
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,
        extra_http_headers=headers,
        reduced_motion="reduce",
        locale="fr-FR",
    )
    page = await context.new_page()
    # The sheet has an image of its own, which no load waits for.
    await page.goto(base + picture.path.format(**entry.links), wait_until="networkidle")
    if picture.answered:
        await _answer(page)
    if picture.at:
        await page.locator(picture.at).evaluate("element => element.scrollIntoView()")
    png = await page.screenshot()
    await context.close()
    return png


async def _answer(page: Page) -> None:
    """Fills the form of a délibération and sends it: « vérifiez et confirmez »."""
    form = page.get_by_role("region", name="Déposer la délibération")
    await form.get_by_label("Favorable", exact=True).check()
    await form.get_by_label("Votée le").fill("2028-05-15")
    await form.get_by_label("Numéro de la délibération").fill("2028-21")
    await form.get_by_label("Votre nom").fill("Camille Exemple")
    await form.get_by_label("Secrétaire de mairie").check()
    await form.get_by_role("button", name="Vérifier avant de confirmer").click()
    await page.wait_for_url("**/confirmation/**")


async def take_all(app: FastAPI, entry: Entry, folder: Path) -> None:
    """Every picture, in `folder`; those that are no more are taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    async with served(app) as base, browser() as opened:
        for picture in PICTURES:
            (folder / f"{picture.name}.png").write_bytes(await take(picture, opened, base, entry))


async def play(url: str, folder: Path) -> None:
    """The example on the migrated database at `url`, pictured."""
    async with player(url) as playing:
        await playing.play(NOON, TROUBLES)
        async with open_web_house(url, playing.clock) as house:
            await take_all(create_app(house), await _entry(house), folder)


async def _entry(house: WebHouse) -> Entry:
    """A token, and links as letters bear them."""
    found = await house.desk.contacts.behind(SIREN, [_COMMUNE, _PILOTE])
    about = {_COMMUNE: f"{_ASKED}#{_COMMUNE.commune}", _PILOTE: f"objective/{SIREN}/F2.1"}
    purposes = {_COMMUNE: Purpose.COMMUNE, _PILOTE: Purpose.PILOTE}
    wanted = [
        NewLink(siren=SIREN, purpose=purposes[to], about=about[to], to=to, contact_id=who.id, address=who.address or "")
        for to, who in found.items()
        if who is not None
    ]
    of_mairie, of_pilote = await house.desk.links.issue(wanted)
    async with house.engine.begin() as connection:
        # They are of the day of the example, not of the day on which its pictures are taken; and its mail has left.
        now = await house.clock.read()
        await connection.execute(update(links).values(issued_at=now))
        left = update(notices).where(notices.c.send_at < now)
        await connection.execute(left.values(state="sent", sent_at=notices.c.send_at))
    return Entry(await house.tokens.create("coordination"), {"mairie": of_mairie, "pilote": of_pilote})


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
