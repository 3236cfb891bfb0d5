"""The means of several objectives together: what is forecast, and what the years took."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from typing import Final, NamedTuple, Protocol

from domain.objective.state import YearMeans
from domain.objective.transitions import Status
from domain.objective.values import Means

#: The forecast of these is not one of the roadmap's: not agreed yet, or no more.
NOT_FORECAST: Final = frozenset({Status.ABSENT, Status.TO_DISCUSS, Status.ABANDONED})

#: Enough for every sum of quantities, which have at most twenty digits, to be exact.
_DIGITS: Final = 60


class Counted(Protocol):
    """What has means: an objective, or a line of a list of them."""

    @property
    def status(self) -> Status: ...

    @property
    def means(self) -> Means: ...

    @property
    def spent(self) -> tuple[YearMeans, ...]: ...


class Total(NamedTuple):
    """Sums: full-time equivalents, cents of euro. One that nobody says is none, never 0. `said`: how many objectives
    say at least one of the three, so that a sum of few is not read as that of all."""

    etp: Decimal | None = None
    fonctionnement_cents: int | None = None
    investissement_cents: int | None = None
    said: int = 0


class YearTotal(NamedTuple):
    """What a civil year took; `cumulated`: running costs and investment from the first year asked for to the end of
    this one. Full-time equivalents are of a year and do not add up from one to the next: theirs is none there."""

    year: int
    real: Total
    cumulated: Total


class RollUp(NamedTuple):
    """The means of several objectives. `objectives`: how many count in `forecast`, whose full-time equivalents and
    running costs are of each year, and investment in all; `years`: every year asked for, in order."""

    objectives: int
    forecast: Total
    years: tuple[YearTotal, ...]

    @property
    def empty(self) -> bool:
        """Whether nobody says anything of any means."""
        return not self.forecast.said and not any(year.real.said for year in self.years)

    @property
    def last_known(self) -> YearTotal | None:
        """The last year of which somebody says what it took, `None` if there is none."""
        return next((year for year in reversed(self.years) if year.real.said), None)


def roll_up(objectives: Iterable[Counted], years: Sequence[int]) -> RollUp:
    """The means of `objectives` over the civil `years`, which are in order.

    The forecast counts those that are agreed and not abandoned, so neither those to discuss nor those given up; the
    real means count every objective, abandoned ones too, since what was spent was spent. Years not asked for are left
    out, of the cumulated too.
    """
    known = tuple(objectives)
    agreed = [each.means for each in known if each.status not in NOT_FORECAST]
    return RollUp(len(agreed), _total([[means] for means in agreed]), tuple(_years(known, years)))


def _years(known: Sequence[Counted], years: Sequence[int]) -> Iterable[YearTotal]:
    for n, year in enumerate(years, start=1):
        so_far = _total(_spent(known, years[:n]))._replace(etp=None)
        yield YearTotal(year, _total(_spent(known, [year])), so_far)


def _spent(known: Sequence[Counted], years: Sequence[int]) -> list[list[Means]]:
    return [[one.means for one in each.spent if one.year in years] for each in known]


def _total(by_objective: Sequence[Sequence[Means]]) -> Total:
    flat = [means for several in by_objective for means in several]
    return Total(
        etp=_decimals([means.etp for means in flat]),
        fonctionnement_cents=_cents([means.fonctionnement_cents for means in flat]),
        investissement_cents=_cents([means.investissement_cents for means in flat]),
        said=sum(any(means.said for means in several) for several in by_objective),
    )


def _cents(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _decimals(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    with localcontext(prec=_DIGITS):
        return sum(known, Decimal(0)) if known else None
