"""The schéma de mutualisation: the communes give an avis, the EPCI's council approves."""

from datetime import date

from domain.procedures.model import ClosingAct, Consulted, Nature, Procedure, Rule, Silence, cgct
from domain.sources import Confidence

SCHEMA_MUTUALISATION = Procedure(
    id="schema_mutualisation",
    title="Schéma de mutualisation des services",
    source=cgct("L5211-39-1", "rédaction de la loi n° 2019-1461, lue vers 2023", Confidence.A),
    consulted=Consulted.MEMBERS,
    nature=Nature.AVIS,
    rule=Rule.AVIS_SIMPLE,
    silence=Silence.FAVORABLE,
    closing=ClosingAct.DELIBERATION,
    delay_months=3,
    starts="transmission du rapport au conseil municipal",
    note="Facultatif depuis la loi n° 2019-1461 : le président « peut établir » le rapport. "
    "Un avis défavorable ne bloque pas l'approbation par le conseil communautaire.",
    applies_from=date(2019, 12, 29),
)

SCHEMA = (SCHEMA_MUTUALISATION,)
