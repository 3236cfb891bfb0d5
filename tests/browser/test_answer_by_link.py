"""A secretary answers in one visit: from the mail in the maildir to the receipt, without a script, by keyboard alone,
on a screen of 320 px, against the whole installation."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from playwright.async_api import Browser, BrowserContext

from domain.calendar import civil_day
from domain.electorate import Electorate
from infra.embedded.places import scratch_directory
from infra.territories import load_epci
from tests.browser.mairie import NUMBER, answered, link_in, mail_of
from tests.browser.person import NARROW, Person, order_of_days
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


@pytest.fixture
async def visitor(chrome: Browser) -> AsyncIterator[BrowserContext]:
    context = await chrome.new_context(
        locale="fr-FR", java_script_enabled=False, viewport={"width": NARROW, "height": 640}
    )
    yield context
    await context.close()


async def test_a_request_is_answered_in_one_visit_by_keyboard_alone_without_a_script_at_320_px(
    installation: Launched, request_mail: EmailMessage, visitor: BrowserContext, chrome: Browser
) -> None:
    today = civil_day(datetime.now(UTC), load_epci(SIREN).place)
    order = await order_of_days(chrome)
    person = Person(await visitor.new_page(), order, keyboard=True, narrow=True, eyes=chrome)
    answer = await person.open(link_in(request_mail))
    assert answer.status == 200
    assert len(await answer.body()) <= 100_000
    await answered(person, installation, today)
    told = await person.page.inner_text("main")
    assert NUMBER in told
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
