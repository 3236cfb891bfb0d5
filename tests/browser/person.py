"""Somebody at the pages: by mouse, by keyboard alone, on a small screen; with or without scripts."""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, Self

from playwright.async_api import Browser, Locator, Page, Response

from tests.browser.test_accessibility import violations

NARROW: Final = 320

#: More stops than the longest page has.
_STOPS: Final = 400

#: Where the keyboard is, seen from an element: on it, on another choice of its group, or elsewhere.
_WHERE: Final = """element => {
  const here = document.activeElement;
  if (here === element) return "there";
  const group = element.type === "radio" && here.type === "radio" && here.name === element.name;
  return group && here.form === element.form ? "beside" : "elsewhere";
}"""


@dataclass(frozen=True)
class Person:
    """`keyboard`: touches nothing else; `narrow`: looks at each page for what goes past 320 px; `order`: how a day is
    typed in a date field, which follows the browser's language and not the page's. `region`: the part of the page that
    is looked at for what has a name, all of it when empty. `eyes`: a browser with scripts for what sees by them, where
    the page has none."""

    page: Page
    order: str
    keyboard: bool = False
    narrow: bool = False
    region: str = ""
    eyes: Browser | None = None

    def __post_init__(self) -> None:
        # Playwright catches the window that chooses a file only while somebody listens, and is told so by a task that
        # nobody waits for: a listener of `attach` alone may come after the key that opens the window.
        if not self.region:
            self.page.on("filechooser", lambda _: None)

    @property
    def place(self) -> Page | Locator:
        """What is looked at."""
        return self.page.get_by_role("region", name=self.region) if self.region else self.page

    def within(self, region: str) -> Self:
        """The same, who looks at one part of the page."""
        return replace(self, region=region)

    async def open(self, address: str) -> Response:
        """Goes to an address, as one pastes it. Gives what it answers."""
        answer = await self.page.goto(address)
        assert answer is not None
        await self.look()
        return answer

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
        await self.press(self.place.get_by_role("link", name=name).first)

    async def button(self, name: str) -> None:
        """Presses the button that says this."""
        await self.press(self.place.get_by_role("button", name=name, exact=True).first)

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
        field = self.place.get_by_label(label).first
        if self.keyboard:
            await self.reach(field)
            await self.page.keyboard.press("Control+A")
            await self.page.keyboard.type(text)
        else:
            await field.fill(text)

    async def day(self, label: str, day: date) -> None:
        """Gives a day in a date field."""
        field = self.place.get_by_label(label).first
        if self.keyboard:
            await self.reach(field)
            await self.page.keyboard.type(day.strftime(self.order))
        else:
            await field.fill(day.isoformat())

    async def tick(self, label: str, *, exact: bool = False) -> None:
        """Chooses among several, or ticks."""
        choice = self.place.get_by_label(label, exact=exact).first
        if self.keyboard:
            await self.reach(choice)
            if not await choice.is_checked():
                await self.page.keyboard.press("Space")
        else:
            await choice.check()

    async def attach(self, label: str, file: Path) -> None:
        """Joins a file."""
        field = self.place.get_by_label(label).first
        if self.keyboard:
            await self.reach(field)
            async with self.page.expect_file_chooser() as choosing:
                await self.page.keyboard.press("Enter")
            await (await choosing.value).set_files(file)
        else:
            await field.set_input_files(file)

    async def reach(self, wanted: Locator) -> None:
        """Moves there by the Tab key; inside a group of choices, by the arrows."""
        for _ in range(_STOPS):
            where = await wanted.evaluate(_WHERE)
            if where == "there":
                return
            await self.page.keyboard.press("ArrowDown" if where == "beside" else "Tab")
        raise AssertionError(f"{wanted} is not reached by the keyboard")

    async def look(self) -> None:
        """What every page owes: a title, one h1, nothing sideways, nothing said to be wrong that was not."""
        assert await self.page.get_by_role("heading", level=1).count() == 1, self.page.url
        assert re.search(r"– Jalon$", await self.page.title()), self.page.url
        if self.narrow:
            # The width is read of the root as it is laid out: no script is needed.
            box = await self.page.locator("html").evaluate("root => root.scrollWidth")
            assert box <= NARROW, f"{self.page.url} is {box} px wide"
            assert await self._violations() == []

    async def _violations(self) -> list[str]:
        """What axe finds. It is a script: where the page has none, its address is opened again where there are some."""
        if self.eyes is None:
            return await violations(self.page)
        async with await self.eyes.new_context(locale="fr-FR", viewport=self.page.viewport_size) as context:
            again = await context.new_page()
            await again.goto(self.page.url)
            return await violations(again)


async def order_of_days(browser: Browser) -> str:
    """How the browser wants the parts of a day, for `strftime`: in its own language, whatever that of the page."""
    page = await browser.new_page()
    script = "new Intl.DateTimeFormat().formatToParts(new Date()).map(part => part.type)"
    parts = {"day": "%d", "month": "%m", "year": "%Y"}
    order = await page.evaluate(script)
    await page.close()
    return "".join(parts[part] for part in order if part in parts)
