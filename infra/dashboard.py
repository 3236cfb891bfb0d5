"""Where an EPCI stands on a day: its mandate, its objectives by axis, its consultations, what is late, what comes."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from domain.base import Day, Value
from domain.consultation.labels import status_label
from domain.consultation.next_act import next_act
from domain.consultation.state import Consultation, Position
from domain.consultation.state import Status as ConsultationStatus
from domain.french import long_day
from domain.mandate.state import Mandate
from domain.objective.state import Objective, lateness
from domain.planned import PlannedDay
from infra.risks import Risk, awaited_by_deadline, named, risks

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


class Matter(Value):
    """Something to do by a day, or that should have been done by it; `source` cites the law that wants it, if any."""

    on: Day
    what: str
    stream: str
    source: str = ""


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
    matters = sorted(_matters(standing), key=lambda matter: (matter.on, matter.stream, matter.what))
    mandate = standing.mandate
    return Dashboard(
        synthetic=any(_fictive(standing)),
        siren=siren,
        epci=epci,
        on=today,
        mandate=_mandate(mandate) if mandate else None,
        axes=tuple(_axes(mandate, standing.objectives, today)),
        consultations=tuple(consultation_line(state) for state in standing.consultations),
        late=tuple(matter for matter in matters if matter.on < today),
        coming=tuple(matter for matter in matters if today <= matter.on <= today + HORIZON),
        at_risk=risks(standing.consultations, today + HORIZON),
    )


def _fictive(standing: Standing) -> Iterator[bool]:
    yield standing.mandate is not None and standing.mandate.synthetic
    yield from (objective.synthetic for objective in standing.objectives)
    yield from (consultation.synthetic for consultation in standing.consultations)


def _mandate(state: Mandate) -> MandateLine:
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


def _axes(mandate: Mandate | None, objectives: Sequence[Objective], today: date) -> Iterator[AxisPart]:
    known = mandate.axes if mandate else ()
    for axis in known:
        of_axis = tuple(objective_line(state, today) for state in objectives if state.axis == axis.key)
        yield AxisPart(key=axis.key, title=axis.title, objectives=of_axis)
    keys = {axis.key for axis in known}
    others = tuple(objective_line(state, today) for state in objectives if state.axis not in keys)
    if others:
        yield AxisPart(key="", title="Sans axe" if known else "Objectifs", objectives=others)


def objective_line(state: Objective, today: date) -> ObjectiveLine:
    """One objective of a list, on the day `today`."""
    return ObjectiveLine(
        key=state.key,
        title=state.title,
        status=state.status.value,
        percent=state.percent,
        deadline=state.deadline.text if state.deadline else None,
        deadline_label=state.deadline.label if state.deadline else "",
        lateness=lateness(state, today) or "",
        pilote=state.pilote,
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


def _matters(standing: Standing) -> Iterator[Matter]:
    for objective in standing.objectives:
        yield from _of_objective(objective)
    for consultation in standing.consultations:
        yield from _of_consultation(consultation)
    if standing.mandate is not None:
        yield from _of_mandate(standing.mandate)


def _of_objective(state: Objective) -> Iterator[Matter]:
    if state.closed:
        return
    if state.deadline is not None:
        yield _matter(state.deadline, f"{state.key} : échéance, {state.title}", state.stream)
    for milestone in state.milestones:
        if milestone.deadline is not None and milestone.done_on is None:
            yield _matter(milestone.deadline, f"{state.key} : étape « {milestone.name} »", state.stream)


def _matter(planned: PlannedDay, what: str, stream: str) -> Matter:
    return Matter(on=planned.last_day, what=what, stream=stream)


def _of_consultation(state: Consultation) -> Iterator[Matter]:
    """The end of the delay of the communes that have not answered, in its shortest reading."""
    if state.status is not ConsultationStatus.SENT:
        return
    article = state.law.source.citation
    for deadline, names in awaited_by_deadline(state):
        what = f"{state.title} : réponse de {named(names)}"
        if deadline is not None:
            silence = f"silence constaté le {long_day(deadline.silence_from)}"
            yield Matter(on=deadline.earliest, what=f"{what} ({silence})", stream=state.stream, source=article)
        elif state.reply_by is not None:
            yield Matter(on=state.reply_by, what=what, stream=state.stream)


def _of_mandate(state: Mandate) -> Iterator[Matter]:
    for duty in state.duties:
        if duty.done_on is None:
            what = f"{duty.title} ({duty.key})"
            yield Matter(on=duty.due, what=what, stream=state.stream, source=duty.source.citation)
