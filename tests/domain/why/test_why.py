"""« Pourquoi ? »: the rule, the texts, the figures and the other readings of what was computed."""

from datetime import date

import pytest

from domain.calendar import METROPOLE, place_of
from domain.consultation.commands import Sens
from domain.consultation.life_commands import ConfirmSilence, Departure, RecordDeparture
from domain.convocation import CONSEIL_COMMUNAUTAIRE
from domain.deadline import legal_deadline
from domain.electorate import Base, Electorate, Positions
from domain.majority import creation_epci
from domain.procedures import procedure_on
from domain.sources import Confidence
from domain.territory import Nature
from domain.why import (
    Clock,
    Why,
    why_commune,
    why_convocation,
    why_council_vote,
    why_day,
    why_result,
    why_silence,
    why_verdict,
)
from infra.territories import all_epci
from tests.domain.consultation.stories import Story, day

TRANSFERT = procedure_on("transfert_competence", date(2026, 11, 25))


def plain(why: Why) -> str:
    return why.paragraph.replace("\u202f", " ").replace("\u00a0", " ")


def articles(why: Why) -> list[str]:
    return [source.article for source in why.sources]


def test_the_end_of_a_delay_received_on_30_november_2026_is_uncertain_and_says_so_with_both_readings() -> None:
    story = Story().sent(("01001",))
    why = why_commune(story.state, story.state.seats[0])
    assert why.confidence is Confidence.C
    assert "article L5211-17 du CGCT" in plain(why)
    assert "question écrite n° 23742 (Sénat, 15 juillet 2021) sans réponse (à confirmer)" in plain(why)
    assert [each.value for each in why.alternatives] == ["lundi 1er mars 2027", "mardi 2 mars 2027"]
    assert ("réception", "mardi 1er décembre 2026") in [(each.name, each.value) for each in why.inputs]


@pytest.mark.parametrize("clock", list(Clock))
def test_each_day_of_a_delay_is_explained_by_itself(clock: Clock) -> None:
    deadline = legal_deadline(day("2026-12-01"), 3, METROPOLE)
    wanted = {
        Clock.EARLIEST: "lundi 1er mars 2027",
        Clock.ALERT: "dimanche 28 février 2027",
        Clock.SAFE: "mardi 2 mars 2027",
        Clock.SILENCE_FROM: "mercredi 3 mars 2027",
    }
    assert why_day(clock, "Condom", deadline, METROPOLE, TRANSFERT).value == wanted[clock]


def test_a_holiday_that_moves_the_end_is_named_with_its_text() -> None:
    deadline = legal_deadline(day("2026-09-19"), 3, place_of("974"))
    why = why_day(Clock.SAFE, "Saint-Denis", deadline, place_of("974"), TRANSFERT)
    assert "Abolition de l'esclavage" in plain(why)
    assert any("83-550" in article for article in articles(why))
    at_home = why_day(Clock.SAFE, "Condom", legal_deadline(day("2026-09-19"), 3, METROPOLE), METROPOLE, TRANSFERT)
    assert not any("83-550" in article for article in articles(at_home))


def test_a_silence_is_presumed_until_the_mairie_confirms_it() -> None:
    story = Story().sent(("01001",)).wait("2027-03-05")
    presumed = why_silence(story.state.seats[0], story.state.law, story.state.home)
    assert "Ce silence est présumé" in plain(presumed)
    story.do(ConfirmSilence(commune="01001"), "2027-03-08")
    confirmed = why_silence(story.state.seats[0], story.state.law, story.state.home)
    assert "La mairie l'a confirmé le 8 mars 2027." in plain(confirmed)
    with pytest.raises(ValueError, match="not recorded"):
        why_silence(story.state.seats[1], story.state.law, story.state.home)


def test_without_a_proof_of_receipt_or_a_legal_delay_there_is_no_day_and_the_reason_is_told() -> None:
    unproven = Story().sent(())
    assert why_commune(unproven.state, unproven.state.seats[0]).value == "pas encore parti"
    agreement = Story("groupement_commandes", communes=("01001",)).sent(("01001",))
    assert why_commune(agreement.state, agreement.state.seats[0]).value == "aucun, la loi n'en fixe pas"


def test_a_commune_that_left_makes_its_readings_known_in_the_result() -> None:
    story = Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    left = RecordDeparture(commune="01002", on=day("2027-01-20"), how=Departure.WITHDRAWN, reason="Retrait.")
    why = why_result(story.do(left, "2027-01-21").state)
    assert any(each.reading == "sans compter Commune 2" for each in why.alternatives)
    assert why.confidence is Confidence.C
    assert "partie le 20 janvier 2027" in why_commune(story.state, story.state.seats[1]).value


def test_a_metropole_is_told_in_both_readings_of_its_clause() -> None:
    montpellier = next(epci for epci in all_epci() if epci.nature is Nature.METRO and "Montpellier" in epci.name)
    electorate = Electorate.of(montpellier)
    largest = max(electorate.voters, key=lambda voter: voter.totale)
    against = Positions(
        favorable=frozenset(voter.insee for voter in electorate.voters) - {largest.insee},
        defavorable=frozenset({largest.insee}),
    )
    both = [creation_epci(electorate, against, base) for base in Base]
    why = why_verdict(electorate, both[0], both[1])
    assert "article L5217-1 du CGCT" in articles(why)
    assert len(why.alternatives) > 1


def test_a_vote_of_the_council_is_explained_by_its_own_reason_and_text() -> None:
    assert why_council_vote(Story().open("2026-11-30").state) is None
    story = Story().open("2026-11-30").council("2026-11-30", votes_for=20, votes_against=20, casting_vote=True)
    why = why_council_vote(story.state)
    assert why is not None
    assert (why.value, articles(why)) == ("adoptée", ["article L2121-20 du CGCT"])
    assert "la voix prépondérante du président étant favorable" in plain(why)


def test_a_convocation_of_the_council_of_18_march_2027_is_explained_in_clear_days() -> None:
    why = why_convocation(day("2027-03-18"), CONSEIL_COMMUNAUTAIRE)
    assert why.value == "vendredi 12 mars 2027"
    assert "5 jours francs" in plain(why)


def test_what_is_kept_as_json_holds_its_paragraph_and_its_worst_confidence() -> None:
    story = Story().sent()
    kept = why_result(story.state).model_dump(mode="json")
    assert kept["paragraph"]
    assert kept["confidence"] in ("A", "B", "C")
