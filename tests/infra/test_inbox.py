"""Posting commands: received = recorded, once, under the lock of the stream."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from infra.inbox import CommandConflict, CommandUnstorable, Post, Status, StreamBusy
from tests.infra.ballot import Note, Open, RecordAvis, ballot_id, post, posted_id
from tests.infra.conftest import Spine

PLUM, PEAR = ballot_id("plum"), ballot_id("pear")
MARCH_1 = datetime(2027, 3, 1, tzinfo=UTC)
OPEN = Open(communes=("32013",), remind_at=MARCH_1, deadline=MARCH_1 + timedelta(days=7))


async def test_a_receipt_gives_the_number_and_the_instant_of_the_row(spine: Spine) -> None:
    receipt = await spine.inbox.post(post(PLUM, OPEN))
    rows = await spine.rows("SELECT number, at, status, done_at, by FROM inbox")
    assert rows == [(receipt.number, receipt.at, "recorded", None, "coordinateur")]
    assert not receipt.repeated
    assert abs(await spine.value("SELECT clock_timestamp()") - receipt.at) < timedelta(seconds=30)


async def test_the_same_command_sent_twice_gives_the_first_receipt_again(spine: Spine) -> None:
    first = await spine.inbox.post(post(PLUM, OPEN))
    again = await spine.inbox.post(post(PLUM, OPEN))
    assert again == first.but(repeated=True)
    assert await spine.value("SELECT count(*) FROM inbox") == 1


async def test_the_same_command_sent_by_twenty_at_once_is_recorded_once(spine: Spine) -> None:
    receipts = await asyncio.gather(*(spine.inbox.post(post(PLUM, OPEN)) for _ in range(20)))
    assert len({(receipt.number, receipt.at) for receipt in receipts}) == 1
    assert sum(not receipt.repeated for receipt in receipts) == 1


async def test_another_body_under_the_same_id_is_a_conflict(spine: Spine) -> None:
    first = await spine.inbox.post(post(PLUM, OPEN))
    for other in (post(PLUM, Note(text="autre")), post(PEAR, OPEN)):
        with pytest.raises(CommandConflict, match=f"n° {first.number}"):
            await spine.inbox.post(other.but(command_id=first.command_id))


async def test_an_injected_instant_is_kept_as_given(spine: Spine) -> None:
    assert (await spine.inbox.post(post(PLUM, OPEN, at=MARCH_1))).at == MARCH_1


async def test_a_batch_keeps_the_order_of_each_stream_and_gives_receipts_in_the_order_asked(spine: Spine) -> None:
    posts = [post(PLUM, OPEN), post(PEAR, OPEN), post(PLUM, Note(text="b")), post(PLUM, Note(text="a"))]
    receipts = await spine.inbox.post_all(posts)
    assert [receipt.command_id for receipt in receipts] == [each.command_id for each in posts]
    assert receipts[0].number < receipts[2].number < receipts[3].number
    assert receipts[0].at < receipts[2].at < receipts[3].at
    again = await spine.inbox.post_all([*posts, post(PEAR, Note(text="c"))])
    assert [receipt.repeated for receipt in again] == [True, True, True, True, False]
    assert [receipt.number for receipt in again[:4]] == [receipt.number for receipt in receipts]


async def test_an_empty_batch_is_recorded_as_nothing(spine: Spine) -> None:
    assert await spine.inbox.post_all([]) == ()


async def test_a_batch_with_one_conflict_records_nothing(spine: Spine) -> None:
    first = await spine.inbox.post(post(PLUM, OPEN))
    with pytest.raises(CommandConflict):
        await spine.inbox.post_all(
            [post(PEAR, OPEN), post(PLUM, Note(text="autre")).but(command_id=first.command_id)],
        )
    assert await spine.value("SELECT count(*) FROM inbox") == 1


async def test_two_batches_on_the_same_streams_in_opposite_orders_do_not_deadlock(spine: Spine) -> None:
    notes = [post(ballot_id(f"s{n}"), Note(text=f"{n}")) for n in range(30)]
    await asyncio.gather(*(spine.inbox.post_all(notes[::step]) for step in (1, -1, 1, -1)))
    assert await spine.value("SELECT count(*) FROM inbox") == 30


async def test_a_stream_busy_for_more_than_a_second_is_an_answer(spine: Spine) -> None:
    async with spine.advancers.connection() as connection, connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [PLUM])
        with pytest.raises(StreamBusy, match="réessayez"):
            await spine.inbox.post(post(PLUM, OPEN))
    assert not (await spine.inbox.post(post(PLUM, OPEN))).repeated


async def test_a_nul_character_is_refused_in_french(spine: Spine) -> None:
    with pytest.raises(CommandUnstorable, match="caractère nul"):
        await spine.inbox.post(post(PLUM, Note(text="a\x00b")))


@pytest.mark.parametrize("stream", ["plum", "ballot/243/plum", "ballot/243200417/", "ballot/243200417/a b"])
def test_a_stream_without_its_siren_and_key_is_no_stream(stream: str) -> None:
    with pytest.raises(ValidationError):
        Post(stream=stream, command_id=posted_id(stream, OPEN), command=OPEN, by="coordinateur")


async def test_the_outcome_of_a_command_never_recorded_is_nothing(spine: Spine) -> None:
    assert await spine.inbox.outcome(posted_id(PLUM, OPEN)) is None


async def test_who_waits_is_told_as_soon_as_the_stream_has_advanced(spine: Spine) -> None:
    unknown = RecordAvis(commune="32999")
    await spine.inbox.post_all([post(PLUM, OPEN), post(PLUM, unknown)])
    waiting = asyncio.gather(*(spine.inbox.wait(posted_id(PLUM, each), timeout_s=20) for each in (OPEN, unknown)))
    looked = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle' AND query LIKE '%%inbox WHERE command_id%%'"
    while await spine.value(looked) < 2:
        await asyncio.sleep(0)
    await spine.store.advance(PLUM)
    assert [outcome and outcome.status for outcome in await waiting] == [Status.APPLIED, Status.REFUSED]


async def test_who_waits_in_vain_sees_a_command_still_recorded(spine: Spine) -> None:
    await spine.inbox.post(post(PLUM, OPEN))
    outcome = await spine.inbox.wait(posted_id(PLUM, OPEN), timeout_s=0.05)
    assert outcome
    assert outcome.status is Status.RECORDED
