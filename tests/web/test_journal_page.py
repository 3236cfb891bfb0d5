"""The journal as it is searched: words, kinds, days, who acted; pages of it, and the file that is taken away."""

import csv
from collections.abc import AsyncIterator
from datetime import date
from io import StringIO
from urllib.parse import quote

import pytest

from domain.access import Access, Right
from domain.ids import derived_id
from domain.mandate.commands import CompleteDuty, mandate_id
from domain.objective.commands import RecordProgress
from infra.embedded.postgres import EmbeddedPostgres
from infra.identity.accounts import Role
from infra.inbox import Post
from scripts.played import SIREN
from tests.web.examples import OTHER, Example, example, second_epci
from tests.web.readers import Reader, hrefs, reader, said

MANDATE = mandate_id(SIREN, 2026)
WATER = f"consultation/{SIREN}/transfert-eau"


@pytest.fixture(scope="module")
async def noon(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    """The example on 19 May 2028; nobody changes it."""
    async with example(postgres, template_database) as seen:
        yield seen


@pytest.fixture
async def seen(noon: Example) -> Reader:
    return await reader(noon)


@pytest.mark.parametrize(
    ("query", "told", "not_told"),
    [
        ("q=Condom+defavorable", "Condom : défavorable, délibération du 16 mai 2028.", "Fourcès"),
        ("q=silence", "pas de délibération reçue", "Objectif inscrit"),
        ("q=archiviste", "Aucune candidature pour le poste d'archiviste.", "Condom"),
        ("q=F2.2&genre=DeadlineMoved", "Retenue plus tôt que prévu par la conférence des maires.", "bloqué"),
        ("q=2028-31", "Condom : défavorable", "Fourcès"),
        ("genre=MandateOpened", "Mandat 2026 ouvert", "Consultation"),
        (
            "dossier=mandate&genre=DutyCompleted",
            "Obligation faite le 24 février 2028 : communication annuelle",
            "Condom",
        ),
        ("par=temps&dossier=objective", "le temps (Jalon)", "demo:coordination"),
        ("du=2028-05-03&au=2028-05-03", "Objectif bloqué depuis le 2 mai 2028", "4 mai 2028 à"),
        ("du=03/05/2028&au=3/5/2028", "Objectif bloqué depuis le 2 mai 2028", "4 mai 2028 à"),
    ],
)
async def test_what_is_looked_for_is_found_alone(seen: Reader, query: str, told: str, not_told: str) -> None:
    html = await seen.html(f"/journal?{query}")
    rows = said(html.partition("<tbody")[2].partition("</tbody>")[0])
    assert told in rows
    assert not_told not in rows
    assert "Ce qui correspond" in said(html)


async def test_the_form_keeps_what_was_looked_for_and_pages_keep_it_too(seen: Reader) -> None:
    html = await seen.html("/journal?q=condom&genre=&par=lien&du=2026-01-01")
    assert 'name="q" type="search" maxlength="200" value="condom"' in html
    assert '<option value="lien" selected>' in html
    html = await seen.html("/journal?q=relance")
    (older,) = [href for href in hrefs(html) if "avant=" in href and href.startswith("/journal?")]
    assert "q=relance" in older
    second = await seen.html(older)
    assert "Ce qui correspond, suite" in said(second)
    (newer,) = [href for href in hrefs(second) if "apres=" in href]
    assert said((await seen.html(newer)).partition("<tbody")[2]) == said(html.partition("<tbody")[2])
    assert "/journal" in hrefs(html)


async def test_the_journal_of_what_bears_the_name_is_offered_whole(seen: Reader) -> None:
    html = await seen.html("/journal?q=eau+potable")
    assert "Dossiers de ce nom Transfert de la compétence eau potable consultation transfert-eau" in said(html)
    assert f"/journal?flux={quote(WATER, safe='')}" in hrefs(html)
    assert "Dossiers de ce nom" not in await seen.text(f"/journal?q=eau+potable&flux={WATER}")
    assert "Dossiers de ce nom" not in await seen.text("/journal?q=zzz")


async def test_the_filters_are_closed_until_one_is_used(seen: Reader) -> None:
    assert '<details class="why">' in await seen.html("/journal?q=eau")
    assert '<details class="why" open>' in await seen.html("/journal?q=eau&dossier=consultation")


async def test_a_search_within_one_stream_stays_within_it(seen: Reader) -> None:
    html = await seen.html(f"/journal?flux={WATER}&q=condom")
    assert f'type="hidden" name="flux" value="{WATER}"' in html
    assert 'name="dossier"' not in html
    rows = html.partition("<tbody")[2].partition("</tbody>")[0]
    assert "transfert-eau" in rows
    assert "schema" not in rows
    assert f"/journal?flux={quote(WATER, safe='')}" in hrefs(html)


async def test_what_nothing_says_is_told_with_what_to_do(seen: Reader) -> None:
    page = await seen.text("/journal?q=zzz")
    assert "Rien ne correspond. Essayez un seul mot, ou le début d'un mot" in page
    assert "Télécharger" not in page


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("du=12", "Cette date n'est pas lisible"),
        ("du=2028-05-02&au=2028-05-01", "Le dernier jour est avant le premier."),
        ("q=le", "Écrivez au moins un mot qui dise quelque chose"),
        ("genre=Tout", "Choisissez un genre d'événement."),
        ("dossier=tout", "Choisissez un type de dossier."),
        ("par=%00", "Choisissez qui a agi dans la liste."),
        (f"q={'a' * 201}", "trop long"),
    ],
)
async def test_what_cannot_be_looked_for_is_said(seen: Reader, query: str, why: str) -> None:
    page = await seen.text(f"/journal?{query}", 422)
    assert "Cette recherche n'est pas lisible" in page
    assert why in page
    assert "Corrigez la recherche" in page
    await seen.html(f"/journal/extrait?{query}", 400)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=F2%00.1", "q=100%25.1_", "q='%20%7C%20%3A*", "q=%E2%98%83", "par=jeton:", "q=F2.1%2F"]
)
async def test_nothing_that_is_typed_breaks_the_page(seen: Reader, query: str) -> None:
    answer = await seen.client.get(f"/journal?{query}")
    assert answer.status_code in (200, 422)


async def test_the_file_of_a_page_opens_in_a_french_spreadsheet_and_is_noted(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database) as it:
        evil = RecordProgress(percent=71, note='=HYPERLINK("http://mal.invalid";"clic")', by="DSI")
        await it.tell(f"objective/{SIREN}/F2.1", evil)
        seen = await reader(it)
        answer = await seen.client.get("/journal/extrait?q=clic")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''journal-{SIREN}-2028-05-19.csv"
        assert answer.content.startswith(b"\xef\xbb\xbf")
        (heads, row) = csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
        found = dict(zip(heads, row, strict=True))
        assert found["date_iso"].startswith("2028-05-19T")
        assert found["date"] == "19 mai 2028 à 12 h 00"
        assert found["genre"] == "avancement"
        assert "=HYPERLINK" in found["evenement"]
        assert not found["evenement"].startswith("=")
        assert len(found["empreinte"]) == 64
        assert (await seen.audit())[0] == ("exported", "journal")


async def test_a_cell_that_a_spreadsheet_would_compute_is_made_a_text(noon: Example) -> None:
    seen = await reader(noon)
    content = (await seen.client.get("/journal/extrait")).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(content), delimiter=";"))
    assert len(rows) == 51
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


async def test_an_account_is_told_by_its_name_and_found_by_it(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with example(postgres, template_database) as it:
        role = Role(siren=SIREN, access=Access.COORDINATEUR)
        account, _ = await it.house.roster.invite("luc@epci.fr", "Luc Martin", role)
        done = CompleteDuty(key="rapport_activite-2028", on=date(2028, 5, 19))
        by = account.actor_id
        post = Post(stream=MANDATE, command_id=derived_id("luc"), command=done, by=by, at=it.player.clock.at)
        await it.house.inbox.post(post)
        await it.player.store.advance(MANDATE, it.player.clock.at)
        seen = await reader(it)
        html = await seen.html(f"/journal?par={by}")
        assert f'<option value="{by}" selected>Luc Martin</option>' in html
        assert "Luc Martin mandat 2026" in said(html)


async def test_the_journal_of_another_epci_is_not_searched(postgres: EmbeddedPostgres, template_database: str) -> None:
    async with example(postgres, template_database) as it:
        await second_epci(it)
        everyone = await reader(it)
        page = await everyone.text(f"/journal?siren={OTHER}&q=condom")
        assert "Rien ne correspond" in page
        ours = await reader(it, [Right.READ])
        await ours.html(f"/journal?siren={OTHER}&q=mandat", 403)
        assert "Condom" in await ours.text("/journal?q=condom")
        html = await everyone.html(f"/journal?siren={SIREN}&q=condom")
        assert f'type="hidden" name="siren" value="{SIREN}"' in html
