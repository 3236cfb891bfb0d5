"""Asking something of a stream and telling what came of it: applied, refused, or recorded and under way."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID, uuid4

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy import text

from domain.french import local_time
from domain.ids import command_id
from domain.territory import Epci
from infra.french_errors import in_french
from infra.inbox import Outcome, Post, Status
from infra.reading.sentences import sentence
from terminal.epci import epci_of, stream_of
from terminal.exits import Misused, RefusedHere
from terminal.options import Door
from terminal.session import Session, run
from terminal.show import mention, say

#: How long a person waits for an answer before being told that it is under way.
WAIT_S: Final = 5.0

#: Gives the command that was written, for the EPCI it is about.
Build = Callable[[Epci], BaseModel]

# The relay of one worker holds this lock as long as it runs (`infra.relay`).
_LEADER = text("""
SELECT EXISTS (
  SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
  WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND datname = current_database()
    AND (classid::bigint << 32 | objid::bigint) = hashtextextended('relay', 0)
)
""")


def ask(door: Door, kind: str, key: str, build: Build) -> None:
    """Records the command for the stream `kind`/…/`key` of the EPCI, and tells what came of it within `WAIT_S`.

    Raises `Misused` when the command cannot be what it should, and `RefusedHere` when the rules refuse it.
    """

    async def within(session: Session) -> None:
        epci = await epci_of(session, door.siren)
        await record(session, door, stream_of(kind, epci.siren, key), written(build, epci), epci)

    run(within)


def written(build: Build, epci: Epci) -> BaseModel:
    """The command. Raises `Misused`, in French, when a value is not what the command takes."""
    try:
        return build(epci)
    except ValidationError as wrong:
        raise Misused("\n".join(_wrong(error) for error in wrong.errors())) from wrong


def _wrong(error: ErrorDetails) -> str:
    told = in_french(error)
    # Options are named after the fields of the commands; what several of them say together is of none.
    field = "-".join(str(part).replace("_", "-") for part in error["loc"][:1])
    return f"--{field} : {told}." if field else f"{told[:1].upper()}{told[1:]}."


async def record(
    session: Session, door: Door, stream: str, command: BaseModel, epci: Epci, tell: Callable[[str], None] = say
) -> Outcome | None:
    """The same for a command already built; gives its outcome, `None` when it is still under way.

    `tell` says what came of it: as the answer, or as a remark when the answer is still to come.
    """
    # Chance has its place at the door: who sends the same thing twice without a key asks for it twice.
    id = command_id(epci.siren, door.actor, door.request or str(uuid4()))
    receipt = await session.inbox.post(Post(stream=stream, command_id=id, command=command, by=door.actor))
    outcome = await answer(session, id)
    if outcome is None:
        tell(f"Enregistré sous le n° {receipt.number}, en cours de traitement.")
        await warn_when_nobody_works(session)
        return None
    if outcome.status is Status.REFUSED:
        raise RefusedHere(f"Refusé (n° {receipt.number}) : {outcome.reason}")
    recorded = "Déjà enregistré" if receipt.repeated else "Enregistré"
    tell(f"{recorded} sous le n° {receipt.number}, le {local_time(receipt.at, epci.place.tz)}.")
    for line in await happened(session, outcome, epci):
        tell(f"  {line}")
    return outcome


async def answer(session: Session, id: UUID) -> Outcome | None:
    """The outcome of a command, `None` when it is not there within `WAIT_S`; at once when no worker runs."""
    wait_s = WAIT_S if await somebody_works(session) else 0.0
    outcome = await session.inbox.wait(id, wait_s)
    return outcome if outcome is not None and outcome.status is not Status.RECORDED else None


async def happened(session: Session, outcome: Outcome, epci: Epci) -> Sequence[str]:
    """One sentence for each event of the command, in order; one to say that there was none."""
    first, last = outcome.first_revision, outcome.last_revision
    if first is None or last is None:
        return ["Rien à changer : c'était déjà le cas."]
    after = (outcome.stream, first - 1)
    rows = await session.reads.journal(epci.siren, outcome.stream, after, limit=last - first + 1)
    return [sentence(row.event, epci) for row in rows]


async def somebody_works(session: Session) -> bool:
    """Whether a worker looks after this database."""
    async with session.engine.connect() as connection:
        return bool(await connection.scalar(_LEADER))


async def warn_when_nobody_works(session: Session) -> None:
    """Says kindly, on stderr, that no worker runs."""
    if not await somebody_works(session):
        mention(
            "Aucun moteur ne semble tourner : lancez « jalon worker ». Rien n'est perdu, la demande garde l'heure à "
            "laquelle elle a été enregistrée."
        )
