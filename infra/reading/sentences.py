"""Every event in one French sentence, read from its JSON as the journal keeps it.

A sentence names fields of its event (`{avis.sens}`); what stands in brackets is dropped when a field in it is empty.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final

from domain.calendar import Place
from domain.consultation.labels import COUNTS_AS, DEPARTURES, RESULTS, ROLES, SENS, SILENCES
from domain.consultation.life_commands import StepOutcome
from domain.errors import DomainError
from domain.evaluation.commands import PointType
from domain.french import join, local_time, long_day, typeset
from domain.notices import LABELS
from domain.objective.labels import CAUSES, ENGAGEMENTS
from domain.planned import parse_planned
from domain.procedures import PROCEDURES
from domain.procedures.model import CLOSING_ACT_LABELS
from domain.territory import Epci
from infra.reading.amend_sentences import AMENDED, changes

CONSULTATION: Final = {
    "ConsultationOpened": "Consultation ouverte : {title} ({procedure.title}).",
    "CouncilVoteRecorded": "Délibération {vote.number} du conseil communautaire, {vote.voted_on} : {vote.adopted}."
    "[ {vote.reason}]",
    "StepRecorded": "Acte préalable du {on} : {key}[, n° {number}][, après une première séance le {first_on}]."
    "[ {outcome}][ {note}]",
    "ConsultationSent": "Demande transmise aux communes le {sent_on}[, {by_letter}].",
    "ReceiptRecorded": "{commune} a reçu la demande le {received_on}[ ; son délai court jusqu'au {deadline.earliest}, "
    "ou jusqu'au {deadline.safe} selon la lecture].[ Correction : {correction}]",
    "AvisRecorded": "{commune} : {avis.sens}, délibération du {avis.voted_on}"
    "[, reçue en préfecture le {avis.prefecture_received_on}].[ {rectifies}][ À qualifier : {avis.unclear}]",
    "LateAvisRecorded": "{commune} : {avis.sens}. {reason}",
    "AvisQualified": "Vote de {commune} compté « {counts_as} » : {reason}",
    "AvisAnnulled": "Délibération de {commune} annulée ou retirée le {on} : {act}. {unclear}",
    "SilenceRecorded": "{commune}, {on} : {meaning}.",
    "SilenceConfirmed": "Silence de {commune} confirmé le {on} ; le jour légal du silence ne change pas.[ {note}]",
    "CommuneDeparted": "{commune} : commune {how} le {on}[ ({into})] ; plus rien n'est attendu d'elle, et le "
    "résultat est compté avec elle et sans elle.[ {reason}]",
    "ConsultationSuspended": "Consultation suspendue le {on} : plus de rappel ni de silence constaté, mais les délais "
    "de la loi courent toujours. {reason}",
    "ConsultationResumed": "Consultation reprise le {on} : rappels et silences reprennent, chaque silence à son jour "
    "légal.[ {reason}]",
    "ConsultationExtended": "Réponse souhaitée reportée au {reply_by}. {reason}",
    "ResultChanged": "Résultat : {result}. {reason}",
    "ConsultationEnded": "Plus rien n'est attendu des communes. {reason}",
    "AnnulmentRecorded": "Acte annulé par le juge le {on} : {act}.",
    "ConsultationClosed": "Consultation close le {on}[ par {act}][, n° {number}][, effet le {effective_on}]."
    "[ {reason}]",
    "ConsultationCancelled": "Consultation annulée : {reason}",
    "ConsultationReopened": "Consultation rouverte le {on} : {reason}",
    "DocumentAttached": "Document joint le {document.on} : {document.title} ({document.filename}).",
    "CouncilsFollowed": "{commune}, séances de conseil : {days} ; les rappels les suivent.",
    "HabitsFollowed": "Plan des rappels et semaines calmes de l'EPCI suivis.",
    "ReminderSkipped": "Rappel écarté[ pour {commune}] : {notice}[, {label}]. {reason}",
    "RemindersSnoozed": "Rappels[ à {commune}] reportés au {until} ; aucun délai ne change. {reason}",
    "BounceNoted": "Message non remis[ à {commune}], fonction « {role} » ({notice})[ ; repris par « {next_to} »].",
}
OBJECTIVE: Final = {
    "ObjectivePlanned": "Objectif inscrit : {plan.title} ; échéance : {plan.deadline}.",
    "ObjectiveRetained": "Objectif retenu[ le {on}].",
    "ObjectiveStarted": "Objectif commencé[ le {on}].",
    "ProgressRecorded": "Avancement au {on}[, {percent} %][, {measures}].[ {note}]",
    "MilestoneCompleted": "Étape faite le {on} : {name}.",
    "DeadlineMoved": "Échéance : {before}, puis {deadline}. {reason}",
    "EngagementSet": "{engagement.commune} : engagement « {engagement.level} ».",
    "ObjectiveBlocked": "Objectif bloqué[ depuis le {since}], cause : {cause}.[ {text}]",
    "ObjectiveUnblocked": "Objectif débloqué[ le {on}].",
    "ObjectivePaused": "Objectif mis en pause[ le {on}].[ {reason}]",
    "ObjectiveResumed": "Objectif repris[ le {on}].",
    "ObjectiveReached": "Objectif réalisé[ le {on}].",
    "ObjectiveAbandoned": "Objectif abandonné[ le {on}] : {reason}",
    "ConsultationNoted": "Consultation sur cet objectif, {on} : {result}.",
    "ProgressAsked": "Nouvelles demandées au pilote le {on}.",
    "LateRecorded": "Objectif en retard depuis le {since}.",
    "ReminderDue": "Relance[ à {commune}] : {notice}[, {label}][ « {milestone} »].",
    **AMENDED,
}
MANDATE: Final = {
    "MandateOpened": "Mandat {year} ouvert ; fin : {end}.",
    "DutiesScheduled": "Obligations du mandat mises à jour.",
    "RoadmapPlanned": "Feuille de route saisie : {title}.",
    "RoadmapTransmitted": "Feuille de route transmise aux communes le {on}.",
    "RoadmapWithdrawn": "Feuille de route retirée : {reason}",
    "ApprovalNoted": "Feuille de route approuvée par la délibération {number} du {on}.",
    "RoadmapApproved": "État initial (T0) gelé, empreinte {sha256}.",
    "AmendmentApproved": "Feuille de route modifiée, approuvée par la délibération {number} du {on}.",
    "EndMoved": "Fin du mandat déplacée : {end}. {reason}",
    "DutyReminderDue": "Relance pour une obligation, {duty} : {notice}[, {label}].",
    "RemindersAdapted": "Plans de rappels et semaines calmes adaptés par l'EPCI. {reason}",
    "HabitsPassedOn": "Plans de rappels adaptés transmis aux objectifs.",
    "RunningNoted": "Consultation suivie : « {consultation} ».",
    "OverNoted": "Consultation qui n'est plus suivie : « {consultation} ».",
    "DigestDue": "Point de la semaine, {on}.",
    "CouncilsRecorded": "Séances de conseil[, {commune}] : {days}.",
    "FollowUpNoted": "Suite de « {title} », à compter du {on} : {follow_up.act}.",
    "DutyCompleted": "Obligation faite le {on} : {duty}.",
    "StockDue": "Point d'avancement attendu pour le {on}.",
    "StockTaken": "Point d'avancement au {stock.on} : {stock.reached} réalisés, {stock.late} en retard, "
    "sur {stock.total} objectifs.",
    "EvaluationDue": "Évaluation {type} lancée le {on}.",
    "EvaluationNoted": "Évaluation enregistrée : {outcome.label}[, {outcome.score} sur 100].",
    "MandateEnded": "Mandat terminé, {on}.",
}
EVALUATION: Final = {
    "EvaluationOpened": "Évaluation ouverte le {on}.",
    "EvidenceFrozen": "Éléments de preuve gelés, empreinte {sha256}.",
    "EvaluationRecorded": "Évaluation calculée : {outcome.label}[, {outcome.score} sur 100].",
}
SENTENCES: Final = CONSULTATION | OBJECTIVE | MANDATE | EVALUATION

#: What the fields of those names are shown as.
_LABELS: Final[Mapping[str, Mapping[Any, str]]] = {
    "sens": SENS,
    "meaning": SILENCES,
    "result": RESULTS,
    "counts_as": COUNTS_AS,
    "act": CLOSING_ACT_LABELS,
    "adopted": {True: "adoptée", False: "rejetée"},
    "notice": LABELS,
    "level": ENGAGEMENTS,
    "cause": CAUSES,
    "key": {step.key: step.act for procedure in PROCEDURES for step in procedure.prerequisites},
    "outcome": {
        StepOutcome.UNANIMOUS_AGAINST: "Refus unanime des représentants du personnel : une seconde séance s'impose.",
        StepOutcome.DONE: "",
    },
    "by_letter": {True: "hors de Jalon", False: ""},
    "rectifies": {True: "Prise dans le délai, elle remplace le silence constaté.", False: ""},
    "how": DEPARTURES,
    "role": ROLES,
    "next_to": ROLES,
    "type": {PointType.MI_MANDAT: "de mi-mandat", PointType.FIN_DE_MANDAT: "de fin de mandat"},
}
#: What the duties of a mandate are called, by how their keys begin; the rest of a key is a year or a day.
_DUTIES: Final = {
    "rapport_activite": "rapport d'activité à adresser",
    "communication_annuelle": "communication annuelle sur l'avancement du schéma",
    **{follow_up.key: follow_up.act for procedure in PROCEDURES for follow_up in procedure.follow_ups},
}
#: What is shown for a field that is empty and says something by it.
_UNKNOWN: Final = {"before": "inconnue", "deadline": "inconnue"}

_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_FIELD = re.compile(r"\{([a-z0-9_.]+)\}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")


def sentence(event: Mapping[str, Any], epci: Epci) -> str:
    """The sentence of an event; one that a newer version wrote is told by its name."""

    def shown(found: re.Match[str]) -> str:
        return _shown(event, found[1], epci)

    def kept(found: re.Match[str]) -> str:
        whole = all(_shown(event, name, epci) for name in _FIELD.findall(found[1]))
        return found[1] if whole else ""

    template = SENTENCES.get(event["kind"], event["kind"])
    event = {**event, "duty": _duty(str(event.get("key", ""))), "changes": changes(event)}
    return typeset(_FIELD.sub(shown, _OPTIONAL.sub(kept, template)))


def _shown(event: Mapping[str, Any], path: str, epci: Epci) -> str:
    value: Any = event
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    last = path.rpartition(".")[2]
    match value:
        case None:
            return _UNKNOWN.get(last, "")
        case {"text": text, "precision": _}:
            return parse_planned(text).label
        case list() if last == "days":
            return join([_plain(day, epci.place) for day in value]) or "aucune"
        case list():
            return join([f"{measure['indicator']} = {measure['value']}".replace(".", ",") for measure in value])
        case str() if last in ("commune", "into", "consultation"):
            return commune_name(value, epci) if "/" not in value else value.rpartition("/")[2]
        case _:
            known = _LABELS.get(last, {}).get(value)
            return _plain(value, epci.place) if known is None else known


def _duty(key: str) -> str:
    """« rapport d'activité à adresser en 2028 »: a duty by its key, which is given as it is when nobody knows it."""
    day, (head, _, year) = key[-10:], key.partition("-")
    if head not in _DUTIES:
        return key
    when = f", au plus tard le {long_day(date.fromisoformat(day))}" if _DAY.fullmatch(day) else f" en {year}"
    return f"{_DUTIES[head]}{when}"


def commune_name(insee: str, epci: Epci) -> str:
    """The name of a commune, or its code when it has left the EPCI since; empty when there is none."""
    try:
        return epci.commune(insee).name
    except DomainError:
        return insee


def _plain(value: Any, place: Place) -> str:
    """A day or an instant in words, anything else as it is: a text that was typed may look like a day and be none."""
    text = str(value)
    with suppress(ValueError):
        if _DAY.fullmatch(text):
            return long_day(date.fromisoformat(text))
        if _INSTANT.fullmatch(text):
            return local_time(datetime.fromisoformat(text), place.tz)
    return text
