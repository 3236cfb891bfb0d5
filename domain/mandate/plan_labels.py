"""The plans of reminders in words: what each one reminds of, when each step falls, whom it tells."""

from typing import Final

from domain.french import join, plural
from domain.notices import LABELS, NoticeKind
from domain.people import Role
from domain.reminders import Anchor, Only, PlanName, Step

#: After « le plan des ».
PLAN_LABELS: Final = {
    PlanName.CONSULTATION: "consultations",
    PlanName.OBJECTIVE: "objectifs",
    PlanName.MILESTONE: "étapes",
    PlanName.PROGRESS: "nouvelles d'objectif",
    PlanName.DUTY: "obligations",
}

#: The day that each plan aims at, after « avant ».
_AIMS: Final = {
    PlanName.CONSULTATION: "la fin du délai, prise au plus tôt",
    PlanName.OBJECTIVE: "l'échéance de l'objectif",
    PlanName.MILESTONE: "l'échéance de l'étape",
    PlanName.PROGRESS: "la question posée au pilote",
    PlanName.DUTY: "l'échéance de l'obligation",
}

_ANCHORS: Final = {
    Anchor.AGENDA: "la clôture de l'ordre du jour du dernier conseil utile",
    Anchor.CONVOCATION: "le dernier jour de convocation du dernier conseil utile",
    Anchor.URGENCY: "le dernier jour de convocation en urgence du dernier conseil utile",
    Anchor.COUNCIL: "le dernier conseil utile",
}

_ONLY: Final = {
    Only.ALWAYS: "",
    Only.COUNCIL_KNOWN: ", si un conseil est connu",
    Only.COUNCIL_UNKNOWN: ", si aucun conseil n'est connu",
}

_ROLES: Final = {
    Role.MAIRIE: "mairie",
    Role.MAIRE: "maire",
    Role.SECRETAIRE: "secrétaire de mairie",
    Role.REFERENT: "référent de la commune",
    Role.COORDINATEUR: "coordinateur",
    Role.PILOTE: "pilote",
    Role.PRESIDENT: "président",
}

#: Whom a step tells when it names nobody.
_TOLD: Final = {
    PlanName.CONSULTATION: "mairie",
    PlanName.OBJECTIVE: "pilote",
    PlanName.MILESTONE: "pilote",
    PlanName.PROGRESS: "pilote et suppléant",
    PlanName.DUTY: "coordinateur",
}


def step_label(notice: NoticeKind, label: str = "") -> str:
    """« rappels à 30 jours », with the label of one that the EPCI added."""
    return f"{LABELS[notice]} ({label})" if label else LABELS[notice]


def when(plan: PlanName, step: Step) -> str:
    """« 30 jours avant la fin du délai, prise au plus tôt, si aucun conseil n'est connu »."""
    anchor = _ANCHORS.get(step.anchor, _AIMS[plan])
    days = abs(step.days_before)
    side = "avant" if step.days_before > 0 else "après"
    told = f"{days} {plural(days, 'jour', 'jours')} {side} {anchor}" if days else f"le jour même : {anchor}"
    return told + _ONLY[step.only]


def who(plan: PlanName, step: Step) -> str:
    """« secrétaire de mairie et maire »."""
    return join([_ROLES[role] for role in step.to]) or _TOLD[plan]
