"""The evaluations of a mandate as they are listed, and one of them: its grid, what it is computed from, what changed
since the one before."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from domain.base import Day, Value
from domain.evaluation.commands import PointType
from domain.evaluation.criteria import GRILLE, CriterionMark
from domain.evaluation.evidence import Evidence, ObjectiveEvidence
from domain.evaluation.marking import Grade
from domain.evaluation.outcome import Label, Outcome
from domain.evaluation.state import Evaluation
from domain.mandate.state import EvaluationRef, Mandate, Status
from domain.objective.labels import PRIORITIES
from domain.objective.transitions import LABELS
from infra.reading.duty_view import EVALUATIONS, key_of

#: How well a criterion is proven.
GRADES: Final = {
    Grade.DECLARED: "déclaré",
    Grade.DOCUMENTED: "documenté",
    Grade.MEASURED: "mesuré",
    Grade.AUDITED: "audité",
}

#: What each label means.
MEANINGS: Final = {
    Label.COUVERTURE_INSUFFISANTE: "Moins de 40 % de la grille ont pu être évalués : aucune note globale n'est donnée, "
    "elle ne dirait rien du mandat. Les notes des critères évalués restent.",
    Label.BILAN_PARTIEL: "De 40 à 69 % de la grille ont pu être évalués : la note globale ne vaut que pour cette part.",
    Label.BILAN: "70 % de la grille au moins ont pu être évalués.",
}

#: The chart, in units of its viewBox: a row for each criterion.
_LEFT, _UNIT, _ROW, _TOP = 40, 84, 26, 8
MOST_MARK: Final = 4
WIDTH: Final = _LEFT + _UNIT * MOST_MARK + 24
HEIGHT: Final = _TOP + _ROW * len(GRILLE) + 24


class Stage(StrEnum):
    """Where an evaluation is."""

    PLANNED = "planned"
    COLLECTING = "collecting"
    RECORDED = "recorded"


class Listed(Value):
    """An evaluation, or one that is only planned, then without a `key`."""

    title: str
    on: Day
    stage: Stage
    key: str = ""
    outcome: Outcome | None = None

    @property
    def coverage(self) -> int:
        """In hundredths of the grid."""
        return hundredths(self.outcome.coverage) if self.outcome is not None else 0


class Bar(NamedTuple):
    """One row of the chart: `width` is 0 when the criterion is not evaluable."""

    y: int
    width: int
    label: str
    said: str


class Compared(Value):
    """A criterion with its mark, and the one that it had in the evaluation before; `change`: `None` when one of both is
    missing."""

    now: CriterionMark
    before: int | None = None
    change: int | None = None


class Counted(Value):
    """The evidence in numbers: objectives by status, in the order of their life."""

    frozen_on: Day
    baseline_sha256: str | None
    objectives: tuple[tuple[str, int], ...]
    total: int
    in_baseline: int
    steps_due: int
    steps_in_time: int
    duties_due: int
    duties_in_time: int
    annulments: int


def listed(mandate: Mandate) -> tuple[Listed, ...]:
    """The evaluations of the mandate and the points still planned, by day."""
    found = [*(_of_ref(ref) for ref in mandate.evaluations), *_planned(mandate)]
    return tuple(sorted(found, key=lambda one: (one.on, one.key)))


def title_of(type: PointType) -> str:
    """« Évaluation de mi-mandat »."""
    return EVALUATIONS[type]


def hundredths(share: Decimal) -> int:
    """A share from 0 to 1, in hundredths."""
    return int(share * 100)


def previous_of(mandate: Mandate | None, stream: str) -> EvaluationRef | None:
    """The evaluation recorded before that of `stream`, `None` when it is the first one."""
    before: EvaluationRef | None = None
    for ref in mandate.evaluations if mandate is not None else ():
        if ref.evaluation == stream:
            return before
        before = ref if ref.outcome is not None else before
    return None


def compared(state: Evaluation, before: Evaluation | None) -> tuple[Compared, ...]:
    """The grid, in its order, beside that of the evaluation before."""
    marks = {one.id: one.mark for one in before.criteria} if before is not None else {}
    return tuple(_compared(one, marks.get(one.id)) for one in state.criteria)


def bars(criteria: Sequence[CriterionMark]) -> tuple[Bar, ...]:
    """The rows of the chart."""
    return tuple(
        Bar(
            y=_TOP + _ROW * rank,
            width=_UNIT * (one.mark or 0),
            label=one.id,
            said="NE" if one.mark is None else str(one.mark),
        )
        for rank, one in enumerate(criteria)
    )


def ticks() -> tuple[tuple[int, int], ...]:
    """Where each mark from 0 to 4 stands across the chart."""
    return tuple((mark, _LEFT + _UNIT * mark) for mark in range(MOST_MARK + 1))


def counted(evidence: Evidence) -> Counted:
    """What an evaluation was computed from."""
    statuses = Counter(one.status for one in evidence.objectives)
    return Counted(
        frozen_on=evidence.frozen_on,
        baseline_sha256=evidence.baseline_sha256,
        objectives=tuple((LABELS[status], statuses[status]) for status in LABELS if statuses[status]),
        total=len(evidence.objectives),
        in_baseline=sum(one.in_baseline for one in evidence.objectives),
        steps_due=sum(one.steps_due for one in evidence.objectives),
        steps_in_time=sum(one.steps_in_time for one in evidence.objectives),
        duties_due=evidence.duties_due,
        duties_in_time=evidence.duties_in_time,
        annulments=evidence.annulments,
    )


def priority_of(one: ObjectiveEvidence) -> str:
    """The priority of an objective in words, « non dite » when the roadmap says none."""
    return PRIORITIES[one.priority] if one.priority is not None else "non dite"


def _of_ref(ref: EvaluationRef) -> Listed:
    stage = Stage.RECORDED if ref.outcome is not None else Stage.COLLECTING
    return Listed(title=EVALUATIONS[ref.type], on=ref.on, stage=stage, key=key_of(ref.evaluation), outcome=ref.outcome)


def _planned(mandate: Mandate) -> Iterator[Listed]:
    """The points of an open mandate that no evaluation has come of."""
    started = {(ref.type, ref.on) for ref in mandate.evaluations}
    for point in mandate.points if mandate.status is Status.OPEN else ():
        if point.type in EVALUATIONS and (point.type, point.on) not in started:
            yield Listed(title=EVALUATIONS[point.type], on=point.on, stage=Stage.PLANNED)


def _compared(now: CriterionMark, before: int | None) -> Compared:
    change = now.mark - before if now.mark is not None and before is not None else None
    return Compared(now=now, before=before, change=change)
