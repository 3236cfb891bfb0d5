"""The two shapes of everything: values that are kept, and asks that come from outside."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict


class Value(BaseModel):
    """A frozen value that is kept. Kept values only ever gain fields with defaults: unknown fields are passed over."""

    model_config = ConfigDict(frozen=True)

    def but(self, **changes: Any) -> Self:
        """The same value with `changes`, validated (unlike `model_copy`, which takes anything)."""
        return type(self).model_validate(dict(self) | changes)


class Ask(BaseModel):
    """A frozen request from outside: a field that is not known is refused, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


#: No act that Jalon keeps is outside these years, and days can be counted from any day inside them.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def _civil_day(raw: Any) -> date:
    day = _iso_day(raw)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"« {day.isoformat()} » est hors du calendrier de Jalon ; vérifiez l'année")
    return day


def _iso_day(raw: Any) -> date:
    """Pydantic alone would read 0 as 1970-01-01: a civil day is an ISO day or a `date`, nothing else."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    if isinstance(raw, str):
        try:
            return date.fromisoformat(raw) if len(raw) == len("2026-01-31") else _no_day(raw)
        except ValueError:
            return _no_day(raw)
    return _no_day(raw)


def _no_day(raw: Any) -> date:
    raise ValueError(f"« {raw} » n'est pas une date ; écrivez-la AAAA-MM-JJ, par exemple 2027-02-28")


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


#: A civil day in the EPCI's zone, from FIRST_DAY to LAST_DAY.
Day = Annotated[date, BeforeValidator(_civil_day)]

#: An aware instant, kept in UTC.
Instant = Annotated[AwareDatetime, AfterValidator(_utc)]
