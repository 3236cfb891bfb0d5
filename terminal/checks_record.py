"""What `jalon doctor` looks at in the record: chains, work that waits, refusals and letters that nobody has seen."""

from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import func, select, text

from domain.french import number, plural
from domain.registry import decider_of
from infra.ledger import State
from infra.rebuild import rebuild
from infra.tables import notices, streams
from terminal.journal import verified
from terminal.session import Session

#: The relay wakes what is late within a minute; what stays late for longer is nobody's work.
LATE: Final = timedelta(minutes=2)

# A reaction bears no instant until it is answered: it waits since the event that caused it was written.
_UNANSWERED: Final = text("""
SELECT count(*) FROM inbox
LEFT JOIN journal ON journal.stream = split_part(inbox.cause, '#', 1)
  AND journal.revision::text = split_part(inbox.cause, '#', 2)
WHERE done_at IS NULL AND coalesce(inbox.at, journal.recorded_at) < :before
""")

_REFUSED_REACTIONS: Final = text("""
SELECT stream, reason FROM inbox WHERE status = 'refused' AND cause IS NOT NULL ORDER BY number
""")

_LEADER: Final = text("""
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE datname = current_database() AND locktype = 'advisory' AND granted
  AND (classid::bigint << 32 | objid::bigint) = hashtextextended('relay', 0)
""")


class Mark(StrEnum):
    """How a thing looked at is."""

    GOOD = "✓"
    BAD = "✗"
    ABSENT = "–"


class Finding(NamedTuple):
    """One thing looked at, in one French line."""

    mark: Mark
    text: str


async def record(session: Session, rebuilt: bool) -> list[Finding]:
    """What the database holds, one finding each; `rebuilt`: every state is folded again from its journal."""
    found = [
        await _engine(session),
        await _chains(session),
        await _due(session),
        await _unanswered(session),
        await _refused(session),
        await _letters(session),
    ]
    return [*found, await _rebuilt(session)] if rebuilt else found


async def _engine(session: Session) -> Finding:
    if await _count(session, _LEADER):
        return Finding(Mark.GOOD, "moteur : il tourne")
    return Finding(Mark.ABSENT, "moteur : aucun ne tourne sur cette base (« jalon worker », ou « jalon up »)")


async def _chains(session: Session) -> Finding:
    reports = await verified(session)
    broken = [report.stream for report in reports if not report.ok]
    if broken:
        return Finding(Mark.BAD, f"journal : chaîne rompue dans {', '.join(broken)} (« jalon journal verify »)")
    return Finding(
        Mark.GOOD, f"journal : {number(sum(report.verified for report in reports))} événements, chaîne intacte"
    )


async def _due(session: Session) -> Finding:
    before = await session.now() - LATE
    late = await session.reads.due(before, limit=1000)
    if late:
        return Finding(Mark.BAD, f"échéances : {number(len(late))} flux en retard ; le moteur tourne-t-il ?")
    return Finding(Mark.GOOD, "échéances : aucune n'attend le moteur")


async def _unanswered(session: Session) -> Finding:
    count = await _count(session, _UNANSWERED, before=await session.now() - LATE)
    if count:
        return Finding(Mark.BAD, f"demandes : {number(count)} sans réponse ; le moteur tourne-t-il ?")
    return Finding(Mark.GOOD, "demandes : toutes ont leur réponse")


async def _refused(session: Session) -> Finding:
    """What one stream told another, which refused it: nobody asked for it, so nobody was answered."""
    async with session.engine.connect() as connection:
        refused = (await connection.execute(_REFUSED_REACTIONS)).all()
    if not refused:
        return Finding(Mark.GOOD, "suites automatiques : aucune n'a été refusée")
    first, count = refused[0], len(refused)
    said = f"{number(count)} {plural(count, 'refusée', 'refusées')}, dont {first.stream} : {first.reason}"
    return Finding(Mark.BAD, f"suites automatiques : {said}")


async def _letters(session: Session) -> Finding:
    lost = select(notices.c.state, func.count()).where(notices.c.state.in_((State.NO_CONTACT, State.FAILED)))
    async with session.engine.connect() as connection:
        counts: dict[str, int] = {state: count for state, count in await connection.execute(lost.group_by("state"))}
    said = []
    if nobody := counts.get(State.NO_CONTACT, 0):
        said.append(f"{number(nobody)} sans destinataire connu (contacts à compléter dans le fichier importé)")
    if failed := counts.get(State.FAILED, 0):
        said.append(f"{number(failed)} {plural(failed, 'refusé', 'refusés')} par la messagerie du destinataire")
    if said:
        return Finding(Mark.BAD, f"courriels : {', '.join(said)}")
    return Finding(Mark.GOOD, "courriels : aucun n'est resté sans destinataire")


async def _rebuilt(session: Session) -> Finding:
    async with session.engine.connect() as connection:
        ids = list(await connection.scalars(select(streams.c.id).order_by(streams.c.id)))
    reports = [await rebuild(session.engine, decider_of, id) for id in ids]
    wrong = [f"{report.stream} ({report.reason})" for report in reports if not report.ok]
    if wrong:
        return Finding(Mark.BAD, f"états : {' ; '.join(wrong)}")
    return Finding(Mark.GOOD, f"états : {number(len(reports))} flux refaits d'après le journal, identiques")


async def _count(session: Session, query: Any, **values: Any) -> int:
    async with session.engine.connect() as connection:
        return int(await connection.scalar(query, values) or 0)
