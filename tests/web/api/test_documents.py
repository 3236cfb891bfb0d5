"""Files by the API: known by what they hold, within ten megabytes, given back to be kept and never shown."""

import pytest

from domain.access import Right
from infra.documents import HEAVIEST
from tests.web.conftest import Site
from tests.web.plays import SIREN, consulted

PATH = "/consultations/eau/documents"
PDF = b"%PDF-1.7 une note"


async def keep(site: Site, content: bytes, secret: str | None = None, **query: str) -> tuple[int, dict[str, str]]:
    params = {"siren": SIREN, "filename": "note.pdf"} | query
    answer = await site.client.post(f"/api/v1{PATH}", params=params, content=content, headers=site.bearer(secret))
    return answer.status_code, answer.json()


async def test_a_file_is_kept_and_given_back_as_something_to_save(site: Site) -> None:
    await consulted(site)
    status, kept = await keep(site, PDF, filename="../../note finale.exe")
    assert (status, kept["filename"], kept["media_type"]) == (201, "note finale.pdf", "application/pdf")
    given = await site.get(f"{PATH}/{kept['sha256']}", siren=SIREN)
    assert (given.status_code, given.content) == (200, PDF)
    assert given.headers["content-disposition"].startswith("attachment;")
    assert given.headers["x-content-type-options"] == "nosniff"
    assert await site.rows("SELECT kind, about FROM accesses") == [("file_read", kept["sha256"])]


async def test_the_deliberation_of_a_commune_is_kept_with_it(site: Site) -> None:
    await consulted(site)
    status, kept = await keep(site, PDF, commune="01002")
    assert status == 201
    assert await site.rows("SELECT about FROM documents") == [(f"consultation/{SIREN}/eau#01002",)]
    assert (await site.get(f"{PATH}/{kept['sha256']}", siren=SIREN)).status_code == 200
    assert (await keep(site, PDF, commune="99999"))[0] == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"<html><script>alert(1)</script>", 415),
        (b"%PDF-1.7 <script>alert(1)</script>", 415),
        (b"MZ\x90\x00", 415),
        (b"PK\x03\x04 no archive", 415),
        (b"%PDF-" + b"x" * HEAVIEST, 413),
        (b"%PDF-" + b"x" * (4 * HEAVIEST), 413),
    ],
    ids=["empty", "page", "page in a PDF", "program", "broken archive", "heavy", "very heavy"],
)
async def test_what_is_no_document_is_not_kept(site: Site, content: bytes, status: int) -> None:
    await consulted(site)
    found, problem = await keep(site, content)
    assert (found, bool(problem["detail"])) == (status, True)
    assert await site.rows("SELECT 1 FROM documents") == []


async def test_a_file_stays_where_it_is(site: Site) -> None:
    await consulted(site)
    _, kept = await keep(site, PDF)
    reads = await site.house.tokens.create("lecture", siren=SIREN, scopes=[Right.READ])
    elsewhere = await site.house.tokens.create("ailleurs", siren="200000002")
    assert (await keep(site, PDF, reads))[0] == 403
    assert (await site.get(f"{PATH}/{kept['sha256']}", reads)).status_code == 200
    assert (await site.get(f"{PATH}/{kept['sha256']}", elsewhere)).status_code == 404
    assert (await site.get(f"{PATH}/{'0' * 64}", siren=SIREN)).status_code == 404
    assert (await site.get(f"{PATH}/{kept['sha256'].upper()}", siren=SIREN)).status_code == 422
    assert (await site.get(f"/consultations/rien/documents/{kept['sha256']}", siren=SIREN)).status_code == 404
