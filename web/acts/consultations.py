"""Every act of a consultation, in the order of its life."""

from typing import Final

from web.acts import (
    consultation_answers,
    consultation_before,
    consultation_departures,
    consultation_ends,
    consultation_life,
    consultation_opening,
    consultation_receipts,
    consultation_settling,
    consultation_votes,
)

ACTS: Final = (
    *consultation_opening.ACTS,
    *consultation_before.ACTS,
    *consultation_receipts.ACTS,
    *consultation_answers.ACTS,
    *consultation_settling.ACTS,
    *consultation_votes.ACTS,
    *consultation_ends.ACTS,
    *consultation_life.ACTS,
    *consultation_departures.ACTS,
)
