"""The ledger of notices: planned, delivered once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from infra.ledger import Ledger, Mark, State
from tests.infra.ballot import SIREN, Open, ballot_id, post
from tests.infra.conftest import Spine

PLUM = ballot_id("plum")
MARCH_8 = datetime(2027, 3, 8, 6, tzinfo=UTC)
OPEN = Open(communes=("32013", "32107", "32119"), remind_at=MARCH_8, deadline=MARCH_8 + timedelta(days=7))
DAY = date(2027, 3, 8)


@pytest.fixture
async def ledger(spine: Spine) -> Ledger:
    """Three notices of one stream, owed since 8 March 2027 at 07:00 in Paris."""
    await spine.inbox.post(post(PLUM, OPEN, at=MARCH_8 - timedelta(days=30)))
    await spine.store.advance(PLUM, MARCH_8)
    return Ledger(spine.engine)


def key(commune: str) -> str:
    return f"{PLUM}#{commune}/avis_j7"


async def test_a_notice_is_due_from_its_instant_on(ledger: Ledger) -> None:
    assert await ledger.due(SIREN, DAY, MARCH_8 - timedelta(seconds=1)) == ()
    due = await ledger.due(SIREN, DAY, MARCH_8)
    assert [it.notice.key for it in due] == [key("32013"), key("32107"), key("32119")]
    assert (due[0].notice.to.commune, due[0].notice.stream, due[0].notice.commune) == ("32013", PLUM, "32013")
    assert (due[0].siren, due[0].revision, due[0].occurred_at, due[0].day) == (SIREN, 2, MARCH_8, DAY)
    assert await ledger.next_send_at(SIREN, DAY) == MARCH_8


async def test_a_dispatch_takes_what_those_of_before_left_and_nothing_of_those_to_come(ledger: Ledger) -> None:
    later = MARCH_8 + timedelta(days=3)
    assert len(await ledger.due(SIREN, DAY + timedelta(days=3), later)) == 3
    assert await ledger.due(SIREN, DAY - timedelta(days=1), later) == ()
    assert await ledger.due("200040715", DAY, later) == ()
    assert await ledger.next_send_at(SIREN, DAY - timedelta(days=1)) is None


async def test_what_became_of_a_notice_is_marked_once(spine: Spine, ledger: Ledger) -> None:
    sent = Mark(key=key("32013"), state=State.SENT, sent_at=MARCH_8, message_id="<a@jalon.invalid>")
    others = [
        Mark(key=key("32107"), state=State.MERGED, merged_into=key("32013")),
        Mark(key=key("32119"), state=State.NOT_OWED),
    ]
    assert await ledger.mark([sent, *others]) == 3
    assert await ledger.mark([sent.but(message_id="<b@jalon.invalid>"), *others]) == 0
    assert await ledger.due(SIREN, DAY, MARCH_8) == ()
    assert await ledger.next_send_at(SIREN, DAY) is None
    assert await spine.rows("SELECT state, sent_at, message_id, merged_into FROM notices ORDER BY key") == [
        ("sent", MARCH_8, "<a@jalon.invalid>", None),
        ("merged", None, None, key("32013")),
        ("not_owed", None, None, None),
    ]


async def test_a_notice_that_failed_may_be_sent_after_all_and_nothing_else(ledger: Ledger) -> None:
    assert await ledger.mark([Mark(key=key("32013"), state=State.FAILED)]) == 1
    assert await ledger.mark([Mark(key=key("32013"), state=State.NOT_OWED)]) == 0
    assert await ledger.mark([Mark(key=key("32013"), state=State.SENT, sent_at=MARCH_8)]) == 1
    assert await ledger.mark([Mark(key=key("32013"), state=State.FAILED)]) == 0


async def test_the_ledger_counts_its_notices_by_kind_whatever_became_of_them(ledger: Ledger) -> None:
    await ledger.mark([Mark(key=key("32013"), state=State.SENT, sent_at=MARCH_8)])
    assert await ledger.counts(SIREN) == {"avis_j7": 3}
    assert await ledger.counts("200040715") == {}


async def test_one_delivery_at_a_time_for_an_epci(ledger: Ledger) -> None:
    async with ledger.alone(SIREN) as first, ledger.alone(SIREN) as second, ledger.alone("200040715") as other:
        assert (first, second, other) == (True, False, True)
    async with ledger.alone(SIREN) as again:
        assert again
