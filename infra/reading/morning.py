"""What a coordinator opens each morning: what is late, at risk, awaited, to sign; the roadmap counted axis by axis."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from domain.base import Day, Value
from domain.consultation.state import Consultation
from domain.mandate.commands import Axis
from domain.mandate.state import Mandate
from domain.objective.transitions import Status
from infra.reading.briefs import ObjectiveBrief, by_axis
from infra.reading.dashboard import HORIZON, ConsultationLine, MandateLine, consultation_line, mandate_line
from infra.reading.matters import Matter, late, matters
from infra.reading.risks import Risk, risks


class AxisCount(Value):
    """One axis and how many objectives it has; the last one, without a key, is that of no known axis. `late` and
    `blocked` may be the same ones; `percent`: the mean of the progress declared, from 0 to 100, `None` if none is."""

    key: str
    title: str
    total: int
    reached: int
    late: int
    blocked: int
    percent: int | None


class Morning(Value):
    """Where an EPCI stands on the day `on`. `consultations`: those that are not over. `late` and `coming` stand in the
    order of their days; `coming` reaches thirty days ahead, as do the deadlines of `at_risk`."""

    synthetic: bool
    siren: str
    epci: str
    on: Day
    mandate: MandateLine | None
    axes: tuple[AxisCount, ...]
    consultations: tuple[ConsultationLine, ...]
    late: tuple[Matter, ...]
    coming: tuple[Matter, ...]
    at_risk: tuple[Risk, ...]


class Glance(NamedTuple):
    """What it is made from: the mandate under way, every objective in short, the consultations that are not over."""

    mandate: Mandate | None
    objectives: Sequence[ObjectiveBrief]
    consultations: Sequence[Consultation]


def morning(siren: str, epci: str, glance: Glance, today: date) -> Morning:
    """The morning of the day `today` in the EPCI."""
    until = today + HORIZON
    found = matters(glance.mandate, glance.objectives, glance.consultations, until)
    passed = late(found, today)
    return Morning(
        synthetic=any(_fictive(glance)),
        siren=siren,
        epci=epci,
        on=today,
        mandate=mandate_line(glance.mandate) if glance.mandate else None,
        axes=tuple(_axis(axis, parts, today) for axis, parts in by_axis(glance.mandate, glance.objectives)),
        consultations=tuple(consultation_line(state) for state in glance.consultations),
        late=passed,
        coming=found[len(passed) :],
        at_risk=risks(glance.consultations, until),
    )


def _fictive(glance: Glance) -> Iterator[bool]:
    yield glance.mandate is not None and glance.mandate.synthetic
    yield from (objective.synthetic for objective in glance.objectives)
    yield from (consultation.synthetic for consultation in glance.consultations)


def _axis(axis: Axis, objectives: Sequence[ObjectiveBrief], today: date) -> AxisCount:
    said = [brief.percent for brief in objectives if brief.percent is not None]
    return AxisCount(
        key=axis.key,
        title=axis.title,
        total=len(objectives),
        reached=sum(brief.status is Status.REACHED for brief in objectives),
        late=sum(brief.days_late(today) > 0 for brief in objectives),
        blocked=sum(brief.status is Status.BLOCKED for brief in objectives),
        percent=round(sum(said) / len(said)) if said else None,
    )
