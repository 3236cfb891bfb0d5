"""The ledger of notices: planned, delivered once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.ids import derived_id
from domain.people import mairie
from infra.contacts import Contacts, Person
from infra.ledger import Later, Ledger, Mark, Sealing, State
from infra.links import Links, NewLink, Purpose
from tests.infra.ballot import SIREN, Open, ballot_id, post
from tests.infra.conftest import Spine

PLUM = ballot_id("plum")
MARCH_8 = datetime(2027, 3, 8, 6, tzinfo=UTC)
OPEN = Open(communes=("32013", "32107", "32119"), remind_at=MARCH_8, deadline=MARCH_8 + timedelta(days=7))
DAY = date(2027, 3, 8)
LINK = NewLink(
    siren=SIREN,
    purpose=Purpose.COMMUNE,
    about=f"{PLUM}#32119",
    to=mairie("32119"),
    contact_id=derived_id("contact"),
    address="mairie@apple.invalid",
)


@pytest.fixture
async def ledger(spine: Spine) -> Ledger:
    """Three notices of one stream, owed since 8 March 2027 at 07:00 in Paris."""
    await spine.inbox.post(post(PLUM, OPEN, at=MARCH_8 - timedelta(days=30)))
    await spine.store.advance(PLUM, MARCH_8)
    return Ledger(spine.engine)


def key(commune: str) -> str:
    return f"{PLUM}#{commune}/avis_j7"


async def test_the_notices_of_8_march_2027_are_due_that_day_whatever_their_hour(ledger: Ledger) -> None:
    due = await ledger.due(SIREN, DAY)
    assert [it.notice.key for it in due] == [key("32013"), key("32107"), key("32119")]
    assert (due[0].notice.to.commune, due[0].notice.stream, due[0].notice.commune) == ("32013", PLUM, "32013")
    assert (due[0].siren, due[0].revision, due[0].occurred_at, due[0].day) == (SIREN, 2, MARCH_8, DAY)
    assert await ledger.next_send_at(SIREN, DAY) == MARCH_8


async def test_a_dispatch_takes_what_those_of_before_left_and_nothing_of_those_to_come(ledger: Ledger) -> None:
    assert len(await ledger.due(SIREN, DAY + timedelta(days=3))) == 3
    assert await ledger.due(SIREN, DAY - timedelta(days=1)) == ()
    assert await ledger.due("200040715", DAY) == ()
    assert await ledger.next_send_at(SIREN, DAY - timedelta(days=1)) is None


async def test_what_became_of_a_notice_is_marked_once(spine: Spine, ledger: Ledger) -> None:
    sent = Mark(key=key("32013"), state=State.SENT, sent_at=MARCH_8, message_id="<a@jalon.invalid>")
    others = [
        Mark(key=key("32107"), state=State.MERGED, merged_into=key("32013")),
        Mark(key=key("32119"), state=State.NOT_OWED),
    ]
    assert await ledger.settle([sent, *others]) == 3
    assert await ledger.settle([sent.but(message_id="<b@jalon.invalid>"), *others]) == 0
    assert await ledger.due(SIREN, DAY) == ()
    assert await ledger.next_send_at(SIREN, DAY) is None
    assert await spine.rows("SELECT state, sent_at, message_id, merged_into FROM notices ORDER BY key") == [
        ("sent", MARCH_8, "<a@jalon.invalid>", None),
        ("merged", None, None, key("32013")),
        ("not_owed", None, None, None),
    ]


async def test_a_notice_that_failed_may_be_sent_after_all_and_nothing_else(ledger: Ledger) -> None:
    assert await ledger.settle([Mark(key=key("32013"), state=State.FAILED)]) == 1
    assert await ledger.settle([Mark(key=key("32013"), state=State.NOT_OWED)]) == 0
    assert await ledger.settle([Mark(key=key("32013"), state=State.SENT, sent_at=MARCH_8)]) == 1
    assert await ledger.settle([Mark(key=key("32013"), state=State.FAILED)]) == 0


async def test_a_notice_put_off_to_9_march_2027_is_of_that_day(ledger: Ledger) -> None:
    march_9 = MARCH_8 + timedelta(days=1)
    assert await ledger.settle([], [Later(key=key("32013"), send_at=march_9, day=march_9.date())]) == 1
    assert [it.notice.key for it in await ledger.due(SIREN, DAY)] == [key("32107"), key("32119")]
    assert len(await ledger.due(SIREN, march_9.date())) == 3


async def test_a_letter_that_is_sealed_keeps_its_message_id_until_it_is_marked(spine: Spine, ledger: Ledger) -> None:
    sealings = [
        Sealing(keys=(key("32013"), key("32107")), message_id="<a@jalon.invalid>"),
        Sealing(keys=(key("32119"),), message_id="<b@jalon.invalid>", link=LINK),
    ]
    no_link, secret = await ledger.seal(sealings, MARCH_8)
    assert no_link == ""
    link = await Links(spine.engine).find(secret)
    assert link
    assert link.about == f"{PLUM}#32119"
    ids = {it.notice.key: it.message_id for it in await ledger.due(SIREN, DAY)}
    assert ids == {
        key("32013"): "<a@jalon.invalid>",
        key("32107"): "<a@jalon.invalid>",
        key("32119"): "<b@jalon.invalid>",
    }
    assert await spine.rows("SELECT DISTINCT state, rendered_at FROM notices") == [("planned", MARCH_8)]
    assert [it.notice.key for it in await ledger.of_letter("<b@jalon.invalid>")] == [key("32119")]


async def test_who_got_the_message_of_8_march_2027_is_known_by_address(spine: Spine, ledger: Ledger) -> None:
    contacts = Contacts(spine.engine)
    await contacts.upsert(SIREN, [Person(to=mairie("32013"), address="Mairie@Plum.invalid")])
    ((plum,),) = (await contacts.of(SIREN, [mairie("32013")])).values()
    await ledger.settle([Mark(key=key("32013"), state=State.SENT, sent_at=MARCH_8, contact_id=plum.id)])
    assert await ledger.told(SIREN, MARCH_8) == {"mairie@plum.invalid"}
    assert await ledger.told(SIREN, MARCH_8 + timedelta(seconds=1)) == frozenset()
    await spine.rows("UPDATE notices SET urgent = true RETURNING key")
    assert await ledger.told(SIREN, MARCH_8) == frozenset(), "une demande n'est pas le message du jour"


async def test_a_letter_that_came_back_on_9_march_2027_is_noted_once(spine: Spine, ledger: Ledger) -> None:
    march_9 = MARCH_8 + timedelta(days=1)
    await ledger.settle([Mark(key=key("32013"), state=State.SENT, sent_at=MARCH_8)])
    assert await ledger.bounced([key("32013")], march_9, "5.1.1", for_good=True) == 1
    assert await ledger.bounced([key("32013")], march_9 + timedelta(days=1), "5.2.1", for_good=True) == 0
    assert await ledger.bounced([key("32107")], march_9, "4.4.1", for_good=False) == 1
    assert await spine.rows("SELECT state, bounce, bounced_at FROM notices ORDER BY key LIMIT 2") == [
        ("bounced", "5.1.1", march_9),
        ("planned", "4.4.1", march_9),
    ]


async def test_the_ledger_counts_its_notices_by_kind_whatever_became_of_them(ledger: Ledger) -> None:
    await ledger.settle([Mark(key=key("32013"), state=State.SENT, sent_at=MARCH_8)])
    assert await ledger.counts(SIREN) == {"avis_j7": 3}
    assert await ledger.counts("200040715") == {}


async def test_one_delivery_at_a_time_on_a_lane(ledger: Ledger) -> None:
    async with (
        ledger.alone("delivery/1") as first,
        ledger.alone("delivery/1") as second,
        ledger.alone("express/1") as other,
    ):
        assert (first, second, other) == (True, False, True)
    async with ledger.alone("delivery/1") as again:
        assert again
