"""The pages of the letters to come and of those that left, and what may be asked of a reminder."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from html import unescape

import httpx2
import pytest
from sqlalchemy import update

from domain.access import Right
from domain.consultation.commands import RecordAvis, Sens
from domain.people import COORDINATEUR, Role, mairie
from infra.contacts import Contacts, Person
from infra.tables import notices
from scripts.played import Stopped
from tests.domain.consultation.stories import day
from tests.domain.objective.objectives import plan
from tests.web.conftest import Site, ten_o_clock, visitor
from tests.web.plays import SIREN, WATER, consulted
from web.app import create_app

FROM_HERE = {"Origin": "http://jalon.test"}
APRIL_2 = "2027-04-02"
F1 = f"objective/{SIREN}/F1"


@dataclass(frozen=True)
class Desk:
    """Somebody signed in, on a day."""

    site: Site
    clock: Stopped
    client: httpx2.AsyncClient

    async def page(self, address: str, code: int = 200) -> str:
        """What a page says, with ordinary spaces."""
        answer = await self.client.get(address)
        assert answer.status_code == code, answer.text
        return plain(answer.text)

    async def confirm(self, address: str, code: int = 200, **fields: str) -> str:
        """What comes of the form at the address, confirmed with `fields`."""
        key = re.search('name="cle" value="([^"]+)"', await self.page(address))
        assert key is not None
        data = {"cle": key[1], **fields}
        async with self._worker():
            answer = await self.client.post(address, data=data, headers=FROM_HERE)
        assert answer.status_code == code, answer.text
        return plain(answer.text)

    async def act(self, what: str, about: str) -> str:
        """The address of the first act of that name asked of a reminder that `about` says."""
        html = await self.page("/relances")
        hrefs = re.findall(rf'href="([^"]+)">{what}<span class="unseen"> : {about}', html)
        assert hrefs, f"« {what} » is asked of no « {about} »"
        return unescape(hrefs[0])

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[None]:
        async def work() -> None:
            while True:
                for stream in (WATER, F1):
                    await self.site.store.advance(stream, self.clock.at)
                await asyncio.sleep(0.01)

        working = asyncio.create_task(work())
        try:
            yield
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)


def plain(html: str) -> str:
    return html.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
async def desk(site: Site) -> AsyncIterator[Desk]:
    """The consultation of `plays` on 2 April 2027, with a coordinator and the mairie of the second commune."""
    await consulted(site)
    people = [
        Person(to=COORDINATEUR, name="Awa", address="coordination@jalon.example"),
        Person(to=mairie("01002"), name="Mairie de Deux", address="mairie@jalon.example"),
    ]
    await Contacts(site.house.engine).upsert(SIREN, people)
    async with site.house.engine.begin() as connection:
        await connection.execute(update(notices).values(state="sent", sent_at=ten_o_clock("2027-03-01")))
    clock = Stopped(ten_o_clock(APRIL_2))
    async with visitor(create_app(replace(site.house, clock=clock))) as client:
        signed = await client.post("/connexion", data={"jeton": site.secret}, headers=FROM_HERE)
        assert signed.status_code == 303
        yield Desk(site, clock, client)


async def test_on_2_april_2027_the_letters_of_three_months_are_listed_with_why_they_leave(desk: Desk) -> None:
    html = await desk.page("/relances")
    assert "du 2 avril 2027 au 30 juin 2027" in html
    assert "Mairie de Deux" in html
    assert re.search(r"\d+ jours avant le 1er juin 2027", html)
    assert "mairie@jalon.example" not in html
    june = await desk.page("/relances?mois=2027-06")
    assert "Juin 2027" in june


async def test_who_has_answered_on_1_april_2027_is_not_in_the_forecast(desk: Desk) -> None:
    html = await desk.page("/relances?commune=01001")
    assert "Rien ne partira ce mois-là pour cette commune" in html


async def test_a_reminder_left_out_on_2_april_2027_is_no_longer_to_come(desk: Desk) -> None:
    address = await desk.act("Ne pas envoyer", "rappel à 30 jours")
    before = await desk.page(address)
    assert "Ce rappel ne partira pas pour cette échéance" in before
    done = await desk.confirm(address, motif="La mairie a confirmé son conseil par téléphone")
    assert "Ce rappel ne partira pas." in done
    assert "Rappel à 30 jours" not in await desk.page("/relances")
    assert "déjà parti, ou n'est plus prévu" in await desk.page(address)


async def test_reminders_snoozed_until_20_may_2027_leave_that_morning(desk: Desk) -> None:
    address = await desk.act("Reporter…", "rappel à 30 jours")
    done = await desk.confirm(address, motif="Fermée en avril", jusqu_au="2027-05-20")
    assert "Les rappels sont reportés." in done
    html = await desk.page("/relances?mois=2027-05")
    assert "Jeudi 20 mai 2027" in html
    assert "Vendredi 14 mai 2027" not in html


async def test_a_reminder_sent_at_once_on_2_april_2027_is_in_the_ledger(desk: Desk) -> None:
    done = await desk.confirm(await desk.act("Envoyer maintenant", "rappel à 30 jours"))
    assert "part dans les minutes qui viennent" in done
    rows = await desk.site.rows("SELECT DISTINCT kind, urgent FROM notices WHERE state = 'planned' AND urgent")
    assert rows == [("avis_j30", True)]


async def test_a_reminder_of_an_objective_is_left_out_on_2_april_2027(desk: Desk) -> None:
    await desk.site.tell(F1, "2027-04-01", plan("2027-05-28", pilote="DRH mutualisée"))
    address = await desk.act("Ne pas envoyer", "échéance d&#39;objectif à 30 jours")
    done = await desk.confirm(address, motif="Vu avec la DRH")
    assert "pour le pilote" in done
    assert "échéance d&#39;objectif à 30 jours" not in await desk.page("/relances")


async def test_the_same_form_sent_twice_on_2_april_2027_is_recorded_once(desk: Desk) -> None:
    address = await desk.act("Ne pas envoyer", "rappel à 30 jours")
    key = re.search('name="cle" value="([^"]+)"', await desk.page(address))
    assert key is not None
    for _ in range(2):
        answer = await desk.client.post(address, data={"cle": key[1], "motif": "Vue"}, headers=FROM_HERE)
        assert answer.status_code == 200
    skips = "SELECT count(*) FROM inbox WHERE command->>'kind' = 'SkipReminder'"
    assert await desk.site.rows(skips) == [(1,)]


async def test_looking_at_every_page_on_2_april_2027_records_nothing(desk: Desk) -> None:
    recorded = await desk.site.rows("SELECT count(*) FROM inbox")
    for what in ("Ne pas envoyer", "Reporter…", "Envoyer maintenant"):
        address = await desk.act(what, "rappel à 30 jours")
        await desk.page(address)
        assert (await desk.client.head(address)).status_code == 200
    assert await desk.site.rows("SELECT count(*) FROM inbox") == recorded


async def test_a_form_of_2_april_2027_without_a_reason_says_what_is_missing(desk: Desk) -> None:
    address = await desk.act("Reporter…", "rappel à 30 jours")
    wrong = await desk.confirm(address, 422, motif="", jusqu_au="demain")
    assert "Rien n'a été enregistré" in wrong
    assert 'id="motif-erreur"' in wrong
    assert 'id="jusqu_au-erreur"' in wrong


async def test_a_form_of_another_site_is_refused_on_2_april_2027(desk: Desk) -> None:
    address = await desk.act("Envoyer maintenant", "rappel à 30 jours")
    answer = await desk.client.post(address, data={"cle": "k"}, headers={"Origin": "http://ailleurs.test"})
    assert answer.status_code == 403


async def test_the_refusal_of_2_april_2027_is_said_in_french(desk: Desk) -> None:
    address = await desk.act("Reporter…", "rappel à 30 jours")
    refused = await desk.confirm(address, 409, motif="Congés", jusqu_au="2027-12-01")
    assert "Demande refusée" in refused
    assert "au plus tard" in refused


@pytest.mark.parametrize(
    "address",
    [
        "/relances/ecarter",
        f"/relances/effacer?flux={WATER}&rappel=avis_j60&commune=01002",
        f"/relances/ecarter?flux={WATER}&rappel=n%27importe&commune=01002",
        f"/relances/ecarter?flux=consultation/{SIREN}/autre&rappel=avis_j60",
        "/relances/ecarter?flux=consultation/200000002/eau&rappel=avis_j60",
        "/relances?mois=2031-01",
        "/relances?mois=x",
        "/relances/passees?commune=<script>",
    ],
)
async def test_an_address_of_2_april_2027_that_names_nothing_is_not_found(desk: Desk, address: str) -> None:
    await desk.page(address, 404)


async def test_what_became_of_letters_is_told_the_last_first_on_2_april_2027(desk: Desk) -> None:
    async with desk.site.house.engine.begin() as connection:
        bounced = update(notices).where(notices.c.commune == "01003", notices.c.role == Role.MAIRIE)
        at = ten_o_clock("2027-03-02")
        await connection.execute(bounced.values(state="bounced", bounced_at=at, bounce="5.1.1"))
    html = await desk.page("/relances/passees")
    assert "revenu le 2 mars 2027 à 10 h 00 (code 5.1.1)" in html
    only = await desk.page("/relances/passees?commune=01003")
    assert "01002" not in only
    assert "Demande transmise" in only


async def test_pages_of_letters_that_left_by_2_april_2027_follow_each_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.pages.notices._PAGE", 5)
    seen, address = 0, "/relances/passees"
    while address:
        html = await desk.page(address)
        seen += html.count('<th scope="row"')
        older = re.search('rel="next" href="([^"]+)"', html)
        address = unescape(older[1]) if older else ""
    ((told,),) = await desk.site.rows("SELECT count(*) FROM notices WHERE state <> 'planned'")
    assert seen == told
    await desk.page("/relances/passees?avant=hier", 400)


async def test_an_epci_to_which_nothing_leaves_says_so_on_2_april_2027(desk: Desk) -> None:
    for commune in ("01002", "01003"):
        answer = RecordAvis(commune=commune, sens=Sens.FAVORABLE, voted_on=day("2027-04-01"))
        await desk.site.tell(WATER, "2027-04-02", answer)
    html = await desk.page("/relances?mois=2027-06")
    assert "Rien ne partira ce mois-là" in html


async def test_the_api_gives_the_forecast_of_2_april_2027_without_any_name(desk: Desk) -> None:
    answer = await desk.client.get(
        "/api/v1/forecast", params={"siren": SIREN, "until": "2027-06-30"}, headers=desk.site.bearer()
    )
    assert answer.status_code == 200
    body = answer.json()
    assert body["months"] == ["2027-04", "2027-05", "2027-06"]
    assert "Mairie de Deux" not in answer.text
    assert "contact_id" not in answer.text
    told = {item["kind"] for line in body["lines"] for item in line["items"] if item["commune"] == "01002"}
    assert {"avis_j30", "avis_j15", "silence_recorded"} <= told
    far = await desk.client.get(
        "/api/v1/forecast", params={"siren": SIREN, "until": "2029-06-30"}, headers=desk.site.bearer()
    )
    assert far.status_code == 422


async def test_who_may_not_coordinate_reads_the_letters_of_2_april_2027_without_names_nor_acts(desk: Desk) -> None:
    secret = await desk.site.house.tokens.create("lecture", SIREN, [Right.READ, Right.PROGRESS])
    async with visitor(desk.client._transport.app) as client:  # type: ignore[attr-defined]
        answer = await client.get("/relances", headers=desk.site.bearer(secret))
    assert answer.status_code == 200
    assert "jours avant le 1er juin" in plain(answer.text)
    assert "Mairie de Deux" not in answer.text
    assert "/relances/ecarter" not in answer.text
    noted = "SELECT about FROM accesses WHERE kind = 'contacts_read'"
    assert await desk.site.rows(noted) == []
    await desk.page("/relances")
    assert await desk.site.rows(noted) == [("relances",)]
