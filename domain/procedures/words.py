"""The French words shown for what a procedure holds."""

from typing import Final

from domain.procedures.model import (
    CLOSING_ACT_LABELS,
    ClosingAct,
    Consulted,
    CouncilRule,
    Nature,
    Procedure,
    Rule,
    Silence,
)
from domain.procedures.program import Actor, FollowUp, Recurrence

ACTORS: Final = {
    Actor.PRESIDENT: "Président de l'EPCI",
    Actor.CONSEIL_COMMUNAUTAIRE: "Conseil communautaire",
    Actor.CONSEIL_MUNICIPAL: "Conseil municipal",
    Actor.CST: "Comité social territorial",
    Actor.CLETC: "CLETC",
    Actor.PREFET: "Préfet",
    Actor.PARTIES: "Parties",
}

#: What an act by each of them gives, when it comes before the communes are asked.
GIVEN_BEFORE: Final = {
    Actor.PRESIDENT: "document",
    Actor.CONSEIL_COMMUNAUTAIRE: "délibération",
    Actor.CONSEIL_MUNICIPAL: "délibération",
    Actor.CST: "avis",
    Actor.CLETC: "rapport",
    Actor.PREFET: "arrêté",
    Actor.PARTIES: "document",
}

GIVEN_AT_CLOSING: Final = {
    ClosingAct.DELIBERATION: "délibération",
    ClosingAct.ARRETE: "arrêté",
    ClosingAct.CONVENTION: "convention signée",
}

CLOSES: Final = {
    ClosingAct.DELIBERATION: Actor.CONSEIL_COMMUNAUTAIRE,
    ClosingAct.ARRETE: Actor.PREFET,
    ClosingAct.CONVENTION: Actor.PARTIES,
}

COUNCIL_MAJORITIES: Final = {
    CouncilRule.SIMPLE: "majorité simple",
    CouncilRule.DEUX_TIERS_SUFFRAGES: "deux tiers des suffrages exprimés",
    CouncilRule.DEUX_TIERS_MEMBRES: "deux tiers des membres",
    CouncilRule.DEUX_TIERS: "deux tiers (des suffrages ou des membres : à confirmer)",
    CouncilRule.DEUX_TIERS_MEMBRES_SI_DEFAVORABLE: "majorité simple ; deux tiers des membres si l'avis est défavorable",
}

COMMUNES_MAJORITIES: Final = {
    Rule.AVIS_SIMPLE: "majorité simple de chaque conseil ; l'avis ne lie pas",
    Rule.CREATION_EPCI: "majorité simple de chaque conseil, puis majorité qualifiée des communes",
    Rule.CLETC: "majorité simple de chaque conseil, puis majorité qualifiée des communes, sans la clause de la plus "
    "peuplée",
    Rule.ACCORDS: "majorité simple de chaque conseil ; l'accord de chaque commune concernée est requis",
}

_SILENCES: Final = {
    (Nature.AVIS, Silence.FAVORABLE): "avis réputé favorable",
    (Nature.AVIS, Silence.DEFAVORABLE): "avis réputé défavorable",
    (Nature.AVIS, Silence.NEUTRE): "ni avis favorable ni avis défavorable, et ne bloque pas",
    (Nature.DECISION, Silence.FAVORABLE): "décision réputée favorable",
    (Nature.DECISION, Silence.DEFAVORABLE): "décision réputée défavorable",
    (Nature.DECISION, Silence.NEUTRE): "ni accord ni refus",
}

_SILENCE_DOES: Final = {
    (Nature.AVIS, Silence.FAVORABLE): "vaut avis favorable",
    (Nature.AVIS, Silence.DEFAVORABLE): "vaut avis défavorable",
    (Nature.AVIS, Silence.NEUTRE): "ne vaut aucun avis et ne bloque pas",
    (Nature.DECISION, Silence.FAVORABLE): "vaut accord",
    (Nature.DECISION, Silence.DEFAVORABLE): "vaut refus",
    (Nature.DECISION, Silence.NEUTRE): "ne vaut ni accord ni refus",
}

_RECURRENCES: Final = {
    Recurrence.ONCE: "",
    Recurrence.YEARLY_BEFORE_BUDGET: "chaque année, avant l'adoption du budget",
    Recurrence.YEARLY: "au moins une fois par an",
}


def silence_of(procedure: Procedure) -> str:
    """What the silence of a commune gives, in a few words; empty when no commune is asked."""
    if procedure.consulted is Consulted.NOBODY:
        return ""
    return _SILENCES[procedure.nature, procedure.silence]


def asked(procedure: Procedure) -> str:
    """The communes that have a say: « chaque commune membre »; empty when there is none."""
    if procedure.single_commune:
        return "la seule commune concernée"
    return {
        Consulted.MEMBERS: "chaque commune membre",
        Consulted.CONCERNED: "chaque commune concernée",
        Consulted.NOBODY: "",
    }[procedure.consulted]


def rhythm(follow_up: FollowUp) -> str:
    """When what follows is due: « dans les 9 mois qui suivent »; empty when the law says nothing of it."""
    if follow_up.recurrence is Recurrence.ONCE and follow_up.months is not None:
        return f"dans les {follow_up.months} mois qui suivent"
    return _RECURRENCES[follow_up.recurrence]


def summary(procedure: Procedure) -> str:
    """The procedure in two or three French sentences: who has a say, in what delay, what silence does, what closes."""
    if procedure.consulted is Consulted.NOBODY:
        return "Le conseil communautaire décide seul : aucune commune n'a à se prononcer."
    verb = "donne un avis" if procedure.nature is Nature.AVIS else "se prononce"
    delay = f"dans les {procedure.delay_months} mois" if procedure.delay_months else "sans délai fixé par la loi"
    first = "Le conseil communautaire délibère d'abord. " if procedure.deliberation_first else ""
    closing = CLOSING_ACT_LABELS[procedure.closing]
    otherwise = f" ; à défaut, {CLOSING_ACT_LABELS[procedure.otherwise]}" if procedure.otherwise else ""
    who = asked(procedure)
    return (
        f"{first}{who[0].upper()}{who[1:]} {verb} {delay} ; son silence "
        f"{_SILENCE_DOES[procedure.nature, procedure.silence]}. "
        f"Ce qui clôt : {closing}{otherwise}."
    )


def left_out(procedure: Procedure) -> tuple[str, ...]:
    """What the law does not say, one French sentence each; empty when nothing is known to miss."""
    found = []
    if procedure.consulted is not Consulted.NOBODY and procedure.delay_months is None:
        found.append("La loi ne fixe pas de délai aux communes.")
    if procedure.consulted is not Consulted.NOBODY and procedure.silence is Silence.NEUTRE:
        found.append("La loi ne donne pas de sens au silence d'une commune.")
    return (*found, *procedure.unsaid)
