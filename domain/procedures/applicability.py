"""Whether a procedure exists in an EPCI: its legal nature and its fiscal régime decide."""

from domain.procedures.model import Procedure
from domain.territory import Nature

#: As a sentence names each nature after « dans ».
IN_NATURE = {
    Nature.CC: "une communauté de communes",
    Nature.CA: "une communauté d'agglomération",
    Nature.CU: "une communauté urbaine",
    Nature.METRO: "une métropole",
    Nature.MET69: "la métropole de Lyon",
}

FINANCINGS = {"FPU": "fiscalité professionnelle unique", "FA": "fiscalité additionnelle"}


def inapplicable(procedure: Procedure, nature: Nature, financing: str) -> str:
    """Why the procedure does not apply, a French sentence that names the article; empty when it does.

    `financing`: « FPU » or « FA »; empty when it is not known, and then it excludes nothing.
    """
    article = (procedure.applies_source or procedure.source).citation
    if nature is Nature.MET69 and not procedure.lyon:
        return (
            f"{procedure.title} : la métropole de Lyon est une collectivité territoriale et non un EPCI, "
            f"la procédure ne s'y applique pas ({article})."
        )
    if procedure.natures and nature not in (*procedure.natures, Nature.MET69):
        return f"{procedure.title} : la procédure n'existe pas dans {IN_NATURE[nature]} ({article})."
    if procedure.financing and financing and financing != procedure.financing:
        return (
            f"{procedure.title} : la procédure suppose la {FINANCINGS[procedure.financing]}, or l'EPCI est en "
            f"{FINANCINGS.get(financing, financing)} ({article})."
        )
    return ""
