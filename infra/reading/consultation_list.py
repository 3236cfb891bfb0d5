"""The consultations of an EPCI by what they wait for, and what one may be opened on: two statements, whatever there
is."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import ARRAY, Text, case, cast, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Day, Value
from domain.consultation import DECIDER as CONSULTATION
from domain.consultation.labels import RESULTS, status_label
from domain.consultation.next_act import next_act
from domain.consultation.state import Consultation, Position, Status
from domain.french import number, plural
from domain.mandate import DECIDER as MANDATE
from domain.objective import DECIDER as OBJECTIVE
from domain.objective.transitions import CLOSED
from domain.procedures.model import CLOSING_ACT_LABELS, Consulted
from infra.reading.consultation_program import missing
from infra.reading.glances import SHORT
from infra.reading.majority_view import in_words
from infra.reading.risks import awaited_by_deadline, named
from infra.tables import streams


class Waits(StrEnum):
    """What a consultation waits for, as addresses name it."""

    SENDING = "a-envoyer"
    COMMUNES = "en-attente"
    QUALIFYING = "a-qualifier"
    ACT = "acte-attendu"
    OVER = "closes"


WAITS_LABELS: Final = {
    Waits.SENDING: "À envoyer",
    Waits.COMMUNES: "En attente des communes",
    Waits.QUALIFYING: "À qualifier",
    Waits.ACT: "En attente de l'acte",
    Waits.OVER: "Closes",
}


class ConsultationRow(Value):
    """One consultation of the list. `told`: where it stands, in words; `due`: the next day that counts, `due_told` what
    it is; `awaited`: whom it waits for, in French; empty where there is nothing to tell."""

    stream: str
    title: str
    procedure: str
    waits: Waits
    label: str
    told: str
    due: Day | None = None
    due_told: str = ""
    awaited: str = ""
    result: str = ""


class Subject(NamedTuple):
    """An objective on which the communes may be asked. `procedure`: the id of that of law, if the roadmap names one."""

    stream: str
    key: str
    title: str
    procedure: str


class Openings(NamedTuple):
    """What a consultation may be opened on: the mandate under way, or its last one; the objectives that are not over,
    by key, those with a procedure of law first."""

    mandate: str
    subjects: tuple[Subject, ...]


#: What a list does not look at once a consultation is over: most of what there is to read.
_LONG: Final = ("seats", "electorate", "early", "documents", "communes")
_OVER: Final = (Status.CLOSED, Status.CANCELLED)


class ConsultationLists:
    """Reads them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def rows(self, siren: str) -> tuple[ConsultationRow, ...]:
        """Those of the EPCI: by what they wait for, the nearest day first; those that are over, the last first."""
        short = streams.c.snapshot.op("-")(cast(list(_LONG), ARRAY(Text)))
        over = streams.c.snapshot["status"].astext.in_([status.value for status in _OVER])
        wanted = select(cast(case((over, short), else_=literal_column(SHORT, JSONB)), Text)).where(
            streams.c.siren == siren, streams.c.kind == CONSULTATION.kind
        )
        async with self._engine.connect() as connection:
            snapshots = (await connection.scalars(wanted.order_by(streams.c.id))).all()
        states = [Consultation.model_validate_json(snapshot) for snapshot in snapshots]
        return tuple(sorted(map(row, states), key=_place))

    async def openings(self, siren: str) -> Openings:
        """What one may be opened on."""
        facts = [streams.c.snapshot[name].astext for name in ("status", "key", "title", "procedure", "year")]
        wanted = select(streams.c.id, streams.c.kind, *facts).where(
            streams.c.siren == siren, streams.c.kind.in_([MANDATE.kind, OBJECTIVE.kind])
        )
        async with self._engine.connect() as connection:
            found = (await connection.execute(wanted.order_by(streams.c.id))).all()
        mandates = [(status == "open", int(year), id) for id, kind, status, *_, year in found if kind == MANDATE.kind]
        subjects = [
            Subject(id, key, title, procedure or "")
            for id, kind, status, key, title, procedure, _ in found
            if kind == OBJECTIVE.kind and status not in CLOSED
        ]
        first = sorted(subjects, key=lambda one: (not one.procedure, one.key))
        return Openings(max(mandates, default=(False, 0, ""))[2], tuple(first))


def row(state: Consultation) -> ConsultationRow:
    """One consultation as the list shows it."""
    waits = waits_for(state)
    due, due_told = _due(state, waits)
    return ConsultationRow(
        stream=state.stream,
        title=state.title,
        procedure=state.law.title,
        waits=waits,
        label=status_label(state),
        told=_told(state, waits),
        due=due,
        due_told=due_told,
        awaited=_awaited(state, waits),
        result="" if waits is Waits.SENDING else RESULTS[state.result],
    )


def waits_for(state: Consultation) -> Waits:
    """What it waits for: a human's decision comes before the others."""
    if state.status in _OVER:
        return Waits.OVER
    if state.status is Status.OPEN:
        return Waits.ACT if state.law.consulted is Consulted.NOBODY else Waits.SENDING
    if any(seat.position is Position.TO_QUALIFY for seat in state.present):
        return Waits.QUALIFYING
    return Waits.ACT if state.status is Status.ENDED or next_act(state) else Waits.COMMUNES


def _place(one: ConsultationRow) -> tuple[int, int, str]:
    order = list(Waits).index(one.waits)
    day = (one.due or date.max).toordinal()
    return order, -day if one.waits is Waits.OVER else day, one.stream


def _told(state: Consultation, waits: Waits) -> str:
    if waits is Waits.OVER:
        return _ended(state)
    if state.status is Status.OPEN:
        before = [stage.step.act for stage in missing(state)]
        return f"Manque avant l'envoi : {' ; '.join(before)}" if before else "Tout est prêt pour l'envoi."
    return in_words(state) or _answers(state)


def _ended(state: Consultation) -> str:
    if state.closing_act is None:
        return state.closing_reason or state.reason
    numbered = f" n° {state.closing_number}" if state.closing_number else ""
    return f"Close par {CLOSING_ACT_LABELS[state.closing_act]}{numbered}."


def _answers(state: Consultation) -> str:
    """« 18 réponses sur 26, dont 2 défavorables ; 3 silences. »"""
    there = state.present
    given = [seat for seat in there if not seat.silent]
    against = sum(seat.position is Position.DEFAVORABLE for seat in given)
    silent = sum(seat.silent and seat.silence is not None for seat in there)
    said = f"{number(len(given))} {plural(len(given), 'réponse', 'réponses')} sur {number(len(there))}"
    if against:
        said += f", dont {number(against)} {plural(against, 'défavorable', 'défavorables')}"
    return said + (f" ; {number(silent)} {plural(silent, 'silence', 'silences')}." if silent else ".")


def _due(state: Consultation, waits: Waits) -> tuple[date | None, str]:
    if waits is Waits.OVER:
        return state.closed_on, "clôture" if state.status is Status.CLOSED else "annulation"
    if state.status is not Status.SENT:
        return (state.ended_on, "fin pour les communes") if state.ended_on else (None, "")
    ends = [deadline.earliest for deadline, _ in awaited_by_deadline(state) if deadline is not None]
    if ends:
        return ends[0], "premier délai à finir"
    return (state.reply_by, "réponse souhaitée") if state.reply_by else (None, "")


def _awaited(state: Consultation, waits: Waits) -> str:
    if waits is Waits.QUALIFYING:
        return named([seat.name for seat in state.present if seat.position is Position.TO_QUALIFY])
    act = next_act(state)
    if waits is Waits.OVER:
        return ""
    if waits is Waits.SENDING:
        return act or "l'envoi aux communes"
    communes = _communes(awaited_by_deadline(state)) if state.status is Status.SENT else ""
    return " ; ".join(filter(None, [act, communes]))


def _communes(groups: Sequence[tuple[object, list[str]]]) -> str:
    names = [name for _, group in groups for name in group]
    return f"{number(len(names))} {plural(len(names), 'commune', 'communes')} : {named(names)}" if names else ""
