"""A page that is open says that something new was recorded, and changes nothing under its reader."""

from playwright.async_api import Browser

from domain.objective.commands import RecordProgress
from infra.embedded.postgres import EmbeddedPostgres
from scripts.browsing import served
from scripts.played import SIREN
from tests.browser.test_accessibility import violations
from tests.web.examples import example

OBJECTIVE = f"objective/{SIREN}/F2.1"


async def test_the_dashboard_says_on_19_may_2028_that_progress_was_recorded_meanwhile(
    chrome: Browser, postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database) as noon, served(noon.app) as base:
        context = await chrome.new_context(extra_http_headers={"Authorization": f"Bearer {noon.secret}"})
        page = await context.new_page()
        async with page.expect_response("**/direct**"):
            await page.goto(base)
        before = await page.inner_text("main")
        banner = page.get_by_role("status").filter(has_text="Du nouveau")
        assert await banner.count() == 0
        await noon.tell(OBJECTIVE, RecordProgress(percent=80, note="Bascule faite"))
        await banner.wait_for()
        assert (await page.inner_text("main")).replace(await banner.inner_text(), "").split() == before.split()
        assert await violations(page) == []
        await banner.get_by_role("link", name="actualiser").click()
        await page.wait_for_load_state()
        assert await banner.count() == 0
        await context.close()
