"""Where a procedure applies: refused with a reason that names its article, on 25 November 2026."""

from datetime import date

import pytest

from domain.procedures import PROCEDURES, procedure_on
from domain.procedures.applicability import inapplicable
from domain.territory import Nature

CC, CA, CU, METRO, LYON = Nature.CC, Nature.CA, Nature.CU, Nature.METRO, Nature.MET69
EPCI = (CC, CA, CU, METRO)
FPU_ONLY = {"cletc", "ac_libre"}


def why_not(id: str, nature: Nature, financing: str = "FPU") -> str:
    return inapplicable(procedure_on(id, date(2026, 11, 25)), nature, financing)


@pytest.mark.parametrize("nature", EPCI)
def test_what_does_not_exist_in_fiscalite_additionnelle(nature: Nature) -> None:
    refused = {procedure.id for procedure in PROCEDURES if inapplicable(procedure, nature, "FA")}
    assert refused - {"retrait_commune"} == FPU_ONLY


@pytest.mark.parametrize(("nature", "refused"), [(CC, False), (CA, False), (CU, True), (METRO, True)])
def test_a_commune_never_leaves_a_communaute_urbaine_nor_a_metropole(nature: Nature, refused: bool) -> None:
    assert bool(why_not("retrait_commune", nature)) is refused


@pytest.mark.parametrize("nature", EPCI)
def test_everything_else_exists_in_every_epci_in_fpu(nature: Nature) -> None:
    refused = {procedure.id for procedure in PROCEDURES if inapplicable(procedure, nature, "FPU")}
    assert refused <= {"retrait_commune"}


@pytest.mark.parametrize("financing", ["FPU", "FA", ""])
def test_only_the_groupement_de_commandes_exists_at_the_metropole_de_lyon(financing: str) -> None:
    applies = {procedure.id for procedure in PROCEDURES if not inapplicable(procedure, LYON, financing)}
    assert applies == {"groupement_commandes"}


def test_a_fiscal_regime_that_is_not_known_excludes_nothing() -> None:
    assert why_not("cletc", CC, "") == ""


def test_there_is_no_cletc_in_a_communaute_de_communes_in_fa() -> None:
    assert why_not("cletc", CC, "FA") == (
        "Rapport de la CLETC (évaluation des charges transférées) : la procédure suppose la fiscalité professionnelle "
        "unique, or l'EPCI est en fiscalité additionnelle (article 1609 nonies C du CGI)."
    )


def test_the_refusal_of_a_retrait_names_l5211_19() -> None:
    assert why_not("retrait_commune", METRO) == (
        "Retrait d'une commune : la procédure n'existe pas dans une métropole (article L5211-19 du CGCT)."
    )


def test_the_refusal_at_lyon_says_that_it_is_no_epci() -> None:
    reason = why_not("transfert_competence", LYON)
    assert "la métropole de Lyon est une collectivité territoriale et non un EPCI" in reason
    assert "article L5211-17 du CGCT" in reason
