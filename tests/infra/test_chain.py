"""The journal is append-only, and says where somebody went round that."""

from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest

from infra.chain import GENESIS, Entry, canonical, link, verify
from tests.infra.ballot import Note, ballot_id, post
from tests.infra.conftest import Spine

PLUM, PEAR = ballot_id("plum"), ballot_id("pear")
MARCH_1 = datetime(2027, 3, 1, tzinfo=UTC)
ENTRY = Entry(PLUM, 1, MARCH_1, MARCH_1, "coordinateur", "00", {"kind": "Noted", "text": "reçu"})


@pytest.fixture
async def written(spine: Spine) -> Spine:
    """Four events in one stream, one in another."""
    for n in range(4):
        await spine.inbox.post(post(PLUM, Note(text=f"note {n}"), at=MARCH_1 + timedelta(days=n)))
    await spine.inbox.post(post(PEAR, Note(text="autre"), at=MARCH_1))
    await spine.store.advance(PLUM, MARCH_1 + timedelta(days=9))
    await spine.store.advance(PEAR, MARCH_1 + timedelta(days=9))
    return spine


async def tamper(spine: Spine, statement: str) -> None:
    async with spine.posters.connection() as connection:
        await connection.execute("ALTER TABLE journal DISABLE TRIGGER append_only")
        await connection.execute(statement.encode())
        await connection.execute("ALTER TABLE journal ENABLE ALWAYS TRIGGER append_only")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET by = 'personne'",
        "UPDATE journal SET by = 'personne' WHERE false",
        "DELETE FROM journal WHERE revision = 4",
        "TRUNCATE journal",
        "INSERT INTO journal SELECT * FROM journal ON CONFLICT (stream, revision) DO UPDATE SET by = 'personne'",
    ],
)
async def test_the_journal_refuses_to_be_rewritten(written: Spine, statement: str) -> None:
    for role in ("origin", "replica"):
        async with written.posters.connection() as connection:
            await connection.execute(f"SET session_replication_role = {role}".encode())
            with pytest.raises(psycopg.errors.RestrictViolation, match="ne se réécrit pas"):
                await connection.execute(statement.encode())
            await connection.execute("RESET session_replication_role")
    assert await written.value("SELECT count(*) FROM journal WHERE by = 'coordinateur'") == 5


async def test_a_whole_journal_is_verified(written: Spine) -> None:
    report = await verify(written.engine, PLUM)
    assert (report.ok, report.verified) == (True, 4)
    assert (await verify(written.engine, ballot_id("nobody"))).verified == 0


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE journal SET event = jsonb_set(event, '{text}', '\"autre\"') WHERE revision = 3", 3),
        ("UPDATE journal SET occurred_at = occurred_at - interval '1 microsecond' WHERE revision = 2", 2),
        ("UPDATE journal SET recorded_at = recorded_at - interval '1 day' WHERE revision = 1", 1),
        ("UPDATE journal SET by = 'personne' WHERE revision = 4", 4),
        ("UPDATE journal SET cause = 'time' WHERE revision = 4", 4),
        ("UPDATE journal SET kind = 'Ended' WHERE revision = 4", 4),
        ("DELETE FROM journal WHERE revision = 2", 2),
        ("DELETE FROM journal WHERE revision = 1", 1),
        ("DELETE FROM journal WHERE revision = 4", 4),
        ("DELETE FROM journal", 1),
        ("UPDATE journal SET hash = sha256('') WHERE revision = 2", 2),
        ("UPDATE journal SET prev_hash = sha256('') WHERE revision = 2", 2),
        ("UPDATE journal SET revision = 5 WHERE revision = 4", 4),
    ],
)
async def test_the_first_revision_that_was_tampered_with_is_found(
    written: Spine, statement: str, broken_at: int
) -> None:
    await tamper(written, statement)
    report = await verify(written.engine, PLUM)
    assert (report.broken_at, report.verified) == (broken_at, broken_at - 1)
    assert report.reason


async def test_an_event_added_without_its_stream_is_found(written: Spine) -> None:
    previous = await written.value("SELECT head_hash FROM streams WHERE id = %s", PLUM)
    forged = Entry(PLUM, 5, MARCH_1, MARCH_1, "coordinateur", "00", {"kind": "Noted", "text": "ajout"})
    await written.value(
        "INSERT INTO journal VALUES (%s, 5, %s, %s, 'coordinateur', '00', 'Noted', %s::jsonb, %s, %s) RETURNING 1",
        *(PLUM, MARCH_1, MARCH_1, canonical(forged.event).decode(), previous, link(previous, forged)),
    )
    assert (await verify(written.engine, PLUM)).broken_at == 6


def test_the_hash_does_not_depend_on_the_order_of_fields_nor_on_the_zone_of_instants() -> None:
    paris = timezone(timedelta(hours=1))
    same = Entry(PLUM, 1, MARCH_1.astimezone(paris), MARCH_1, "coordinateur", "00", {"text": "reçu", "kind": "Noted"})
    assert link(GENESIS, same) == link(GENESIS, ENTRY)
    assert link(b"other", ENTRY) != link(GENESIS, ENTRY)


def test_the_hash_of_a_known_event_never_changes() -> None:
    assert link(GENESIS, ENTRY).hex() == "4750736c800c98f5ef4d59d957e6934e5ff43d4c0f5ffd936b2d9bd116de2710"
