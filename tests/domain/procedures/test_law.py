"""The law as data: what each procedure says, on 25 November 2026, and what every one of them must say."""

from collections.abc import Iterator
from datetime import date

import pytest
from pydantic import BaseModel

from domain.errors import DomainError
from domain.procedures import PROCEDURE_IDS, PROCEDURES, procedure_on
from domain.procedures.model import ClosingAct, Consulted, CouncilRule, Procedure, Rule, Silence
from domain.procedures.program import Actor, Recurrence
from domain.sources import Confidence, Source

TODAY = date(2026, 11, 25)
A, B = Confidence.A, Confidence.B
FAVORABLE, DEFAVORABLE, NEUTRE = Silence.FAVORABLE, Silence.DEFAVORABLE, Silence.NEUTRE
AVIS, QUALIFIED, ACCORDS = Rule.AVIS_SIMPLE, Rule.CREATION_EPCI, Rule.ACCORDS
DELIBERATION, ARRETE, CONVENTION = ClosingAct.DELIBERATION, ClosingAct.ARRETE, ClosingAct.CONVENTION

#: id: article, months, silence, rule, closing act, confidence.
LAW: dict[str, tuple[str, int | None, Silence, Rule, ClosingAct, Confidence]] = {
    "schema_mutualisation": ("L5211-39-1", 3, FAVORABLE, AVIS, DELIBERATION, A),
    "pacte_gouvernance": ("L5211-11-2", 2, NEUTRE, AVIS, DELIBERATION, A),
    "transfert_competence": ("L5211-17", 3, FAVORABLE, QUALIFIED, ARRETE, A),
    "transfert_a_la_carte": ("L5211-17-2", 3, FAVORABLE, QUALIFIED, ARRETE, A),
    "restitution_competence": ("L5211-17-1", 3, DEFAVORABLE, QUALIFIED, ARRETE, A),
    "modification_statutaire": ("L5211-20", 3, FAVORABLE, QUALIFIED, ARRETE, A),
    "retrait_commune": ("L5211-19", 3, DEFAVORABLE, QUALIFIED, ARRETE, A),
    "avis_commune_seule_concernee": ("L5211-57", 3, FAVORABLE, AVIS, DELIBERATION, A),
    "cletc": ("1609 nonies C IV", 3, NEUTRE, Rule.CLETC, DELIBERATION, A),
    "ac_libre": ("1609 nonies C V 1° bis", None, NEUTRE, ACCORDS, DELIBERATION, A),
    "fonds_de_concours": ("L5214-16 V", None, NEUTRE, ACCORDS, CONVENTION, A),
    "service_commun": ("L5211-4-2", None, NEUTRE, ACCORDS, CONVENTION, A),
    "groupement_commandes": ("L2113-6", None, NEUTRE, ACCORDS, CONVENTION, A),
    "mise_a_disposition_services": ("L5211-4-1 II et III", None, NEUTRE, ACCORDS, CONVENTION, B),
    "prestations_services": ("L5111-1", None, NEUTRE, ACCORDS, CONVENTION, A),
    "convention_gestion": ("L5215-27", None, NEUTRE, ACCORDS, CONVENTION, B),
    "biens_partages": ("L5211-4-3", None, NEUTRE, ACCORDS, DELIBERATION, B),
}

every_procedure = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.id)


def law(id: str) -> Procedure:
    return procedure_on(id, TODAY)


def sources(value: object) -> Iterator[Source]:
    """Every text that a value cites, at any depth."""
    if isinstance(value, Source):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from sources(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from sources(each)


def test_every_procedure_of_the_law_is_known_on_25_november_2026() -> None:
    assert set(LAW) == PROCEDURE_IDS
    assert len(PROCEDURES) == len(PROCEDURE_IDS)


@pytest.mark.parametrize("id", LAW)
def test_what_the_law_says_on_25_november_2026(id: str) -> None:
    procedure = law(id)
    article, *facts = LAW[id]
    assert article in procedure.source.article
    assert facts == [
        procedure.delay_months,
        procedure.silence,
        procedure.rule,
        procedure.closing,
        procedure.source.confidence,
    ]


@every_procedure
def test_every_text_has_its_article_the_version_read_and_a_confidence(procedure: Procedure) -> None:
    cited = list(sources(procedure))
    assert cited
    assert all(source.article and source.version for source in cited)


@every_procedure
def test_only_a_text_that_was_read_binds(procedure: Procedure) -> None:
    bound = [wanted for wanted in procedure.prerequisites if wanted.binding]
    assert all(wanted.source.confidence is A for wanted in bound)


@every_procedure
def test_keys_are_unique_and_what_opens_is_known(procedure: Procedure) -> None:
    keys = [wanted.key for wanted in procedure.prerequisites]
    follow_ups = [follow_up.key for follow_up in procedure.follow_ups]
    assert len(set(keys)) == len(keys)
    assert len(set(follow_ups)) == len(follow_ups)
    assert {follow_up.opens for follow_up in procedure.follow_ups} <= PROCEDURE_IDS | {""}


@every_procedure
def test_a_delay_says_what_starts_it_and_its_absence_offers_the_local_practice(procedure: Procedure) -> None:
    if procedure.consulted is Consulted.NOBODY:
        assert not procedure.starts
        assert not procedure.practice
    elif procedure.delay_months is None:
        assert not procedure.starts
        assert procedure.practice
        assert procedure.practice_months == 3
    else:
        assert procedure.starts
        assert not procedure.practice
        assert procedure.practice_months is None


@every_procedure
def test_a_procedure_comes_back_from_its_json_as_it_was(procedure: Procedure) -> None:
    assert Procedure.model_validate_json(procedure.model_dump_json()) == procedure


def test_a_procedure_kept_in_a_journal_of_2026_before_the_program_still_loads() -> None:
    kept = law("service_commun").model_dump(
        mode="json",
        include={"id", "title", "source", "consulted", "nature", "rule", "silence", "closing", "delay_months", "note"},
    )
    loaded = Procedure.model_validate(kept)
    assert not loaded.prerequisites
    assert not loaded.follow_ups
    assert not loaded.afterwards
    assert loaded.council_rule is CouncilRule.SIMPLE


def test_the_binding_acts_before_the_communes_are_asked() -> None:
    binding = {
        procedure.id: [wanted.key for wanted in procedure.prerequisites if wanted.binding]
        for procedure in PROCEDURES
        if any(wanted.binding for wanted in procedure.prerequisites)
    }
    assert binding == {
        "pacte_gouvernance": ["debat"],
        "cletc": ["rapport_cletc"],
        "ac_libre": ["rapport_cletc"],
        "service_commun": ["fiche_impact", "avis_cst"],
        "prestations_services": ["rapport_mutualisation"],
    }


@pytest.mark.parametrize("id", ["service_commun", "mise_a_disposition_services", "schema_mutualisation"])
def test_an_unanimous_refusal_of_the_staff_is_examined_again(id: str) -> None:
    [cst] = [wanted for wanted in law(id).prerequisites if wanted.actor is Actor.CST]
    assert cst.reexamined


@pytest.mark.parametrize("id", ["transfert_competence", "transfert_a_la_carte"])
def test_a_transfert_opens_the_report_of_the_cletc_within_nine_months_in_fpu_only(id: str) -> None:
    report, approval = law(id).follow_ups
    assert (report.months, report.opens, report.financing) == (9, "", "FPU")
    assert (approval.opens, approval.financing) == ("cletc", "FPU")


def test_a_mise_a_disposition_leaves_its_recurring_duties() -> None:
    first, yearly, reimbursement = law("mise_a_disposition_services").follow_ups
    assert (first.months, first.recurrence) == (3, Recurrence.ONCE)
    assert yearly.recurrence is Recurrence.YEARLY_BEFORE_BUDGET
    assert reimbursement.recurrence is Recurrence.YEARLY
    assert {duty.source.article for duty in law("mise_a_disposition_services").follow_ups} == {
        "article D5211-16 du CGCT"
    }


def test_two_different_two_thirds_and_a_third_that_the_text_leaves_open() -> None:
    assert law("avis_commune_seule_concernee").council_rule is CouncilRule.DEUX_TIERS_MEMBRES_SI_DEFAVORABLE
    assert law("ac_libre").council_rule is CouncilRule.DEUX_TIERS
    special = {procedure.id for procedure in PROCEDURES if procedure.council_rule is not CouncilRule.SIMPLE}
    assert special == {"avis_commune_seule_concernee", "ac_libre"}
    assert all(law(id).council_source is not None for id in special)


def test_only_a_transfert_may_be_pronounced_before_the_end_of_the_delay() -> None:
    early = {procedure.id: procedure.early_closing_source for procedure in PROCEDURES if procedure.closes_before_end}
    assert set(early) == {"transfert_competence", "transfert_a_la_carte"}
    assert all(source is not None and "217654" in source.article for source in early.values())


def test_the_pacte_is_due_within_nine_months_of_the_renewal_of_2026() -> None:
    pacte = law("pacte_gouvernance")
    assert pacte.closing_months_after_renewal == 9
    assert pacte.closing_deadline_source is not None
    assert pacte.closing_deadline_source.confidence is B


def test_after_two_months_a_silence_on_the_pacte_says_nothing_and_does_not_block() -> None:
    effect = law("pacte_gouvernance").silence_effect
    assert "ni avis favorable ni avis défavorable" in effect
    assert "peut décider" in effect


def test_without_approval_the_prefet_fixes_the_charges_of_the_cletc() -> None:
    cletc = law("cletc")
    assert cletc.otherwise is ARRETE
    assert cletc.otherwise_source is not None
    assert cletc.otherwise_source.confidence is A
    assert cletc.sender is Actor.CLETC


def test_the_transfert_a_la_carte_does_not_exist_on_22_february_2022() -> None:
    assert procedure_on("transfert_a_la_carte", date(2022, 2, 23)).id == "transfert_a_la_carte"
    with pytest.raises(DomainError, match="2022-02-22"):
        procedure_on("transfert_a_la_carte", date(2022, 2, 22))


def test_one_commune_alone_is_concerned_by_l5211_57() -> None:
    assert [procedure.id for procedure in PROCEDURES if procedure.single_commune] == ["avis_commune_seule_concernee"]
