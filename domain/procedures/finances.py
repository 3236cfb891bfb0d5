"""What moves money between communes and EPCI: charges transférées, attributions de compensation, fonds de concours."""

from domain.majority import CGI_1609_NONIES_C_IV
from domain.procedures.model import ClosingAct, Consulted, CouncilRule, Nature, Procedure, Rule, Silence, cgct
from domain.procedures.program import Act, Actor
from domain.procedures.texts import CGI_1609_NONIES_C_V_1_BIS, agreement, rapport_cletc
from domain.sources import Confidence, Source

_FPU = Source(
    article="article 1609 nonies C du CGI", version="loi de finances pour 2017, article 148", confidence=Confidence.A
)
_PREVISIONNELLES = Source(
    article="article 1609 nonies C V du CGI", version="guides de 2019 à 2024", confidence=Confidence.B
)
_QUINQUENNAL = Source(
    article="article 1609 nonies C V 2° du CGI", version="loi de finances pour 2017", confidence=Confidence.A
)

CLETC = Procedure(
    id="cletc",
    title="Rapport de la CLETC (évaluation des charges transférées)",
    source=CGI_1609_NONIES_C_IV,
    consulted=Consulted.MEMBERS,
    nature=Nature.DECISION,
    rule=Rule.CLETC,
    silence=Silence.NEUTRE,
    closing=ClosingAct.DELIBERATION,
    decides="Fixer les attributions de compensation, avant le 31 décembre",
    otherwise=ClosingAct.ARRETE,
    otherwise_source=CGI_1609_NONIES_C_IV,
    delay_months=3,
    starts="transmission du rapport par le président de la CLETC",
    sender=Actor.CLETC,
    financing="FPU",
    applies_source=_FPU,
    note="Le silence n'approuve pas. La majorité est celle du premier alinéa du II de l'article L5211-5 : la clause de "
    "la commune la plus peuplée n'y est pas. Si le rapport n'est pas transmis ou pas approuvé, un arrêté du préfet "
    "constate le coût net des charges. Le rapport est aussi transmis, pour information, au conseil communautaire.",
    prerequisites=(
        rapport_cletc("Rapport de la CLETC, dans les neuf mois qui suivent le transfert", CGI_1609_NONIES_C_IV),
    ),
    afterwards=(
        Act(
            actor=Actor.PRESIDENT,
            act="Communiquer aux communes le montant prévisionnel des attributions de compensation",
            when="chaque année, avant le 15 février",
            source=_PREVISIONNELLES,
        ),
        Act(
            actor=Actor.PRESIDENT,
            act="Rapport sur l'évolution des attributions de compensation, débat, délibération qui en prend acte, "
            "envoi aux communes",
            when="tous les cinq ans",
            source=_QUINQUENNAL,
        ),
    ),
)

AC_LIBRE = agreement(
    "ac_libre",
    "Révision libre des attributions de compensation",
    CGI_1609_NONIES_C_V_1_BIS,
    closing=ClosingAct.DELIBERATION,
    decides="Fixer librement les attributions de compensation, en tenant compte du rapport de la CLETC",
    council_rule=CouncilRule.DEUX_TIERS,
    council_source=CGI_1609_NONIES_C_V_1_BIS,
    financing="FPU",
    applies_source=_FPU,
    note="Délibérations concordantes du conseil communautaire, aux deux tiers, et de chaque commune intéressée, à la "
    "majorité simple ; une commune qui ne délibère pas ne bloque que sa propre révision.",
    prerequisites=(
        rapport_cletc("Rapport de la CLETC, dont les délibérations tiennent compte", CGI_1609_NONIES_C_V_1_BIS),
    ),
    unsaid=("Le texte lu ne dit pas si les deux tiers se comptent parmi les suffrages ou parmi les membres.",),
)

FONDS_DE_CONCOURS = agreement(
    "fonds_de_concours",
    "Fonds de concours",
    cgct("L5214-16 V (CC), L5216-5 VI (CA) ou L5215-26 (CU)", "textes lus, 2004 à 2016", Confidence.A),
    council_agrees=True,
    decides="Signer la convention de versement",
    note="Accords concordants à la majorité simple ; le total des fonds ne dépasse pas la part financée par le "
    "bénéficiaire, hors subventions ; il n'est jamais imposé. Le fonds finance la réalisation ou le fonctionnement "
    "d'un équipement. Les métropoles l'appliquent par renvoi.",
)

FINANCES = (CLETC, AC_LIBRE, FONDS_DE_CONCOURS)
