"""Facts give one result in whatever order they come, and an interruption loses none of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.consultation import DECIDER
from domain.consultation.commands import CancelConsultation, Command, Proof, RecordAvis, RecordReceipt, Sens
from domain.consultation.life_commands import (
    Departure,
    RecordDeparture,
    ReopenConsultation,
    ResumeConsultation,
    SuspendConsultation,
)
from domain.consultation.state import Consultation, Seat
from domain.errors import Refused
from domain.stream import Unfolding
from tests.domain.consultation.stories import Story, day, instant, paris_midnight

COMMUNES = ("01001", "01002", "01003", "01004")
SENT = Story("transfert_competence", 400, 100, 100, 90).sent([]).state
CLEAR = (Sens.FAVORABLE, Sens.DEFAVORABLE)
#: Everything is entered from this day on, once every delay is over or soon will be.
ENTERED = instant("2027-04-20")

days = st.dates(min_value=day("2026-12-01"), max_value=day("2027-04-19"))


class Facts(NamedTuple):
    """What is true of one commune: its receipt, its votes with their numbers, the day on which it left."""

    received_on: date | None
    votes: dict[date, Sens]
    left_on: date | None


facts = st.builds(
    Facts,
    received_on=st.none() | st.dates(min_value=day("2026-12-01"), max_value=day("2027-01-15")),
    votes=st.dictionaries(days, st.sampled_from(Sens), max_size=3),
    left_on=st.none() | st.none() | days,
)


def commands(commune: str, known: Facts) -> list[Command]:
    told: list[Any] = [
        RecordAvis(commune=commune, sens=sens, voted_on=on, number=on.isoformat()) for on, sens in known.votes.items()
    ]
    if known.received_on is not None:
        told.append(RecordReceipt(commune=commune, received_on=known.received_on, proof=Proof.COURRIEL))
    if known.left_on is not None:
        told.append(RecordDeparture(commune=commune, on=known.left_on, how=Departure.MERGED, reason="Fusion"))
    return told


def play(told: Sequence[tuple[datetime, Command]], state: Consultation = SENT) -> Unfolding[Consultation]:
    unfolding = Unfolding(decider=DECIDER, state=state)
    for at, command in told:
        unfolding.pass_time(at)
        unfolding.command(command, at)
    unfolding.pass_time(instant("2028-01-01"))
    return unfolding


def weighs(state: Consultation) -> list[object]:
    """What each seat comes to, the délibérations that it holds whether they count or not, and the result.

    Not the status: a vote that is unclear and rectifies a silence after the end is qualified without a new end.
    """
    seats = [(s.insee, s.position, s.avis, s.silence_on, s.left, held(s)) for s in state.seats]
    return [state.result, *seats]


def held(seat: Seat) -> set[str]:
    return {avis.number for avis in (seat.avis, *seat.late, *seat.versions) if avis is not None}


def hourly(told: Sequence[Command]) -> list[tuple[datetime, Command]]:
    return [(ENTERED + timedelta(hours=rank), command) for rank, command in enumerate(told)]


@given(st.tuples(facts, facts, facts, facts), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_entered_from_20_april_2027_on_gives_one_result_in_whatever_order(
    known: tuple[Facts, ...], data: st.DataObject
) -> None:
    told = [one for commune, its in zip(COMMUNES, known, strict=True) for one in commands(commune, its)]
    other = data.draw(st.permutations(told))
    assert weighs(play(hourly(told)).state) == weighs(play(hourly(other)).state)


moments = st.integers(min_value=0, max_value=150 * 24).map(lambda hours: instant("2026-12-01") + timedelta(hours=hours))
histories = st.lists(st.tuples(moments, st.integers(0, 3), st.sampled_from(CLEAR)), max_size=8)


def answered(history: Sequence[tuple[datetime, int, Sens]]) -> list[tuple[datetime, Command]]:
    """Each délibération is entered on the day of the vote, under a number of its own."""
    rows = sorted(history, key=lambda row: row[0])
    return [
        (at, RecordAvis(commune=COMMUNES[n], sens=sens, voted_on=at.date(), number=f"{rank}"))
        for rank, (at, n, sens) in enumerate(rows)
    ]


RECEIVED = Story("transfert_competence", 400, 100, 100, 90).sent(COMMUNES).state


@given(histories, moments, moments)
@settings(max_examples=60, deadline=None)
def test_a_suspension_between_december_2026_and_april_2027_loses_nothing(
    history: Sequence[tuple[datetime, int, Sens]], one: datetime, other: datetime
) -> None:
    told = answered(history)
    plain = play(told, RECEIVED)
    suspended = play(_interrupted(told, one, other, SuspendConsultation(reason="x"), ResumeConsultation()), RECEIVED)
    assert weighs(suspended.state) == weighs(plain.state)
    silent_at = {one.occurred_at for one in suspended if getattr(one.event, "kind", "") == "SilenceRecorded"}
    assert silent_at <= {paris_midnight("2027-03-03")}
    assert _rebuilt(suspended) == suspended.state


@given(histories, moments, moments)
@settings(max_examples=60, deadline=None)
def test_a_cancellation_reopened_between_december_2026_and_april_2027_loses_nothing(
    history: Sequence[tuple[datetime, int, Sens]], one: datetime, other: datetime
) -> None:
    told = answered(history)
    plain = play(told, RECEIVED)
    again = play(
        _interrupted(told, one, other, CancelConsultation(reason="x"), ReopenConsultation(reason="y")), RECEIVED
    )
    assert weighs(again.state) == weighs(plain.state)
    assert _rebuilt(again) == again.state


def _interrupted(
    told: Sequence[tuple[datetime, Command]], one: datetime, other: datetime, stop: Command, go: Command
) -> list[tuple[datetime, Command]]:
    """A suspension only stops what is still under way: it is left out once the communes' part is over."""
    start, end = min(one, other), max(one, other)
    rows = sorted([*told, (start, stop), (end, go)], key=lambda row: row[0])
    if isinstance(stop, SuspendConsultation) and not _takes(rows):
        return list(told)
    return rows


def _takes(rows: Sequence[tuple[datetime, Command]]) -> bool:
    try:
        play(rows, RECEIVED)
    except Refused:
        return False
    return True


def _rebuilt(unfolding: Unfolding[Consultation]) -> Consultation:
    state = RECEIVED
    for happened in unfolding:
        state = DECIDER.evolve(state, DECIDER.events.validate_json(DECIDER.events.dump_json(happened.event)))
    return state
