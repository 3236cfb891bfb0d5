"""A consultation as its facts stood on a day: what an act that bears that day rests on, whenever it was entered."""

from datetime import date

from domain.consultation.state import Consultation, Seat


def as_of(state: Consultation, day: date) -> Consultation:
    """The same, without the délibérations, silences and departures whose own day is later."""
    return state.but(seats=tuple(_seat(seat, day) for seat in state.seats))


def _seat(seat: Seat, day: date) -> Seat:
    silence = {} if seat.silence_on is None or seat.silence_on <= day else {"silence": None, "silence_on": None}
    left = {} if seat.left is None or seat.left.on <= day else {"left": None}
    if seat.avis is None or seat.avis.voted_on <= day:
        return seat.but(**silence | left)
    # A commune may have changed its vote since: the former one stood until then.
    former = next((avis for avis in reversed(seat.versions) if avis.voted_on <= day), None)
    return seat.but(**silence | left | {"avis": former, "qualification": None})
