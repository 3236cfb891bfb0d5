"""The stress of the rule of time: lock, then look at the clock.

Communes answer within 30 ms of their deadline, on both sides, and their commits come up to 40 ms after the stamp, while
every stream is advanced without rest. However all of it lands, the stamp alone decides.
"""

import asyncio
import random
from datetime import UTC, datetime, timedelta

from infra.chain import verify
from infra.database import pool
from infra.inbox import Inbox
from infra.rebuild import rebuild
from infra.store import Store
from tests.infra.ballot import Open, RecordAvis, ballot_id, post, registry
from tests.infra.conftest import Spine

WAVES, STREAMS, COMMUNES, POSTERS, ADVANCERS = 12, 5, 16, 40, 6
BETWEEN = timedelta(milliseconds=10)
AROUND_S, COMMIT_S = 0.030, 0.040
UNGUARDED: dict[str, str] = {}  # the machine may be slow: what is tested is the order, not the patience

#: A commit that comes after its stamp, as on a busy machine: the transaction of each answer sleeps before it commits.
SLOW_COMMITS = f"""
CREATE FUNCTION sleep_before_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_sleep(random() * {COMMIT_S}); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON inbox DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.command ->> 'kind' = 'RecordAvis') EXECUTE FUNCTION sleep_before_commit();
"""

ANSWERS = """
WITH answers AS (
  SELECT i.*, i.at < (s.snapshot -> 'opened' ->> 'deadline')::timestamptz AS in_time,
    max(first_revision) OVER (PARTITION BY stream ORDER BY at, number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
      AS before
  FROM inbox AS i JOIN streams AS s ON s.id = i.stream WHERE command ->> 'kind' = 'RecordAvis'
)
SELECT count(*) FILTER (WHERE in_time), count(*) FILTER (WHERE NOT in_time),
  count(*) FILTER (WHERE status = 'recorded') AS undone,
  count(*) FILTER (WHERE in_time AND status = 'refused') AS in_time_refused,
  count(*) FILTER (WHERE NOT in_time AND status = 'applied') AS late_applied,
  count(*) FILTER (WHERE first_revision < before) AS out_of_order,
  count(*) FILTER (WHERE alarm) AS alarms
FROM answers
"""

SILENCES = """
WITH told AS (
  SELECT stream, count(*) AS times, count(*) FILTER (WHERE kind = 'SilenceRecorded') AS silences FROM journal
  WHERE kind IN ('AvisRecorded', 'SilenceRecorded') GROUP BY stream, event ->> 'commune'
)
SELECT (SELECT count(*) FROM told), (SELECT count(*) FROM told WHERE times > 1) AS doubled,
  (SELECT count(*) FROM journal AS j JOIN streams AS s ON s.id = j.stream
    WHERE j.kind = 'SilenceRecorded' AND j.occurred_at <> (s.snapshot -> 'opened' ->> 'deadline')::timestamptz)
"""


LATENESS = """
SELECT extract(epoch FROM percentile_cont(0.5) WITHIN GROUP
  (ORDER BY at - (SELECT (snapshot -> 'opened' ->> 'deadline')::timestamptz FROM streams WHERE id = stream)))
FROM inbox WHERE command ->> 'kind' = 'RecordAvis' AND stream = ANY(%s)
"""


class Wave:
    """A few streams whose deadlines fall together. One commune of each never answers."""

    def __init__(self, spine: Spine, number: int) -> None:
        self.spine = spine
        self.communes = [f"32{n:03}" for n in range(COMMUNES)]
        self.streams = [ballot_id(f"w{number}s{n}") for n in range(STREAMS)]
        self.chance = random.Random(number)

    async def play(self, inbox: Inbox, store: Store, lead_s: float) -> float:
        """Everything is answered and advanced. Answers are sent `lead_s` early: who posts waits behind an advance
        that waits for slow commits. Gives how many seconds after their deadline the answers were stamped, the median.
        """
        start = datetime.now(UTC) + timedelta(seconds=0.1 + AROUND_S + lead_s)
        due = {stream: start + n * BETWEEN for n, stream in enumerate(self.streams)}
        await self._open(due)
        async with asyncio.TaskGroup() as together:
            for stream, at in due.items():
                for commune in self.communes:
                    sent_s = self.chance.uniform(-AROUND_S, AROUND_S) - lead_s
                    together.create_task(self._answer(inbox, stream, commune, at + timedelta(seconds=sent_s)))
            for _ in range(ADVANCERS):
                together.create_task(self._advance_without_rest(store, max(due.values()) + timedelta(seconds=0.1)))
        for stream in due:
            await store.advance(stream)
        return float(await self.spine.value(LATENESS, self.streams))

    async def _open(self, due: dict[str, datetime]) -> None:
        everybody, last_week = (*self.communes, "never"), min(due.values()) - timedelta(days=7)
        opening = {stream: Open(communes=everybody, remind_at=last_week, deadline=at) for stream, at in due.items()}
        await self.spine.inbox.post_all([post(stream, command) for stream, command in opening.items()])
        for stream in due:
            await self.spine.store.advance(stream)

    async def _answer(self, inbox: Inbox, stream: str, commune: str, at: datetime) -> None:
        await asyncio.sleep((at - datetime.now(UTC)).total_seconds())
        await inbox.post(post(stream, RecordAvis(commune=commune)))

    async def _advance_without_rest(self, store: Store, until: datetime) -> None:
        while datetime.now(UTC) < until:
            await store.advance(self.chance.choice(self.streams))


async def test_nobody_in_time_is_refused_and_no_silence_is_doubled_at_sixty_deadlines_under_stress(
    spine: Spine,
) -> None:
    async with spine.posters.connection() as connection:
        await connection.execute(SLOW_COMMITS.encode())
    waves = [Wave(spine, number) for number in range(WAVES)]
    async with pool(spine.url, UNGUARDED, POSTERS) as posters, pool(spine.url, UNGUARDED, ADVANCERS) as advancers:
        inbox, store = Inbox(posters), Store(advancers, registry)
        lead_s = 0.025
        for wave in waves:
            lead_s = max(0.0, lead_s + await wave.play(inbox, store, lead_s))

    ((in_time, late, *wrong),) = await spine.rows(ANSWERS)
    assert in_time + late == WAVES * STREAMS * COMMUNES
    assert wrong == [0, 0, 0, 0, 0], "undone, in time refused, late applied, out of order, alarms"
    assert min(in_time, late) > WAVES * STREAMS, "the answers fell on one side: nothing was put under stress"
    assert await spine.rows(SILENCES) == [(WAVES * STREAMS * (COMMUNES + 1), 0, 0)]
    for stream in (stream for wave in waves for stream in wave.streams):
        assert (await verify(spine.engine, stream)).ok
        assert (await rebuild(spine.engine, registry, stream)).ok
