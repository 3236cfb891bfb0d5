"""The program of each procedure, as the law stands on 25 November 2026."""

from datetime import date

import pytest

from domain.procedures import PROCEDURES, procedure_on
from domain.procedures.model import Procedure
from domain.procedures.program import Actor
from domain.procedures.steps import Step, StepKind, program
from domain.procedures.words import left_out, summary
from domain.sources import Confidence

P, D, S, C, G, X, N, F, L = (
    StepKind.PREREQUISITE,
    StepKind.DELIBERATION,
    StepKind.SENDING,
    StepKind.POSITIONS,
    StepKind.AGREEMENT,
    StepKind.CLOSING,
    StepKind.OTHERWISE,
    StepKind.FOLLOW_UP,
    StepKind.AFTERWARDS,
)

PROGRAMS = {
    "schema_mutualisation": [P, P, S, C, X, L, L],
    "pacte_gouvernance": [P, P, S, C, X],
    "transfert_competence": [D, S, C, X, F, F, L, L],
    "transfert_a_la_carte": [D, S, C, X, F, F, L, L],
    "restitution_competence": [D, S, C, X],
    "modification_statutaire": [D, S, C, X],
    "retrait_commune": [P, D, S, C, X],
    "avis_commune_seule_concernee": [S, C, X],
    "cletc": [P, S, C, X, N, L, L],
    "ac_libre": [P, C, X],
    "fonds_de_concours": [C, G, X],
    "service_commun": [P, P, C, G, X],
    "groupement_commandes": [C, X],
    "mise_a_disposition_services": [P, C, G, X, F, F, F],
    "prestations_services": [P, C, X],
    "convention_gestion": [C, G, X],
    "biens_partages": [X],
}


def steps(id: str) -> tuple[Step, ...]:
    return program(procedure_on(id, date(2026, 11, 25)))


def step(id: str, kind: StepKind) -> Step:
    return next(step for step in steps(id) if step.kind is kind)


@pytest.mark.parametrize("id", PROGRAMS)
def test_the_acts_of_each_procedure_stand_in_order(id: str) -> None:
    assert [step.kind for step in steps(id)] == PROGRAMS[id]
    assert [step.order for step in steps(id)] == list(range(1, len(PROGRAMS[id]) + 1))


def test_every_procedure_has_its_program() -> None:
    assert set(PROGRAMS) == {procedure.id for procedure in PROCEDURES}


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.id)
def test_every_act_says_who_does_what_and_under_which_text(procedure: Procedure) -> None:
    for step in program(procedure):
        assert step.who
        assert step.act
        assert step.source.version
        assert len(set(step.sources)) == len(step.sources)
    assert summary(procedure).endswith(".")


def test_a_transfert_voted_in_march_2027_is_pronounced_as_soon_as_the_majority_is_there() -> None:
    votes, closing = step("transfert_competence", C), step("transfert_competence", X)
    assert (votes.gives, votes.delay, votes.silence) == ("décision", "3 mois", "décision réputée favorable")
    assert "majorité qualifiée des communes" in votes.majority
    assert [source.article for source in votes.sources] == [
        "article L5211-17 du CGCT",
        "article L2121-20 du CGCT",
        "article L5211-5 II du CGCT",
    ]
    assert (closing.actor, closing.gives, closing.delay) == (Actor.PREFET, "arrêté", "dès que la majorité est réunie")
    assert step("transfert_competence", D).required


def test_the_council_decides_on_one_commune_by_two_thirds_of_its_members_after_an_unfavourable_avis() -> None:
    closing = step("avis_commune_seule_concernee", X)
    assert closing.majority == "majorité simple ; deux tiers des membres si l'avis est défavorable"
    assert step("avis_commune_seule_concernee", C).who == "Conseil municipal de la seule commune concernée"


def test_the_report_of_the_cletc_is_sent_by_its_president_and_ends_otherwise_by_the_prefet() -> None:
    assert step("cletc", S).who == "Président de la CLETC"
    assert step("cletc", C).silence == "ni accord ni refus"
    assert "sans la clause de la plus peuplée" in step("cletc", C).majority
    assert step("cletc", N).gives == "arrêté"


def test_the_vote_on_a_service_commun_is_known_less_surely_than_its_preparation() -> None:
    assert step("service_commun", P).source.confidence is Confidence.A
    assert {step("service_commun", kind).source.confidence for kind in (C, G, X)} == {Confidence.B}
    assert step("service_commun", C).delay == "aucun délai légal"


def test_only_what_the_law_makes_binding_is_required_before_the_sending() -> None:
    required = {procedure.id: [s.key for s in program(procedure) if s.required] for procedure in PROCEDURES}
    assert required["service_commun"] == ["fiche_impact", "avis_cst"]
    assert required["schema_mutualisation"] == []
    assert required["retrait_commune"] == ["deliberation"]


def test_what_follows_says_when() -> None:
    later = [step.delay for step in steps("mise_a_disposition_services") if step.kind is F]
    assert later == [
        "dans les 3 mois qui suivent",
        "chaque année, avant l'adoption du budget",
        "au moins une fois par an",
    ]
    assert [step.opens for step in steps("transfert_competence") if step.kind is F] == ["", "cletc"]
    assert step("pacte_gouvernance", X).delay == "au plus tard 9 mois après le renouvellement général"


def test_a_service_commun_in_one_sentence() -> None:
    assert summary(procedure_on("service_commun", date(2026, 11, 25))) == (
        "Chaque commune concernée se prononce sans délai fixé par la loi ; son silence ne vaut ni accord ni refus. "
        "Ce qui clôt : la signature de la convention."
    )


def test_what_the_law_leaves_out_is_said() -> None:
    assert len(left_out(procedure_on("fonds_de_concours", date(2026, 11, 25)))) == 2
    assert left_out(procedure_on("modification_statutaire", date(2026, 11, 25))) == ()
    assert left_out(procedure_on("biens_partages", date(2026, 11, 25))) == ()
