"""What pages read: who is there, whether time passes, the journal from both ends."""

from datetime import UTC, datetime, timedelta

from domain.mandate.state import Mandate, Status
from infra.reading.views import Edge, Known, Views, under_way
from tests.infra.ballot import SIREN, Note, Open, ballot_id, post
from tests.infra.conftest import Spine

PLUM, PEAR = ballot_id("plum"), ballot_id("pear")
STRANGER = "ballot/200040715/plum"
MARCH_1 = datetime(2027, 3, 1, tzinfo=UTC)
MARCH_2, MARCH_3 = MARCH_1 + timedelta(days=1), MARCH_1 + timedelta(days=2)
OPEN = Open(communes=("32013", "32107"), remind_at=MARCH_2, deadline=MARCH_3)


async def play(spine: Spine, stream: str, now: datetime = MARCH_1) -> None:
    await spine.inbox.post(post(stream, OPEN, at=MARCH_1))
    await spine.store.advance(stream, now)


async def test_the_epci_that_have_a_stream_are_known_and_what_is_invented_is_said(spine: Spine) -> None:
    views = Views(spine.engine)
    assert await views.known() == ()
    await play(spine, PLUM)
    await play(spine, STRANGER)
    invent = """UPDATE streams SET snapshot = snapshot || '{"synthetic": true}' WHERE id = %s RETURNING 1"""
    await spine.rows(invent, PLUM)
    assert await views.known() == (
        Known(siren="200040715", synthetic=False),
        Known(siren=SIREN, synthetic=True),
    )


async def test_time_that_has_stopped_on_2_march_gives_the_alarm_five_minutes_later(spine: Spine) -> None:
    views = Views(spine.engine)
    nothing = await views.heartbeat(MARCH_1)
    assert (nothing.passed, nothing.next_due, nothing.alarm) == (None, None, False)
    await play(spine, PLUM)
    before = await views.heartbeat(MARCH_1 + timedelta(hours=1))
    assert (before.passed, before.next_due, before.overdue_since) == (MARCH_1, MARCH_2, None)
    assert before.behind == timedelta()
    late = await views.heartbeat(MARCH_2 + timedelta(minutes=5))
    assert (late.next_due, late.overdue_since, late.alarm) == (None, MARCH_2, False)
    assert (await views.heartbeat(MARCH_2 + timedelta(minutes=5, seconds=1))).alarm


async def test_a_command_that_nobody_answers_gives_the_alarm_too(spine: Spine) -> None:
    await play(spine, PLUM)
    await spine.inbox.post(post(PLUM, Note(text="deux"), at=MARCH_1 + timedelta(minutes=1)))
    seen = await Views(spine.engine).heartbeat(MARCH_1 + timedelta(minutes=7))
    assert (seen.waiting, seen.waiting_since) == (1, MARCH_1 + timedelta(minutes=1))
    assert seen.behind == timedelta(minutes=6)
    assert seen.alarm


async def test_the_journal_is_read_from_its_last_event_back_and_forth(spine: Spine) -> None:
    views = Views(spine.engine)
    for stream, now in ((PLUM, MARCH_3), (PEAR, MARCH_3), (STRANGER, MARCH_3)):
        await play(spine, stream, now)
    whole = (await views.journal(SIREN)).rows
    order = [(PLUM, n) for n in range(5, 0, -1)] + [(PEAR, n) for n in range(5, 0, -1)]
    assert [(row.stream, row.revision) for row in whole] == order
    first = await views.journal(SIREN, limit=4)
    assert (first.rows, first.newer, first.older) == (whole[:4], None, Edge(MARCH_3, PLUM, 2))
    second = await views.journal(SIREN, edge=first.older, limit=4)
    third = await views.journal(SIREN, edge=second.older, limit=4)
    assert second.rows + third.rows == whole[4:]
    assert third.older is None
    assert (await views.journal(SIREN, edge=third.newer, newer=True, limit=4)).rows == second.rows
    back = await views.journal(SIREN, edge=second.newer, newer=True, limit=4)
    assert (back.rows, back.newer) == (first.rows, None)
    assert (await views.journal(SIREN, PEAR)).rows == whole[5:]
    assert await views.journal("200000001") == ((), None, None)


def test_the_mandate_under_way_is_shown_and_the_last_one_when_none_is() -> None:
    ended = Mandate(stream="mandate/1/2020", year=2020, status=Status.ENDED)
    older = Mandate(stream="mandate/1/2014", year=2014, status=Status.ENDED)
    under = Mandate(stream="mandate/1/2019", year=2019, status=Status.OPEN)
    assert under_way([ended, older]) is ended
    assert under_way([ended, under]) is under
    assert under_way([]) is None
