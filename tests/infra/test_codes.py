"""The six digits that confirm a deposit."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from infra.codes import A_DAY, ATTEMPTS, LIFE, Answer, Codes, Wanted, ask
from tests.domain.consultation.stories import instant
from tests.infra.ballot import SIREN
from tests.infra.conftest import Spine

ABOUT = f"consultation/{SIREN}/eau#32107"
CONDOM = uuid4()
NOW = instant("2027-02-10")


@pytest.fixture
def codes(spine: Spine) -> Codes:
    """Codes that are 000001, then 000002…"""
    drawn: Iterator[int] = iter(range(1, 1000))
    return Codes(spine.engine, lambda: f"{next(drawn):06}")


async def asked(spine: Spine, draft: UUID, at: datetime = NOW, about: str = ABOUT) -> UUID | None:
    async with spine.engine.begin() as connection:
        code = await ask(connection, Wanted(siren=SIREN, about=about, contact_id=CONDOM, draft=draft), at)
    return code.id if code else None


async def drawn(spine: Spine, codes: Codes, draft: UUID, at: datetime = NOW) -> str:
    code = await asked(spine, draft, at)
    assert code
    digits = await codes.draw(code, at)
    assert digits
    return digits


async def test_a_code_confirms_its_draft_once(spine: Spine, codes: Codes) -> None:
    draft = uuid4()
    digits = await drawn(spine, codes, draft)
    first = await codes.check(CONDOM, ABOUT, digits, NOW)
    again = await codes.check(CONDOM, ABOUT, digits, NOW)
    assert (first.answer, first.draft) == (Answer.RIGHT, draft)
    assert (again.answer, again.draft) == (Answer.OVER, None)


async def test_a_code_is_of_one_person_and_one_matter(spine: Spine, codes: Codes) -> None:
    digits = await drawn(spine, codes, uuid4())
    assert (await codes.check(uuid4(), ABOUT, digits, NOW)).answer is Answer.OVER
    assert (await codes.check(CONDOM, f"{ABOUT}-2", digits, NOW)).answer is Answer.OVER
    assert (await codes.check(CONDOM, ABOUT, digits, NOW)).answer is Answer.RIGHT


async def test_a_code_of_10_february_2027_at_10_may_no_longer_be_typed_at_10_15(spine: Spine, codes: Codes) -> None:
    digits = await drawn(spine, codes, uuid4())
    assert (await codes.check(CONDOM, ABOUT, digits, NOW + LIFE)).answer is Answer.OVER
    assert (await codes.check(CONDOM, ABOUT, digits, NOW + LIFE - timedelta(seconds=1))).answer is Answer.RIGHT


async def test_a_code_bears_five_attempts_and_then_is_over_even_when_right(spine: Spine, codes: Codes) -> None:
    digits = await drawn(spine, codes, uuid4())
    tried = [await codes.check(CONDOM, ABOUT, "999999", NOW) for _ in range(ATTEMPTS)]
    assert [(it.answer, it.left) for it in tried] == [
        (Answer.WRONG, 4),
        (Answer.WRONG, 3),
        (Answer.WRONG, 2),
        (Answer.WRONG, 1),
        (Answer.OVER, 0),
    ]
    assert (await codes.check(CONDOM, ABOUT, digits, NOW)).answer is Answer.OVER


async def test_attempts_at_once_are_all_counted(spine: Spine, codes: Codes) -> None:
    await drawn(spine, codes, uuid4())
    await asyncio.gather(*(codes.check(CONDOM, ABOUT, "999999", NOW) for _ in range(ATTEMPTS)))
    assert await spine.value("SELECT attempts FROM codes") == ATTEMPTS


async def test_a_code_asked_for_again_takes_nothing_from_the_first_until_its_mail_is_written(
    spine: Spine, codes: Codes
) -> None:
    draft, later = uuid4(), NOW + timedelta(minutes=2)
    first = await drawn(spine, codes, draft)
    second = await asked(spine, draft, later)
    assert second
    assert (await codes.check(CONDOM, ABOUT, first, later)).answer is Answer.RIGHT
    assert await codes.draw(second, later)
    assert (await codes.check(CONDOM, ABOUT, first, later)).answer is Answer.WRONG


async def test_a_code_that_is_on_its_way_is_not_asked_for_twice(spine: Spine, codes: Codes) -> None:
    draft = uuid4()
    first = await asked(spine, draft)
    assert first
    assert await asked(spine, draft, NOW + timedelta(minutes=5)) == first, "its mail is not written yet"
    assert await codes.draw(first, NOW + timedelta(minutes=5))
    assert await asked(spine, draft, NOW + timedelta(seconds=59)) == first, "its mail has just left"
    assert await asked(spine, draft, NOW + timedelta(minutes=6)) != first
    assert await asked(spine, uuid4(), NOW + timedelta(minutes=6)) != first, "what was written since is another thing"


async def test_the_last_code_asked_for_stands_for_those_before(spine: Spine, codes: Codes) -> None:
    first = await drawn(spine, codes, uuid4())
    draft = uuid4()
    second = await drawn(spine, codes, draft, NOW + timedelta(minutes=1))
    at = NOW + timedelta(minutes=2)
    assert (await codes.check(CONDOM, ABOUT, first, at)).answer is Answer.WRONG
    assert (await codes.check(CONDOM, ABOUT, second, at)).draft == draft


async def test_a_mail_written_again_after_a_crash_holds_the_only_code_that_counts(spine: Spine, codes: Codes) -> None:
    code = await asked(spine, uuid4())
    assert code
    lost, sent = await codes.draw(code, NOW), await codes.draw(code, NOW)
    assert lost
    assert sent
    assert (await codes.check(CONDOM, ABOUT, lost, NOW)).answer is Answer.WRONG
    assert (await codes.check(CONDOM, ABOUT, sent, NOW)).answer is Answer.RIGHT
    assert await codes.draw(code, NOW) is None, "un code qui a servi ne se tire plus"


async def test_a_code_whose_mail_has_not_left_confirms_nothing(spine: Spine, codes: Codes) -> None:
    await asked(spine, uuid4())
    for digits in ("", "000000", "12345x"):
        assert (await codes.check(CONDOM, ABOUT, digits, NOW)).answer is Answer.NOT_SENT
    assert (await codes.check(CONDOM, ABOUT, "000000", NOW + LIFE)).answer is Answer.OVER


async def test_ten_codes_a_day_are_given_to_one_person_and_more_on_the_next_day(spine: Spine) -> None:
    given = await asyncio.gather(*(asked(spine, uuid4()) for _ in range(A_DAY + 2)))
    assert sum(code is not None for code in given) == A_DAY
    assert await asked(spine, uuid4(), NOW + timedelta(hours=23)) is None
    assert await asked(spine, uuid4(), NOW + timedelta(days=1, seconds=1)) is not None


async def test_the_digits_stand_nowhere_in_the_database(spine: Spine) -> None:
    codes = Codes(spine.engine)
    digits = await drawn(spine, codes, uuid4())
    assert len(digits) == 6
    assert digits.isdecimal()
    kept = await spine.value("SELECT digest FROM codes")
    assert digits.encode() not in bytes(kept)
