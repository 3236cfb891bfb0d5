"""What moves a competence between communes and EPCI: decided by the qualified majority of the communes."""

from datetime import date

from domain.majority import CGI_1609_NONIES_C_IV
from domain.procedures.model import Silence, cgct
from domain.procedures.program import Act, Actor, FollowUp
from domain.procedures.texts import TRANSFER_OF_STAFF, qualified_vote
from domain.sources import Confidence, Source

LAVEYRON = Source(
    article="CE, 3 mai 2002, commune de Laveyron, n° 217654",
    version="réponse ministérielle du 27/02/2003",
    confidence=Confidence.A,
)
LAVEYRON_A_LA_CARTE = LAVEYRON.but(
    version="décision rendue sur L5211-17, auquel L5211-17-2 renvoie", confidence=Confidence.B
)

#: What opens by itself once a competence is transferred: only where there is a CLETC.
_CLETC = (
    FollowUp(
        key="rapport_cletc",
        actor=Actor.CLETC,
        act="Rapport de la CLETC sur les charges transférées",
        source=CGI_1609_NONIES_C_IV,
        months=9,
        financing="FPU",
    ),
    FollowUp(
        key="cletc",
        actor=Actor.CONSEIL_MUNICIPAL,
        act="Approuver le rapport de la CLETC",
        source=CGI_1609_NONIES_C_IV,
        opens="cletc",
        financing="FPU",
    ),
)

_AFTER_TRANSFER = (
    Act(
        actor=Actor.PARTIES,
        act="Transférer les services : décision conjointe de la commune et de l'EPCI, fiche d'impact annexée, avis de "
        "chaque comité social territorial compétent",
        source=TRANSFER_OF_STAFF,
    ),
    Act(
        actor=Actor.PARTIES,
        act="Mettre les biens à la disposition de l'EPCI",
        source=cgct("L1321-1", "articles L1321-1 et suivants, texte non relu", Confidence.B),
    ),
)

_CHANGES = "une commune peut changer son vote jusqu'à la fin du délai ou jusqu'à l'arrêté"

TRANSFERT_COMPETENCE = qualified_vote(
    "transfert_competence",
    "Transfert de compétence",
    cgct("L5211-17", "lue vers 2023", Confidence.A),
    Silence.FAVORABLE,
    decides="Prononcer le transfert",
    closes_before_end=True,
    early_closing_source=LAVEYRON,
    note="Le préfet est tenu de prononcer le transfert dès que l'organe délibérant et la majorité qualifiée "
    f"des communes l'ont approuvé ; {_CHANGES}.",
    follow_ups=_CLETC,
    afterwards=_AFTER_TRANSFER,
)

TRANSFERT_A_LA_CARTE = qualified_vote(
    "transfert_a_la_carte",
    "Transfert de compétence « à la carte »",
    cgct("L5211-17-2", "rédaction de la loi n° 2022-217 du 21 février 2022", Confidence.A),
    Silence.FAVORABLE,
    decides="Prononcer le transfert à la carte",
    closes_before_end=True,
    early_closing_source=LAVEYRON_A_LA_CARTE,
    note="Le transfert suit les règles de l'article L5211-17. Il repose sur des critères objectifs ; une liste "
    f"d'équipements ou de services est possible ; {_CHANGES}.",
    applies_from=date(2022, 2, 23),
    follow_ups=_CLETC,
    afterwards=_AFTER_TRANSFER,
)

RESTITUTION_COMPETENCE = qualified_vote(
    "restitution_competence",
    "Restitution de compétence",
    cgct("L5211-17-1", "lue vers 2023", Confidence.A),
    Silence.DEFAVORABLE,
    decides="Prononcer la restitution",
    note="À l'inverse du transfert, le silence vaut refus. "
    "Seules se restituent les compétences dont la loi ne prévoit pas le transfert.",
    unsaid=(
        "Restituer à quelques communes seulement demande deux étapes : restituer à toutes, puis transférer de nouveau "
        "« à la carte ».",
    ),
)

COMPETENCES = (TRANSFERT_COMPETENCE, TRANSFERT_A_LA_CARTE, RESTITUTION_COMPETENCE)
