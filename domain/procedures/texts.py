"""What several families of procedures share: texts cited, and the two shapes that most procedures have."""

from typing import Any

from domain.procedures.model import ClosingAct, Consulted, Nature, Procedure, Rule, Silence, cgct
from domain.procedures.program import Actor, Prerequisite
from domain.sources import Confidence, Source

L2121_20 = cgct("L2121-20", "lue vers 2023, applicable aux EPCI par L5211-1", Confidence.A)

#: Free revision of the attributions de compensation: « à la majorité des deux tiers », of what is not said.
CGI_1609_NONIES_C_V_1_BIS = Source(
    article="article 1609 nonies C V 1° bis du CGI",
    version="loi de finances pour 2017 ; guides de 2019 à 2024",
    confidence=Confidence.A,
)
L5211_57 = cgct("L5211-57", "13/07/1999", Confidence.A)

TRANSFER_OF_STAFF = cgct("L5211-4-1 I", "rédaction postérieure à 2022", Confidence.A)

#: Councils sit once a quarter at least (L2121-7): three months leave each of them one meeting, as a rule.
PRACTICE_MONTHS = 3
PRACTICE = (
    "Convenez avec les communes d'une date de réponse, par exemple trois mois après l'envoi : un conseil municipal se "
    "réunit au moins une fois par trimestre (article L2121-7 du CGCT). Cette date fait partir des rappels et ne donne "
    "aucun effet au silence."
)


def avis_cst(source: Source, *, binding: bool) -> Prerequisite:
    """The avis of each competent comité social territorial, given again after an unanimous refusal."""
    act = "Avis de chaque comité social territorial compétent"
    return Prerequisite(key="avis_cst", actor=Actor.CST, act=act, source=source, binding=binding, reexamined=True)


def rapport_cletc(act: str, source: Source) -> Prerequisite:
    """The report of the CLETC, without which nothing is asked of the communes."""
    return Prerequisite(key="rapport_cletc", actor=Actor.CLETC, act=act, source=source)


def qualified_vote(id: str, title: str, source: Source, silence: Silence, **more: Any) -> Procedure:
    """A vote of every member by the qualified majority of L5211-5 II, after the EPCI's council, ended by the préfet."""
    return Procedure(
        id=id,
        title=title,
        source=source,
        consulted=Consulted.MEMBERS,
        nature=Nature.DECISION,
        rule=Rule.CREATION_EPCI,
        silence=silence,
        closing=ClosingAct.ARRETE,
        delay_months=3,
        starts="notification de la délibération de l'EPCI au maire",
        deliberation_first=True,
        **more,
    )


def agreement(id: str, title: str, source: Source, **more: Any) -> Procedure:
    """The agreement of each commune concerned, without delay nor effect of silence, ended by a convention."""
    shape: dict[str, Any] = {
        "consulted": Consulted.CONCERNED,
        "nature": Nature.DECISION,
        "rule": Rule.ACCORDS,
        "silence": Silence.NEUTRE,
        "closing": ClosingAct.CONVENTION,
        "practice": PRACTICE,
        "practice_months": PRACTICE_MONTHS,
    }
    return Procedure(id=id, title=title, source=source, **shape | more)
