"""A commune that left while it was consulted: what both readings of the texts say is concluded, nothing else."""

import pytest

from domain.consultation.commands import CloseConsultation, Sens
from domain.consultation.events import Result
from domain.consultation.judgement import doubtful
from domain.consultation.life_commands import Departure, RecordDeparture
from domain.consultation.next_act import next_act
from domain.consultation.readings import readings
from domain.consultation.state import Status
from domain.errors import Refused
from domain.procedures.model import ClosingAct
from domain.verdict import Outcome
from tests.domain.consultation.stories import Story, day

FIVE = ("01001", "01002", "01003", "01004", "01005")


def left(story: Story, commune: str, on: str, how: Departure = Departure.WITHDRAWN) -> Story:
    return story.do(RecordDeparture(commune=commune, on=day(on), how=how, reason="Arrêté préfectoral"), on)


def test_a_departure_of_5_january_2027_that_changes_nothing_leaves_the_majority_as_it_is() -> None:
    story = Story("transfert_competence", 110, 100, 90, 80, 70).sent(FIVE)
    for commune in FIVE[:4]:
        story.answer(commune, Sens.FAVORABLE, "2027-01-04", "2027-01-04")
    left(story, "01005", "2027-01-05")
    assert (story.status(), story.result()) == (Status.ENDED, Result.MAJORITE_REUNIE)
    assert "Commune 5 a quitté l'EPCI le 5 janvier 2027" in story.state.reason
    assert "Qu'elle soit comptée ou non, le résultat est le même" in story.state.reason
    assert not doubtful(story.state)


def doubt() -> Story:
    """Three of five communes, over half of the inhabitants, agree: two thirds only without the one that left."""
    story = Story("transfert_competence", 100, 100, 90, 90, 80).sent(FIVE)
    for commune in ("01001", "01002", "01003"):
        story.answer(commune, Sens.FAVORABLE, "2027-01-04", "2027-01-04")
    story.answer("01004", Sens.DEFAVORABLE, "2027-01-04", "2027-01-04")
    story.answer("01005", Sens.DEFAVORABLE, "2027-01-04", "2027-01-04")
    return left(story, "01005", "2027-01-05")


def test_a_departure_of_5_january_2027_on_which_the_result_hangs_waits_for_a_human() -> None:
    story = doubt()
    assert [reading.verdict.outcome for reading in readings(story.state)] == [Outcome.IMPOSSIBLE, Outcome.REACHED]
    assert (story.status(), story.result()) == (Status.ENDED, Result.EN_COURS)
    assert doubtful(story.state)
    for said in ("À confirmer", "En comptant toutes les communes", "Sans Commune 5", "préfecture"):
        assert said in story.state.reason
    assert next_act(story.state) == "l'arrêté préfectoral, qui tranche"


def test_the_arrete_of_20_march_2027_settles_a_departure_with_its_reason() -> None:
    story = doubt()
    arrete = CloseConsultation(on=day("2027-03-20"), act=ClosingAct.ARRETE, number="1")
    with pytest.raises(Refused, match="pour quelle raison"):
        story.do(arrete, "2027-03-21")
    story.do(arrete.model_copy(update={"reason": "Le préfet ne compte plus la commune partie"}), "2027-03-21")
    assert story.status() is Status.CLOSED


def test_two_ways_of_leaving_in_january_2027_are_four_readings() -> None:
    story = Story("transfert_competence", 110, 100, 90, 80, 70).sent(FIVE)
    left(story, "01004", "2027-01-05")
    left(story, "01005", "2027-01-06", Departure.MERGED)
    names = [tuple(seat.insee for seat in reading.left_out) for reading in readings(story.state)]
    assert sorted(names) == [(), ("01004",), ("01004", "01005"), ("01005",)]


def test_the_last_commune_awaited_that_leaves_on_5_january_2027_ends_the_avis_and_is_named() -> None:
    story = Story("schema_mutualisation").sent()
    for commune in ("01001", "01002"):
        story.answer(commune, Sens.FAVORABLE, "2027-01-04", "2027-01-04")
    left(story, "01003", "2027-01-05", Departure.MERGED)
    assert (story.status(), story.result()) == (Status.ENDED, Result.AVIS_RECUEILLIS)
    assert "Commune 3 a rejoint une commune nouvelle le 5 janvier 2027" in story.state.reason
    assert "2 conseils municipaux ont délibéré" in story.state.reason


def test_a_commune_no_longer_concerned_on_5_january_2027_is_no_agreement_that_is_missing() -> None:
    story = Story("groupement_commandes", communes=("01001", "01003")).sent(("01001", "01003"))
    story.answer("01001", Sens.FAVORABLE, "2027-01-04", "2027-01-04")
    story.answer("01003", Sens.DEFAVORABLE, "2027-01-04", "2027-01-04")
    left(story, "01003", "2027-01-05", Departure.NO_LONGER_CONCERNED)
    assert (story.status(), story.result()) == (Status.ENDED, Result.ACCORDS_REUNIS)
    assert "Commune 3 n'est plus concernée" in story.state.reason


def test_agreements_of_nobody_on_5_january_2027_are_no_agreement() -> None:
    story = Story("groupement_commandes", communes=("01001",)).sent(("01001",))
    left(story, "01001", "2027-01-05")
    assert (story.status(), story.result()) == (Status.ENDED, Result.EN_COURS)
