"""The pages of links in Chromium: axe-clean in every state, answered by keyboard alone, at 320 px, without scripts."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from domain.consultation.commands import Proof, RecordAvis, RecordReceipt, Sens
from domain.mandate.commands import RecordCouncils
from domain.objective.commands import BlockObjective, RecordProgress, StartObjective
from domain.objective.values import BlockageCause
from scripts.browsing import served
from tests.browser.test_accessibility import COLOURS, violations
from tests.domain.consultation.stories import day
from tests.domain.objective.objectives import IMPACT, SIGNATURE, plan
from tests.web.visitors.test_pilotes import BEDS
from tests.web.visitors.town import (
    MANDATE,
    OBJECTIVE,
    ROADS,
    WATER,
    Town,
    at_work,
    consulted,
    opened,
    town_on,
)

RECEIVED = RecordReceipt(commune="01002", received_on=day("2027-03-02"), proof=Proof.COURRIEL)
Prepare = Callable[[Town], Awaitable[str]]


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    async with town_on(database_url) as town, at_work(town):
        await consulted(town)
        yield town


@pytest.fixture
async def reader(chrome: Browser) -> AsyncIterator[BrowserContext]:
    """A phone of 320 px."""
    context = await chrome.new_context(locale="fr-FR", viewport={"width": 320, "height": 640})
    yield context
    await context.close()


async def asked(town: Town) -> str:
    await opened(town, ROADS, "Voirie communale")
    await town.tell(MANDATE, "2027-03-03", RecordCouncils(commune="01002", days=(day("2027-04-06"),)))
    return f"/r/{await town.mairie()}"


async def received(town: Town) -> str:
    await town.tell(WATER, "2027-03-03", RECEIVED)
    return f"/r/{await town.mairie()}"


async def prepared(town: Town) -> str:
    town.clock.at += timedelta(days=37)
    return await town.prepare(await town.mairie())


async def answered(town: Town) -> str:
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    await town.deposit(secret, sens="favorable_avec_reserves", reserve="Sous réserve du maintien de la régie")
    return f"/r/{secret}"


async def recorded(town: Town) -> str:
    town.clock.at += timedelta(days=37)
    there = await town.prepare(secret := await town.mairie())
    done = await town.post(there, {"code": await town.code(secret)})
    return str(done.headers["location"])


async def silent(town: Town) -> str:
    await town.tell(WATER, "2027-03-03", RECEIVED)
    secret = await town.mairie()
    town.clock.at += timedelta(days=109)
    await town.site.pass_time(WATER, "2027-06-20")
    return f"/r/{secret}"


async def over(town: Town) -> str:
    await town.tell(WATER, "2027-03-03", RECEIVED)
    town.clock.at += timedelta(days=123)
    return f"/r/{await town.mairie()}"


async def late(town: Town) -> str:
    avis = RecordAvis(commune="01002", sens=Sens.DEFAVORABLE, voted_on=day("2027-06-15"))
    await town.tell(WATER, "2027-03-03", RECEIVED)
    await town.tell(WATER, "2027-06-20", avis)
    return f"/r/{await town.mairie()}"


async def gone(town: Town) -> str:
    return f"/r/{'A' * 43}"


async def preferences(town: Town) -> str:
    return f"/r/{await town.pilote()}/preferences"


async def piloted(town: Town) -> str:
    planned = plan("2027-09-01", pilote="DSI", milestones=(IMPACT, SIGNATURE), indicators=(BEDS,))
    await town.tell(OBJECTIVE, "2026-11-30", planned)
    await town.tell(OBJECTIVE, "2027-01-04", StartObjective(), RecordProgress(percent=20, note="Commencé", by="DSI"))
    return f"/r/{await town.pilote()}"


async def blocked(town: Town) -> str:
    path = await piloted(town)
    await town.tell(OBJECTIVE, "2027-01-05", BlockObjective(cause=BlockageCause.RH, text="Poste vacant"))
    return path


STATES = (asked, received, prepared, answered, recorded, silent, over, late, gone, preferences, piloted, blocked)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_axe_finds_nothing_on_the_pages_of_links(town: Town, chrome: Browser, state: Prepare) -> None:
    path = await state(town)
    async with served(town.site.app) as base:
        page = await chrome.new_page()
        await page.goto(base + path)
        assert await violations(page) == []
        await page.emulate_media(color_scheme="dark")
        assert await violations(page, COLOURS) == [], "dark"
        await page.emulate_media(color_scheme="light")
        await page.set_viewport_size({"width": 320, "height": 640})
        assert await violations(page) == [], "320 px"
        assert await _overflow(page) <= 0
        await page.close()


@pytest.mark.parametrize("form", ["reponse", "reception", "conseils", "avancement", "code", "calendrier"])
async def test_axe_finds_nothing_on_a_form_that_has_mistakes(town: Town, reader: BrowserContext, form: str) -> None:
    path = await {"avancement": piloted, "code": prepared, "calendrier": preferences}.get(form, asked)(town)
    async with served(town.site.app) as base:
        page = await reader.new_page()
        await page.goto(base + path)
        sent = page.locator("form[enctype]" if form == "reponse" else f"form[action*='{_action(form)}']").first
        await sent.evaluate("form => { form.noValidate = true }")
        await sent.locator("button").first.click()
        assert await page.get_by_role("alert").count() == 1
        assert (await page.title()).startswith("Erreur")
        assert await violations(page) == []
        await page.close()


async def test_a_commune_answers_by_keyboard_alone_without_javascript_on_7_april_2027(
    town: Town, chrome: Browser
) -> None:
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    context = await chrome.new_context(
        locale="fr-FR", java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    async with served(town.site.app) as base:
        page = await context.new_page()
        await page.goto(f"{base}/r/{secret}")  # 1: open the link
        await page.locator("#sens").focus()  # 2: fill in
        await page.keyboard.press("Space")
        await page.locator("#votee_le").focus()
        # The same day whether the browser puts the month or the day first.
        await page.keyboard.type("03032027")
        await page.locator("#numero").focus()
        await page.keyboard.type("2027-08")
        await page.locator("#nom").focus()
        await page.keyboard.type("Camille Essai")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        await page.get_by_role("button", name="Vérifier avant de confirmer").focus()
        await page.keyboard.press("Enter")  # 3: send
        await page.get_by_role("heading", name="Vérifiez et confirmez").wait_for()
        code = await town.code(secret)  # 4: read the code
        await page.get_by_label("Code à six chiffres").focus()
        await page.keyboard.type(code)
        await page.keyboard.press("Enter")  # 5: confirm
        await page.get_by_role("heading", name="Délibération enregistrée, elle compte").wait_for()
    await context.close()
    avis = await town.avis()
    assert (avis.sens, avis.voted_on, avis.number) == (Sens.FAVORABLE, day("2027-03-03"), "2027-08")


async def _overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    wide: int = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def _action(form: str) -> str:
    return "/confirmation/" if form == "code" else f"/{form}"
