from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from domain.calendar import METROPOLE, Place, is_working_day, place_of
from domain.deadline import END_OF_DELAY, Deadline, legal_deadline
from domain.sources import Confidence

CASES = YAML(typ="safe").load(Path(__file__).parents[1] / "cases" / "delay_cases.yaml")
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize("case", CASES["delais"], ids=lambda case: f"{case['notification']}+{case['mois']}")
def test_published_case_of_a_delay(case: dict[str, Any]) -> None:
    deadline = legal_deadline(date.fromisoformat(case["notification"]), case["mois"], METROPOLE)
    assert deadline.received_on.isoformat() == case["notification"]
    assert deadline.earliest.isoformat() == case["D_min_quantieme"]
    assert deadline.safe.isoformat() == case["D_prudente"]
    assert deadline.silence_from.isoformat() == case["silence_constate_a_partir_de"]
    assert [f"{day:%A}" for day in (deadline.received_on, deadline.earliest, deadline.safe)] == [
        case["jour_notif"],
        case["jour_D_min"],
        case["jour_D_prudente"],
    ]


def test_received_on_30_november_2026_silence_is_at_midnight_in_paris_on_2_march_2027() -> None:
    deadline = legal_deadline(date(2026, 11, 30), 3, METROPOLE)
    assert deadline.silence_at == datetime(2027, 3, 1, 23, tzinfo=UTC)
    assert deadline.alert_on == date(2027, 2, 27)


def test_received_in_winter_silence_is_at_midnight_of_summer_time() -> None:
    deadline = legal_deadline(date(2027, 1, 31), 3, METROPOLE)
    assert deadline.silence_at == datetime(2027, 5, 3, 22, tzinfo=UTC)


def test_received_on_26_september_2027_silence_waits_for_saint_etienne_in_moselle_alone() -> None:
    # The quantième is Sunday 26 December in both; Monday 27 is worked in both.
    assert legal_deadline(date(2027, 9, 26), 3, place_of("57")).safe == date(2027, 12, 27)
    # One year later 26 December is a Tuesday.
    assert legal_deadline(date(2028, 9, 25), 3, place_of("57")).safe == date(2028, 12, 27)
    assert legal_deadline(date(2028, 9, 25), 3, METROPOLE).safe == date(2028, 12, 26)


def test_received_on_19_september_2027_silence_waits_for_the_abolition_day_at_la_reunion_alone() -> None:
    assert legal_deadline(date(2027, 9, 19), 3, place_of("974")).safe == date(2027, 12, 21)
    assert legal_deadline(date(2027, 9, 19), 3, METROPOLE).safe == date(2027, 12, 20)


def test_the_end_of_the_delay_is_shown_as_to_be_confirmed_with_the_question_that_lapsed() -> None:
    source = legal_deadline(date(2026, 11, 30), 3, METROPOLE).source
    assert source == END_OF_DELAY
    assert source.confidence is Confidence.C
    assert source.citation == (
        "fin du délai tranchée par aucun texte lu, question écrite n° 23742 (Sénat, 15 juillet 2021) sans réponse"
        " (à confirmer)"
    )


@pytest.mark.parametrize("months", [0, -3])
def test_a_delay_of_no_month_is_no_delay(months: int) -> None:
    with pytest.raises(ValidationError):
        legal_deadline(date(2026, 11, 30), months, METROPOLE)


def test_a_deadline_kept_as_json_comes_back_the_same() -> None:
    deadline = legal_deadline(date(2026, 11, 30), 3, place_of("974"))
    assert Deadline.model_validate_json(deadline.model_dump_json()) == deadline


def days(first: int, last: int) -> Iterator[date]:
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += ONE_DAY


@pytest.mark.parametrize(
    "place", [METROPOLE, place_of("57"), place_of("971"), place_of("974")], ids=lambda p: p.holidays
)
@pytest.mark.parametrize("months", [1, 2, 3, 9, 12])
def test_every_receipt_of_2026_to_2033_has_its_two_sides_in_order_and_silence_at_local_midnight(
    months: int, place: Place
) -> None:
    zone = ZoneInfo(place.tz)
    for received in days(2026, 2033):
        deadline = legal_deadline(received, months, place)
        earliest, safe = deadline.earliest, deadline.safe
        assert (earliest.year - received.year) * 12 + earliest.month - received.month == months
        assert earliest.day == min(received.day, monthrange(earliest.year, earliest.month)[1])
        assert earliest < safe < deadline.silence_from
        assert is_working_day(safe, place)
        between = ((earliest + n * ONE_DAY) for n in range(1, (safe - earliest).days))
        assert not any(is_working_day(day, place) for day in between)
        assert deadline.silence_from == safe + ONE_DAY
        midnight = deadline.silence_at.astimezone(zone)
        assert (midnight.date(), midnight.time()) == (deadline.silence_from, time())
        assert deadline.alert_on == earliest - ONE_DAY
