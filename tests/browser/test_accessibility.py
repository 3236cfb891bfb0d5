"""axe-core finds no violation of WCAG A and AA, nor of RGAA, on any page in any state: light, dark and 320 px wide.

Nor does any page scroll sideways at 320 px, nor at 200 %.
"""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page

from scripts.played import SIREN
from tests.browser.conftest import Sites
from tests.browser.state import State
from tests.browser.states import PAGES

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4"]

#: One h1, landmarks, headings in order, nothing outside of a landmark: good practice that no tag above holds.
RULES = ["page-has-heading-one", "landmark-one-main", "heading-order", "region", "landmark-unique", "skip-link"]


ALL = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {rule: {"enabled": True} for rule in RULES}}

#: All that another scheme of colours may change.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


async def violations(page: Page, options: dict[str, Any] = ALL) -> list[str]:
    """What axe complains of, one line for each rule, with the first elements."""
    answer = await Axe().run(page, options=options | {"resultTypes": ["violations"]})
    return [_told(rule) for rule in answer.response["violations"]]


def _told(rule: dict[str, Any]) -> str:
    places = " ; ".join(f"{node['target']} {node['failureSummary']}" for node in rule["nodes"][:3])
    return f"{rule['id']} ({rule['help']}) : {places}"


@pytest.mark.parametrize("state", PAGES, ids=str)
async def test_axe_finds_nothing(sites: Sites, state: State) -> None:
    page = await state.open(sites)
    assert await violations(page) == []
    await page.emulate_media(color_scheme="dark")
    assert await violations(page, COLOURS) == [], "dark"
    await page.emulate_media(color_scheme="light")
    for width in (1280, 640, 320):
        await page.set_viewport_size({"width": width, "height": 640})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await violations(page) == [], "320 px"
    await page.close()


async def test_axe_sees_what_is_wrong(chrome: Browser, sites: Sites) -> None:
    """That nothing is found means something: a page spoilt on purpose is."""
    page = await chrome.new_page()
    await page.goto(f"{sites.noon.base}/connexion")
    await page.evaluate("document.querySelector('label').remove(); document.documentElement.removeAttribute('lang')")
    await page.evaluate("document.querySelector('h1').outerHTML = '<h3>Connexion</h3>'")
    rules = {line.partition(" ")[0] for line in await violations(page)}
    assert {"html-has-lang", "label", "page-has-heading-one"} <= rules
    await page.close()


async def test_the_tables_keep_their_meaning_when_each_row_becomes_a_card(sites: Sites) -> None:
    page = await sites.noon.open("/consultations/transfert-eau")
    await page.set_viewport_size({"width": 320, "height": 640})
    table = page.get_by_role("table", name="15 réponses sur 26 communes")
    assert await table.get_by_role("row").count() == 27
    assert await table.get_by_role("columnheader", name="Silence dès le").count() == 1
    assert await table.get_by_role("rowheader", name="Roquepine").count() == 1
    await page.close()


async def test_each_page_is_titled_by_what_it_is_and_whose(sites: Sites) -> None:
    titles = {
        "/": "Tableau de bord – CC de la Tenarèze – Jalon",
        "/objectifs/F2.1": "F2.1 Informatique et cybersécurité mutualisées – CC de la Tenarèze – Jalon",
        "/consultations/transfert-eau": "Transfert de la compétence eau potable – CC de la Tenarèze – Jalon",
        "/journal": "Journal – CC de la Tenarèze – Jalon",
        f"/journal?flux=mandate/{SIREN}/2026": "Journal\u202f: mandat 2026 – CC de la Tenarèze – Jalon",
    }
    for path, title in titles.items():
        page = await sites.noon.open(path)
        assert await page.title() == title
        await page.close()
