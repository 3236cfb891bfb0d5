"""What EPCI and communes agree on by concordant délibérations and a convention: nobody is bound by silence."""

from domain.procedures.model import ClosingAct, Consulted, cgct
from domain.procedures.program import Actor, FollowUp, Prerequisite, Recurrence
from domain.procedures.texts import agreement, avis_cst
from domain.sources import Confidence, Source

_SERVICE_COMMUN = cgct("L5211-4-2", "rédaction postérieure à 2022", Confidence.A)
_COUT_UNITAIRE = cgct("D5211-16", "13/05/2011", Confidence.A)
_PRESTATIONS = cgct("L5111-1 alinéa 3", "rédaction de 2019", Confidence.A)

SERVICE_COMMUN = agreement(
    "service_commun",
    "Service commun",
    _SERVICE_COMMUN,
    council_agrees=True,
    decides="Signer la convention de service commun",
    vote_source=cgct("L5211-4-2", "délibération de chaque partie et signature : non relues", Confidence.B),
    note="Seules les communes volontaires délibèrent, après la fiche d'impact et l'avis de chaque comité social "
    "territorial compétent. Une commune choisie par le conseil communautaire peut gérer le service.",
    prerequisites=(
        Prerequisite(
            key="fiche_impact",
            actor=Actor.PARTIES,
            act="Fiche d'impact : organisation, conditions de travail, rémunération, droits acquis",
            source=_SERVICE_COMMUN,
        ),
        avis_cst(_SERVICE_COMMUN, binding=True),
    ),
)

GROUPEMENT_COMMANDES = agreement(
    "groupement_commandes",
    "Groupement de commandes",
    Source(
        article="articles L2113-6 à L2113-8 du code de la commande publique",
        version="lue en avril 2026",
        confidence=Confidence.A,
    ),
    lyon=True,
    decides="Signer la convention constitutive du groupement",
    note="Chaque membre approuve et signe la convention constitutive.",
)

MISE_A_DISPOSITION_SERVICES = agreement(
    "mise_a_disposition_services",
    "Mise à disposition de services",
    cgct("L5211-4-1 II et III et D5211-16", "D5211-16 du 13/05/2011 lu ; II et III non relus", Confidence.B),
    council_agrees=True,
    decides="Signer la convention de mise à disposition",
    note="Délibérations concordantes et convention, après avis du comité social territorial ; le coût unitaire est "
    "porté chaque année à la connaissance des bénéficiaires. "
    "L'article D5211-16 ne cite que le II de l'article L5211-4-1.",
    prerequisites=(avis_cst(cgct("L5211-4-1 II et III", "non relus", Confidence.B), binding=False),),
    follow_ups=(
        FollowUp(
            key="cout_unitaire_premier",
            actor=Actor.PARTIES,
            act="Porter le coût unitaire à la connaissance des bénéficiaires, l'année de la signature",
            source=_COUT_UNITAIRE,
            months=3,
        ),
        FollowUp(
            key="cout_unitaire",
            actor=Actor.PARTIES,
            act="Porter le coût unitaire à la connaissance des bénéficiaires avant l'adoption du budget",
            source=_COUT_UNITAIRE,
            recurrence=Recurrence.YEARLY_BEFORE_BUDGET,
        ),
        FollowUp(
            key="remboursement",
            actor=Actor.PARTIES,
            act="Rembourser sur l'état annuel des recours au service, en unités de fonctionnement",
            source=_COUT_UNITAIRE,
            months=12,
            recurrence=Recurrence.YEARLY,
        ),
    ),
)

PRESTATIONS_SERVICES = agreement(
    "prestations_services",
    "Prestations de services entre communes",
    _PRESTATIONS,
    decides="Signer la convention de prestations",
    note="Entre communes d'un même EPCI, et seulement si le rapport relatif aux mutualisations de services le prévoit.",
    prerequisites=(
        Prerequisite(
            key="rapport_mutualisation",
            actor=Actor.CONSEIL_COMMUNAUTAIRE,
            act="Rapport relatif aux mutualisations de services qui prévoit ces prestations",
            source=_PRESTATIONS,
        ),
    ),
)

CONVENTION_GESTION = agreement(
    "convention_gestion",
    "Convention de gestion d'équipements ou de services",
    cgct("L5214-16-1 (CC), L5216-7-1 (CA) ou L5215-27 (CU)", "L5215-27 lu ; les deux autres non lus", Confidence.B),
    council_agrees=True,
    decides="Signer la convention de gestion",
    note="Délibérations concordantes de l'EPCI et de la commune. Le texte applicable aux métropoles n'a pas été lu.",
)

BIENS_PARTAGES = agreement(
    "biens_partages",
    "Biens partagés",
    cgct("L5211-4-3", "texte non lu", Confidence.B),
    consulted=Consulted.NOBODY,
    closing=ClosingAct.DELIBERATION,
    decides="Fixer le règlement de mise à disposition",
    practice="",
    practice_months=None,
    note="Le conseil communautaire décide seul et fixe le règlement de mise à disposition.",
)

CONVENTIONS = (
    SERVICE_COMMUN,
    GROUPEMENT_COMMANDES,
    MISE_A_DISPOSITION_SERVICES,
    PRESTATIONS_SERVICES,
    CONVENTION_GESTION,
    BIENS_PARTAGES,
)
