"""The pages as their reader gets them: who may read, what is shown of 19 May 2028, and what never is."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.consultation.commands import (
    OpenConsultation,
    Proof,
    RecordAvis,
    RecordCouncilVote,
    RecordReceipt,
    SendConsultation,
    Sens,
)
from domain.electorate import Electorate
from domain.objective.commands import RecordProgress
from infra.embedded.postgres import EmbeddedPostgres
from infra.territories import load_epci
from scripts.played import SIREN, Stopped
from tests.web.conftest import HOST, visitor
from tests.web.examples import BEFORE, OTHER, Example, broken, example, second_epci
from web.app import create_app
from web.assets import address
from web.stylesheet import SHEET

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
PATHS = (
    "/",
    "/objectifs/F1.1",
    "/objectifs/F2.1",
    "/objectifs/F2.2",
    "/objectifs/F3.2",
    "/consultations/transfert-eau",
    "/consultations/restitution-sport",
    "/consultations/informatique",
    "/consultations/schema",
    "/consultations/fonds-voirie",
    "/consultations/pacte-voirie",
    "/journal",
    f"/journal?flux=mandate/{SIREN}/2026",
)


@pytest.fixture(scope="module")
async def noon(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    """The example on 19 May 2028; nobody changes it."""
    async with example(postgres, template_database) as seen:
        yield seen


@pytest.fixture
async def reader(noon: Example) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody signed in."""
    async with visitor(noon.app) as client:
        await signed_in(client, noon.secret)
        yield client


async def signed_in(client: httpx2.AsyncClient, secret: str) -> None:
    answer = await client.post("/connexion", data={"jeton": secret}, headers=FROM_HERE)
    assert answer.status_code == 303


async def text(client: httpx2.AsyncClient, path: str) -> str:
    """What a page says, without its marks, with ordinary spaces."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return said(answer.text)


def said(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    return " ".join("".join(parser.parts).replace("\u202f", " ").replace("\u00a0", " ").split())


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.parts.append("" if tag in ("a", "b", "strong", "code") else " ")


class _Structure(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def every(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


# Coming in and going out


async def test_every_page_is_behind_the_door_which_leads_back_to_it(noon: Example) -> None:
    async with visitor(noon.app) as stranger:
        for path in PATHS:
            answer = await stranger.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/connexion?suite=")
        await stranger.get("/objectifs/F2.1")
        form = await stranger.get("/connexion", params={"suite": "/objectifs/F2.1?siren=1"})
        assert 'name="suite" value="/objectifs/F2.1?siren=1"' in form.text
        back = {"jeton": f"  {noon.secret}\n", "suite": "/objectifs/F2.1"}
        answer = await stranger.post("/connexion", data=back, headers=FROM_HERE)
        assert answer.headers["location"] == "/objectifs/F2.1"
        assert (await stranger.get("/objectifs/F2.1")).status_code == 200


@pytest.mark.parametrize("token", ["", "jalon_perdu", "x" * 100_000, "\x00"])
async def test_a_wrong_token_is_told_kindly_and_never_repeated(noon: Example, token: str) -> None:
    async with visitor(noon.app) as stranger:
        answer = await stranger.post("/connexion", data={"jeton": token}, headers=FROM_HERE)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert "<title>Erreur" in answer.text
        assert "set-cookie" not in answer.headers
        assert "jalon_perdu" not in answer.text


@pytest.mark.parametrize("elsewhere", ["https://autre.invalid/", "//autre.invalid", "/\\autre.invalid", "/a\r\nb", ""])
async def test_the_door_leads_nowhere_but_here(noon: Example, elsewhere: str) -> None:
    async with visitor(noon.app) as stranger:
        there = {"jeton": noon.secret, "suite": elsewhere}
        answer = await stranger.post("/connexion", data=there, headers=FROM_HERE)
        assert answer.headers["location"] == "/"


async def test_who_signs_out_is_out(noon: Example) -> None:
    async with visitor(noon.app) as client:
        await signed_in(client, noon.secret)
        cookie = client.cookies["jalon"]
        answer = await client.post("/deconnexion", headers=FROM_HERE)
        assert "Vous êtes déconnecté" in (await client.get(answer.headers["location"])).text
        assert "jalon" not in client.cookies
        stolen = await client.get("/", headers={"Cookie": f"jalon={cookie}"})
        assert stolen.status_code == 303


# What the pages say


async def test_the_dashboard_says_what_is_late_at_risk_awaited_and_to_come(reader: httpx2.AsyncClient) -> None:
    page = await text(reader, "/")
    assert "Vendredi 19 mai 2028. Mandat de 2026 à mars 2032 ; feuille de route" in page
    assert "30 avril 2028 F2.2 : échéance, Archives : archiviste itinérant" in page
    assert "Délai bientôt fini, 29 mai 2028 : Transfert de la compétence eau potable" in page
    assert "silence constaté le 31 mai 2028. À défaut de délibération dans ce délai, la décision" in page
    assert "Réception non prouvée : Restitution de la compétence équipements sportifs 23 communes" in page
    assert "Vote à qualifier : Service commun informatique et cybersécurité 1 commune : Condom." in page
    assert "11 communes attendues sur 26 : Castelnau-sur-l'Auvignon, Cazeneuve," in page
    assert "En attente de l'arrêté préfectoral." in page
    assert "bloqué" in page
    assert "en retard de 19 jours : échéance 30 avril 2028" in page
    assert "Le temps passe. Dernier instant traité : 19 mai 2028 à" in page


async def test_an_objective_shows_its_promise_its_revisions_and_its_curve(reader: httpx2.AsyncClient) -> None:
    page = await text(reader, "/objectifs/F2.1")
    assert "Première promesse 1er janvier 2028" in page
    assert "20 janvier 2028 1er janvier 2028 30 juin 2028 Recrutement du second technicien" in page
    assert "4 mai 2028 118 nb 142 nb −62 nb" in page
    assert "financière 11 février 2027 le 10 mai 2027 Clé de répartition contestée" in page
    assert "Service commun informatique et cybersécurité Service commun 14 mars 2028" in page
    html = (await reader.get("/objectifs/F1.1")).text
    assert "96 jours/an en 2026\u202f; 61 jours/an le 31 août 2027" in html
    done = said(html)
    assert "signature 20 août 2027 26 août 2027 6 jours de retard" in done
    assert "62 000 € par an" in done


async def test_a_consultation_shows_the_clock_of_each_commune_and_why_the_result(reader: httpx2.AsyncClient) -> None:
    page = await text(reader, "/consultations/transfert-eau")
    assert "Majorité qualifiée réunie : 13 communes favorables sur 26" in page
    assert "Prochain acte : l'arrêté préfectoral." in page
    assert "Population totale millésime 2022 13 sur 26 11 124 sur 14 683 réunie" in page
    assert "Population municipale" in page
    assert "Beaucaire 29/02/2028 avis de réception postal 29/05/2028 ou 30/05/2028 31/05/2028 favorable" in page
    assert "Roquepine 29/02/2028 avis de réception postal 29/05/2028 ou 30/05/2028 31/05/2028 pas encore" in page
    assert "sans réponse (à confirmer)" in page
    unproven = await text(reader, "/consultations/restitution-sport")
    assert "Beaucaire réception à prouver — — pas encore attendue" in unproven


async def test_a_late_answer_is_kept_with_its_reason_and_a_changed_vote_with_the_old_one(
    reader: httpx2.AsyncClient,
) -> None:
    schema = await text(reader, "/consultations/schema")
    assert "Cazeneuve défavorable, délibération n° 2027-07 du 12/03/2027 Délibération du 12 mars 2027, après" in schema
    assert "pas de délibération reçue, réputée favorable constaté le 03/03/2027" in schema
    assert "Close par la délibération du conseil communautaire n° 2027-31, le 8 avril 2027." in schema
    changed = await text(reader, "/consultations/informatique")
    assert "remplace : défavorable, délibération n° 2028-19 du 25/04/2028" in changed
    assert "Réserve : Sous réserve d'un bilan financier chaque année." in changed


async def test_the_journal_is_read_to_its_end_and_back_each_event_once(reader: httpx2.AsyncClient) -> None:
    path, seen = "/journal", []
    while path:
        html = (await reader.get(path)).text
        rows = _Structure(html)
        seen += [one for one in html.split("<code>")[2:]]
        nexts = [link["href"] for link in rows.every("a") if link.get("rel") == "next"]
        path = nexts[0] or "" if nexts else ""
        last = html.count("</code>") - 1
        if not path:
            (back,) = [link["href"] for link in rows.every("a") if link.get("rel") == "prev"]
    hashes = [one.partition("</code>")[0] for one in seen]
    assert len(hashes) == len(set(hashes)) > 300
    assert back is not None
    before = (await reader.get(back)).text
    assert before.count('<tr role="row">') == 51
    assert hashes[-last - 10] in before


async def test_the_journal_says_who_when_it_happened_and_when_it_was_recorded(reader: httpx2.AsyncClient) -> None:
    page = await text(reader, f"/journal?flux=consultation/{SIREN}/schema")
    silence = "3 mars 2027 à 0 h 00 enregistré le 12 mars 2027 à 10 h 00 Beaumont, 3 mars 2027 : pas de délibération"
    assert silence in page
    assert "le temps (Jalon) consultation schema, n°" in page


async def test_an_answer_is_on_the_page_as_soon_as_it_is_recorded(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database) as it, visitor(it.app) as client:
        headers = {"Authorization": f"Bearer {it.secret}"}
        roquepine = load_epci(SIREN).find("Roquepine").insee
        avis = RecordAvis(commune=roquepine, sens=Sens.FAVORABLE, voted_on=date(2028, 5, 18))
        await it.tell(f"consultation/{SIREN}/transfert-eau", avis)
        page = said((await client.get("/consultations/transfert-eau", headers=headers)).text)
        assert "16 réponses sur 26 communes" in page
        journal = said((await client.get("/journal", headers=headers)).text)
        assert "coordination consultation transfert-eau" in journal


# Who sees what


async def test_no_epci_one_or_several(postgres: EmbeddedPostgres, template_database: str) -> None:
    async with example(postgres, template_database) as it, visitor(it.app) as client:
        await second_epci(it)
        await signed_in(client, it.secret)
        chooser = (await client.get("/journal?flux=x")).text
        assert f'href="/journal?flux=x&amp;siren={OTHER}"' in chooser
        board = (await client.get(f"/?siren={SIREN}")).text
        assert f'href="/objectifs/F2.1?siren={SIREN}"' in board
        assert "Données fictives." in board
        other = await client.get(f"/?siren={OTHER}")
        assert "Aucun objectif" in other.text
        assert "Données fictives." not in other.text
        assert (await client.get("/?siren=123456789")).status_code == 404

        scoped = await it.house.tokens.create("mairie de Beaumarchés", siren=OTHER)
        await signed_in(client, scoped)
        assert "Bastides de Lomagne" in await text(client, "/")
        assert (await client.get(f"/?siren={SIREN}")).status_code == 403
        assert (await client.get("/objectifs/F2.1")).status_code == 404
        assert (await client.get(f"/journal?flux=consultation/{SIREN}/schema")).status_code == 404

        nothing = await it.house.tokens.create("un EPCI à venir", siren="200023620")
        await signed_in(client, nothing)
        page = await text(client, "/")
        assert "Aucun EPCI n'est encore ouvert ici" in page
        assert "Demandez à la personne qui administre Jalon de l'ouvrir" in page


@pytest.mark.parametrize(
    "path",
    [
        "/objectifs/F9.9",
        "/consultations/rien",
        "/objectifs/%00",
        "/consultations/a%20b",
        f"/objectifs/{'x' * 3000}",
        "/journal?flux=rien",
        "/journal?flux=objective/200034726/F1",
        f"/journal?flux=consultation/{SIREN}/%00",
    ],
)
async def test_what_is_not_there_is_told_in_french(reader: httpx2.AsyncClient, path: str) -> None:
    answer = await reader.get(path)
    assert answer.status_code == 404
    assert "Page introuvable" in answer.text
    assert "Revenir au tableau de bord" in answer.text


@pytest.mark.parametrize("edge", ["rien", "2028-05-01 a 1", "2028-05-01T00:00:00Z a%00 1", "2028-05-01T00:00:00Z a x"])
async def test_a_page_of_the_journal_that_cannot_be_is_told(reader: httpx2.AsyncClient, edge: str) -> None:
    assert (await reader.get(f"/journal?avant={edge}")).status_code == 400


async def test_a_failure_is_told_without_its_entrails(noon: Example) -> None:
    app: FastAPI = broken(create_app(noon.house))
    async with visitor(app, sees_crashes=False) as client:
        answer = await client.get("/panne")
    assert answer.status_code == 500
    assert "Rien de ce qui était enregistré n'est perdu." in said(answer.text)
    assert "Traceback" not in answer.text


async def test_the_dashboard_gives_the_alarm_when_time_has_been_stopped_for_five_minutes(noon: Example) -> None:
    due = await noon.house.reads.due(noon.player.clock.at + timedelta(days=30), 1)
    assert due[0].next_due is not None
    for minutes, alarm in ((4, False), (6, True)):
        clock = Stopped(due[0].next_due + timedelta(minutes=minutes))
        async with visitor(create_app(replace(noon.house, clock=clock))) as client:
            await signed_in(client, noon.secret)
            page = (await client.get("/")).text
        assert ("Le temps ne passe plus" in page) is alarm
        assert ('role="alert"' in page) is alarm


# How the pages are made


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_is_plain_light_and_well_formed(reader: httpx2.AsyncClient, path: str) -> None:
    answer = await reader.get(path)
    found = _Structure(answer.text)
    sheet = await reader.get(next(str(link["href"]) for link in found.every("link")))
    assert sheet.status_code == 200
    assert len(answer.content) + len(sheet.content) <= 100_000
    assert found.every("html")[0]["lang"] == "fr"
    assert len(found.every("h1")) == 1
    assert found.every("a")[0] == {"class": "skip", "href": "#contenu"}
    assert not found.every("style", "iframe", "img")
    assert all(script.get("src") == address("live.js") for script in found.every("script"))
    assert not [
        attributes for _, attributes in found.tags if any(a.startswith("on") or a == "style" for a in attributes)
    ]
    assert len(found.every("table")) == len(found.every("caption"))
    assert all(cell.get("scope") in ("col", "row") for cell in found.every("th"))
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert "Données fictives." in answer.text
    assert "None" not in said(answer.text)


async def test_what_people_wrote_is_shown_as_text(postgres: EmbeddedPostgres, template_database: str) -> None:
    async with example(postgres, template_database) as it, visitor(it.app) as client:
        headers = {"Authorization": f"Bearer {it.secret}"}
        note = "<script>alert(1)</script> \u202eà l'envers & « fin »"
        await it.tell(f"objective/{SIREN}/F2.1", RecordProgress(percent=71, note=note, on=date(2028, 5, 18)))
        for path in ("/objectifs/F2.1", "/journal"):
            html = (await client.get(path, headers=headers)).text
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
            assert "<script>" not in html
            assert "\u202e" not in html


async def test_a_consultation_of_158_communes_weighs_less_than_100_kb(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database, BEFORE) as it, visitor(it.app) as client:
        epci, on = load_epci("200067106"), date(2026, 4, 18)
        stream = f"consultation/{epci.siren}/eau"
        opening = OpenConsultation(
            siren=epci.siren,
            epci_name=epci.name,
            nature=epci.nature,
            place=epci.place,
            procedure="transfert_competence",
            title="Transfert de la compétence eau potable",
        )
        await it.tell(stream, opening)
        await it.tell(stream, RecordCouncilVote(voted_on=on, number="2026-12"))
        await it.tell(stream, SendConsultation(sent_on=on, electorate=Electorate.of(epci)))
        codes = [commune.insee for commune in epci.communes]
        assert len(codes) == 158
        await it.tell(stream, *[RecordReceipt(commune=it, received_on=on, proof=Proof.RECOMMANDE) for it in codes])
        votes = {"votes_for": 12, "votes_against": 3, "abstentions": 1}
        said = [RecordAvis(commune=it, sens=Sens.DEFAVORABLE, voted_on=on, number="2026-041", **votes) for it in codes]
        await it.tell(stream, *said)
        page = await client.get("/consultations/eau", headers={"Authorization": f"Bearer {it.secret}"})
        assert "158 réponses sur 158 communes" in page.text
        assert len(page.content) + len(SHEET) <= 100_000


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[list[str]]:
    """The statements that the engine runs meanwhile."""
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        statements.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine.sync_engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("most", "small", "large"),
    [
        (7, "/?siren=200034726", f"/?siren={SIREN}"),
        (5, f"/objectifs/F3.2?siren={SIREN}", f"/objectifs/F2.1?siren={SIREN}"),
        (6, f"/consultations/pacte-voirie?siren={SIREN}", f"/consultations/schema?siren={SIREN}"),
        (5, "/journal?siren=200034726", f"/journal?siren={SIREN}"),
    ],
)
async def test_a_page_makes_as_many_queries_however_much_there_is_to_show(
    two: Example, most: int, small: str, large: str
) -> None:
    async with visitor(two.app) as client:
        await signed_in(client, two.secret)
        numbers = []
        for path in (small, large):
            with counted(two.house.engine) as statements:
                assert (await client.get(path)).status_code == 200
            numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= most


@pytest.fixture(scope="module")
async def two(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    """The example, and another EPCI of which nothing but its mandate is known."""
    async with example(postgres, template_database) as seen:
        await second_epci(seen)
        yield seen


async def test_a_page_names_what_it_loads_by_its_version(noon: Example) -> None:
    async with visitor(noon.app) as stranger:
        form = await stranger.get("/connexion")
        sheet, icon = (str(link["href"]) for link in _Structure(form.text).every("link"))
        assert sheet.startswith("/static/jalon.css?v=")
        assert icon.startswith("/static/jalon.svg?v=")
        assert form.headers["cache-control"] == "no-store"
        assert str(form.url).startswith(HOST)
