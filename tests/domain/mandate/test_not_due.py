"""What a mandate does not ask, and why it says so."""

from domain.mandate.commands import ApproveRoadmap, FreezeBaseline, NoteFollowUp
from domain.mandate.not_due import NotDue, has_dob, not_due
from domain.mandate.state import Mandate
from domain.procedures.conventions import MISE_A_DISPOSITION_SERVICES
from domain.territory import Commune, Epci, Nature, Population
from tests.domain.mandate.mandates import SIREN, Story, communication, day, mid_mandate, plan


def epci(*totales: int, financing: str = "FPU") -> Epci:
    communes = tuple(
        Commune(
            insee=f"0{1001 + rank}",
            siren=f"21000000{rank}",
            name=f"Commune {rank}",
            departement="01",
            population=Population(
                municipale=totale - 50, municipale_vintage="2022", totale=totale, totale_vintage="2022"
            ),
        )
        for rank, totale in enumerate(totales)
    )
    return Epci(
        siren=SIREN, name="CC d'Exemple", nature=Nature.CC, financing=financing, departement="01", communes=communes
    )


def said(state: Mandate, of: Epci) -> dict[str, NotDue]:
    return {one.title: one for one in not_due(state, of)}


DOB, COMMUNICATION = "Débat d'orientation budgétaire", "Communication annuelle"
FOLLOW_UPS = "Suites des conventions et des transferts"


def test_an_epci_of_villages_has_no_dob_and_its_communication_comes_with_the_budget() -> None:
    state = Story.opened().tell("2026-05-04", plan(mid_mandate())).state
    one = said(state, epci(3_499, 800))[DOB]
    assert one.why == (
        "Aucune commune n'atteint 3 500 habitants\u202f: la communication annuelle se fait au vote du budget."
    )
    assert one.citation == "article L5211-36 du CGCT (à confirmer)"


def test_the_population_totale_of_one_commune_makes_the_dob() -> None:
    state = Story.opened().state
    assert has_dob(epci(3_500, 200)) is True
    assert DOB not in said(state, epci(3_500, 200))
    assert has_dob(epci()) is None
    assert DOB not in said(state, epci())


def test_the_communication_waits_for_the_schema_then_for_its_dates() -> None:
    story = Story.opened().tell("2026-05-04", plan(communication("2027-02-25")))
    assert "une fois la feuille de route approuvée" in said(story.state, epci(4_000))[COMMUNICATION].why
    story.tell("2027-04-09", ApproveRoadmap(on=day("2027-04-08"), number="2027-31"), FreezeBaseline(lines=()))
    assert "ne donne aucune date" in said(story.state, epci(4_000))[COMMUNICATION].why
    story.tell("2027-05-03", plan(communication("2027-02-25"), communication("2028-02-24")))
    assert COMMUNICATION not in said(story.state, epci(4_000))


def test_an_epci_en_fiscalite_additionnelle_has_no_cletc() -> None:
    told = said(Story.opened(financing="FA").state, epci(4_000, financing="FA"))
    one = told["Rapport de la CLETC (évaluation des charges transférées)"]
    assert one.why.startswith("La procédure suppose la fiscalité professionnelle unique, or l'EPCI est en")
    assert "Révision libre des attributions de compensation" in told
    # A mandate entered without its financing has that of its territory.
    assert len(said(Story.opened(financing="").state, epci(4_000, financing="FA"))) == len(told)
    assert not any("CLETC (" in title for title in said(Story.opened().state, epci(4_000)))


def test_the_metropole_de_lyon_is_no_epci() -> None:
    told = said(Story.opened(nature=Nature.MET69).state, epci(4_000))
    assert "n'est pas" not in told["Rapport d'activité annuel"].why
    assert "collectivité territoriale" in told["Rapport d'activité annuel"].why
    assert "collectivité territoriale" in told[COMMUNICATION].why


def test_the_duties_of_a_convention_are_told_missing_until_one_is_signed() -> None:
    story = Story.opened()
    assert "aucun n'est encore enregistré" in said(story.state, epci(4_000))[FOLLOW_UPS].why
    for follow_up in MISE_A_DISPOSITION_SERVICES.follow_ups:
        noted = NoteFollowUp(
            consultation=f"consultation/{SIREN}/adi", title="Voirie", on=day("2028-05-31"), follow_up=follow_up
        )
        story.tell("2028-06-02", noted)
    assert FOLLOW_UPS not in said(story.state, epci(4_000))


def test_no_law_asks_for_an_evaluation() -> None:
    assert "La loi n'impose" in said(Story.opened().state, epci(4_000))["Évaluation"].why
    planned = Story.opened().tell("2026-05-04", plan(mid_mandate())).state
    assert "Évaluation" not in said(planned, epci(4_000))
