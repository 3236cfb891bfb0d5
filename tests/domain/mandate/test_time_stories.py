"""What time alone brings to a mandate: its opening, quarterly stocks, evaluations, its end."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from domain.calendar import METROPOLE
from domain.errors import Refused
from domain.evaluation.commands import OpenEvaluation, PointType
from domain.evaluation.outcome import Label, NoteEvaluation, Outcome
from domain.mandate import DECIDER
from domain.mandate.agenda import next_stock_day
from domain.mandate.commands import MoveEnd, RecordStock, StartEvaluation, Stock
from domain.mandate.readings import take_stock
from domain.mandate.state import Status
from domain.objective.state import Objective
from domain.objective.transitions import Status as ObjectiveStatus
from domain.planned import parse_planned
from tests.domain.mandate.mandates import (
    STREAM,
    Story,
    communication,
    day,
    end_of_mandate,
    mid_mandate,
    midnight,
    opening,
    plan,
)

MID = "evaluation/200000001/2029-mi_mandat-1"
OUTCOME = Outcome(score=None, coverage=Decimal("0.25"), label=Label.COUVERTURE_INSUFFISANTE)


def stock(on: str) -> RecordStock:
    return RecordStock(stock=Stock(on=day(on), total=5, reached=1, late=1, abandoned=1, open=3))


def move(end: str) -> MoveEnd:
    return MoveEnd(end=parse_planned(end), reason="Renouvellement reporté par la loi")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"renewal": day("2026-03-15")}, "avec un second tour.*22 mars 2026.*2025-848"),
        ({"second_round": False}, "sans second tour.*15 mars 2026"),
        ({"year": 2020, "renewal": day("2020-06-28")}, "n'est pas celui de l'EPCI"),
        ({"siren": "200000002"}, "n'est pas celui de l'EPCI"),
        ({"renewal": day("2020-06-28")}, "n'est pas de l'année 2026"),
        ({"end": parse_planned("2026-03-22")}, "doit venir après le renouvellement"),
    ],
)
def test_a_mandate_that_does_not_fit_the_renewal_of_march_2026_is_refused(fields: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        Story.opened(**fields)


def test_a_mandate_without_second_round_opens_on_15_march_2026() -> None:
    story = Story.opened(second_round=False, renewal=day("2026-03-15"))
    assert story.state.status is Status.OPEN
    with pytest.raises(Refused, match="déjà ouvert"):
        story.tell("2026-04-17", opening())


def test_nothing_is_asked_of_a_mandate_that_nobody_opened() -> None:
    with pytest.raises(Refused, match="ouvrez-le d'abord"):
        Story().tell("2026-04-16", plan())
    nobody_s = DECIDER.new(STREAM)
    assert DECIDER.next_due(nobody_s) is None
    with pytest.raises(ValueError, match="is not open"):
        _ = nobody_s.home
    with pytest.raises(ValueError, match="is not open"):
        _ = nobody_s.first_day
    with pytest.raises(ValueError, match="is not open"):
        _ = nobody_s.last_day


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-12-31", "2027-01-04"),  # 1 January 2027 is a Friday and a holiday
        ("2027-01-03", "2027-01-04"),
        ("2027-01-04", "2027-04-01"),
        ("2027-09-30", "2027-10-01"),
        ("2027-10-01", "2028-01-03"),
        ("2028-03-31", "2028-04-03"),
    ],
)
def test_a_stock_is_taken_on_the_first_working_day_of_a_quarter(after: str, expected: str) -> None:
    assert next_stock_day(day(after), METROPOLE) == day(expected)


def test_stock_is_asked_each_quarter_once_the_roadmap_is_planned_on_23_november_2026() -> None:
    story = Story.opened().until("2026-11-23").tell("2026-11-23", plan()).until("2027-01-03")
    assert story.asks == []
    story.until("2027-01-04")
    assert story.asks == ["stock"]
    story.tell("2027-01-04", stock("2027-01-04"))
    assert story.asks == []
    assert [taken.on for taken in story.state.stocks] == [day("2027-01-04")]
    assert story.until("2027-12-31").days_of("StockDue") == ["2027-01-04", "2027-04-01", "2027-07-01", "2027-10-01"]
    assert story.asks == ["stock"]


def test_after_an_outage_of_six_months_one_stock_answers_for_those_that_were_missed() -> None:
    story = Story.opened().tell("2026-11-23", plan()).until("2027-07-15")
    with pytest.raises(Refused, match="attendu pour le 1er avril 2027"):
        story.tell("2027-07-15", stock("2027-04-01"))
    story.tell("2027-07-15", stock("2027-07-01"))
    assert story.asks == []
    with pytest.raises(Refused, match="Aucun état d'avancement"):
        story.tell("2027-07-15", stock("2027-07-01"))


def test_an_amendment_does_not_shift_the_stock_of_1_april_2027() -> None:
    story = Story.opened().tell("2026-11-23", plan()).tell("2027-03-31", plan(title="Autre")).until("2027-04-02")
    assert story.days_of("StockDue") == ["2027-01-04", "2027-04-01"]


def test_the_mid_mandate_evaluation_opens_in_its_own_stream_on_31_march_2029() -> None:
    story = Story.opened().tell("2026-11-23", plan(mid_mandate(), communication("2028-02-24"))).until("2029-04-01")
    assert story.days_of("EvaluationDue") == ["2029-03-31"]
    (reaction,) = story.reactions
    assert reaction.stream == MID
    assert reaction.command == OpenEvaluation(
        siren="200000001",
        epci_name="CC d'Exemple",
        place=METROPOLE,
        synthetic=False,
        year=2029,
        type=PointType.MI_MANDAT,
        on=day("2029-03-31"),
        mandate=STREAM,
    )


def test_a_point_of_the_day_on_which_it_is_planned_starts_at_once_and_a_past_one_never() -> None:
    story = Story.opened().tell("2029-03-31", plan(mid_mandate("2029-03-31"), end_of_mandate("2029-03-30")))
    story.until("2029-04-05").tell("2029-04-05", plan(mid_mandate("2029-03-31"), title="Autre")).until("2030-01-01")
    assert story.days_of("EvaluationDue") == ["2029-03-31"]


def test_an_evaluation_started_by_hand_in_2029_takes_the_next_number() -> None:
    story = Story.opened().tell("2026-11-23", plan(mid_mandate()))
    story.tell("2029-05-02", StartEvaluation(type=PointType.MI_MANDAT))
    story.tell("2030-05-02", StartEvaluation(type=PointType.MI_MANDAT))
    assert [reaction.stream for reaction in story.reactions] == [
        MID,
        "evaluation/200000001/2029-mi_mandat-2",
        "evaluation/200000001/2030-mi_mandat-1",
    ]


@pytest.mark.parametrize(
    ("before", "type", "why"),
    [
        ((), PointType.FIN_DE_MANDAT, "rien à évaluer"),
        ((plan(),), PointType.COMMUNICATION_ANNUELLE, "pas une évaluation"),
    ],
)
def test_what_cannot_be_evaluated_on_1_february_2029_is_refused(
    before: tuple[BaseModel, ...], type: PointType, why: str
) -> None:
    story = Story.opened().tell("2029-02-01", *before)
    with pytest.raises(Refused, match=why):
        story.tell("2029-02-01", StartEvaluation(type=type))


def test_the_result_of_an_evaluation_is_noted_in_its_place_even_after_the_mandate() -> None:
    story = Story.opened().tell("2026-11-23", plan(mid_mandate(), end_of_mandate())).until("2032-05-01")
    assert story.state.status is Status.ENDED
    note = NoteEvaluation(
        evaluation=MID,
        type=PointType.MI_MANDAT,
        on=day("2029-03-31"),
        frozen_on=day("2029-04-02"),
        outcome=OUTCOME,
    )
    story.tell("2032-05-02", note, note.but(evaluation="evaluation/200000001/2028-mi_mandat-1"))
    known = [(ref.evaluation, ref.outcome is not None) for ref in story.state.evaluations]
    assert known == [
        (MID, True),
        ("evaluation/200000001/2031-fin_de_mandat-1", False),
        ("evaluation/200000001/2028-mi_mandat-1", True),
    ]


def test_the_mandate_ends_at_midnight_after_31_march_2032_and_closes_its_stream() -> None:
    story = Story.opened().tell("2026-11-23", plan()).until("2032-03-31")
    assert not DECIDER.is_closed(story.state)
    assert DECIDER.next_due(story.state) == midnight("2032-04-01")
    story.until("2032-04-01")
    assert DECIDER.is_closed(story.state)
    assert story.state.ended_on == day("2032-04-01")
    assert DECIDER.next_due(story.state) is None
    assert story.asks == []
    with pytest.raises(Refused, match="terminé"):
        story.tell("2032-04-02", move("2033-03"))


def test_a_renewal_postponed_to_autumn_2032_moves_the_end_and_keeps_the_reason() -> None:
    story = Story.opened().tell("2031-12-01", move("2032-09-30")).until("2032-04-05")
    assert story.state.status is Status.OPEN
    assert story.state.end_reason == "Renouvellement reporté par la loi"
    assert story.until("2032-10-01").days_of("MandateEnded") == ["2032-10-01"]


@pytest.mark.parametrize(("end", "why"), [("2031-11", "déjà passée"), ("2032-03", "déjà fixée.*mars 2032")])
def test_an_end_that_is_past_or_unchanged_on_1_december_2031_is_refused(end: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        Story.opened().tell("2031-12-01", move(end))


def test_the_roadmap_of_2014_entered_in_2026_is_an_archive_in_which_nothing_falls_due() -> None:
    story = Story("mandate/200000001/2014").tell(
        "2026-11-23",
        opening(year=2014, renewal=day("2014-03-30"), end=parse_planned("2020-03")),
        plan(communication("2018-02-01"), mid_mandate("2017-06-30")),
    )
    story.until("2040-01-01")
    assert story.kinds == ["MandateOpened", "RoadmapPlanned"]
    assert story.state.status is Status.OPEN


def test_stock_of_four_objectives_on_1_april_2027_counts_the_late_among_the_open() -> None:
    def objective(status: ObjectiveStatus, deadline: str | None, percent: int | None = None) -> Objective:
        planned = parse_planned(deadline) if deadline else None
        return Objective(stream="objective/1/1", status=status, deadline=planned, percent=percent)

    objectives = [
        objective(ObjectiveStatus.REACHED, "2026-12-31", 100),
        objective(ObjectiveStatus.ABANDONED, "2026-12-31"),
        objective(ObjectiveStatus.IN_PROGRESS, "2027-T1", 25),
        objective(ObjectiveStatus.PLANNED, "2027-04", 10),
        objective(ObjectiveStatus.TO_DISCUSS, None),
    ]
    assert take_stock(objectives, day("2027-04-01")) == Stock(
        on=day("2027-04-01"), total=5, reached=1, late=1, abandoned=1, open=3, percent_mean=Decimal("45.0")
    )
    assert take_stock(objectives[3:], day("2027-03-31")).percent_mean == Decimal("10.0")
    assert take_stock(objectives[4:], day("2027-03-31")).percent_mean is None
