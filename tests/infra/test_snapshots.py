"""Reading the states of streams, whole or by spans."""

from infra.snapshots import Snapshots, Span
from tests.infra.ballot import BALLOT, SIREN, Note, ballot_id, post, registry
from tests.infra.conftest import Spine

IDS = [ballot_id(key) for key in ("a", "b", "c", "d", "e")]


async def noted(spine: Spine) -> Snapshots:
    for id in IDS:
        await spine.inbox.post(post(id, Note(text=id)))
        await spine.store.advance(id)
    return Snapshots(spine.engine, registry)


async def test_spans_cover_every_stream_once_and_the_last_one_is_open(spine: Spine) -> None:
    snapshots = await noted(spine)
    spans = await snapshots.spans(SIREN, "ballot", 2)
    assert spans == (Span("", IDS[1]), Span(IDS[1], IDS[3]), Span(IDS[3], None))
    found = [[state.id for state in await snapshots.every(BALLOT, SIREN, span)] for span in spans]
    assert found == [IDS[:2], IDS[2:4], IDS[4:]]
    assert [state.id for state in await snapshots.every(BALLOT, SIREN)] == IDS


async def test_an_epci_without_streams_has_one_empty_span(spine: Spine) -> None:
    snapshots = Snapshots(spine.engine, registry)
    assert await snapshots.spans(SIREN, "ballot", 2) == (Span("", None),)
    assert await snapshots.every(BALLOT, SIREN) == ()


async def test_a_stream_that_nobody_opened_is_read_as_new(spine: Spine) -> None:
    snapshots = await noted(spine)
    absent = ballot_id("absent")
    assert await snapshots.one(BALLOT, absent) == BALLOT.new(absent)
    states = await snapshots.many({IDS[0], absent})
    assert (states[IDS[0]].notes, states[absent]) == ((IDS[0],), BALLOT.new(absent))
    assert await snapshots.many(()) == {}
