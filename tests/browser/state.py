"""A page in one of its states."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Page

from tests.browser.conftest import Served, Sites

#: What is done on a page before it is looked at.
Act = Callable[[Page, Served], Awaitable[None]]


@dataclass(frozen=True)
class State:
    """A page of a site of `Sites`, after what is done on it."""

    name: str
    path: str
    site: str = "noon"
    act: Act | None = None

    def __str__(self) -> str:
        return self.name

    async def open(self, sites: Sites) -> Page:
        """Shows it; the page is to be closed. Raises playwright's `TimeoutError` when it cannot be reached."""
        site: Served = getattr(sites, self.site)
        page = await site.open(self.path)
        if self.act is not None:
            await self.act(page, site)
        return page
