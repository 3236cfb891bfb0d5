"""What each kind of event is called in a list, by kind of stream and in the order of a life."""

from collections.abc import Mapping
from typing import Final

_CONSULTATION: Final = {
    "ConsultationOpened": "consultation ouverte",
    "CouncilVoteRecorded": "vote du conseil communautaire",
    "StepRecorded": "acte préalable",
    "DocumentAttached": "document joint",
    "ConsultationSent": "demande transmise",
    "ReceiptRecorded": "réception par une commune",
    "AvisRecorded": "délibération d'une commune",
    "LateAvisRecorded": "délibération hors délai",
    "AvisQualified": "vote qualifié",
    "AvisAnnulled": "délibération annulée ou retirée",
    "SilenceRecorded": "silence constaté",
    "SilenceConfirmed": "silence confirmé",
    "CommuneDeparted": "départ d'une commune",
    "ConsultationSuspended": "consultation suspendue",
    "ConsultationResumed": "consultation reprise",
    "ConsultationExtended": "réponse souhaitée reportée",
    "ResultChanged": "résultat",
    "ConsultationEnded": "fin de la consultation des communes",
    "ConsultationClosed": "consultation close",
    "AnnulmentRecorded": "acte annulé par le juge",
    "ConsultationCancelled": "consultation annulée",
    "ConsultationReopened": "consultation rouverte",
    "CouncilsFollowed": "séances de conseil suivies",
    "HabitsFollowed": "plan des rappels suivi",
    "ReminderSkipped": "rappel écarté",
    "RemindersSnoozed": "rappels reportés",
    "BounceNoted": "courriel revenu",
}
_OBJECTIVE: Final = {
    "ObjectivePlanned": "objectif inscrit",
    "ObjectiveRetained": "objectif retenu",
    "ObjectiveStarted": "objectif commencé",
    "ProgressRecorded": "avancement",
    "MilestoneCompleted": "étape faite",
    "DeadlineMoved": "échéance déplacée",
    "ObjectiveDescribed": "fiche modifiée",
    "ObjectiveAssigned": "pilote, suppléance ou élu référent changé",
    "MilestonePlanned": "étape ajoutée ou modifiée",
    "MilestoneGivenUp": "étape abandonnée",
    "IndicatorDefined": "indicateur ajouté ou modifié",
    "IndicatorDropped": "indicateur qui n'est plus suivi",
    "MeansPlanned": "moyens prévus",
    "MeansRecorded": "moyens réels d'une année",
    "EngagementSet": "engagement d'une commune",
    "ObjectiveBlocked": "objectif bloqué",
    "ObjectiveUnblocked": "objectif débloqué",
    "ObjectivePaused": "objectif en pause",
    "ObjectiveResumed": "objectif repris",
    "ObjectiveReached": "objectif réalisé",
    "ObjectiveAbandoned": "objectif abandonné",
    "ConsultationNoted": "consultation sur un objectif",
    "ProgressAsked": "nouvelles demandées",
    "LateRecorded": "objectif en retard",
    "ReminderDue": "relance",
}
_MANDATE: Final = {
    "MandateOpened": "mandat ouvert",
    "RoadmapPlanned": "feuille de route saisie",
    "RoadmapTransmitted": "feuille de route transmise",
    "RoadmapWithdrawn": "feuille de route retirée",
    "ApprovalNoted": "feuille de route approuvée",
    "RoadmapApproved": "état initial (T0) gelé",
    "AmendmentApproved": "modification approuvée",
    "DutiesScheduled": "obligations mises à jour",
    "DutyReminderDue": "relance d'une obligation",
    "DutyCompleted": "obligation faite",
    "FollowUpNoted": "suite d'une consultation",
    "CouncilsRecorded": "séances de conseil",
    "RemindersAdapted": "plans de rappels adaptés",
    "HabitsPassedOn": "plans de rappels transmis",
    "RunningNoted": "consultation suivie",
    "OverNoted": "consultation qui n'est plus suivie",
    "DigestDue": "point de la semaine",
    "StockDue": "point d'avancement attendu",
    "StockTaken": "point d'avancement",
    "EvaluationDue": "évaluation lancée",
    "EvaluationNoted": "évaluation enregistrée",
    "EndMoved": "fin du mandat déplacée",
    "MandateEnded": "mandat terminé",
}
_EVALUATION: Final = {
    "EvaluationOpened": "évaluation ouverte",
    "EvidenceFrozen": "éléments de preuve gelés",
    "EvaluationRecorded": "évaluation calculée",
}

#: By kind of stream; a kind that two of them know stands under the first.
EVENT_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "consultation": _CONSULTATION,
    "objective": _OBJECTIVE,
    "mandate": _MANDATE,
    "evaluation": _EVALUATION,
}

#: The kinds of stream, as a list of them says it.
STREAM_LABELS: Final[Mapping[str, str]] = {
    "consultation": "consultations",
    "objective": "objectifs",
    "mandate": "mandat",
    "evaluation": "évaluations",
}


def event_label(kind: str) -> str:
    """What a kind of event is called; one that a newer version wrote, by its name."""
    return next((labels[kind] for labels in EVENT_LABELS.values() if kind in labels), kind)
