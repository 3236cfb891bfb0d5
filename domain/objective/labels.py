"""The words shown for what an objective holds."""

from typing import Final

from domain.objective.values import BlockageCause, Direction, EngagementLevel, Priority, Trend

#: How far one integrates, as the roadmap's format numbers it.
INTEGRATION: Final = {
    1: "1, informel",
    2: "2, convention ou prestation",
    3: "3, service commun",
    4: "4, transfert",
}

DIRECTIONS: Final = {
    Direction.ASCENDANT: "ascendant : le service d'une commune travaille pour l'EPCI",
    Direction.DESCENDANT: "descendant : le service de l'EPCI travaille pour des communes",
    Direction.HORIZONTAL: "horizontal : entre communes",
}

PRIORITIES: Final = {Priority.ELEVEE: "élevée", Priority.MOYENNE: "moyenne", Priority.BASSE: "basse"}

ENGAGEMENTS: Final = {
    EngagementLevel.PILOTE: "pilote",
    EngagementLevel.VOLONTAIRE: "volontaire",
    EngagementLevel.INTERESSEE: "intéressée",
    EngagementLevel.EN_ATTENTE: "en attente",
    EngagementLevel.NON: "non",
    EngagementLevel.SORTIE: "sortie",
}

TRENDS: Final = {Trend.HAUSSE: "à la hausse", Trend.BAISSE: "à la baisse"}

CAUSES: Final = {
    BlockageCause.JURIDIQUE: "juridique",
    BlockageCause.FINANCIER: "financière",
    BlockageCause.RH: "ressources humaines",
    BlockageCause.POLITIQUE: "politique",
    BlockageCause.TECHNIQUE: "technique",
    BlockageCause.AGENDA: "agenda",
    BlockageCause.INFORMATION: "information",
}
