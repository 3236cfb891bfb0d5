"""What moves a competence between communes and EPCI: decided by the qualified majority of the communes."""

from domain.procedures.model import ClosingAct, Consulted, Nature, Procedure, Rule, Silence, cgct
from domain.sources import Confidence, Source

LAVEYRON = Source(
    article="CE, 3 mai 2002, commune de Laveyron, n° 217654",
    version="réponse ministérielle du 27/02/2003",
    confidence=Confidence.A,
)

TRANSFERT_COMPETENCE = Procedure(
    id="transfert_competence",
    title="Transfert de compétence",
    source=cgct("L5211-17", "lue vers 2023", Confidence.A),
    consulted=Consulted.MEMBERS,
    nature=Nature.DECISION,
    rule=Rule.CREATION_EPCI,
    silence=Silence.FAVORABLE,
    closing=ClosingAct.ARRETE,
    delay_months=3,
    starts="notification de la délibération de l'EPCI au maire",
    deliberation_first=True,
    closes_before_end=True,
    early_closing_source=LAVEYRON,
    note="Le préfet est tenu de prononcer le transfert dès que l'organe délibérant et la majorité qualifiée "
    "des communes l'ont approuvé ; une commune peut changer son vote jusqu'à la fin du délai ou jusqu'à l'arrêté.",
)

RESTITUTION_COMPETENCE = Procedure(
    id="restitution_competence",
    title="Restitution de compétence",
    source=cgct("L5211-17-1", "lue vers 2023", Confidence.A),
    consulted=Consulted.MEMBERS,
    nature=Nature.DECISION,
    rule=Rule.CREATION_EPCI,
    silence=Silence.DEFAVORABLE,
    closing=ClosingAct.ARRETE,
    delay_months=3,
    starts="notification de la délibération de l'EPCI au maire",
    deliberation_first=True,
    note="À l'inverse du transfert, le silence vaut refus. "
    "Seules se restituent les compétences dont la loi ne prévoit pas le transfert.",
)

COMPETENCES = (TRANSFERT_COMPETENCE, RESTITUTION_COMPETENCE)
