"""What a reader may look for among the duties of a mandate and does not find, each with the reason."""

from collections.abc import Iterator

from domain.base import Value
from domain.evaluation.commands import PointType
from domain.french import typeset
from domain.mandate.duties import COMMUNICATION_ANNUELLE, RAPPORT_ACTIVITE
from domain.mandate.state import Mandate
from domain.procedures.applicability import inapplicable
from domain.procedures.finances import AC_LIBRE, CLETC
from domain.sources import Confidence, Source
from domain.territory import Epci, Nature

#: No débat d'orientation budgétaire without a commune of so many inhabitants.
DOB_INHABITANTS = 3_500
DOB = Source(
    article="article L5211-36 du CGCT",
    version="vers 2023 ; recodifié par l'ordonnance n° 2025-526, seuil et population à confirmer",
    confidence=Confidence.C,
)


class NotDue(Value):
    """Something that is not asked, and why, in French; `citation`: the article, empty when no law is behind."""

    title: str
    why: str
    citation: str = ""


def not_due(state: Mandate, epci: Epci) -> tuple[NotDue, ...]:
    """What the open mandate `state` of `epci` has no duty for."""
    return tuple(one.but(title=typeset(one.title), why=typeset(one.why)) for one in _not_due(state, epci))


def has_dob(epci: Epci) -> bool | None:
    """Whether its council debates the budget before it votes it; `None` when its communes are not known.

    Counted on the population totale (R2151-2 of the CGCT, its use here is not certain). Source: `DOB`.
    """
    if not epci.communes:
        return None
    return any(commune.population.totale >= DOB_INHABITANTS for commune in epci.communes)


def _not_due(state: Mandate, epci: Epci) -> Iterator[NotDue]:
    if state.nature is Nature.MET69:
        why = "La métropole de Lyon est une collectivité territoriale et non un EPCI : l'article ne s'y applique pas."
        yield NotDue(title="Rapport d'activité annuel", why=why, citation=RAPPORT_ACTIVITE.citation)
        yield NotDue(title="Communication annuelle", why=why, citation=COMMUNICATION_ANNUELLE.citation)
    else:
        yield from _communication(state, epci)
    for procedure in (CLETC, AC_LIBRE):
        why = inapplicable(procedure, state.nature, state.financing or epci.financing)
        if why:
            yield NotDue(title=procedure.title, why=_capital(why.partition(" : ")[2]))
    yield from _follow_ups(state)
    if not any(point.type is not PointType.COMMUNICATION_ANNUELLE for point in state.points):
        why = "La loi n'impose ni bilan à mi-mandat ni évaluation finale, et la feuille de route n'en prévoit pas."
        yield NotDue(title="Évaluation", why=why)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _communication(state: Mandate, epci: Epci) -> Iterator[NotDue]:
    told = [point.on for point in state.points if point.type is PointType.COMMUNICATION_ANNUELLE]
    why = ""
    if state.approval is None:
        why = "Elle porte sur un schéma approuvé : elle sera due chaque année une fois la feuille de route approuvée."
    elif not any(on > state.approval.on for on in told):
        why = "La feuille de route ne donne aucune date de communication qui suive l'approbation du schéma."
    if why:
        yield NotDue(title="Communication annuelle", why=why, citation=COMMUNICATION_ANNUELLE.citation)
    if has_dob(epci) is False:
        yield NotDue(
            title="Débat d'orientation budgétaire",
            why="Aucune commune n'atteint 3 500 habitants : la communication annuelle se fait au vote du budget.",
            citation=DOB.citation,
        )


def _follow_ups(state: Mandate) -> Iterator[NotDue]:
    if not state.follow_ups:
        why = (
            "Les obligations qui suivent une convention ou un transfert (coûts unitaires, rapport de la CLETC…) "
            "naissent de l'acte qui clôt sa consultation ; aucun n'est encore enregistré."
        )
        yield NotDue(title="Suites des conventions et des transferts", why=why)
