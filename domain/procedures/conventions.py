"""What EPCI and communes agree on by concordant délibérations and a convention: nobody is bound by silence."""

from domain.procedures.model import ClosingAct, Consulted, Nature, Procedure, Rule, Silence, cgct
from domain.sources import Confidence, Source

SERVICE_COMMUN = Procedure(
    id="service_commun",
    title="Service commun",
    source=cgct("L5211-4-2", "rédaction postérieure à 2022", Confidence.A),
    consulted=Consulted.CONCERNED,
    nature=Nature.DECISION,
    rule=Rule.ACCORDS,
    silence=Silence.NEUTRE,
    closing=ClosingAct.CONVENTION,
    note="Seules les communes volontaires délibèrent, après la fiche d'impact et l'avis de chaque comité social "
    "territorial compétent.",
)

GROUPEMENT_COMMANDES = Procedure(
    id="groupement_commandes",
    title="Groupement de commandes",
    source=Source(
        article="articles L2113-6 à L2113-8 du code de la commande publique",
        version="lue en avril 2026",
        confidence=Confidence.A,
    ),
    consulted=Consulted.CONCERNED,
    nature=Nature.DECISION,
    rule=Rule.ACCORDS,
    silence=Silence.NEUTRE,
    closing=ClosingAct.CONVENTION,
    note="Chaque membre approuve et signe la convention constitutive.",
)

MISE_A_DISPOSITION_SERVICES = Procedure(
    id="mise_a_disposition_services",
    title="Mise à disposition de services",
    source=cgct("L5211-4-1 II et III et D5211-16", "D5211-16 du 13/05/2011 lu ; II et III non relus", Confidence.B),
    consulted=Consulted.CONCERNED,
    nature=Nature.DECISION,
    rule=Rule.ACCORDS,
    silence=Silence.NEUTRE,
    closing=ClosingAct.CONVENTION,
    note="Délibérations concordantes et convention, après avis du comité social territorial ; le coût unitaire est "
    "porté chaque année à la connaissance des bénéficiaires.",
)

FONDS_DE_CONCOURS = Procedure(
    id="fonds_de_concours",
    title="Fonds de concours",
    source=cgct("L5214-16 V (CC), L5216-5 VI (CA) ou L5215-26 (CU)", "textes lus, 2004 à 2016", Confidence.A),
    consulted=Consulted.CONCERNED,
    nature=Nature.DECISION,
    rule=Rule.ACCORDS,
    silence=Silence.NEUTRE,
    closing=ClosingAct.CONVENTION,
    note="Accords concordants à la majorité simple ; le total des fonds ne dépasse pas la part financée par le "
    "bénéficiaire, hors subventions ; il n'est jamais imposé.",
)

BIENS_PARTAGES = Procedure(
    id="biens_partages",
    title="Biens partagés",
    source=cgct("L5211-4-3", "texte non lu", Confidence.B),
    consulted=Consulted.NOBODY,
    nature=Nature.DECISION,
    rule=Rule.ACCORDS,
    silence=Silence.NEUTRE,
    closing=ClosingAct.DELIBERATION,
    note="Le conseil communautaire décide seul et fixe le règlement de mise à disposition.",
)

CONVENTIONS = (SERVICE_COMMUN, GROUPEMENT_COMMANDES, MISE_A_DISPOSITION_SERVICES, FONDS_DE_CONCOURS, BIENS_PARTAGES)
