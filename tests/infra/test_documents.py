"""Files are kept once and found by what they hold; a draft never leaves its file behind."""

from datetime import datetime
from uuid import UUID

from domain.people import mairie
from infra.deposits import Depositor, Deposits
from infra.documents import Documents, File
from infra.drafts import Drafts
from infra.links import Link, Purpose
from tests.infra.conftest import Spine

SIREN = "200000001"
ABOUT = f"consultation/{SIREN}/eau#01002"
OTHERS = f"consultation/{SIREN}/eau#01003"
PERSON, SOMEBODY_ELSE = UUID(int=1), UUID(int=9)
LINK = Link(
    id=UUID(int=2),
    siren=SIREN,
    purpose=Purpose.COMMUNE,
    about=ABOUT,
    to=mairie("01002"),
    contact_id=PERSON,
    issued_at=datetime.fromisoformat("2027-03-01T10:00:00+01:00"),
    current=True,
)


def file(content: bytes = b"%PDF-1", about: str = ABOUT, filename: str = "8.pdf") -> File:
    kind = "application/pdf"
    return File(siren=SIREN, about=about, filename=filename, media_type=kind, content=content, by="lien:2")


async def test_the_same_file_about_the_same_matter_is_kept_once_under_its_first_name(spine: Spine) -> None:
    documents = Documents(spine.engine)
    first = await documents.keep(file())
    again = await documents.keep(file(filename="8 bis.pdf"))
    other = await documents.keep(file(about=OTHERS))
    assert again == first
    assert other.id != first.id
    assert [sheet.filename for sheet in await documents.of(ABOUT, OTHERS)] == ["8.pdf", "8.pdf"]


async def test_a_file_is_found_by_its_sha256_among_the_matters_that_one_may_read(spine: Spine) -> None:
    documents = Documents(spine.engine)
    sheet = await documents.keep(file())
    assert await documents.find(sheet.sha256, [ABOUT]) == (sheet, b"%PDF-1")
    assert await documents.find(sheet.sha256, [OTHERS]) is None
    assert await documents.find("0" * 64, [ABOUT]) is None
    assert await documents.sheet(sheet.id) == sheet
    assert await documents.sheet(UUID(int=3)) is None


async def test_a_draft_that_is_written_again_is_another_draft(spine: Spine) -> None:
    drafts = Drafts(spine.engine)
    first = await drafts.save(LINK, ABOUT, {"sens": "favorable"})
    second = await drafts.save(LINK, ABOUT, {"sens": "defavorable"})
    assert first != second
    assert await drafts.find(first, PERSON) is None
    found = await drafts.find(second, PERSON)
    assert found is not None
    assert found.body == {"sens": "defavorable"}
    assert await drafts.last(ABOUT, PERSON) == found
    assert await drafts.find(second, SOMEBODY_ELSE) is None


async def test_the_file_of_a_draft_goes_with_it_unless_a_deposit_names_it(spine: Spine) -> None:
    documents, drafts, deposits = Documents(spine.engine), Drafts(spine.engine), Deposits(spine.engine)
    dropped, kept = await documents.keep(file(b"%PDF-1")), await documents.keep(file(b"%PDF-2"))
    who = Depositor(name="Camille Essai", function="maire", document=kept.id)
    await deposits.note(UUID(int=4), LINK, ABOUT, who)
    await deposits.note(UUID(int=4), LINK, ABOUT, who)
    for sheet in (dropped, kept):
        await drafts.save(LINK, ABOUT, {}, sheet.id)
    await drafts.save(LINK, ABOUT, {})
    assert [sheet.id for sheet in await documents.of(ABOUT)] == [kept.id]
    assert await spine.value("SELECT count(*) FROM deposits") == 1


async def test_a_draft_kept_with_its_own_file_does_not_lose_it(spine: Spine) -> None:
    documents, drafts = Documents(spine.engine), Drafts(spine.engine)
    sheet = await documents.keep(file())
    for _ in range(2):
        await drafts.save(LINK, ABOUT, {}, sheet.id)
    assert [one.id for one in await documents.of(ABOUT)] == [sheet.id]


async def test_a_file_that_did_not_come_by_a_link_stays_when_a_draft_lets_it_go(spine: Spine) -> None:
    documents, drafts = Documents(spine.engine), Drafts(spine.engine)
    sheet = await documents.keep(file().but(by="cli:coordination"))
    await drafts.save(LINK, ABOUT, {}, sheet.id)
    await drafts.save(LINK, ABOUT, {})
    assert [one.id for one in await documents.of(ABOUT)] == [sheet.id]


async def test_a_draft_that_is_confirmed_goes_and_its_file_stays(spine: Spine) -> None:
    documents, drafts = Documents(spine.engine), Drafts(spine.engine)
    sheet = await documents.keep(file())
    draft = await drafts.save(LINK, ABOUT, {}, sheet.id)
    await drafts.drop(draft)
    assert await drafts.last(ABOUT, PERSON) is None
    assert [one.id for one in await documents.of(ABOUT)] == [sheet.id]
