"""Chromium without a screen, on pages served by a real server on a free port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scripts.browsing import NO_BROWSER, browser, chromium, served
from scripts.played import Stopped
from tests.web.examples import BEFORE, IMPORTED, Example, broken, example, second_epci
from tests.web.inhabited import ADMINISTRATOR, inhabited
from tests.web.signing import PASSWORD
from web.app import create_app

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.async_api import Browser, BrowserContext, Page

    from infra.embedded.postgres import EmbeddedPostgres


@dataclass(frozen=True)
class Served:
    """Pages at `base`, and a browser with cookies of its own; `secret` is a token for every EPCI, `address` that of an
    account by which one comes in, where there are some."""

    base: str
    secret: str
    browser: BrowserContext
    address: str = ""

    async def open(self, path: str) -> Page:
        """Shows a page, by the door when it is closed. The page is to be closed."""
        page = await self.browser.new_page()
        await page.goto(self.base + path)
        if "/connexion?" in page.url and self.address:
            await page.get_by_label("Adresse de courriel").fill(self.address)
            await page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
            await page.get_by_role("button", name="Se connecter").first.click()
            await page.wait_for_url(self.base + path)
        elif "/connexion?" in page.url:
            await page.get_by_label("Jeton d'accès").fill(self.secret)
            await page.get_by_role("button", name="Se connecter").click()
            await page.wait_for_url(self.base + path)
        return page


@dataclass(frozen=True)
class Sites:
    """The web in several states, by name: `noon` (19 May 2028), `late` (its clock has stopped), `bare` (no EPCI),
    `two` (two EPCI, nothing but a roadmap), `lived` (accounts, a token, and an evaluation that is recorded)."""

    noon: Served
    late: Served
    bare: Served
    two: Served
    lived: Served


@pytest.fixture(scope="session")
async def chrome() -> AsyncIterator[Browser]:
    """Chromium; what needs it is skipped where it is not installed."""
    if chromium() is None:
        pytest.skip(NO_BROWSER)
    async with browser() as opened:
        yield opened


@pytest.fixture(scope="session")
async def sites(chrome: Browser, postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Sites]:
    async with opened_sites(chrome, postgres, template_database) as opened:
        yield opened


@asynccontextmanager
async def opened_sites(chrome: Browser, postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Sites]:
    """Every site, on databases of its own that are copies of `template`, a migrated one."""
    async with AsyncExitStack() as held:

        async def seen(*hour: datetime) -> Example:
            return await held.enter_async_context(example(postgres, template, *hour))

        async def site(app: FastAPI, secret: str, address: str = "") -> Served:
            base = await held.enter_async_context(served(app))
            return Served(base, secret, await chrome.new_context(locale="fr-FR"), address)

        noon, bare, two, lived = await seen(), await seen(BEFORE), await seen(IMPORTED), await seen()
        await second_epci(two)
        await inhabited(lived)
        week_later = Stopped(noon.player.clock.at + timedelta(days=8))
        yield Sites(
            noon=await site(broken(noon.app), noon.secret),
            late=await site(create_app(replace(noon.house, clock=week_later)), noon.secret),
            bare=await site(bare.app, bare.secret),
            two=await site(two.app, two.secret),
            lived=await site(lived.app, lived.secret, ADMINISTRATOR),
        )
