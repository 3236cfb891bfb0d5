"""The actors as they are listed: how they are reached, when their council sits, what they owe."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.consultation.commands import Sens
from domain.consultation.state import Consultation
from domain.councils import CommuneCouncils
from domain.ids import derived_id
from domain.mandate.state import Mandate
from domain.objective.transitions import Status
from domain.people import COORDINATEUR, Recipient, Role, mairie, pilote
from infra.contacts import Contact
from infra.reading.actor_view import CommuneLine, Directory, HouseLine, Reach, commune_lines, functions_of, house_lines
from infra.reading.briefs import ObjectiveBrief
from infra.reading.morning import Glance
from tests.domain.consultation.stories import Story
from tests.domain.mandate.mandates import Story as MandateStory
from tests.domain.mandate.mandates import day
from tests.domain.mandate.test_not_due import epci

OURS = epci(110, 4_000, 90)
ONE, TWO, THREE = (commune.insee for commune in OURS.communes)
REFUSED = datetime(2027, 3, 31, 22, 30, tzinfo=UTC)
TODAY = day("2027-04-02")


def somebody(to: Recipient, address: str | None = "a@b.invalid", **fields: Any) -> Contact:
    return Contact(id=UUID(str(derived_id(str(to), str(address)))), to=to, address=address, **fields)


def objective(key: str, status: Status = Status.IN_PROGRESS, **fields: Any) -> ObjectiveBrief:
    known: dict[str, Any] = dict.fromkeys(ObjectiveBrief._fields)
    return ObjectiveBrief(**known | {"key": key, "title": key, "status": status, "steps": ()} | fields)


def lines(
    *known: Contact, mandate: Mandate | None = None, consultations: tuple[Consultation, ...] = ()
) -> dict[str, CommuneLine]:
    found = commune_lines(OURS, Glance(mandate, (), list(consultations)), Directory(known, OURS.place), TODAY)
    return {line.commune.insee: line for line in found}


def house(objectives: list[ObjectiveBrief], *known: Contact) -> list[HouseLine]:
    return list(house_lines(objectives, Directory(known, OURS.place)))


def test_a_commune_of_which_nobody_is_known_is_reached_by_nobody() -> None:
    assert [(one.reach, one.functions) for one in lines().values()] == [(Reach.NOBODY, ())] * 3
    assert [one.jours_francs for one in lines().values()] == [3, 5, 3]
    assert [one.reach for one in functions_of(ONE, Directory((), OURS.place))] == [Reach.NOBODY] * 4


def test_the_best_way_to_reach_a_commune_is_told_and_an_address_refused_on_1_april_2027_too() -> None:
    lost = somebody(mairie(ONE), refused_at=REFUSED)
    secretaire = Recipient(role=Role.SECRETAIRE, commune=ONE)
    alone = lines(lost)[ONE]
    assert (alone.reach, alone.refused, alone.functions[0].refused_on) == (Reach.REFUSED, True, day("2027-04-01"))
    phoned = lines(lost, somebody(secretaire, None, phone="05 62 00 00 00"))[ONE]
    assert (phoned.reach, phoned.refused) == (Reach.PHONE, True)
    mailed = lines(lost, somebody(secretaire, "s@b.invalid"))[ONE]
    assert mailed.reach is Reach.MAIL
    assert [one.instead for one in mailed.functions] == ["secrétaire de mairie", ""]


def test_a_second_address_that_is_refused_is_told_beside_the_one_that_is_not() -> None:
    both = (somebody(COORDINATEUR, "a@b.invalid", refused_at=REFUSED), somebody(COORDINATEUR, "c@b.invalid"))
    told = Directory(both, OURS.place).line(COORDINATEUR)
    assert (told.reach, told.people, told.refused_on) == (Reach.MAIL, 2, day("2027-04-01"))


def test_the_councils_to_come_are_told_apart_from_those_of_before_2_april_2027() -> None:
    days = tuple(day(text) for text in ("2027-01-14", "2027-04-02", "2027-06-10"))
    mandate = MandateStory.opened().state.but(commune_councils=(CommuneCouncils(commune=ONE, days=days),))
    told = lines(mandate=mandate)
    assert (told[ONE].councils, told[ONE].past_councils) == (days[1:], days[:1])
    assert told[TWO].councils == told[TWO].past_councils == ()


@pytest.mark.parametrize("mandate", [None, MandateStory.opened().state])
def test_a_commune_owes_until_it_answers_and_its_delay_is_told_once_it_has_begun(mandate: Mandate | None) -> None:
    prepared = Story().open("2026-11-30").state
    asked = Story().sent((ONE, TWO)).answer(TWO, Sens.FAVORABLE, "2027-01-14", "2027-01-15").state
    told = lines(mandate=mandate, consultations=(prepared, asked))
    (owed,) = told[ONE].owed
    assert (owed.received_on, owed.until) == (day("2026-12-01"), day("2027-03-01"))
    assert told[ONE].first_until == day("2027-03-01")
    assert told[TWO].owed == ()
    assert (told[THREE].unproven, told[THREE].first_until) == (1, None)


def test_the_functions_that_the_roadmap_names_and_nobody_holds_are_missing() -> None:
    objectives = [
        objective("F1", pilote="DSI", suppleant="DGS"),
        objective("F2", Status.REACHED, pilote="DRH"),
        objective("F3", pilote="finances"),
    ]
    told = house(
        objectives,
        somebody(COORDINATEUR),
        somebody(pilote("DSI"), "d@b.invalid"),
        somebody(pilote("archives"), "e@b.invalid"),
        somebody(pilote("finances"), "f@b.invalid", refused_at=REFUSED),
    )
    assert [(one.label, one.reach.value, one.missing) for one in told] == [
        ("coordination", "mail", False),
        ("président de l'EPCI", "nobody", True),
        ("archives", "mail", False),
        ("DGS", "nobody", True),
        ("DRH", "nobody", False),
        ("DSI", "mail", False),
        ("finances", "refused", True),
    ]
    assert [(one.instead, len(one.pilots), len(one.seconds)) for one in told[3:]] == [
        ("coordination", 0, 1),
        ("coordination", 1, 0),
        ("", 1, 0),
        ("coordination", 1, 0),
    ]


def test_nobody_stands_for_the_coordination() -> None:
    told = house([])
    assert [(one.label, one.instead) for one in told] == [("coordination", ""), ("président de l'EPCI", "")]
