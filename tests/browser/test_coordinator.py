"""A coordinator's whole way, on a whole installation, from its first run to the arrêté: without a script, by keyboard
alone, on a screen of 320 px."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Browser, BrowserContext

from domain.calendar import civil_day
from infra.embedded.places import scratch_directory
from infra.territories import load_epci
from tests.browser.mairie import NUMBER, acknowledged, answered, code_in, codes_so_far, link_in, mail_of
from tests.browser.person import NARROW, Person, order_of_days
from tests.terminal.launched import Installation, Launched, soon

pytestmark = pytest.mark.timeout(400)

SIREN = "243200417"
EPCI = load_epci(SIREN)
KEY = "eau"
TITLE = "Transfert de la compétence eau"
PASSWORD = "un jalon posé au bord du chemin"

WITHOUT_SCRIPT, BY_KEYBOARD, AT_320_PX = "without a script", "by keyboard alone", "at 320 px"

#: Who answers on paper; the others who answer do by their links, until the majority is reached.
PAPER = "Montréal"
BY_LINK = [each.name for each in sorted(EPCI.communes, key=lambda one: -one.population.totale) if each.name != PAPER][
    :13
]


@pytest.fixture
def installation() -> Iterator[Launched]:
    with scratch_directory() as directory:
        installation = Installation(directory / "jalon", "--sans-exemple")
        yield installation.up()
        installation.end()


@pytest.mark.parametrize("way", [WITHOUT_SCRIPT, BY_KEYBOARD, AT_320_PX])
async def test_a_transfert_goes_from_the_first_run_to_the_arrete(
    installation: Launched, chrome: Browser, tmp_path: Path, way: str
) -> None:
    today = civil_day(datetime.now(UTC), EPCI.place)
    async with await window(chrome, way) as there, await window(chrome, way) as elsewhere:
        person, mairie = await somebody(there, chrome, way), await somebody(elsewhere, chrome, way)
        await first_run(person, installation)
        await imported(person, installation, roadmap_in(tmp_path, today))
        await opened(person)
        await sent(person, today)
        await visited(mairie, installation, BY_LINK[0], today)
        answered_by_link(installation, BY_LINK[1:], today)
        await answered_on_paper(person, installation, scan_in(tmp_path), today)
        await closed(person, installation, today)


async def window(chrome: Browser, way: str) -> BrowserContext:
    """A browser of somebody's own: no other one's session is in it."""
    return await chrome.new_context(
        locale="fr-FR",
        java_script_enabled=way != WITHOUT_SCRIPT,
        viewport={"width": NARROW, "height": 640} if way == AT_320_PX else {"width": 1120, "height": 860},
    )


async def somebody(context: BrowserContext, chrome: Browser, way: str) -> Person:
    order = await order_of_days(chrome)
    return Person(await context.new_page(), order, keyboard=way == BY_KEYBOARD, narrow=way == AT_320_PX)


async def first_run(person: Person, up: Launched) -> None:
    """From nothing to an EPCI whose mandate is open."""
    await person.open(up.url)
    await person.link("créez le compte qui administrera Jalon")
    await person.type("Jeton de l'installation", up.token)
    await person.type("Votre nom", "Camille Exemple")
    await person.type("Votre adresse de courriel", "camille@exemple.invalid")
    await person.type("Mot de passe", PASSWORD)
    await person.type("Le même, encore une fois", PASSWORD)
    await person.button("Créer le compte")
    await person.type("Nom, SIREN, commune ou département", "tenareze")
    await person.button("Chercher")
    await person.link("CC de la Tenarèze")
    await person.button("Ouvrir le mandat")
    await person.wait_out("Enregistré, en cours", "Voir où elle en est")
    await person.page.get_by_role("heading", name="Pour commencer").wait_for()


async def imported(person: Person, up: Launched, file: Path) -> None:
    """The roadmap, with its contacts."""
    await person.link("Importer un fichier")
    await person.attach("Fichier", file)
    await person.button("Voir ce qui va se passer")
    await person.button("Importer")
    objectives = soon(lambda: up.ask("GET", "/api/v1/objectives", params={"siren": SIREN}).json()["items"] or None)
    assert [each["key"] for each in objectives] == ["F1"]


async def opened(person: Person) -> None:
    """The consultation on the objective, simulated, after the council's vote."""
    await person.link("Feuille de route")
    await person.link(f"F1 {TITLE}")
    await person.link("Consulter les communes")
    await person.tick("Transfert de compétence (article L5211-17")
    await person.type("Texte soumis aux conseils municipaux", "Le conseil est appelé à se prononcer sur le transfert.")
    await person.type("Nom court, dans les adresses", KEY)
    await person.confirm("Ouvrir la consultation")
    await person.link("Continuer")
    await person.link("Simuler l'envoi")
    assert "Condom" in await person.page.inner_text("main")
    await person.link(TITLE)


async def sent(person: Person, today: date) -> None:
    """The council's délibération, then the request to the communes."""
    await person.link("Entrer le vote du conseil")
    await person.day("Votée le", today - timedelta(days=1))
    await person.type("Numéro de la délibération", "2026-48")
    await person.type("Pour", "35")
    await person.type("Contre", "2")
    await person.confirm("Enregistrer le vote")
    await person.link("Revenir")
    await person.link("Envoyer aux communes")
    await person.confirm("Envoyer aux communes")
    await person.link("Revenir")


async def visited(mairie: Person, up: Launched, name: str, today: date) -> None:
    """A mairie opens the link of its mail, acknowledges, comes back to the request and answers."""
    await mairie.open(link_in(soon(lambda: mail_of(up, name, TITLE))))
    assert await mairie.page.context.cookies() == []
    await acknowledged(mairie, up, today)
    await mairie.page.get_by_role("heading", name="Réception enregistrée").wait_for()
    await mairie.link("Voir la demande, les documents et jusqu'à quand répondre")
    await answered(mairie, up, today)
    await mairie.page.get_by_role("heading", name="Délibération enregistrée, elle compte").wait_for()


def answered_by_link(up: Launched, names: Sequence[str], today: date) -> None:
    """The other mairies do the same in one step: answering acknowledges."""
    with httpx2.Client(follow_redirects=True, timeout=60) as browser:
        for name in names:
            address = link_in(soon(lambda name=name: mail_of(up, name, TITLE)))  # type: ignore[misc]
            page = browser.get(address)
            form = re.search(r'action="(/r/[^"]+/reponse)#', page.text)
            assert form is not None, page.text
            before = codes_so_far(up)
            typed = {
                "sens": "favorable",
                "votee_le": today.isoformat(),
                "numero": NUMBER,
                "nom": "Camille Essai",
                "fonction": "secretaire",
            }
            origin = {"Origin": up.url}
            confirming = browser.post(f"{up.url}{form[1]}", data=typed, headers=origin)
            assert "/recu/" in confirmed(up, browser, str(confirming.url), before)


def confirmed(up: Launched, browser: httpx2.Client, address: str, before: int) -> str:
    """Where one is once the last code that came is typed; a mail tried again bears another one."""
    for _ in range(3):
        digits = soon(lambda: code_in(up, before))
        receipt = browser.post(address, data={"code": digits}, headers={"Origin": up.url})
        if str(receipt.url) != address:
            break
    return str(receipt.url)


async def answered_on_paper(person: Person, up: Launched, scan: Path, today: date) -> None:
    """The coordinator enters a receipt, then a délibération that came by post, with its scan."""
    await person.open(f"{up.url}/consultations/{KEY}")
    await person.link(PAPER)
    await person.link("Noter la réception")
    await person.day("Reçue le", today)
    await person.tick("remise en main propre")
    await person.confirm("Noter la réception")
    await person.link("Revenir")
    await person.link(PAPER)
    await person.link("Saisir la délibération")
    await person.tick("Favorable", exact=True)
    await person.day("Votée le", today)
    await person.type("Numéro de la délibération", "2026-17")
    await person.attach("Délibération numérisée", scan)
    await person.confirm("Enregistrer la délibération")
    await person.link("Revenir")
    await person.link(PAPER)
    assert "2026-17" in await person.page.inner_text("main")


async def closed(person: Person, up: Launched, today: date) -> None:
    """The result is there, and the arrêté closes the consultation."""
    await person.open(f"{up.url}/consultations/{KEY}")
    assert "La majorité des communes est réunie" in await person.page.inner_text("main")
    await person.link("Entrer l'arrêté")
    await person.day("Daté du", today)
    await person.type("Numéro de l'acte", "32-2026-11-29-00001")
    await person.confirm("Enregistrer et clore")
    await person.link("Revenir")
    assert "32-2026-11-29-00001" in await person.page.inner_text("main")
    told = up.ask("GET", f"/api/v1/consultations/{KEY}", params={"siren": SIREN}).json()
    assert (told["status"], told["result"]) == ("closed", "majorite_reunie")


def roadmap_in(folder: Path, today: date) -> Path:
    """The file of a roadmap of one objective, whose mairies can be written to."""
    mairies = "\n".join(
        f'- {{role: mairie, commune: "{each.name}", courriel: mairie-{each.insee}@exemple.invalid}}'
        for each in EPCI.communes
    )
    file = folder / "feuille-de-route.yaml"
    file.write_text(
        f"""titre: "Schéma de mutualisation 2026-2032"
nature: synthetique
territoire: {{siren: "{SIREN}"}}
axes:
- id: A1
  intitule: "Eau"
  fiches:
  - {{id: F1, intitule: "{TITLE}", procedure: transfert_competence, pilote: DGS, echeance: {today.year + 2}}}
contacts:
- {{role: coordinateur, courriel: mutualisation@exemple.invalid}}
{mairies}
""",
        encoding="utf-8",
    )
    return file


def scan_in(folder: Path) -> Path:
    file = folder / "Délibération de Montréal.pdf"
    file.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    return file
