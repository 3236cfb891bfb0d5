"""Which days can be simulated: those from which a delay does not run out of the calendar."""

from datetime import date

from domain.base import FIRST_DAY, LAST_DAY
from domain.errors import DomainError

_YEARS_ASIDE = 2


def check_day(day: date) -> None:
    """Raises `DomainError` when the day is too near the ends of Jalon's calendar."""
    first, last = FIRST_DAY.year + _YEARS_ASIDE, LAST_DAY.year - _YEARS_ASIDE
    if not first <= day.year <= last:
        raise DomainError(f"Choisissez un jour entre {first} et {last} ; vérifiez l'année de {day.isoformat()}.")
