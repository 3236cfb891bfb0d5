"""Read by anybody: without a mouse, without a script, on a small screen, with the reader's own colours, on paper."""

from playwright.async_api import Browser, ConsoleMessage

from tests.browser.conftest import Sites

_WIDTH = "document.documentElement.scrollWidth"


async def test_text_twice_as_large_still_fits(sites: Sites) -> None:
    page = await sites.noon.open("/consultations/transfert-eau")
    await page.set_viewport_size({"width": 640, "height": 640})
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await page.evaluate(_WIDTH) <= 640
    await page.close()


async def test_one_comes_in_reads_and_goes_out_without_any_script(chrome: Browser, sites: Sites) -> None:
    context = await chrome.new_context(java_script_enabled=False)
    page = await context.new_page()
    said: list[ConsoleMessage] = []
    page.on("console", lambda message: said.append(message))
    await page.goto(f"{sites.noon.base}/consultations/schema")
    await page.get_by_label("Jeton d'accès").fill(sites.noon.secret)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Schéma de mutualisation 2026-2032").wait_for()
    await page.get_by_role("link", name="Historique de cette consultation dans le journal").click()
    await page.get_by_role("link", name="Événements plus anciens").click()
    await page.get_by_role("link", name="Tableau de bord").first.click()
    await page.get_by_role("link", name="F2.1 Informatique et cybersécurité mutualisées").click()
    await page.get_by_role("button", name="Se déconnecter").click()
    await page.get_by_text("Vous êtes déconnecté.").wait_for()
    await page.goto(sites.noon.base)
    assert "/connexion?suite=" in page.url
    # The content security policy has nothing to refuse.
    assert [message.text for message in said if message.type in ("error", "warning")] == []
    await context.close()


async def test_a_keyboard_skips_the_head_and_sees_where_it_is(sites: Sites) -> None:
    page = await sites.noon.open("/")
    await page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert await skip.inner_text() == "Aller au contenu"
    box = await skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "contenu"
    await page.keyboard.press("Tab")
    assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert await page.evaluate("document.activeElement.getAttribute('href')") == "#retards"
    await page.close()


async def test_colours_forced_by_the_reader_leave_every_mark_visible(sites: Sites) -> None:
    page = await sites.noon.open("/consultations/transfert-eau")
    await page.emulate_media(forced_colors="active")
    badge = "getComputedStyle(document.querySelector('.badge.good'))"
    assert await page.evaluate(f"{badge}.borderTopStyle") == "solid"
    part, whole = (f"getComputedStyle(document.querySelector('.gauge .{name}')).fill" for name in ("yes", "open"))
    assert await page.evaluate(part) != await page.evaluate(whole)
    await page.close()


async def test_paper_keeps_the_facts_and_drops_what_is_for_a_screen(sites: Sites) -> None:
    page = await sites.noon.open("/consultations/transfert-eau")
    await page.emulate_media(media="print", color_scheme="dark")
    assert not await page.get_by_role("navigation", name="Principale").is_visible()
    assert not await page.get_by_role("button", name="Se déconnecter").is_visible()
    assert await page.get_by_text("Données fictives.").is_visible()
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert await page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    await page.close()


async def test_the_place_of_a_figure_of_the_dashboard_is_reached(sites: Sites) -> None:
    page = await sites.noon.open("/")
    await page.get_by_role("link", name="risques juridiques").click()
    assert await page.evaluate("document.activeElement.id") == "risques"
    await page.close()
