"""What may go wrong by law, and by which day somebody must act."""

from datetime import date

from domain.consultation.commands import CountsAs, QualifyAvis, RecordAvis, Sens
from infra.reading.risks import Risk, RiskKind, named, risks
from tests.domain.consultation.stories import Story, day


def of(story: Story, until: str) -> list[Risk]:
    return list(risks([story.state], date.fromisoformat(until)))


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_delay_that_ends_on_1_march_2027_is_a_risk_from_30_days_before_for_those_who_said_nothing() -> None:
    story = Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-20", "2027-01-21")
    assert of(story, "2027-02-28") == []
    (risk,) = of(story, "2027-03-01")
    assert (risk.kind, risk.on, risk.communes) == (RiskKind.DEADLINE, day("2027-03-01"), ("Commune 2", "Commune 3"))
    assert plain(risk.why) == (
        "Le délai finit le 1er mars 2027 ou le 2 mars 2027 selon la lecture ; silence constaté le 3 mars 2027. "
        "À défaut de délibération dans ce délai, la décision de la commune est réputée favorable "
        "(article L5211-17 du CGCT)."
    )


def test_a_commune_without_a_proof_of_receipt_is_a_risk_whatever_the_day() -> None:
    story = Story().sent(("01001", "01002"))
    (risk,) = of(story, "2026-12-02")
    assert (risk.kind, risk.on, risk.communes) == (RiskKind.RECEIPT, None, ("Commune 3",))
    assert "depuis l'envoi du 1er décembre 2026" in plain(risk.why)
    assert "n'a pas commencé (article L5211-17 du CGCT)" in plain(risk.why)


def test_an_unclear_vote_is_a_risk_until_it_is_qualified() -> None:
    unclear = RecordAvis(commune="01001", sens=Sens.FAVORABLE_AVEC_RESERVES, voted_on=day("2027-01-20"))
    story = Story().sent().do(unclear, "2027-01-21")
    (risk,) = of(story, "2027-01-22")
    assert (risk.kind, risk.communes) == (RiskKind.TO_QUALIFY, ("Commune 1",))
    assert "Accord sous réserve" in risk.why
    story.do(QualifyAvis(commune="01001", counts_as=CountsAs.FAVORABLE, reason="Sans condition."), "2027-01-23")
    assert of(story, "2027-01-24") == []


def test_nothing_is_at_risk_once_silence_has_spoken() -> None:
    assert of(Story().sent().wait("2027-03-20"), "2027-04-20") == []


def test_many_names_are_cut_and_one_more_is_not() -> None:
    assert named([*"abcdefg"]) == "a, b, c, d, e, f et g"
    assert named([*"abcdefgh"]) == "a, b, c, d, e, f et 2 autres communes"
    assert named([*"abcdefgh"], 30) == "a, b, c, d, e, f, g et h"
