"""The schéma de mutualisation and the pacte de gouvernance: the communes give an avis, the EPCI's council decides."""

from datetime import date

from domain.procedures.model import ClosingAct, Consulted, Nature, Procedure, Rule, Silence, cgct
from domain.procedures.program import Act, Actor, Prerequisite
from domain.procedures.texts import avis_cst
from domain.sources import Confidence, Source

_SCHEMA = cgct("L5211-39-1", "rédaction de la loi n° 2019-1461, lue vers 2023", Confidence.A)
_PACTE = cgct("L5211-11-2", "rédaction de la loi n° 2019-1461 et réponse ministérielle du 14/01/2021", Confidence.A)

SCHEMA_MUTUALISATION = Procedure(
    id="schema_mutualisation",
    title="Schéma de mutualisation des services",
    source=_SCHEMA,
    consulted=Consulted.MEMBERS,
    nature=Nature.AVIS,
    rule=Rule.AVIS_SIMPLE,
    silence=Silence.FAVORABLE,
    closing=ClosingAct.DELIBERATION,
    decides="Approuver le schéma",
    delay_months=3,
    starts="transmission du rapport au conseil municipal",
    note="Facultatif depuis la loi n° 2019-1461 : le président « peut établir » le rapport. "
    "Un avis défavorable ne bloque pas l'approbation par le conseil communautaire.",
    applies_from=date(2019, 12, 29),
    prerequisites=(
        Prerequisite(
            key="rapport",
            actor=Actor.PRESIDENT,
            act="Rapport relatif aux mutualisations de services, avec le projet de schéma et son effet prévisionnel "
            "sur les effectifs et les dépenses de fonctionnement de l'EPCI et des communes",
            source=_SCHEMA,
            binding=False,
        ),
        avis_cst(
            Source(
                article="article R253-7 du code général de la fonction publique",
                version="3 avril 2026 ; aucun texte lu ne dit s'il vise le schéma lui-même",
                confidence=Confidence.C,
            ),
            binding=False,
        ),
    ),
    afterwards=(
        Act(actor=Actor.PRESIDENT, act="Envoyer le schéma à chaque conseil municipal", source=_SCHEMA),
        Act(
            actor=Actor.PRESIDENT,
            act="Communiquer au conseil communautaire l'avancement du schéma, sans vote",
            when="chaque année, au débat d'orientation budgétaire ou, à défaut, au vote du budget",
            source=_SCHEMA,
        ),
    ),
    unsaid=(
        "La loi ne prévoit ni bilan à mi-mandat ni évaluation finale : ils relèvent de la pratique locale.",
        "La loi ne dit pas comment modifier le schéma en cours de mandat : par prudence, recommencez l'avis et la "
        "délibération (à confirmer).",
        "L'absence de schéma n'est pas sanctionnée.",
        "Le rapport s'établit dans l'année qui suit le renouvellement général ; le jour d'où part cette année est "
        "déduit du précédent de 2020 (à confirmer).",
    ),
)

PACTE_GOUVERNANCE = Procedure(
    id="pacte_gouvernance",
    title="Pacte de gouvernance",
    source=_PACTE,
    consulted=Consulted.MEMBERS,
    nature=Nature.AVIS,
    rule=Rule.AVIS_SIMPLE,
    silence=Silence.NEUTRE,
    closing=ClosingAct.DELIBERATION,
    decides="Adopter le pacte de gouvernance",
    delay_months=2,
    starts="transmission du projet de pacte",
    note="Seul le débat est obligatoire après chaque renouvellement général. Un avis défavorable ou absent ne bloque "
    "pas l'adoption : passé deux mois, le conseil communautaire peut adopter.",
    applies_from=date(2019, 12, 29),
    closing_months_after_renewal=9,
    closing_deadline_source=Source(
        article="réponse ministérielle n° 18988 (Sénat, 14 janvier 2021) sur l'article L5211-11-2 du CGCT",
        version="décompte de 2020 appliqué à 2026 ; aucun décompte officiel de 2026",
        confidence=Confidence.B,
    ),
    prerequisites=(
        Prerequisite(
            key="debat",
            actor=Actor.CONSEIL_COMMUNAUTAIRE,
            act="Débat et délibération sur l'élaboration d'un pacte de gouvernance",
            source=_PACTE,
        ),
        Prerequisite(
            key="conseil_de_developpement",
            actor=Actor.CONSEIL_COMMUNAUTAIRE,
            act="Débat et délibération sur la consultation du conseil de développement et l'association de la "
            "population",
            source=_PACTE,
            binding=False,
        ),
    ),
    unsaid=("Aucune sanction n'a été trouvée pour un pacte adopté après les neuf mois (à confirmer).",),
)

SCHEMA = (SCHEMA_MUTUALISATION, PACTE_GOUVERNANCE)
