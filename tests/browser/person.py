"""Somebody at the pages: by mouse, by keyboard alone, on a small screen; with or without scripts."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from playwright.async_api import Locator, Page

from tests.browser.test_accessibility import violations

NARROW: Final = 320

#: More stops than the longest page has.
_STOPS: Final = 400


@dataclass(frozen=True)
class Person:
    """`keyboard`: touches nothing else; `narrow`: looks at each page for what goes past 320 px; `order`: how a day is
    typed in a date field, which follows the browser's language and not the page's."""

    page: Page
    order: str
    keyboard: bool = False
    narrow: bool = False

    def __post_init__(self) -> None:
        # Playwright catches the window that chooses a file only while somebody listens, and is told so without being
        # waited for: a listener of `attach` alone may come after the key that opens the window.
        self.page.on("filechooser", lambda _: None)

    async def open(self, address: str) -> None:
        """Goes to an address, as one pastes it."""
        await self.page.goto(address)
        await self.look()

    async def press(self, wanted: Locator) -> None:
        """Follows a link or presses a button, and looks at the page that comes."""
        if self.keyboard:
            await self.reach(wanted)
            async with self.page.expect_navigation():
                await self.page.keyboard.press("Enter")
        else:
            async with self.page.expect_navigation():
                await wanted.click()
        await self.look()

    async def link(self, name: str) -> None:
        """Follows the first link that says this."""
        await self.press(self.page.get_by_role("link", name=name).first)

    async def button(self, name: str) -> None:
        """Presses the button that says this."""
        await self.press(self.page.get_by_role("button", name=name, exact=True).first)

    async def confirm(self, name: str) -> None:
        """Sees what will happen, confirms it, and waits for what comes of it as the page says to: by asking again."""
        await self.button("Voir ce qui va se passer")
        await self.button(name)
        await self.wait_out("Demande enregistrée, en cours", "actualiser cette page")
        await self.page.get_by_role("heading", name="C'est fait").wait_for()

    async def wait_out(self, heading: str, again: str) -> None:
        """Asks again, as the page says to, for as long as it bears the heading."""
        while await self.page.get_by_role("heading", name=heading, exact=True).count():
            await self.link(again)

    async def type(self, label: str, text: str) -> None:
        """Types in a field, in the place of what it held."""
        field = self.page.get_by_label(label).first
        if self.keyboard:
            await self.reach(field)
            await self.page.keyboard.press("Control+A")
            await self.page.keyboard.type(text)
        else:
            await field.fill(text)

    async def day(self, label: str, day: date) -> None:
        """Gives a day in a date field."""
        field = self.page.get_by_label(label).first
        if self.keyboard:
            await self.reach(field)
            await self.page.keyboard.type(day.strftime(self.order))
        else:
            await field.fill(day.isoformat())

    async def tick(self, label: str, *, exact: bool = False) -> None:
        """Chooses among several, or ticks."""
        choice = self.page.get_by_label(label, exact=exact).first
        if self.keyboard:
            await self.reach(choice)
            if not await choice.is_checked():
                await self.page.keyboard.press("Space")
        else:
            await choice.check()

    async def select(self, label: str, choice: str) -> None:
        """Chooses in a list what begins so."""
        field = self.page.get_by_label(label).first
        options = await field.locator("option").all_inner_texts()
        whole = next(each for each in options if each.startswith(choice))
        if self.keyboard:
            await self.reach(field)
            await self.page.keyboard.type(choice[:40])
            # What is typed within a list is looked for as long as one goes on: leaving the list ends it.
            await self.page.keyboard.press("Tab")
            chosen: str = await field.evaluate("field => field.selectedOptions[0].text")
            assert chosen == whole
        else:
            await field.select_option(label=whole)

    async def attach(self, label: str, file: Path) -> None:
        """Joins a file."""
        field = self.page.get_by_label(label).first
        if self.keyboard:
            await self.reach(field)
            async with self.page.expect_file_chooser() as choosing:
                await self.page.keyboard.press("Enter")
            await (await choosing.value).set_files(file)
        else:
            await field.set_input_files(file)

    async def reach(self, wanted: Locator) -> None:
        """Moves there by the Tab key; inside a group of choices, by the arrows."""
        await wanted.wait_for()
        group = await wanted.get_attribute("name") if await wanted.get_attribute("type") == "radio" else None
        for _ in range(_STOPS):
            if await wanted.evaluate("element => element === document.activeElement"):
                return
            here = await wanted.evaluate("() => document.activeElement.getAttribute('name')") if group else None
            await self.page.keyboard.press("ArrowDown" if group and here == group else "Tab")
        raise AssertionError(f"{wanted} is not reached by the keyboard")

    async def look(self) -> None:
        """What every page owes: a title, one h1, nothing sideways, nothing said to be wrong that was not."""
        assert await self.page.get_by_role("heading", level=1).count() == 1, self.page.url
        assert re.search(r"– Jalon$", await self.page.title()), self.page.url
        if self.narrow:
            # The width is read of the root as it is laid out: no script is needed.
            box = await self.page.locator("html").evaluate("root => root.scrollWidth")
            assert box <= NARROW, f"{self.page.url} is {box} px wide"
            assert await violations(self.page) == []


async def order_of_days(page: Page) -> str:
    """How the browser wants the parts of a day, for `strftime`."""
    script = "new Intl.DateTimeFormat().formatToParts(new Date()).map(part => part.type)"
    parts = {"day": "%d", "month": "%m", "year": "%Y"}
    return "".join(parts[part] for part in await page.evaluate(script) if part in parts)
