"""The actors as they are listed: how they are reached, when their council sits, what they owe."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.consultation.commands import Sens
from domain.councils import CommuneCouncils
from domain.ids import derived_id
from domain.mandate.state import Mandate
from domain.objective.transitions import Status
from domain.objective.values import Engagement, EngagementLevel
from domain.people import COORDINATEUR, Recipient, Role, mairie, pilote
from infra.actor_reads import Mission, Scene
from infra.actor_view import Actors, CommuneLine, Reach, actors, engaged_in, function_line
from infra.contacts import Contact
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


def mission(key: str, status: Status = Status.IN_PROGRESS, **fields: Any) -> Mission:
    return Mission(stream=f"objective/{OURS.siren}/{key}", key=key, title=key, status=status, **fields)


def seen(scene: Scene | None = None, *known: Contact) -> Actors:
    return actors(OURS, scene or Scene(None, [], []), known, TODAY)


def line(insee: str, scene: Scene | None = None, *known: Contact) -> CommuneLine:
    return next(one for one in seen(scene, *known).communes if one.insee == insee)


def test_a_commune_of_which_nobody_is_known_is_reached_by_nobody() -> None:
    assert [(one.reach, one.functions) for one in seen().communes] == [(Reach.NOBODY, ())] * 3
    assert [one.jours_francs for one in seen().communes] == [3, 5, 3]


def test_the_best_way_to_reach_a_commune_is_told_and_an_address_refused_on_1_april_2027_too() -> None:
    lost = somebody(mairie(ONE), refused_at=REFUSED)
    secretaire = Recipient(role=Role.SECRETAIRE, commune=ONE)
    alone = line(ONE, None, lost)
    assert (alone.reach, alone.refused, alone.functions[0].refused_on) == (Reach.REFUSED, True, day("2027-04-01"))
    phoned = line(ONE, None, lost, somebody(secretaire, None, phone="05 62 00 00 00"))
    assert (phoned.reach, phoned.refused) == (Reach.PHONE, True)
    mailed = line(ONE, None, lost, somebody(secretaire, "s@b.invalid"))
    assert mailed.reach is Reach.MAIL
    assert [one.instead for one in mailed.functions] == ["secrétaire de mairie", ""]


def test_a_number_alone_is_told_and_a_second_address_that_is_refused() -> None:
    both = (somebody(COORDINATEUR, "a@b.invalid", refused_at=REFUSED), somebody(COORDINATEUR, "c@b.invalid"))
    told = function_line(COORDINATEUR, both, OURS.place)
    assert (told.reach, told.people, told.refused_on) == (Reach.MAIL, 2, day("2027-04-01"))


def test_the_councils_to_come_are_told_apart_from_those_of_before_2_april_2027() -> None:
    days = tuple(day(text) for text in ("2027-01-14", "2027-04-02", "2027-06-10"))
    mandate = MandateStory.opened().state.but(commune_councils=(CommuneCouncils(commune=ONE, days=days),))
    told = line(ONE, Scene(mandate, [], []))
    assert (told.councils, told.past_councils) == (days[1:], 1)
    assert line(TWO, Scene(mandate, [], [])).councils == ()


@pytest.mark.parametrize("mandate", [None, MandateStory.opened().state])
def test_a_commune_owes_until_it_answers_and_its_delay_is_told_once_it_has_begun(mandate: Mandate | None) -> None:
    story = Story().sent((ONE, TWO)).answer(TWO, Sens.FAVORABLE, "2027-01-14", "2027-01-15")
    scene = Scene(mandate, [], [story.state])
    (owed,) = line(ONE, scene).owed
    assert (owed.received_on, owed.until) == (day("2026-12-01"), day("2027-03-01"))
    assert line(TWO, scene).owed == ()
    unproven = line(THREE, scene)
    assert (unproven.unproven, unproven.first_until) == (1, None)
    assert line(ONE, scene).first_until == day("2027-03-01")


def test_a_commune_is_engaged_in_what_goes_on_and_where_it_did_not_say_no() -> None:
    def engaged(level: EngagementLevel) -> tuple[Engagement, ...]:
        return (Engagement(commune=ONE, level=level),)

    missions = [
        mission("F1", engagements=engaged(EngagementLevel.VOLONTAIRE)),
        mission("F2", engagements=engaged(EngagementLevel.NON)),
        mission("F3", Status.REACHED, engagements=engaged(EngagementLevel.PILOTE)),
    ]
    assert [one.engaged for one in seen(Scene(None, missions, [])).communes] == [1, 0, 0]
    told = [(one.key, level.value) for one, level in engaged_in(missions, ONE)]
    assert told == [("F1", "volontaire"), ("F2", "non"), ("F3", "pilote")]


def test_the_functions_that_the_roadmap_names_and_nobody_holds_are_missing() -> None:
    missions = [
        mission("F1", pilote="DSI", suppleant="DGS"),
        mission("F2", Status.REACHED, pilote="DRH"),
        mission("F3", pilote="finances"),
    ]
    house = seen(
        Scene(None, missions, []),
        somebody(COORDINATEUR),
        somebody(pilote("DSI"), "d@b.invalid"),
        somebody(pilote("archives"), "e@b.invalid"),
        somebody(pilote("finances"), "f@b.invalid", refused_at=REFUSED),
    ).house
    assert [(one.label, one.reach.value, one.missing) for one in house] == [
        ("coordination", "mail", False),
        ("président de l'EPCI", "nobody", True),
        ("archives", "mail", False),
        ("DGS", "nobody", True),
        ("DRH", "nobody", False),
        ("DSI", "mail", False),
        ("finances", "refused", True),
    ]
    assert [(one.instead, len(one.pilots), len(one.seconds)) for one in house[3:]] == [
        ("coordination", 0, 1),
        ("coordination", 1, 0),
        ("", 1, 0),
        ("coordination", 1, 0),
    ]
