"""The four simulators give what the law gives, under the names that were promised."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from domain.electorate import Base
from domain.errors import DomainError, Refused
from domain.simulation import simulate_consultation, simulate_convocation, simulate_deadline, simulate_majority
from domain.territory import Nature
from domain.verdict import Majority
from infra.territories import all_epci, load_epci

CASES = Path(__file__).parents[2] / "cases"
MAJORITIES: list[dict[str, Any]] = YAML(typ="safe").load(CASES / "majority_cases.yaml")["cas"]
DELAYS: list[dict[str, Any]] = YAML(typ="safe").load(CASES / "delay_cases.yaml")["delais"]
TENAREZE = load_epci("243200417")
MAUGUIO = next(epci for epci in all_epci() if epci.financing == "FA")
SENT = date(2026, 12, 1)


def without_why(found: Any) -> Any:
    return {name: value for name, value in found.model_dump(mode="json").items() if name != "why"}


@pytest.mark.parametrize("rule", list(Majority))
@pytest.mark.parametrize("column", ["population_totale_dgcl", "population_municipale_dgcl"])
def test_every_majority_of_the_case_file_is_simulated_alike(rule: Majority, column: str) -> None:
    base = Base.TOTALE if column == "population_totale_dgcl" else Base.MUNICIPALE
    for case in MAJORITIES:
        epci = load_epci(str(case["siren"]))
        wanted = case["attendu"][column]
        if epci.nature is Nature.METRO:  # the file counts one reading; a human is asked where two differ
            continue
        found = simulate_majority(epci, rule, [f"{code:0>5}" for code in case["favorables"]], base=base)
        assert found.reached is wanted[rule.value], (case["epci"], case["cas"])
        assert (found.communes.yes, found.communes.total) == (wanted["detail"]["nb"], wanted["detail"]["n"])
        assert (found.population.yes, found.population.total) == (wanted["detail"]["pop"], wanted["detail"]["P"])
        if rule is Majority.CREATION_EPCI:
            assert found.veto.applies is wanted["detail"]["veto"]
            assert found.veto.commune == f"{wanted['detail']['biggest']:0>5}"


def test_a_majority_is_told_under_the_names_that_were_promised() -> None:
    found = simulate_majority(TENAREZE, Majority.CREATION_EPCI, ["Condom"], ["Beraut"])
    assert without_why(found) == {
        "reached": False,
        "reason": found.reason,
        "communes": {"yes": 1, "total": 26},
        "population": {"base": "totale", "yes": 6638, "total": 14683},
        "veto": {"applies": True, "commune": "32107", "satisfied": True},
        "bases_agree": True,
    }
    assert "article L5211-5 II du CGCT" in found.reason
    assert "article L5211-5 II du CGCT" in found.why.paragraph


@pytest.mark.parametrize("months", [2, 3])
def test_every_delay_of_the_case_file_is_simulated_alike(months: int) -> None:
    procedure = {2: "pacte_gouvernance", 3: "transfert_competence"}[months]
    cases = [case for case in DELAYS if case["mois"] == months and case["notification"] >= "2020"]
    assert cases
    for case in cases:
        found = simulate_deadline(procedure, date.fromisoformat(case["notification"]))
        assert found.earliest == date.fromisoformat(case["D_min_quantieme"])
        assert found.safe == date.fromisoformat(case["D_prudente"])
        assert found.silence_from == date.fromisoformat(case["silence_constate_a_partir_de"])


def test_a_delay_is_told_with_its_silence_and_shown_to_confirm() -> None:
    told = without_why(simulate_deadline("restitution_competence", date(2026, 11, 30), TENAREZE))
    assert list(told) == ["earliest", "safe", "silence_from", "silence", "source", "confidence"]
    assert (told["earliest"], told["safe"], told["silence_from"]) == ("2027-02-28", "2027-03-01", "2027-03-02")
    assert (told["silence"], told["confidence"]) == ("defavorable", "C")
    assert told["source"].startswith("article L5211-17-1 du CGCT ; ")
    assert "(à confirmer)" in told["source"]


def test_a_service_commun_has_no_delay_and_silence_has_no_effect() -> None:
    found = simulate_deadline("service_commun", SENT)
    assert (found.earliest, found.safe, found.silence_from, found.silence.value) == (None, None, None, "neutre")
    assert "la loi n'en fixe pas" in found.why.paragraph


@pytest.mark.parametrize(
    ("asked", "sending", "urgent", "papers"),
    [
        ({"population": 400}, "2027-03-14", "2027-03-16", None),
        ({"population": 3499}, "2027-03-14", "2027-03-16", None),
        ({"population": 3500}, "2027-03-12", "2027-03-16", "2027-03-12"),
        ({"epci": True}, "2027-03-12", "2027-03-16", "2027-03-12"),
        ({"cst": True}, "2027-03-03", "2027-03-10", "2027-03-10"),
    ],
)
def test_a_meeting_of_18_march_2027_is_convened_in_time(
    asked: dict[str, Any], sending: str, urgent: str, papers: str | None
) -> None:
    told = without_why(simulate_convocation(date(2027, 3, 18), **asked))
    assert told == {"last_sending": sending, "last_sending_urgent": urgent, "papers": papers}


def test_a_transfert_of_1_december_2026_is_certain_on_3_march_2027_by_silence_alone() -> None:
    councils = {"Condom": [date(2027, 3, 1), date(2027, 2, 11), date(2027, 5, 1)]}
    found = simulate_consultation(TENAREZE, "transfert_competence", SENT, councils)
    assert found.certain_on == date(2027, 3, 3)
    assert "le 3 mars 2027 à 0 heure" in f"{found.certain[0].lower()}{found.certain[1:]}"
    assert "la majorité est réunie" in found.by_silence
    assert len(found.communes) == 26
    condom = next(commune for commune in found.communes if commune.name == "Condom")
    assert (condom.councils, condom.last_council) == ((date(2027, 2, 11),), date(2027, 2, 11))
    assert condom.last_convocation == date(2027, 2, 5)
    others = next(commune for commune in found.communes if commune.name == "Roquepine")
    assert (others.last_council, others.last_convocation) == (None, date(2027, 2, 24))
    assert "Aucune date de conseil n'est connue" in others.told
    assert [holiday.name for holiday in found.holidays] == ["Noël", "Jour de l'an"]
    assert [quiet.name for quiet in found.quiet_weeks] == ["fin d'année"]


def test_silence_refuses_a_restitution_approves_no_cletc_report_and_decides_no_service_commun() -> None:
    refused = simulate_consultation(TENAREZE, "restitution_competence", SENT)
    assert "la majorité n'est pas réunie" in refused.by_silence
    neutral = simulate_consultation(TENAREZE, "cletc", SENT)
    assert "ni accord ni refus" in neutral.certain
    assert "la majorité n'est pas réunie" in neutral.by_silence
    none = simulate_consultation(TENAREZE, "service_commun", SENT, communes=["Roquepine", "Beaumont"])
    assert (none.certain_on, len(none.communes), none.holidays, none.why) == (None, 2, (), None)
    assert none.certain.startswith("Jamais par le silence")


def test_at_la_reunion_the_abolition_day_is_in_the_way() -> None:
    found = simulate_consultation(load_epci("249740119"), "schema_mutualisation", date(2026, 9, 18))
    assert "Abolition de l'esclavage" in [holiday.name for holiday in found.holidays]
    assert found.certain_on == date(2026, 12, 22)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: simulate_deadline("mutualisation", SENT), "n'est pas une procédure connue"),
        (lambda: simulate_deadline("biens_partages", SENT), "le conseil communautaire décide seul"),
        (lambda: simulate_deadline("cletc", SENT, MAUGUIO), "1609 nonies C"),
        (lambda: simulate_deadline("schema_mutualisation", date(2010, 1, 1)), "ne connaît pas de texte applicable"),
        (
            lambda: simulate_deadline("transfert_competence", date(2199, 12, 31)),
            "Choisissez un jour entre 1902 et 2197",
        ),
        (lambda: simulate_majority(TENAREZE, Majority.CLETC, ["Condon"]), "Vouliez-vous écrire « Condom »"),
        (lambda: simulate_majority(TENAREZE, Majority.CLETC, ["Condom"], ["32107"]), "pas les deux"),
        (lambda: simulate_majority(load_epci("200046977"), Majority.CLETC, []), "métropole de Lyon"),
        (lambda: simulate_convocation(SENT), "Dites quelle réunion"),
        (lambda: simulate_convocation(SENT, 400, epci=True), "Dites quelle réunion"),
        (lambda: simulate_consultation(TENAREZE, "transfert_competence", SENT, communes=["Condom"]), "n'en nommez"),
        (lambda: simulate_consultation(TENAREZE, "retrait_commune", SENT, {"Paris": [SENT]}), "n'a pas de commune"),
    ],
)
def test_what_the_law_or_the_territory_does_not_know_is_said_with_what_to_do(ask: Any, said: str) -> None:
    with pytest.raises((DomainError, Refused), match=said):
        ask()
