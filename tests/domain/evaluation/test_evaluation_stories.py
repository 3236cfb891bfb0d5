"""An evaluation from its opening on 31 March 2029 to its recorded result."""

import random
from datetime import UTC, datetime

import pytest

from domain.calendar import METROPOLE, civil_day
from domain.errors import Refused
from domain.evaluation import DECIDER
from domain.evaluation.commands import PointType, RecordEvidence, evaluation_id
from domain.evaluation.events import EvidenceFrozen
from domain.evaluation.evidence import Evidence
from domain.evaluation.outcome import Label, NoteEvaluation
from domain.evaluation.state import Status
from domain.notices import NoticeKind
from domain.objective.transitions import Status as ObjectiveStatus
from domain.objective.values import Priority
from domain.people import COORDINATEUR
from domain.stream import PassTime
from tests.domain.evaluation.evidences import STREAM, T0, day, evidence, new, objective, opening

OPENED_AT = datetime(2029, 3, 30, 22, tzinfo=UTC)
RECORDED_AT = datetime(2029, 4, 3, 15, tzinfo=UTC)

EVIDENCE = evidence(
    objective("F1", ObjectiveStatus.REACHED, in_baseline=True, priority=Priority.ELEVEE, steps_due=5, steps_in_time=4),
    objective("F2", in_baseline=True, explained=True),
    objective("F3", ObjectiveStatus.ABANDONED, in_baseline=True),
    baseline_sha256=T0,
    duties_due=3,
    duties_in_time=3,
)


def test_the_evidence_is_asked_from_the_opening_until_it_is_given() -> None:
    unfolding = new()
    assert DECIDER.asks(unfolding.state) == ()
    unfolding.command(opening(), OPENED_AT)
    assert (unfolding.state.status, DECIDER.asks(unfolding.state)) == (Status.COLLECTING, ("evidence",))
    assert DECIDER.next_due(unfolding.state) is None
    assert DECIDER.decide(unfolding.state, PassTime(until=RECORDED_AT), RECORDED_AT) == ()
    assert not DECIDER.is_closed(unfolding.state)
    unfolding.command(RecordEvidence(evidence=EVIDENCE), RECORDED_AT)
    assert (unfolding.state.status, list(DECIDER.asks(unfolding.state))) == (Status.RECORDED, [])
    assert DECIDER.is_closed(unfolding.state)


def test_the_result_of_31_march_2029_is_told_to_the_mandate_and_to_the_coordinator() -> None:
    unfolding = new()
    unfolding.command(opening(), OPENED_AT)
    unfolding.command(RecordEvidence(evidence=EVIDENCE), RECORDED_AT)
    frozen, recorded = list(unfolding)[1:]
    assert (frozen.notices, frozen.reactions) == ((), ())
    (reaction,) = recorded.reactions
    assert reaction.stream == "mandate/200000001/2026"
    assert isinstance(reaction.command, NoteEvaluation)
    assert reaction.command.evaluation == STREAM
    assert (reaction.command.on, reaction.command.frozen_on) == (day("2029-03-31"), day("2029-03-31"))
    assert reaction.command.outcome.label is Label.COUVERTURE_INSUFFISANTE
    (notice,) = recorded.notices
    assert (notice.kind, notice.to, notice.about) == (NoticeKind.EVALUATION_RECORDED, COORDINATEUR, STREAM)
    # Recorded in the afternoon of 3 April: it leaves the next morning.
    assert civil_day(notice.send_at, METROPOLE) == day("2029-04-04")
    assert DECIDER.still_owed(unfolding.state, notice)


def test_the_marks_of_31_march_2029_are_kept_with_their_reasons_and_the_hash_of_the_evidence() -> None:
    unfolding = new()
    unfolding.command(opening(), OPENED_AT)
    unfolding.command(RecordEvidence(evidence=EVIDENCE), RECORDED_AT)
    state = unfolding.state
    assert state.outcome is not None
    assert (state.outcome.score, str(state.outcome.coverage)) == (None, "0.25")
    marks = {mark.id: (mark.mark, mark.grade) for mark in state.criteria}
    assert marks == {f"C{n}": (None, None) for n in (2, 3, 4, 5, 7, 8, 9)} | {"C1": (2, 2), "C6": (3, 3)}
    frozen = next(happened.event for happened in unfolding if isinstance(happened.event, EvidenceFrozen))
    assert frozen.sha256 == state.evidence_sha256
    # Written down, so that a change of the canonical form is seen: hashes already journaled must stay verifiable.
    assert state.evidence_sha256 == "33b23c49a8386700d4ef1f7029e2cf23d064f4bd572337287b9da9e2c8623e12"


def test_the_same_evidence_read_in_another_order_gives_the_same_events_byte_for_byte() -> None:
    chance = random.Random(20290331)
    lines = [
        objective(
            f"F{n:03}", chance.choice(list(ObjectiveStatus)), steps_due=n % 4, steps_in_time=n % 3 if n % 4 else 0
        )
        for n in range(300)
    ]
    written = set()
    for _ in range(5):
        chance.shuffle(lines)
        unfolding = new()
        unfolding.command(opening(), OPENED_AT)
        unfolding.command(RecordEvidence(evidence=evidence(*lines)), RECORDED_AT)
        written.add(b"".join(DECIDER.events.dump_json(happened.event) for happened in unfolding))
    assert len(written) == 1


def test_one_more_step_in_time_gives_the_evidence_another_hash() -> None:
    hashes = set()
    for in_time in (4, 5):
        unfolding = new()
        unfolding.command(opening(), OPENED_AT)
        changed = EVIDENCE.objectives[0].but(steps_in_time=in_time)
        given = EVIDENCE.but(objectives=(changed, *EVIDENCE.objectives[1:]))
        unfolding.command(RecordEvidence(evidence=given), RECORDED_AT)
        hashes.add(unfolding.state.evidence_sha256)
    assert len(hashes) == 2


def test_the_evidence_of_a_thousand_objectives_stays_under_half_a_megabyte() -> None:
    lines = [
        objective(
            f"F{n}",
            title="Service commun de secrétariat de mairie remplaçant",
            priority=Priority.ELEVEE,
            deadline_first="2027-09-01",
            deadline_last="2028-T4",
            explained=True,
            steps_due=5,
            steps_in_time=4,
            in_baseline=True,
        )
        for n in range(1000)
    ]
    assert len(DECIDER.commands.dump_json(RecordEvidence(evidence=evidence(*lines)))) < 500_000


def test_a_journal_read_again_gives_the_evaluation_that_was_kept() -> None:
    unfolding = new()
    unfolding.command(opening(), OPENED_AT)
    unfolding.command(RecordEvidence(evidence=EVIDENCE), RECORDED_AT)
    again = DECIDER.new(STREAM)
    for happened in unfolding:
        again = DECIDER.evolve(again, DECIDER.events.validate_json(DECIDER.events.dump_json(happened.event)))
    assert again == unfolding.state
    assert DECIDER.state.model_validate_json(again.model_dump_json()) == again


def test_evidence_before_the_opening_or_after_the_result_is_refused() -> None:
    unfolding = new()
    with pytest.raises(Refused, match="n'est pas ouverte"):
        unfolding.command(RecordEvidence(evidence=EVIDENCE), OPENED_AT)
    unfolding.command(opening(), OPENED_AT)
    with pytest.raises(Refused, match="déjà ouverte"):
        unfolding.command(opening(), OPENED_AT)
    unfolding.command(RecordEvidence(evidence=EVIDENCE), RECORDED_AT)
    with pytest.raises(Refused, match="est enregistrée"):
        unfolding.command(RecordEvidence(evidence=Evidence(frozen_on=day("2029-04-30"))), RECORDED_AT)


@pytest.mark.parametrize(
    ("stream", "type"),
    [
        (STREAM, PointType.FIN_DE_MANDAT),
        ("evaluation/200000002/2029-mi_mandat-1", PointType.MI_MANDAT),
        ("evaluation/200000001/2028-mi_mandat-1", PointType.MI_MANDAT),
    ],
)
def test_an_evaluation_that_is_not_the_one_of_its_stream_is_refused(stream: str, type: PointType) -> None:
    with pytest.raises(Refused, match="ni de ce type"):
        new(stream).command(opening(type=type), OPENED_AT)


def test_the_yearly_communication_of_2029_is_no_evaluation() -> None:
    stream = evaluation_id("200000001", 2029, PointType.COMMUNICATION_ANNUELLE, 1)
    with pytest.raises(Refused, match="n'est pas une évaluation"):
        new(stream).command(opening(type=PointType.COMMUNICATION_ANNUELLE), OPENED_AT)
