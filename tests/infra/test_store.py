"""Advancing a stream: one transaction, time and commands in order, once."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from infra.chain import verify
from infra.database import pool
from infra.inbox import Status
from infra.rebuild import rebuild
from infra.store import Advanced, Store
from tests.infra.ballot import SIREN, Note, Open, RecordAvis, ballot_id, post, posted_id, registry
from tests.infra.conftest import Spine

PLUM, PEAR = ballot_id("plum"), ballot_id("pear")
MARCH_1 = datetime(2027, 3, 1, 9, tzinfo=UTC)
MARCH_8 = datetime(2027, 3, 8, 6, tzinfo=UTC)
MARCH_15 = datetime(2027, 3, 14, 23, tzinfo=UTC)  # 00:00 in Paris
LATE = datetime(2027, 3, 20, tzinfo=UTC)
OPEN = Open(communes=("32013", "32107", "32119"), remind_at=MARCH_8, deadline=MARCH_15, tell=PEAR)
EVERYTHING = (
    "SELECT to_jsonb(s) - 'time' FROM streams s UNION ALL SELECT to_jsonb(j) FROM journal j "
    "UNION ALL SELECT to_jsonb(i) FROM inbox i UNION ALL SELECT to_jsonb(n) FROM notices n"
)


async def opened(spine: Spine, stream: str = PLUM, command: Open = OPEN) -> None:
    await spine.inbox.post(post(stream, command, at=MARCH_1))
    await spine.store.advance(stream, MARCH_1)


async def happened(spine: Spine, stream: str = PLUM) -> list[tuple[object, ...]]:
    return await spine.rows("SELECT kind, event, occurred_at FROM journal WHERE stream = %s ORDER BY revision", stream)


async def test_an_opened_stream_waits_for_its_next_due_instant(spine: Spine) -> None:
    await spine.inbox.post(post(PLUM, OPEN, at=MARCH_1))
    advanced = await spine.store.advance(PLUM, MARCH_1 + timedelta(hours=1))
    wait_s = (MARCH_8 - MARCH_1).total_seconds() - 3600
    assert advanced == Advanced(closed=False, wait_s=wait_s, revision=1, applied=1, nudge=(), asks=())
    row = await spine.reads.stream(PLUM)
    assert row
    assert (row.kind, row.siren, row.revision) == ("ballot", SIREN, 1)
    assert (row.time, row.next_due, row.closed_at) == (MARCH_1 + timedelta(hours=1), MARCH_8, None)
    outcome = await spine.outcome(posted_id(PLUM, OPEN))
    assert (outcome.status, outcome.first_revision, outcome.last_revision) == (Status.APPLIED, 1, 1)


async def test_a_stream_that_nobody_opened_waits_for_nothing_and_leaves_no_trace(spine: Spine) -> None:
    nothing = Advanced(closed=True, wait_s=None, revision=0, applied=0, nudge=(), asks=())
    assert await spine.store.advance(PLUM) == nothing
    await spine.inbox.post(post(PLUM, RecordAvis(commune="32013")))
    assert await spine.store.advance(PLUM) == nothing
    assert await spine.reads.stream(PLUM) is None
    outcome = await spine.outcome(posted_id(PLUM, RecordAvis(commune="32013")))
    assert outcome.status is Status.REFUSED


async def test_the_databases_clock_is_the_only_one(spine: Spine) -> None:
    before = await spine.value("SELECT clock_timestamp()")
    receipt = await spine.inbox.post(post(PLUM, OPEN))
    await spine.store.advance(PLUM)
    ((occurred_at, recorded_at),) = await spine.rows("SELECT occurred_at, recorded_at FROM journal")
    assert before <= receipt.at == occurred_at <= recorded_at <= await spine.value("SELECT clock_timestamp()")


async def test_a_refusal_is_recorded_with_its_reason_and_its_source(spine: Spine) -> None:
    await opened(spine)
    late = RecordAvis(commune="32013")
    await spine.inbox.post(post(PLUM, late, at=LATE))
    advanced = await spine.store.advance(PLUM, LATE)
    assert (advanced.applied, advanced.closed, advanced.wait_s) == (0, True, None)
    outcome = await spine.outcome(posted_id(PLUM, late))
    assert (outcome.status, outcome.source) == (Status.REFUSED, "CGCT, art. L. 5211-39-1")
    assert outcome.reason == "Le délai est passé : le silence de la commune est déjà enregistré."
    assert (outcome.done_at, outcome.first_revision) == (LATE, None)


async def test_time_passes_up_to_each_command_before_it_is_decided(spine: Spine) -> None:
    await opened(spine)
    in_time, late = RecordAvis(commune="32107"), RecordAvis(commune="32119")
    await spine.inbox.post(post(PLUM, late, at=MARCH_15))
    await spine.inbox.post(post(PLUM, in_time, at=MARCH_15 - timedelta(microseconds=1)))
    await spine.store.advance(PLUM, LATE)
    assert [(kind, at) for kind, _, at in await happened(spine)] == [
        ("Opened", MARCH_1),
        ("Reminded", MARCH_8),
        ("AvisRecorded", MARCH_15 - timedelta(microseconds=1)),
        ("SilenceRecorded", MARCH_15),
        ("SilenceRecorded", MARCH_15),
        ("Ended", MARCH_15),
    ]
    outcome = await spine.outcome(posted_id(PLUM, late))
    assert outcome.status is Status.REFUSED


async def test_silence_is_recorded_at_the_legal_instant_after_an_outage(spine: Spine) -> None:
    await opened(spine)
    await spine.store.advance(PLUM, LATE)
    written = await spine.rows("SELECT occurred_at, recorded_at, by, cause FROM journal WHERE kind = 'SilenceRecorded'")
    assert written == [(MARCH_15, LATE, "jalon", "time")] * 3


async def test_catching_up_gives_what_advancing_at_each_instant_gives(spine: Spine) -> None:
    steady, broken = ballot_id("steady"), ballot_id("broken")
    avis = RecordAvis(commune="32013", favorable=False)
    for stream in (steady, broken):
        await spine.inbox.post(post(stream, OPEN, at=MARCH_1))
        await spine.inbox.post(post(stream, avis, at=MARCH_8 + timedelta(days=1)))
        await spine.inbox.post(post(stream, Note(text="trop tard ?"), at=LATE))
    for now in (MARCH_8 + timedelta(days=1), MARCH_15 - timedelta(seconds=1), MARCH_15, LATE):
        await spine.store.advance(steady, now)
    await spine.store.advance(broken, LATE)
    assert await happened(spine, steady) == await happened(spine, broken)
    assert len(await happened(spine, steady)) == 7


async def test_a_retried_advance_changes_nothing(spine: Spine) -> None:
    await opened(spine)
    await spine.inbox.post(post(PLUM, RecordAvis(commune="32013"), at=MARCH_8))
    first = await spine.store.advance(PLUM, LATE)
    kept = sorted(map(str, await spine.rows(EVERYTHING)))
    again = await spine.store.advance(PLUM, LATE)
    assert again == first.but(applied=0, nudge=())
    assert sorted(map(str, await spine.rows(EVERYTHING))) == kept
    assert await spine.value("SELECT time FROM streams WHERE id = %s", PLUM) == LATE


async def test_advances_at_once_of_one_stream_apply_everything_once(spine: Spine) -> None:
    await opened(spine)
    await spine.inbox.post_all([post(PLUM, Note(text=f"{n}"), at=MARCH_8) for n in range(20)])
    turns = await asyncio.gather(*(spine.store.advance(PLUM, LATE) for _ in range(8)))
    assert sum(turn.applied for turn in turns) == 20
    assert {turn.revision for turn in turns} == {26}
    assert await spine.value("SELECT count(*) FROM journal WHERE stream = %s", PLUM) == 26


async def test_an_event_tells_another_stream_which_stamps_it_itself(spine: Spine) -> None:
    await opened(spine)
    advanced = await spine.store.advance(PLUM, LATE)
    assert PEAR in advanced.nudge
    waiting = await spine.rows("SELECT command_id, at, by, cause FROM inbox WHERE stream = %s", PEAR)
    ((told_id, at, by, cause),) = waiting
    assert (at, by, cause) == (None, "jalon", f"{PLUM}#6")
    await spine.store.advance(PEAR, LATE + timedelta(hours=1))
    assert await happened(spine, PEAR) == [
        ("Noted", {"kind": "Noted", "text": f"{PLUM} : 3 silences"}, LATE + timedelta(hours=1))
    ]
    outcome = await spine.outcome(told_id)
    assert (outcome.status, outcome.at) == (Status.APPLIED, LATE + timedelta(hours=1))


async def test_a_reaction_is_decided_after_the_commands_that_bear_an_instant(spine: Spine) -> None:
    await opened(spine, PEAR)
    await opened(spine)
    await spine.store.advance(PLUM, LATE)
    await spine.inbox.post(post(PEAR, Note(text="avant"), at=LATE))
    await spine.store.advance(PEAR, LATE)
    notes = [event["text"] for kind, event, _ in await happened(spine, PEAR) if kind == "Noted"]  # type: ignore[index]
    assert notes == ["avant", f"{PLUM} : 3 silences"]


async def test_two_streams_that_tell_each_other_at_once_do_not_deadlock(spine: Spine) -> None:
    pairs = [(ballot_id(f"a{n}"), ballot_id(f"b{n}")) for n in range(10)]
    for a, b in pairs:
        await opened(spine, a, OPEN.model_copy(update={"tell": b}))
        await opened(spine, b, OPEN.model_copy(update={"tell": a}))
    await asyncio.gather(*(spine.store.advance(stream, LATE) for pair in pairs for stream in pair))
    await asyncio.gather(*(spine.store.advance(stream, LATE) for pair in pairs for stream in pair))
    assert await spine.value("SELECT count(*) FROM journal WHERE kind = 'Noted'") == 20


async def test_a_notice_is_written_in_the_ledger_once_and_wakes_the_dispatch_of_its_day(spine: Spine) -> None:
    await opened(spine)
    advanced = await spine.store.advance(PLUM, MARCH_8)
    assert advanced.nudge == (f"dispatch/{SIREN}/2027-03-08",)
    rows = await spine.rows("SELECT key, role, commune, day, state, occurred_at, revision FROM notices ORDER BY key")
    assert rows[0] == (f"{PLUM}#32013/avis_j7", "mairie", "32013", date(2027, 3, 8), "planned", MARCH_8, 2)
    assert len(rows) == 3


async def test_only_what_leaves_before_all_others_of_its_day_wakes_the_dispatch_again(spine: Spine) -> None:
    await opened(spine)
    assert (await spine.store.advance(PLUM, MARCH_8)).nudge == (f"dispatch/{SIREN}/2027-03-08",)
    await opened(spine, PEAR)
    assert (await spine.store.advance(PEAR, MARCH_8)).nudge == ()
    sooner = ballot_id("apple")
    await opened(spine, sooner)
    await spine.rows("UPDATE notices SET send_at = send_at + interval '1 minute' RETURNING key")
    assert (await spine.store.advance(sooner, MARCH_8)).nudge == (f"dispatch/{SIREN}/2027-03-08",)


async def test_a_day_whose_notices_have_all_left_is_woken_by_a_new_one(spine: Spine) -> None:
    await opened(spine)
    await spine.store.advance(PLUM, MARCH_8)
    await spine.rows("UPDATE notices SET state = 'sent' RETURNING key")
    await opened(spine, PEAR)
    assert (await spine.store.advance(PEAR, MARCH_8)).nudge == (f"dispatch/{SIREN}/2027-03-08",)


async def test_an_urgent_notice_wakes_the_dispatch_whatever_is_planned(spine: Spine) -> None:
    await opened(spine)
    await spine.store.advance(PLUM, MARCH_8)
    await spine.rows("UPDATE notices SET send_at = '2027-03-08 00:00+00' RETURNING key")
    await opened(spine, PEAR, OPEN.model_copy(update={"urgent": True}))
    assert (await spine.store.advance(PEAR, MARCH_8)).nudge == (f"dispatch/{SIREN}/2027-03-08",)


async def test_a_notice_that_an_outage_delayed_leaves_in_the_next_morning_of_a_working_day(spine: Spine) -> None:
    await opened(spine)
    friday_night_in_paris = datetime(2027, 3, 12, 21, tzinfo=UTC)
    advanced = await spine.store.advance(PLUM, friday_night_in_paris)
    assert advanced.nudge == (f"dispatch/{SIREN}/2027-03-15",)
    window = datetime(2027, 3, 15, 7, tzinfo=UTC)
    assert window <= await spine.value("SELECT min(send_at) FROM notices") < window + timedelta(hours=2)


async def test_a_command_behind_time_keeps_its_instant_and_raises_an_alarm(spine: Spine) -> None:
    await opened(spine)
    await spine.store.advance(PLUM, MARCH_8 + timedelta(days=2))
    receipt = await spine.inbox.post(post(PLUM, RecordAvis(commune="32013"), at=MARCH_8 + timedelta(days=1)))
    with capture_logs() as logs:
        await spine.store.advance(PLUM, MARCH_8 + timedelta(days=3))
    outcome = await spine.outcome(receipt.command_id)
    assert (outcome.status, outcome.alarm, outcome.at) == (Status.APPLIED, True, receipt.at)
    assert (await happened(spine))[-1][2] == receipt.at
    assert [(log["event"], log["number"]) for log in logs] == [("command_behind_time", receipt.number)]
    assert (await verify(spine.engine, PLUM)).ok


async def test_time_never_steps_back_with_the_clock(spine: Spine) -> None:
    await opened(spine)
    await spine.store.advance(PLUM, MARCH_8)
    advanced = await spine.store.advance(PLUM, MARCH_8 - timedelta(days=3))
    assert advanced.wait_s == (MARCH_15 - MARCH_8 + timedelta(days=3)).total_seconds()
    assert await spine.value("SELECT time FROM streams WHERE id = %s", PLUM) == MARCH_8


async def test_more_commands_than_a_turn_takes_are_taken_in_order_before_time_passes(spine: Spine) -> None:
    store = Store(spine.advancers, registry, batch=2)
    await spine.inbox.post(post(PLUM, OPEN, at=MARCH_1))
    for commune in OPEN.communes:
        await spine.inbox.post(post(PLUM, RecordAvis(commune=commune), at=MARCH_15 - timedelta(seconds=1)))
    turns = [await store.advance(PLUM, LATE) for _ in range(3)]
    assert [(turn.applied, turn.closed, turn.wait_s) for turn in turns] == [
        (2, False, 0.0),
        (2, True, None),
        (0, True, None),
    ]
    assert await spine.value("SELECT count(*) FROM journal WHERE kind = 'AvisRecorded'") == 3


async def test_a_command_that_cannot_be_read_stops_the_stream_and_loses_nothing(spine: Spine) -> None:
    await opened(spine)
    await spine.inbox.post(post(PLUM, RecordAvis(commune="32013"), at=MARCH_8))
    await spine.value("""UPDATE inbox SET command = '{"kind": "Unknown"}' WHERE done_at IS NULL RETURNING 1""")
    with pytest.raises(ValidationError):
        await spine.store.advance(PLUM, LATE)
    assert len(await happened(spine)) == 1


async def test_a_turn_that_takes_too_long_ends_and_can_be_tried_again(spine: Spine) -> None:
    await opened(spine)
    async with (
        pool(spine.url, {"transaction_timeout": "50ms"}) as hurried,
        spine.posters.connection() as connection,
        connection.transaction(),
    ):
        await connection.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [PLUM])
        with pytest.raises(psycopg.errors.TransactionTimeout):
            await Store(hurried, registry).advance(PLUM, LATE)
    assert (await spine.store.advance(PLUM, LATE)).closed


async def test_the_rows_of_the_journal_stay_under_two_kilobytes(spine: Spine) -> None:
    communes = tuple(f"32{n:03}" for n in range(100))
    await opened(spine, PLUM, OPEN.model_copy(update={"communes": communes, "tell": None}))
    await spine.inbox.post(post(PLUM, Note(text="é" * 500), at=MARCH_8))
    await spine.store.advance(PLUM, LATE)
    assert await spine.value("SELECT max(pg_column_size(journal)) FROM journal") <= 2048


async def test_a_snapshot_is_its_journal_folded_again(spine: Spine) -> None:
    await opened(spine)
    await spine.store.advance(PLUM, LATE)
    rebuilt = await rebuild(spine.engine, registry, PLUM)
    assert (rebuilt.ok, rebuilt.events) == (True, 6)
    assert (await rebuild(spine.engine, registry, PEAR)).ok
    await spine.value("""UPDATE streams SET snapshot = snapshot || '{"reminded": false}' RETURNING 1""")
    assert (
        await rebuild(spine.engine, registry, PLUM)
    ).reason == "l'état enregistré n'est pas celui que donne le journal"
