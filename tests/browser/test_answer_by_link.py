"""A secretary answers in one visit: from the mail in the maildir to the receipt, without a script, by keyboard alone,
on a screen of 320 px, against the whole installation."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page

from domain.calendar import civil_day
from domain.electorate import Electorate
from infra.embedded.places import scratch_directory
from infra.territories import load_epci
from tests.browser.test_accessibility import violations
from tests.terminal.launched import Installation, Launched, soon

pytestmark = pytest.mark.timeout(240)

SIREN = "243200417"
KEY = "mediatheque"
CONSULTATION = f"consultation/{SIREN}/{KEY}"
COMMUNE = "Béraut"


@pytest.fixture(scope="module")
def installation() -> Iterator[Launched]:
    with scratch_directory() as directory:
        installation = Installation(directory / "jalon")
        yield installation.up()
        installation.end()


@pytest.fixture(scope="module")
def request_mail(installation: Launched) -> EmailMessage:
    """The request that left to the mairie of Béraut: a restitution, on which it has three months to vote."""
    epci = load_epci(SIREN)
    today = civil_day(datetime.now(UTC), epci.place)
    opening = {
        "kind": "OpenConsultation",
        "siren": SIREN,
        "epci_name": epci.name,
        "nature": epci.nature.value,
        "place": epci.place.model_dump(mode="json"),
        "procedure": "restitution_competence",
        "title": "Restitution de la lecture publique",
        "question": "Le conseil municipal est appelé à se prononcer sur la restitution de la lecture publique.",
        "mandate": f"mandate/{SIREN}/2026",
        "synthetic": True,
    }
    vote = {"kind": "RecordCouncilVote", "voted_on": str(today - timedelta(days=1)), "number": "2026-48"}
    sending = {
        "kind": "SendConsultation",
        "sent_on": str(today),
        "electorate": Electorate.of(epci).model_dump(mode="json"),
    }
    for command in (opening, vote, sending):
        answer = installation.ask("POST", "/api/v1/commands", json={"stream": CONSULTATION, "command": command})
        # On a busy machine the engine, which steps back under `jalon up`, may take longer than one waits.
        assert answer.status_code in (200, 202), answer.text
    return soon(lambda: mail_of(installation, COMMUNE, "Restitution"))


def mail_of(up: Launched, *words: str) -> EmailMessage | None:
    """The last mail whose subject has all these words."""
    found = [message for message in mails(up) if all(word in str(message["Subject"]) for word in words)]
    return found[-1] if found else None


def mails(up: Launched) -> list[EmailMessage]:
    files = sorted(Path(up.told("courriels")).glob("new/*.eml"), key=lambda file: file.stat().st_mtime)
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(message: EmailMessage) -> str:
    found = re.search(r"http://\S+/r/[\w-]{43}", text_of(message))
    assert found is not None
    return found[0]


def code_in(up: Launched, before: int) -> str | None:
    """The digits of the code that came after the `before` first ones."""
    codes = [message for message in mails(up) if "code de confirmation" in str(message["Subject"])]
    found = re.search(r"\b\d{6}\b", text_of(codes[-1])) if len(codes) > before else None
    return found[0] if found else None


def codes_so_far(up: Launched) -> int:
    return sum("code de confirmation" in str(message["Subject"]) for message in mails(up))


@pytest.fixture
async def visitor(chrome: Browser) -> AsyncIterator[BrowserContext]:
    context = await chrome.new_context(
        locale="fr-FR", java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    yield context
    await context.close()


async def seen_whole(page: Page, chrome: Browser) -> None:
    """Nothing sideways at 320 px, nothing that axe finds wrong. Axe is a script: the address is opened again."""
    context = await chrome.new_context(locale="fr-FR", viewport={"width": 320, "height": 640})
    again = await context.new_page()
    await again.goto(page.url)
    assert await again.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    assert await violations(again) == []
    await context.close()


async def press_to(page: Page, wanted: Locator) -> None:
    """Moves by the Tab key to the field; inside a group of choices, by the arrows."""
    aim = await wanted.get_attribute("id")
    group = await wanted.get_attribute("name") if await wanted.get_attribute("type") == "radio" else None
    for _ in range(80):
        here = page.locator(":focus")
        at = await here.get_attribute("id") if await here.count() else None
        if at == aim:
            return
        within = group is not None and at is not None and re.fullmatch(rf"{group}(-\d+)?", at)
        await page.keyboard.press("ArrowDown" if within else "Tab")
    raise AssertionError(f"{aim} is not reached by the keyboard")


async def test_a_request_is_answered_in_one_visit_by_keyboard_alone_without_a_script_at_320_px(
    installation: Launched, request_mail: EmailMessage, visitor: BrowserContext, chrome: Browser
) -> None:
    today = civil_day(datetime.now(UTC), load_epci(SIREN).place)
    page = await visitor.new_page()
    # 1. The link of the mail.
    answer = await page.goto(link_in(request_mail))
    assert answer is not None
    assert answer.status == 200
    assert len(await answer.body()) <= 100_000
    await seen_whole(page, chrome)
    # 2. The form, filled by keyboard and sent by Enter.
    before = codes_so_far(installation)
    form = page.get_by_role("region", name="Déposer la délibération")
    await press_to(page, form.get_by_label("Favorable", exact=True))
    await page.keyboard.press("Space")
    await press_to(page, form.get_by_label("Votée le"))
    await page.keyboard.type(await typed(chrome, today))
    await press_to(page, form.get_by_label("Numéro de la délibération (facultatif)"))
    await page.keyboard.type("2026-61")
    await press_to(page, form.get_by_label("Votre nom"))
    await page.keyboard.type("Camille Exemple")
    await press_to(page, form.get_by_label("Secrétaire de mairie"))
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/confirmation/**")
    await seen_whole(page, chrome)
    # 3. and 4. The code, read in the mailbox and typed.
    digits = soon(lambda: code_in(installation, before))
    await press_to(page, page.get_by_label("Code à six chiffres"))
    await page.keyboard.type(digits)
    # 5. Confirmed.
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/recu/**")
    await seen_whole(page, chrome)
    told = await page.inner_text("main")
    assert "2026-61" in told
    receipt = soon(lambda: mail_of(installation, COMMUNE, "récépissé"))
    assert [part.get_content_type() for part in receipt.iter_attachments()][-1:] == ["application/pdf"]
    seat = next(
        each
        for each in installation.ask("GET", f"/api/v1/consultations/{KEY}", params={"siren": SIREN}).json()["communes"]
        if each["name"] == COMMUNE
    )
    assert (seat["answer"], seat["position"], seat["received_on"]) == (
        "favorable",
        "favorable",
        str(today),
    )


async def typed(chrome: Browser, day: date) -> str:
    """A day as it is typed in a date field: in the order of the browser's own language, whatever that of the page."""
    page = await chrome.new_page()
    order = await page.evaluate("new Intl.DateTimeFormat().formatToParts(new Date()).map(part => part.type)")
    await page.close()
    digits = {"day": f"{day:%d}", "month": f"{day:%m}", "year": f"{day:%Y}"}
    return "".join(digits[part] for part in order if part in digits)
