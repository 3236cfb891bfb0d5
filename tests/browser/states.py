"""Every page in every state that it has."""

from typing import Final

from playwright.async_api import Page

from scripts.played import SIREN
from tests.browser.conftest import Served
from tests.browser.console_states import CONSOLE
from tests.browser.state import Act, State


async def _wrong_token(page: Page, site: Served) -> None:
    await page.goto(f"{site.base}/connexion")
    await page.get_by_label("Jeton d'accès").fill("jalon_perdu")
    await page.get_by_role("button", name="Se connecter").click()
    await page.get_by_role("alert").wait_for()


async def _leave(page: Page, site: Served) -> None:
    await page.get_by_role("button", name="Se déconnecter").click()
    await page.get_by_role("status").wait_for()


async def _older(page: Page, site: Served) -> None:
    await page.get_by_role("link", name="Événements plus anciens").click()
    await page.get_by_role("link", name="Événements plus récents").wait_for()


async def _all_open(page: Page, site: Served) -> None:
    await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


async def _refused(page: Page, site: Served) -> None:
    # A form of another site cannot be made here: what the guard answers to it is shown as it is.
    answer = await page.request.post(f"{site.base}/deconnexion", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
    await page.set_content(await answer.text())
    await page.add_style_tag(url=f"{site.base}/static/jalon.css")


def _asking(what: str) -> Act:
    async def act(page: Page, site: Served) -> None:
        await page.get_by_role("link", name=what).first.click()
        await page.get_by_role("heading", level=1).wait_for()

    return act


async def _asked_badly(page: Page, site: Served) -> None:
    await _asking("Reporter…")(page, site)
    # Browsers stop what is empty; a person with an old one sees what the server says.
    await page.evaluate("document.querySelector('form.signin').noValidate = true")
    await page.locator("#confirmer").click()
    await page.get_by_role("alert").wait_for()


PAGES: Final = (
    *CONSOLE,
    State("dashboard", "/"),
    State("dashboard, time has stopped", "/", "late"),
    State("dashboard, no EPCI", "/", "bare"),
    State("dashboard, EPCI to choose", "/", "two"),
    State("dashboard, nothing but a roadmap", f"/?siren={SIREN}", "two"),
    State("dashboard, nothing but a mandate", "/?siren=200034726", "two"),
    State("objective, reached", "/objectifs/F1.1"),
    State("objective, under way", "/objectifs/F2.1", act=_all_open),
    State("objective, late and blocked", "/objectifs/F2.2"),
    State("objective, abandoned", "/objectifs/F3.2"),
    State("objective, of an EPCI among two", f"/objectifs/F1.1?siren={SIREN}", "two"),
    State("consultation, majority", "/consultations/transfert-eau"),
    State("consultation, majority, every reason open", "/consultations/transfert-eau", act=_all_open),
    State("consultation, majority still open", "/consultations/petite-enfance", act=_all_open),
    State("consultation, majority blocked", "/consultations/transfert-dechets"),
    State("consultation, suspended", "/consultations/transfert-eclairage"),
    State("consultation, receipts to prove", "/consultations/restitution-sport"),
    State("consultation, vote to qualify", "/consultations/informatique"),
    State("consultation, closed with a late answer", "/consultations/schema"),
    State("consultation, cancelled", "/consultations/fonds-voirie"),
    State("consultation, not sent", "/consultations/pacte-voirie"),
    State("letters to come", "/relances"),
    State("letters to come, of another month", "/relances?mois=2028-06"),
    State("letters to come, of a commune", "/relances?mois=2028-06&commune=32194"),
    State("letters to come, none", "/relances?siren=200034726", "two"),
    State("letters that left", "/relances/passees"),
    State("letters that left, none", "/relances/passees?siren=200034726", "two"),
    State("a reminder to leave out", "/relances?mois=2028-06", act=_asking("Ne pas envoyer")),
    State("reminders to put off", "/relances?mois=2028-06", act=_asking("Reporter…")),
    State("reminders to put off, badly asked", "/relances?mois=2028-06", act=_asked_badly),
    State("a reminder to send now", "/relances?mois=2028-06", act=_asking("Envoyer maintenant")),
    State("journal", "/journal"),
    State("journal, older", "/journal", act=_older),
    State("journal, of a stream", f"/journal?flux=consultation/{SIREN}/schema"),
    State("sign-in", "/connexion"),
    State("sign-in, wrong token", "/connexion", act=_wrong_token),
    State("signed out", "/", act=_leave),
    State("not found", "/nulle-part"),
    State("refused", "/", act=_refused),
    State("failed", "/panne"),
)
