"""Statuts and membership of the EPCI, and what concerns one commune alone."""

from domain.procedures.model import ClosingAct, Consulted, CouncilRule, Nature, Procedure, Rule, Silence, cgct
from domain.procedures.program import Actor, Prerequisite
from domain.procedures.texts import L5211_57, qualified_vote
from domain.sources import Confidence
from domain.territory import Nature as EpciNature

_RETRAIT = cgct("L5211-19", "30/12/2019", Confidence.A)

MODIFICATION_STATUTAIRE = qualified_vote(
    "modification_statutaire",
    "Modification des statuts",
    cgct("L5211-20", "17/08/2004, relue identique vers 2023", Confidence.A),
    Silence.FAVORABLE,
    decides="Prononcer la modification des statuts",
    note="Comme pour un transfert, le silence vaut accord.",
)

RETRAIT_COMMUNE = qualified_vote(
    "retrait_commune",
    "Retrait d'une commune",
    _RETRAIT,
    Silence.DEFAVORABLE,
    decides="Prononcer le retrait",
    natures=(EpciNature.CC, EpciNature.CA),
    applies_source=_RETRAIT,
    note="Le silence vaut refus. L'accord du conseil communautaire est requis, puis les positions, expresses ou "
    "tacites, de toutes les communes (CE, 23 juillet 2012, n° 342849). Une commune peut voter avant d'être saisie et "
    "changer son vote jusqu'à la fin du délai ou jusqu'à l'arrêté.",
    prerequisites=(
        Prerequisite(
            key="document_incidences",
            actor=Actor.PRESIDENT,
            act="Document d'incidences",
            source=cgct("L5211-39-2 et D5211-18-2", "textes non relus", Confidence.B),
            binding=False,
        ),
    ),
)

AVIS_COMMUNEL5211_57 = Procedure(
    id="avis_commune_seule_concernee",
    title="Décision qui ne concerne qu'une commune",
    source=L5211_57,
    consulted=Consulted.CONCERNED,
    single_commune=True,
    nature=Nature.AVIS,
    rule=Rule.AVIS_SIMPLE,
    silence=Silence.FAVORABLE,
    closing=ClosingAct.DELIBERATION,
    decides="Prendre la décision",
    council_rule=CouncilRule.DEUX_TIERS_MEMBRES_SI_DEFAVORABLE,
    council_source=L5211_57,
    delay_months=3,
    starts="transmission du projet de décision à la commune",
    note="Un avis défavorable n'empêche pas la décision, qui doit alors réunir les deux tiers des membres du conseil "
    "communautaire.",
)

PERIMETRE = (MODIFICATION_STATUTAIRE, RETRAIT_COMMUNE, AVIS_COMMUNEL5211_57)
