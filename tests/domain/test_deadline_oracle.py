"""Every receipt of 2026 to 2033 against another count: months day by day, `holidays` for days not worked."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays

from domain.calendar import place_of
from domain.deadline import legal_deadline

ONE_DAY = timedelta(days=1)
YEARS = range(2026, 2036)
RECEIPTS = [date(2026, 1, 1) + timedelta(days=n) for n in range((date(2034, 1, 1) - date(2026, 1, 1)).days)]
METROPOLE = set(country_holidays("FR", years=YEARS))
LOCAL = {
    "32": METROPOLE,
    "67": set(country_holidays("FR", subdiv="6AE", years=YEARS)),
    "971": METROPOLE | {date(year, 5, 27) for year in YEARS},
    "974": METROPOLE | {date(year, 12, 20) for year in YEARS},
}
ZONES = {"32": "Europe/Paris", "67": "Europe/Paris", "971": "America/Guadeloupe", "974": "Indian/Reunion"}


def quantieme(received: date, months: int) -> date:
    """The same day number so many months later; the last day of that month where it has none."""
    year, month = received.year + (received.month + months - 1) // 12, (received.month + months - 1) % 12 + 1
    number = received.day
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


@pytest.mark.parametrize("departement", LOCAL)
@pytest.mark.parametrize("months", [1, 2, 3, 9, 12])
def test_every_receipt_of_2026_to_2033_ends_where_another_count_says(departement: str, months: int) -> None:
    place, off, zone = place_of(departement), LOCAL[departement], ZoneInfo(ZONES[departement])
    for received in RECEIPTS:
        earliest = quantieme(received, months)
        safe = earliest + ONE_DAY
        while safe.weekday() > 4 or safe in off:
            safe += ONE_DAY
        silence = safe + ONE_DAY
        found = legal_deadline(received, months, place)
        assert (found.earliest, found.safe, found.silence_from) == (earliest, safe, silence)
        assert found.silence_at == datetime(silence.year, silence.month, silence.day, tzinfo=zone).astimezone(UTC)
