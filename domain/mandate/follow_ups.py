"""The duties that follow from the act that closed a consultation: once, each year, each year before the budget."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.base import Day, Value
from domain.budget import BUDGET, budget_day
from domain.calendar import add_months
from domain.mandate.duties import Duty
from domain.procedures.program import FollowUp, Recurrence
from domain.sources import Source

_YEAR_MONTHS = 12


class Follow(Value):
    """What follows from the act that closed `consultation` (its stream), titled `title`, on the day `on`."""

    consultation: str
    title: str
    on: Day
    follow_up: FollowUp

    @property
    def matter(self) -> tuple[str, str]:
        """What makes it one thing however often it is told: the consultation and the key of what follows."""
        return self.consultation, self.follow_up.key


def following_duties(follow: Follow, first: date, last: date, renewal_year: int) -> Iterator[Duty]:
    """The duties of `follow` whose day lies from `first` to `last`, both included; none where no day can be told."""
    for due in _days(follow, last, renewal_year):
        if first <= due <= last:
            yield Duty(
                key=f"{follow.follow_up.key}-{follow.consultation.rpartition('/')[2]}-{due.isoformat()}",
                title=f"{follow.follow_up.act} ({follow.title})",
                due=due,
                source=_source(follow.follow_up),
                consultation=follow.consultation,
            )


def _days(follow: Follow, last: date, renewal_year: int) -> Iterator[date]:
    months, on = follow.follow_up.months, follow.on
    match follow.follow_up.recurrence:
        case Recurrence.ONCE if months is not None:
            yield add_months(on, months)
        case Recurrence.YEARLY:
            start = months if months is not None else _YEAR_MONTHS
            for n in range(last.year - on.year + 1):
                yield add_months(on, start + n * _YEAR_MONTHS)
        case Recurrence.YEARLY_BEFORE_BUDGET:
            # The year of the act has a duty of its own (D5211-16: three months after the signature).
            for year in range(on.year + 1, last.year + 1):
                yield budget_day(year, renewal_year) - timedelta(days=1)


def _source(follow_up: FollowUp) -> Source:
    """The text that asks for it; with that of the budget where the budget makes the day."""
    if follow_up.recurrence is not Recurrence.YEARLY_BEFORE_BUDGET:
        return follow_up.source
    return Source(
        article=f"{follow_up.source.article} et {BUDGET.article}",
        version=f"{follow_up.source.version} ; {BUDGET.version}",
        confidence=max(follow_up.source.confidence, BUDGET.confidence),
    )
