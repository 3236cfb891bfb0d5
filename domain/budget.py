"""The day by which a budget is adopted."""

from datetime import date

from domain.sources import Confidence, Source

BUDGET = Source(article="article L1612-2 du CGCT", version="connue, non relue", confidence=Confidence.B)

_MONTH_DAY, _MONTH_DAY_OF_RENEWAL = (4, 15), (4, 30)


def budget_day(year: int, renewal_year: int | None = None) -> date:
    """The last day to adopt the budget of `year`: 15 April, 30 April the year of the general renewal.

    Source: `BUDGET`.
    """
    return date(year, *(_MONTH_DAY_OF_RENEWAL if year == renewal_year else _MONTH_DAY))
