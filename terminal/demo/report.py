"""What six years came to: the report of the demo, as JSON for machines and as a page for people."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.base import Day, Value
from domain.consultation.commands import Sens
from domain.consultation.judgement import explanation
from domain.consultation.state import Consultation
from domain.evaluation.state import Evaluation
from domain.mandate.state import Mandate
from domain.notices import NoticeKind
from domain.objective.state import Objective, is_late
from domain.objective.transitions import Status as ObjectiveStatus
from infra.chain import verify
from infra.ledger import Ledger
from infra.reading.reads import Reads


class EpciPart(Value):
    siren: str
    name: str
    nature: str
    communes: int


class MandatePart(Value):
    start: Day | None
    end: str
    roadmap: str
    approved_on: Day | None


class ObjectivesPart(Value):
    total: int
    reached: int
    late: int
    abandoned: int
    open: int


class ConsultationPart(Value):
    """`avis` counts the answers that stand, by what they say; `silences` those that the law made speak."""

    id: str
    procedure: str
    article: str
    result: str
    avis: dict[str, int]
    silences: int
    decided_on: Day | None
    reason: str


class CriterionPart(Value):
    id: str
    mark: int | None
    evidence: int | None
    reason: str


class EvaluationPart(Value):
    """`coverage` is a share, 0 to 1; `score` is out of 100, `None` under 40 % of coverage."""

    score: float | None
    coverage: float
    label: str
    criteria: tuple[CriterionPart, ...]


class JournalPart(Value):
    events: int
    chain_ok: bool
    by_kind: dict[str, int]


class Report(Value):
    """The whole demo. Nothing in it comes from the wall clock: two runs give the same bytes."""

    synthetic: bool
    epci: EpciPart
    mandate: MandatePart
    objectives: ObjectivesPart
    consultations: tuple[ConsultationPart, ...]
    notices: dict[str, int]
    evaluation: EvaluationPart | None
    journal: JournalPart


class Reporter:
    """Reads the report of one EPCI from the database, as it stands on a day."""

    def __init__(self, engine: AsyncEngine, siren: str) -> None:
        self._engine = engine
        self._reads = Reads(engine)
        self._siren = siren

    async def report(self, mandate: str, communes: int, on: date) -> Report:
        """The report of the stream `mandate`. Raises `LookupError` when it was never opened."""
        row = await self._reads.stream(mandate)
        if row is None:
            raise LookupError(mandate)
        state = Mandate.model_validate(row.snapshot)
        return Report(
            synthetic=state.synthetic,
            epci=EpciPart(siren=state.siren, name=state.epci_name, nature=state.nature.value, communes=communes),
            mandate=_mandate(state),
            objectives=_objectives([Objective.model_validate(row) for row in await self._snapshots("objective")], on),
            consultations=_consultations(
                [Consultation.model_validate(row) for row in await self._snapshots("consultation")]
            ),
            notices=_in_order(await Ledger(self._engine).counts(self._siren)),
            evaluation=_last([Evaluation.model_validate(row) for row in await self._snapshots("evaluation")]),
            journal=await self._journal(),
        )

    async def _snapshots(self, kind: str) -> list[dict[str, object]]:
        return [row.snapshot for row in await self._reads.streams(self._siren, kind)]

    async def _journal(self) -> JournalPart:
        kinds: Counter[str] = Counter()
        streams: set[str] = set()
        after = ("", 0)
        while page := await self._reads.journal(self._siren, after=after, limit=1000):
            kinds.update(row.kind for row in page)
            streams.update(row.stream for row in page)
            after = (page[-1].stream, page[-1].revision)
        reports = [await verify(self._engine, stream) for stream in sorted(streams)]
        return JournalPart(
            events=kinds.total(), chain_ok=all(report.ok for report in reports), by_kind=dict(sorted(kinds.items()))
        )


def _mandate(state: Mandate) -> MandatePart:
    approval = state.approval
    return MandatePart(
        start=state.renewal,
        end=state.end.text if state.end else "",
        roadmap=state.roadmap.value,
        approved_on=approval.on if approval else None,
    )


def _objectives(objectives: Sequence[Objective], on: date) -> ObjectivesPart:
    statuses = Counter(objective.status for objective in objectives)
    reached, abandoned = statuses[ObjectiveStatus.REACHED], statuses[ObjectiveStatus.ABANDONED]
    return ObjectivesPart(
        total=len(objectives),
        reached=reached,
        late=sum(is_late(objective, on) for objective in objectives),
        abandoned=abandoned,
        open=len(objectives) - reached - abandoned,
    )


def _in_order(counts: dict[str, int]) -> dict[str, int]:
    """The counts in the order of the kinds, not of the alphabet."""
    return {kind.value: counts[kind] for kind in NoticeKind if kind in counts}


def _consultations(states: Sequence[Consultation]) -> tuple[ConsultationPart, ...]:
    """In the order in which they were sent."""
    ordered = sorted(states, key=lambda state: (state.sent_on or date.max, state.stream))
    return tuple(_consultation(state) for state in ordered)


def _consultation(state: Consultation) -> ConsultationPart:
    answers = Counter(seat.avis.sens for seat in state.seats if seat.avis is not None)
    return ConsultationPart(
        id=state.stream,
        procedure=state.law.id,
        article=state.law.source.citation,
        result=state.result.value,
        avis={sens.value: answers[sens] for sens in Sens},
        silences=sum(seat.silence is not None for seat in state.seats),
        decided_on=state.decided_on,
        reason=explanation(state),
    )


def _last(evaluations: Sequence[Evaluation]) -> EvaluationPart | None:
    """The last evaluation that was recorded: at the end of the mandate if it came to that."""
    done = [evaluation for evaluation in evaluations if evaluation.outcome is not None]
    if not done:
        return None
    last = max(done, key=lambda evaluation: (evaluation.on or date.min, evaluation.stream))
    outcome = last.outcome
    assert outcome is not None
    return EvaluationPart(
        score=None if outcome.score is None else float(outcome.score),
        coverage=float(outcome.coverage),
        label=outcome.label.value,
        criteria=tuple(
            CriterionPart(id=mark.id, mark=mark.mark, evidence=mark.grade, reason=mark.reason) for mark in last.criteria
        ),
    )
