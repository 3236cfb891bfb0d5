"""The settings of an EPCI, and its plans of reminders: what stands, what it changed, and who may change it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest

from domain.access import Access, granted
from domain.mandate.commands import AdaptReminders
from domain.notices import NoticeKind
from domain.people import COORDINATEUR, Recipient, Role
from domain.reminders import Change, PlanName, Week
from infra.contacts import Contacts, Person
from infra.reading.first_steps import all_done, first_steps, read_start
from infra.territories import load_epci
from tests.domain.mandate import mandates
from tests.domain.mandate.mandates import day
from tests.web.conftest import Site, visitor
from tests.web.test_opening import post, said, signed_in

TENAREZE = "243200417"
MANDATE = f"mandate/{TENAREZE}/2026"
REASON = {"motif": "Les conseils siègent peu."}


@dataclass(frozen=True)
class Desk:
    """A coordinator of the CC de la Tenarèze, signed in."""

    site: Site
    client: httpx2.AsyncClient

    async def text(self, path: str) -> str:
        """What a page says."""
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return said(answer.text)

    async def act(self, about: str) -> str:
        """The address of the act whose link says `about`, as somebody who cannot see the page hears it."""
        html = (await self.client.get("/parametres/rappels")).text
        links = re.findall(r'<a class="act" href="([^"]+)">(.*?)</a>', html)
        found = [href for href, label in links if about in said(label)]
        assert found, about
        return unescape(found[0])

    async def do(self, address: str, **fields: str) -> tuple[str, str]:
        """What is said before an act is confirmed, and once it is applied."""
        cle = str(uuid4())
        before = await post(self.client, address, cle=cle, etape="verifier", **fields)
        assert before.status_code == 200, said(before.text)
        confirmed = await post(self.client, address, cle=cle, etape="confirmer", **fields)
        assert confirmed.status_code == 303, said(confirmed.text)
        # On a machine under load, who works may still be at it.
        await self.site.store.advance(MANDATE)
        return said(before.text), await self.text(confirmed.headers["location"])


@pytest.fixture
async def desk(lively: Site) -> AsyncIterator[Desk]:
    """Their mandate was opened on 1 April 2026."""
    epci = load_epci(TENAREZE)
    opening = mandates.opening(siren=TENAREZE, epci_name=epci.name, financing=epci.financing)
    await lively.tell(MANDATE, "2026-04-01", opening)
    secret = await lively.house.tokens.create("coordination", TENAREZE, granted(Access.COORDINATEUR, TENAREZE).rights)
    async with visitor(lively.app) as client:
        await signed_in(client, secret)
        yield Desk(lively, client)


async def test_the_settings_show_the_epci_its_mandate_and_its_vintages(desk: Desk) -> None:
    shown = await desk.text("/parametres")
    for expected in (
        "SIREN 243200417",
        "Communauté de communes",
        "Gers (32)",
        "référence 2022",
        "Licence Ouverte",
        "22 mars 2026, avec second tour",
        "Mars 2032",
        "Heure de Paris",
        "Version de Jalon",
        "Pour finir de commencer",
    ):
        assert expected in shown, expected
    assert "Personnes et rôles" not in shown


async def test_an_administrator_is_led_to_people_tokens_and_accesses(desk: Desk, lively: Site) -> None:
    async with visitor(lively.app) as client:
        await signed_in(client, lively.secret)
        html = (await client.get("/parametres")).text
    for path in ("/parametres/comptes", "/parametres/jetons", "/parametres/acces", "/ouvrir"):
        assert f'href="{path}"' in html


@pytest.mark.parametrize("access", [Access.PILOTE, Access.LECTEUR])
@pytest.mark.parametrize("path", ["/parametres", "/parametres/rappels", "/ouvrir/ensuite"])
async def test_who_does_not_coordinate_sees_no_settings(desk: Desk, lively: Site, access: Access, path: str) -> None:
    secret = await lively.house.tokens.create("lecture", TENAREZE, granted(access, TENAREZE).rights)
    async with visitor(lively.app) as client:
        await signed_in(client, secret)
        assert (await client.get(path)).status_code == 403


async def test_the_plans_are_shown_with_when_each_reminder_leaves_and_to_whom(desk: Desk) -> None:
    shown = await desk.text("/parametres/rappels")
    assert "60 jours avant la fin du délai, prise au plus tôt, si aucun conseil n'est connu" in shown
    assert "Secrétaire de mairie et maire" in shown
    assert "du 15 juillet au 31 août" in shown
    assert "Obligations à 30 jours 30 jours avant l'échéance de l'obligation Coordinateur" in shown


async def test_in_2026_a_reminder_is_moved_and_the_page_says_it(desk: Desk) -> None:
    address = await desk.act("obligations à 30 jours")
    assert "Aujourd'hui : 30 jours avant l'échéance de l'obligation (coordinateur)" in await desk.text(address)
    before, after = await desk.do(address, devenir="deplacer", jours="45", cote="avant", **REASON)
    assert "Après : 45 jours avant l'échéance de l'obligation (coordinateur)" in before
    assert "rappels prévus changent de jour" in before
    assert "aucun rappel ne change" not in before
    assert "Les obligations du mandat suivent aussitôt" in before
    assert "Le plan de rappels est adapté" in after
    shown = await desk.text("/parametres/rappels")
    assert (
        "Obligations à 30 jours déplacé 45 jours avant l'échéance de l'obligation D'habitude : 30 jours avant" in shown
    )
    assert "1 rappel adapté" in await desk.text("/parametres")


async def test_a_reminder_is_taken_out_then_put_back_as_it_was(desk: Desk) -> None:
    address = await desk.act("objectif à 7 jours")
    before, _ = await desk.do(address, devenir="retirer", **REASON)
    assert "Après : aucun envoi" in before
    assert "échéances d'objectif à 7 jours retiré ne part plus" in (await desk.text("/parametres/rappels")).lower()
    await desk.do(await desk.act("Remettre : échéances d'objectif à 7 jours"), devenir="usuel", **REASON)
    assert "retiré" not in await desk.text("/parametres/rappels")


async def test_a_reminder_is_added_moved_and_taken_away(desk: Desk) -> None:
    address = await desk.act("Ajouter un rappel au plan : Consultations")
    before, _ = await desk.do(address, etiquette="J-20", jours="20", cote="avant", **REASON)
    assert "Avant : aucun envoi. Après : 20 jours avant la fin du délai" in before
    assert "Aucune consultation n'est en cours : les prochaines suivront ce plan" in before
    assert "aucun rappel ne change" not in before
    again = await post(desk.client, address, etape="verifier", etiquette="J-20", jours="10", cote="avant", **REASON)
    assert again.status_code == 422
    assert "Le plan a déjà un rappel « J-20 »" in said(again.text)
    await desk.do(await desk.act("(J-20)"), devenir="retirer", **REASON)
    assert "J-20" not in await desk.text("/parametres/rappels")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"jours": ""}, "Dites combien de jours, de 0 à 366"),
        ({"jours": "400"}, "un nombre entier, de 0 à 366"),
        ({"jours": "90", "cote": "apres"}, "un nombre entier, de 0 à 60"),
        ({"jours": "-3"}, "un nombre entier"),
        ({"cote": "pendant"}, "avant ou après"),
        ({"devenir": "doubler"}, "Dites ce que devient ce rappel"),
        ({"motif": " "}, "Écrivez la raison"),
        ({"jours": "30"}, "Rien ne changerait"),
    ],
)
async def test_what_is_badly_typed_is_said_in_french(desk: Desk, fields: dict[str, str], told: str) -> None:
    typed = {"devenir": "deplacer", "jours": "45", "cote": "avant", **REASON} | fields
    answer = await post(desk.client, await desk.act("obligations à 30 jours"), etape="verifier", **typed)
    assert answer.status_code == 422
    assert told in said(answer.text)


async def test_a_week_of_elections_is_quiet_then_no_more(desk: Desk) -> None:
    address = await desk.act("Ajouter une semaine calme")
    week = {"du": "05/04/2027", "au": "11/04/2027", "libelle": "élections"}
    before, after = await desk.do(address, **week, **REASON)
    assert "Semaines calmes propres à l'EPCI : du 5 avril 2027 au 11 avril 2027 (élections)" in before
    assert "semaines calmes sont changées" in after
    assert "Du 5 avril 2027 au 11 avril 2027 (élections)" in await desk.text("/parametres/rappels")
    before, _ = await desk.do(await desk.act("Ôter : du 5 avril 2027"), **REASON)
    assert "L'EPCI n'aura plus de semaine calme à lui" in before
    assert "élections" not in await desk.text("/parametres/rappels")


@pytest.mark.parametrize(
    ("du", "au", "told"),
    [
        ("2027-04-11", "2027-04-05", "Le dernier jour est avant le premier"),
        ("2027-04-05", "2027-12-05", "une période calme en compte 62 au plus"),
        ("", "2027-04-05", "Écrivez le premier jour"),
        ("31/02/2027", "2027-04-05", "n'est pas lisible"),
    ],
)
async def test_a_quiet_week_that_cannot_be_is_refused(desk: Desk, du: str, au: str, told: str) -> None:
    answer = await post(
        desk.client, await desk.act("Ajouter une semaine calme"), etape="verifier", du=du, au=au, **REASON
    )
    assert answer.status_code == 422
    assert told in said(answer.text)


@pytest.mark.parametrize("mark", ["duty/xyz", "nothing/duty_j30", "duty/avis_j30", "milestone/ajout", "duty", "/"])
async def test_a_reminder_that_no_plan_has_is_said_to_be_unknown(desk: Desk, mark: str) -> None:
    shown = await desk.client.get("/actes/adapter-rappels", params={"flux": MANDATE, "repere": mark})
    assert shown.status_code == 200
    assert "choisissez-le dans la page des rappels" in said(shown.text)


async def test_what_the_epci_changed_is_shown_as_the_journal_has_it(desk: Desk, lively: Site) -> None:
    changes = (
        Change(plan=PlanName.OBJECTIVE, notice=NoticeKind.OBJECTIVE_J60, removed=True),
        Change(plan=PlanName.DUTY, notice=NoticeKind.DUTY_EXTRA, label="<b>J+3</b>", days_before=-3),
    )
    quiet = (Week(first=day("2026-05-04"), last=day("2026-05-10"), reason="ponts"),)
    await lively.tell(MANDATE, "2026-04-02", AdaptReminders(changes=changes, quiet=quiet, reason="Essai."))
    html = (await desk.client.get("/parametres/rappels")).text
    assert "<b>J" not in html
    shown = said(html)
    assert "3 jours après l'échéance de l'obligation" in shown
    assert "Ne part plus D'habitude : 60 jours avant l'échéance de l'objectif" in shown


async def test_the_first_steps_are_done_one_by_one(desk: Desk, lively: Site) -> None:
    epci, engine = load_epci(TENAREZE), lively.house.engine
    today = day("2026-04-02")
    steps = first_steps(epci, await read_start(engine, TENAREZE), today)
    assert [step.key for step in steps if step.done] == ["mandat"]
    mayors = [
        Person(to=Recipient(role=Role.MAIRIE, commune=commune.insee), address=f"m{commune.insee}@x.example")
        for commune in epci.communes
    ]
    await Contacts(engine).upsert(TENAREZE, [*mayors[1:], Person(to=COORDINATEUR, address="c@x.example")])
    shown = "Importer la feuille de route à faire Un classeur ou un fichier YAML : axes, objectifs, échéances. Ou {}"
    assert shown.format("commencez-la à la main") in await desk.text("/parametres")
    assert f"/actes/commencer-feuille-de-route?flux={quote(MANDATE, safe='')}" in (await desk.client.get("/")).text
    await lively.tell(MANDATE, "2026-04-02", mandates.plan())
    steps = first_steps(epci, await read_start(engine, TENAREZE), today)
    assert [step.key for step in steps if not step.done] == ["feuille-de-route", "communes", "comptes"]
    assert "Commencée, sans objectif encore. Ou ajoutez un objectif à la main" in await desk.text("/parametres")
    assert "25 communes sur 26" in next(step.detail for step in steps if step.key == "communes")
    await Contacts(engine).upsert(TENAREZE, mayors[:1])
    steps = first_steps(epci, await read_start(engine, TENAREZE), day("2027-07-01"))
    assert [step.key for step in steps if not step.done] == ["feuille-de-route", "conseils", "comptes"]
    assert not all_done(steps)
