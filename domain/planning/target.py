"""What a procedure is planned to be over by: a council of the EPCI, a budget, a year, the deadline of an objective."""

from datetime import date

from domain.base import Day, Value
from domain.budget import BUDGET, budget_day
from domain.french import long_day
from domain.planned import PlannedDay
from domain.sources import Source


class Target(Value):
    """The last day `on` for the act that closes. `label` is shown after « pour »; `source` where the law sets it."""

    on: Day
    label: str
    source: Source | None = None


def at_council(day: date) -> Target:
    """The council of the EPCI that sits on `day`."""
    return Target(on=day, label=f"le conseil communautaire du {long_day(day)}")


def before_budget(year: int, renewal_year: int | None = None) -> Target:
    """The last day to adopt the budget of `year`; `renewal_year`: that of the general renewal. Source: `BUDGET`."""
    day = budget_day(year, renewal_year)
    return Target(on=day, label=f"le budget {year}, adopté au plus tard le {long_day(day)}", source=BUDGET)


def end_of_year(year: int) -> Target:
    """31 December of `year`."""
    return Target(on=date(year, 12, 31), label=f"la fin de l'année {year}")


def by_deadline(deadline: PlannedDay) -> Target:
    """The deadline of an objective, which falls on the last day of the month, quarter or year that it names."""
    exact = deadline.label == long_day(deadline.last_day)
    last = "" if exact else f", soit le {long_day(deadline.last_day)}"
    return Target(on=deadline.last_day, label=f"l'échéance « {deadline.label} »{last}")
