"""Where an EPCI stands on a day: its mandate, its objectives by axis, its consultations, what is late, what comes."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from domain.base import Day, Value
from domain.consultation.labels import status_label
from domain.consultation.next_act import next_act
from domain.consultation.state import Consultation, Position
from domain.consultation.state import Status as ConsultationStatus
from domain.mandate.state import Mandate
from domain.objective.state import Objective
from infra.reading.briefs import ObjectiveBrief, brief_of, by_axis
from infra.reading.matters import Matter, late, matters
from infra.reading.risks import Risk, risks

HORIZON: Final = timedelta(days=30)


class MandateLine(Value):
    """The mandate; `roadmap` is its status, `end` as it is planned (« 2032-03 »)."""

    stream: str
    year: int
    start: Day | None
    end: str
    status: str
    roadmap: str
    title: str
    approved_on: Day | None


class ObjectiveLine(Value):
    """One objective. `lateness` says in French why it is late, empty when it is not."""

    key: str
    title: str
    status: str
    percent: int | None
    deadline: str | None
    deadline_label: str
    lateness: str
    pilote: str | None


class AxisPart(Value):
    """One axis and its objectives; the last one, without a key, holds those of no known axis."""

    key: str
    title: str
    objectives: tuple[ObjectiveLine, ...]


class ConsultationLine(Value):
    """One consultation. `label`: its status as it is shown, « suspendue » among them. `consulted`: how many communes
    have a say, `answered`: how many expressed themselves.

    While it is sent, `awaited`: the communes that have not answered, `to_qualify`: those whose vote is unclear. `act`:
    the act that it waits for, in French, empty when it waits for none.
    """

    key: str
    title: str
    procedure: str
    status: str
    label: str
    result: str
    consulted: int
    answered: int
    awaited: tuple[str, ...]
    to_qualify: tuple[str, ...]
    act: str


class Dashboard(Value):
    """The whole. `late` and `coming` stand in the order of their days; `coming` reaches thirty days ahead, as do the
    deadlines of `at_risk`."""

    synthetic: bool
    siren: str
    epci: str
    on: Day
    mandate: MandateLine | None
    axes: tuple[AxisPart, ...]
    consultations: tuple[ConsultationLine, ...]
    late: tuple[Matter, ...]
    coming: tuple[Matter, ...]
    at_risk: tuple[Risk, ...] = ()


class Standing(NamedTuple):
    """What the dashboard is made from."""

    mandate: Mandate | None
    objectives: Sequence[Objective]
    consultations: Sequence[Consultation]


def dashboard(siren: str, epci: str, standing: Standing, today: date) -> Dashboard:
    """The dashboard of the EPCI on the day `today`."""
    mandate, until = standing.mandate, today + HORIZON
    objectives = [brief_of(state) for state in standing.objectives]
    found = matters(mandate, objectives, standing.consultations, until)
    return Dashboard(
        synthetic=any(_fictive(standing)),
        siren=siren,
        epci=epci,
        on=today,
        mandate=mandate_line(mandate) if mandate else None,
        axes=tuple(_axes(mandate, objectives, today)),
        consultations=tuple(consultation_line(state) for state in standing.consultations),
        late=late(found, today),
        coming=found[len(late(found, today)) :],
        at_risk=risks(standing.consultations, until),
    )


def _fictive(standing: Standing) -> Iterator[bool]:
    yield standing.mandate is not None and standing.mandate.synthetic
    yield from (objective.synthetic for objective in standing.objectives)
    yield from (consultation.synthetic for consultation in standing.consultations)


def mandate_line(state: Mandate) -> MandateLine:
    """The mandate, in short."""
    return MandateLine(
        stream=state.stream,
        year=state.year,
        start=state.renewal,
        end=state.end.text if state.end else "",
        status=state.status.value,
        roadmap=state.roadmap.value,
        title=state.title,
        approved_on=state.approval.on if state.approval else None,
    )


def _axes(mandate: Mandate | None, objectives: Sequence[ObjectiveBrief], today: date) -> Iterator[AxisPart]:
    for axis, parts in by_axis(mandate, objectives):
        lines = tuple(objective_line(brief, today) for brief in parts)
        yield AxisPart(key=axis.key, title=axis.title, objectives=lines)


def objective_line(brief: ObjectiveBrief, today: date) -> ObjectiveLine:
    """One objective of a list, on the day `today`."""
    return ObjectiveLine(
        key=brief.key,
        title=brief.title,
        status=brief.status.value,
        percent=brief.percent,
        deadline=brief.deadline.text if brief.deadline else None,
        deadline_label=brief.deadline.label if brief.deadline else "",
        lateness=brief.lateness(today),
        pilote=brief.pilote,
    )


def consultation_line(state: Consultation) -> ConsultationLine:
    """One consultation of a list."""
    # Once it is ended, closed or cancelled, nobody waits for those who said nothing.
    sent = state.status is ConsultationStatus.SENT
    return ConsultationLine(
        key=state.stream.rpartition("/")[2],
        title=state.title,
        procedure=state.law.title,
        status=state.status.value,
        label=status_label(state),
        result=state.result.value,
        consulted=len(state.seats),
        answered=sum(not seat.silent for seat in state.seats),
        awaited=_named(state, Position.AWAITED) if sent else (),
        to_qualify=_named(state, Position.TO_QUALIFY) if sent else (),
        act=next_act(state),
    )


def _named(state: Consultation, position: Position) -> tuple[str, ...]:
    return tuple(seat.name for seat in state.present if seat.position is position)
