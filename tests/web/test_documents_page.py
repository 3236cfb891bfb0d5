"""The files of a consultation, and how mail to its communes fares, as the coordination sees them."""

from sqlalchemy import update

from domain.consultation.life_commands import AttachDocument
from infra.documents import Documents, File
from infra.tables import notices
from tests.web.conftest import Site, ten_o_clock
from tests.web.plays import SIREN, WATER, consulted

NOTE = b"%PDF-1.7\n% note\n"


async def joined(site: Site) -> str:
    """A note joined on 3 April 2027; gives its SHA-256."""
    await consulted(site)
    file = File(
        siren=SIREN,
        about=WATER,
        filename="note à lire.pdf",
        media_type="application/pdf",
        content=NOTE,
        by="cli:test",
    )
    sheet = await Documents(site.house.engine).keep(file)
    facts = sheet.model_dump(include={"filename", "media_type", "size", "sha256"})
    await site.tell(WATER, "2027-04-03", AttachDocument(title="Note de présentation", **facts))
    return sheet.sha256


async def test_a_document_joined_on_3_april_2027_is_listed_and_only_ever_downloaded(site: Site) -> None:
    sha256 = await joined(site)
    page = await site.client.get("/consultations/eau", headers=site.bearer())
    address = f"/consultations/eau/documents/{sha256}"
    assert address in page.text
    assert "Note de présentation" in page.text
    got = await site.client.get(address, headers=site.bearer())
    assert (got.status_code, got.content) == (200, NOTE)
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''note%20%C3%A0%20lire.pdf"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cache-control"] == "no-store"


async def test_a_document_is_given_to_nobody_who_may_not_see_its_epci(site: Site) -> None:
    address = f"/consultations/eau/documents/{await joined(site)}"
    stranger = await site.client.get(address)
    assert stranger.status_code == 303
    elsewhere = await site.house.tokens.create("autre", "200034726")
    refused = await site.client.get(f"{address}?siren={SIREN}", headers=site.bearer(elsewhere))
    assert refused.status_code == 403


async def test_a_document_that_is_none_of_the_consultation_is_not_found(site: Site) -> None:
    sha256 = await joined(site)
    for address in (
        f"/consultations/autre/documents/{sha256}",
        f"/consultations/eau/documents/{'0' * 64}",
        "/consultations/eau/documents/..%2F..",
        "/consultations/eau/documents/x",
    ):
        assert (await site.client.get(address, headers=site.bearer())).status_code == 404


async def test_a_mail_that_came_back_on_2_march_2027_is_told_beside_its_commune(site: Site) -> None:
    await consulted(site)
    bounced = update(notices).where(notices.c.commune == "01003", notices.c.role == "mairie")
    async with site.house.engine.begin() as connection:
        await connection.execute(bounced.values(state="bounced", bounced_at=ten_o_clock("2027-03-02"), bounce="5.1.1"))
    page = await site.client.get("/consultations/eau", headers=site.bearer())
    assert page.text.count("courriel revenu") == 1
    assert "<strong>courriel revenu</strong> le 02/03/2027" in page.text
