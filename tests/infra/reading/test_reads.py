"""Reading what the database remembers."""

from datetime import UTC, datetime, timedelta

from infra.inbox import Status
from infra.reading.reads import Waiting, to_nudge
from tests.infra.ballot import SIREN, Note, Open, ballot_id, post
from tests.infra.conftest import Spine

PLUM, PEAR = ballot_id("plum"), ballot_id("pear")
STRANGER = "ballot/200040715/plum"
MARCH_1 = datetime(2027, 3, 1, tzinfo=UTC)
OPEN = Open(communes=("32013", "32107"), remind_at=MARCH_1 + timedelta(days=1), deadline=MARCH_1 + timedelta(days=2))


async def play(spine: Spine, stream: str, now: datetime = MARCH_1) -> None:
    await spine.inbox.post(post(stream, OPEN, at=MARCH_1))
    await spine.store.advance(stream, now)


async def test_the_streams_of_an_epci_are_read_without_those_of_another(spine: Spine) -> None:
    for stream in (PLUM, PEAR, STRANGER):
        await play(spine, stream)
    rows = await spine.reads.streams(SIREN, "ballot")
    assert [row.id for row in rows] == [PEAR, PLUM]
    assert rows[0].snapshot["opened"]["communes"] == ["32013", "32107"]
    assert await spine.reads.streams(SIREN, "objective") == ()
    assert await spine.reads.stream(ballot_id("nobody")) is None


async def test_what_is_due_and_has_not_happened_is_listed_the_oldest_first(spine: Spine) -> None:
    await play(spine, PLUM, OPEN.remind_at)
    await play(spine, PEAR)
    assert [row.id for row in await spine.reads.due(OPEN.deadline, limit=10)] == [PEAR, PLUM]
    assert [row.id for row in await spine.reads.due(OPEN.remind_at, limit=10)] == [PEAR]
    assert await spine.reads.due(MARCH_1, limit=10) == ()


async def test_the_journal_is_read_by_pages(spine: Spine) -> None:
    for stream in (PLUM, PEAR, STRANGER):
        await play(spine, stream, OPEN.deadline)
    whole = await spine.reads.journal(SIREN)
    assert [(row.stream, row.revision) for row in whole] == [(each, n) for each in (PEAR, PLUM) for n in range(1, 6)]
    first = await spine.reads.journal(SIREN, limit=7)
    rest = await spine.reads.journal(SIREN, after=(first[-1].stream, first[-1].revision), limit=7)
    assert first + rest == whole
    assert await spine.reads.journal(SIREN, PLUM, after=(PLUM, 3)) == whole[8:]
    assert (whole[0].kind, whole[0].by, whole[0].occurred_at) == ("Opened", "coordinateur", MARCH_1)


async def test_a_command_is_found_by_the_number_shown_to_people(spine: Spine) -> None:
    receipt = await spine.inbox.post(post(PLUM, OPEN, at=MARCH_1))
    command = await spine.reads.command(receipt.number)
    assert command
    assert (command.stream, command.status, command.command["kind"]) == (PLUM, Status.RECORDED, "Open")
    assert await spine.reads.command(receipt.number + 1) is None


async def test_what_waits_is_listed_commands_first_then_late_streams_then_late_notices(spine: Spine) -> None:
    late, soon, told = ballot_id("late"), ballot_id("soon"), ballot_id("told")
    now = await spine.value("SELECT clock_timestamp()")
    day = timedelta(days=1)

    async def open_at(stream: str, remind_at: datetime, advanced: datetime) -> None:
        await spine.inbox.post(
            post(stream, Open(communes=("32013",), remind_at=remind_at, deadline=now + day), at=advanced)
        )
        await spine.store.advance(stream, advanced)

    await open_at(late, now - timedelta(seconds=70), now - day)
    await open_at(soon, now - timedelta(seconds=50), now - day)
    await open_at(told, now - timedelta(seconds=90), now - timedelta(seconds=90))
    await spine.inbox.post(post(PEAR, Note(text="1")))
    second = await spine.inbox.post(post(PLUM, Note(text="2")))
    await spine.inbox.post(post(PEAR, Note(text="3")))
    async with spine.engine.connect() as connection:
        waiting = await to_nudge(connection, limit=10)
        ((dispatch,),) = await spine.rows("SELECT 'dispatch/' || siren || '/' || day FROM notices")
        assert [it.id for it in waiting] == [PEAR, PLUM, late, dispatch]
        assert waiting[1] == Waiting(id=PLUM, head=str(second.number))
        assert await to_nudge(connection, limit=1) == waiting[:1]
