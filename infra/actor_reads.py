"""What the pages of actors read of the streams: little of each objective, and one seat of each consultation."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ARRAY, ColumnElement, Select, Text, case, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Day, Value
from domain.consultation import DECIDER as CONSULTATION
from domain.consultation.state import Consultation, Seat
from domain.consultation.state import Status as ConsultationStatus
from domain.mandate import DECIDER as MANDATE
from domain.mandate.state import Mandate
from domain.objective import DECIDER as OBJECTIVE
from domain.objective.transitions import CLOSED, Status
from domain.objective.values import Engagement
from infra.tables import streams
from infra.views import under_way


class Mission(Value):
    """An objective, as far as who works on it."""

    stream: str
    key: str
    title: str = ""
    status: Status
    pilote: str | None = None
    suppleant: str | None = None
    engagements: tuple[Engagement, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether it is reached or abandoned."""
        return self.status in CLOSED


class Asked(Value):
    """A consultation in which a commune has a seat; `closed_on`: when its act closed it."""

    stream: str
    title: str
    procedure: str
    status: ConsultationStatus
    sent_on: Day | None
    closed_on: Day | None
    seat: Seat


class Scene(NamedTuple):
    """Who has something to do: the mandate under way, the objectives and the consultations sent, by id."""

    mandate: Mandate | None
    missions: Sequence[Mission]
    consultations: Sequence[Consultation]


#: What is kept of an objective, and what is left of the others: the rest would be the most of what is read.
_OF_A_MISSION: Final = tuple(Mission.model_fields)
_LEFT: Final = ("baseline", "stocks", "duties", "follow_ups")

#: The seat of a commune.
_THEIRS: Final = cast("$[*] ? (@.insee == $insee)", JSONPATH)


class ActorReads:
    """Each function is one statement."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def scene(self, siren: str) -> Scene:
        """What stands in the EPCI."""
        brief = func.jsonb_build_object(*(part for name in _OF_A_MISSION for part in _field(name)))
        others = streams.c.snapshot.op("-")(cast(list(_LEFT), ARRAY(Text)))
        kept = case((streams.c.kind == OBJECTIVE.kind, brief), else_=others)
        sent = streams.c.snapshot["status"].astext == ConsultationStatus.SENT.value
        wanted = (streams.c.kind.in_([MANDATE.kind, OBJECTIVE.kind])) | ((streams.c.kind == CONSULTATION.kind) & sent)
        query = select(streams.c.kind, cast(kept, Text).label("kept")).where(streams.c.siren == siren, wanted)
        mandates, missions, consultations = [], [], []
        for row in await self._rows(query.order_by(streams.c.id)):
            match row.kind:
                case MANDATE.kind:
                    mandates.append(Mandate.model_validate_json(row.kept))
                case OBJECTIVE.kind:
                    missions.append(Mission.model_validate_json(row.kept))
                case _:
                    consultations.append(Consultation.model_validate_json(row.kept))
        return Scene(under_way(mandates), missions, consultations)

    async def asked(self, siren: str, insee: str) -> tuple[Asked, ...]:
        """The consultations in which the commune has a seat, the last sent first."""
        snapshot = streams.c.snapshot
        seat = func.jsonb_path_query_first(snapshot["seats"], _THEIRS, cast({"insee": insee}, JSONB), type_=JSONB)
        columns = {
            "stream": streams.c.id,
            "title": snapshot["title"].astext,
            "procedure": snapshot["procedure"]["title"].astext,
            "status": snapshot["status"].astext,
            "sent_on": snapshot["sent_on"].astext,
            "closed_on": snapshot["closed_on"].astext,
            "seat": seat,
        }
        query = select(*(column.label(name) for name, column in columns.items()))
        query = query.where(streams.c.siren == siren, streams.c.kind == CONSULTATION.kind, seat.is_not(None))
        found = [Asked.model_validate(row._mapping) for row in await self._rows(query)]
        return tuple(sorted(found, key=lambda one: (str(one.sent_on or ""), one.stream), reverse=True))

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        async with self._engine.connect() as connection:
            rows: Sequence[Any] = (await connection.execute(query)).all()
        return rows


def _field(name: str) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The name and the value of a field of a snapshot, as they are kept."""
    return literal(name, Text), streams.c.snapshot[name]
