"""The legal deadline of a commune, with its two sides: no text says how a delay of consultation ends.

For a duty of ours the shortest reading is kept: people are reminded before it. For a consent deduced from somebody's
silence the longest is kept: silence is recorded only once every reading has expired.
"""

from datetime import date, timedelta

from pydantic import PositiveInt

from domain.base import Day, Instant, Value
from domain.calendar import Place, add_months, next_working_day, start_of_day
from domain.sources import Confidence, Source

END_OF_DELAY = Source(
    article="fin du délai tranchée par aucun texte lu, question écrite n° 23742 (Sénat, 15 juillet 2021) sans réponse",
    version="question devenue caduque",
    confidence=Confidence.C,
)

_ONE_DAY = timedelta(days=1)


class Deadline(Value):
    """How long a commune has, from the day `received_on` on which its mayor received the text.

    `earliest` is the quantième, the end in the shortest reading. `safe` is the end in the longest one: délai franc and
    carried over to a working day. A vote dated after `earliest` and not after `safe` is for a human to qualify.
    Silence occurs at `silence_at`, 00:00 local on the day `silence_from`.
    """

    received_on: Day
    months: PositiveInt
    earliest: Day
    safe: Day
    silence_from: Day
    silence_at: Instant
    source: Source

    @property
    def alert_on(self) -> date:
        """The day that reminders aim at and count back from: the eve of `earliest`."""
        return self.earliest - _ONE_DAY


def legal_deadline(received_on: date, months: int, place: Place) -> Deadline:
    """The deadline of a text received on the civil day `received_on` with a delay of `months` (1 or more).

    Source: `END_OF_DELAY`; the quantième is how the ministry counted the nine months of 2020.
    """
    earliest = add_months(received_on, months)
    safe = next_working_day(earliest + _ONE_DAY, place)
    silence_from = safe + _ONE_DAY
    return Deadline(
        received_on=received_on,
        months=months,
        earliest=earliest,
        safe=safe,
        silence_from=silence_from,
        silence_at=start_of_day(silence_from, place),
        source=END_OF_DELAY,
    )
