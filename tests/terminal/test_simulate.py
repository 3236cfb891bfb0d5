"""`jalon simulate`: without a database, the answers as JSON or in French."""

from typing import Any

import pytest

from tests.terminal.test_session import without_settings

TENAREZE = "243200417"


def simulated(*args: str) -> Any:
    return without_settings("simulate", *args)


def test_the_four_simulators_give_their_json_without_any_setting() -> None:
    majority = simulated("majority", "--siren", TENAREZE, "--rule", "cletc", "--favorable", "32107,Roquepine", "--json")
    assert (majority.json["communes"], majority.json["veto"]["applies"]) == ({"yes": 2, "total": 26}, False)
    deadline = simulated("deadline", "--procedure", "transfert_competence", "--received", "2026-11-30", "--json")
    assert deadline.json["silence_from"] == "2027-03-02"
    convocation = simulated("convocation", "--council", "2027-03-18", "--epci", "--json")
    assert convocation.json["last_sending"] == "2027-03-12"
    sent = ("--siren", TENAREZE, "--procedure", "transfert_competence", "--send", "2026-12-01")
    consultation = simulated("consultation", *sent, "--council", "Condom=2027-02-11", "--json")
    assert (consultation.json["certain_on"], len(consultation.json["communes"])) == ("2027-03-03", 26)


def test_people_read_the_dates_and_why() -> None:
    sent = ("--siren", TENAREZE, "--procedure", "transfert_competence", "--send", "2026-12-01")
    said = simulated("consultation", *sent, "--council", "Condom=2027-02-11").out
    assert "Rien n'est enregistré." in said
    assert "Résultat certain : le 3 mars 2027 à 0 heure au plus tard" in said
    assert "(à confirmer)" in said
    assert (
        "Convocation : au plus tard le dimanche 14 mars 2027."
        in simulated("convocation", "--council", "2027-03-18", "--population", "400").out
    )
    assert (
        "silence constaté le 2 mars 2027"
        in simulated("deadline", "--procedure", "transfert_competence", "--received", "2026-11-30").out
    )
    counted = simulated("majority", "--siren", TENAREZE, "--rule", "creation_epci", "--favorable", "Condom").out
    assert "Majorité qualifiée non réunie à ce jour : 1 commune favorable sur 26" in counted


def test_a_plan_goes_back_from_a_council_a_budget_or_the_end_of_a_year() -> None:
    asked = ("plan", "--procedure", "transfert_competence", "--siren", TENAREZE)
    told = simulated(*asked, "--council", "2027-06-24", "--json").json
    acts = {act["key"]: act["latest"] for act in told["acts"]}
    assert acts["envoi"] == "2027-03-22"
    said = simulated(*asked, "--year-end", "2030").out
    assert "Transfert de compétence, pour la fin de l'année 2030 :" in said
    assert "Possible pour la fin de l'année 2030 : commencez par" in said
    assert "Impossible pour le budget 2021" in simulated(*asked, "--budget", "2021").out
    schema = ("plan", "--procedure", "schema_mutualisation", "--year-end", "2027", "--councils", "2027-12-09")
    assert {act["key"]: act["latest"] for act in simulated(*schema, "--json").json["acts"]}["cloture"] == "2027-12-09"
    several = simulated(*asked, "--budget", "2028", "--year-end", "2028")
    assert (several.code, "Donnez un but, et un seul" in several.err) == (2, True)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("majority", "--siren", "999999999", "--rule", "cletc"), "999999999"),
        (("majority", "--siren", TENAREZE, "--rule", "cletc", "--favorable", "Condon"), "Vouliez-vous écrire"),
        (("deadline", "--procedure", "eau", "--received", "2026-11-30"), "n'est pas une procédure connue"),
        (("convocation", "--council", "2027-03-18"), "Dites quelle réunion"),
        (
            ("consultation", "--siren", TENAREZE, "--procedure", "cletc", "--send", "2026-12-01", "--council", "x=y"),
            "« y »",
        ),
        (
            (
                "consultation",
                "--siren",
                TENAREZE,
                "--procedure",
                "cletc",
                "--send",
                "2026-12-01",
                "--council",
                "Condom",
            ),
            "écrivez la commune et ses jours",
        ),
    ],
)
def test_what_makes_no_sense_is_said_in_french_with_code_2(args: tuple[str, ...], said: str) -> None:
    refused = simulated(*args)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
