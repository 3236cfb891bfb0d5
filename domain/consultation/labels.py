"""The words shown for what a consultation holds."""

from typing import Final

from domain.consultation.commands import CountsAs, Proof, Sens
from domain.consultation.events import Result
from domain.consultation.life_commands import Departure, StepOutcome
from domain.consultation.state import Consultation, Position, Status
from domain.people import Role
from domain.procedures.model import Silence

RESULTS: Final = {
    Result.EN_COURS: "en cours",
    Result.AVIS_RECUEILLIS: "avis recueillis",
    Result.MAJORITE_REUNIE: "majorité réunie",
    Result.MAJORITE_IMPOSSIBLE: "majorité non réunie",
    Result.ACCORDS_REUNIS: "accords réunis",
    Result.ACCORD_MANQUANT: "accord manquant",
    Result.ANNULEE: "annulée",
    Result.SANS_COMMUNES: "aucune commune consultée",
}

STATUSES: Final = {
    Status.ABSENT: "inconnue",
    Status.OPEN: "préparée, pas encore envoyée",
    Status.SENT: "envoyée aux communes",
    Status.ENDED: "terminée pour les communes",
    Status.CLOSED: "close",
    Status.CANCELLED: "annulée",
}

SENS: Final = {
    Sens.FAVORABLE: "favorable",
    Sens.FAVORABLE_AVEC_RESERVES: "favorable avec réserves",
    Sens.DEFAVORABLE: "défavorable",
    Sens.NE_SE_PRONONCE_PAS: "ne se prononce pas",
}

POSITIONS: Final = {
    Position.FAVORABLE: "favorable",
    Position.DEFAVORABLE: "défavorable",
    Position.NEUTRE: "sans effet",
    Position.AWAITED: "attendue",
    Position.TO_QUALIFY: "à qualifier",
}

COUNTS_AS: Final = {
    CountsAs.FAVORABLE: "favorable",
    CountsAs.DEFAVORABLE: "défavorable",
    CountsAs.NON_COMPTE: "non compté",
}

PROOFS: Final = {
    Proof.PAGE: "accusé sur la page",
    Proof.COURRIEL: "accusé par courriel",
    Proof.RECOMMANDE: "avis de réception postal",
    Proof.MAIN_PROPRE: "remise en main propre",
    Proof.AUTRE: "autre preuve",
}

#: Neutral words: silence is not a fault.
SILENCES: Final = {
    Silence.FAVORABLE: "pas de délibération reçue, réputée favorable",
    Silence.DEFAVORABLE: "pas de délibération reçue, réputée défavorable",
    Silence.NEUTRE: "pas de délibération reçue, sans effet",
}

DEPARTURES: Final = {
    Departure.WITHDRAWN: "retirée de l'EPCI",
    Departure.MERGED: "fondue dans une commune nouvelle",
    Departure.NO_LONGER_CONCERNED: "plus concernée",
}

STEP_OUTCOMES: Final = {
    StepOutcome.DONE: "fait",
    StepOutcome.UNANIMOUS_AGAINST: "refus unanime des représentants du personnel",
}

#: The functions of a commune that are written to.
ROLES: Final = {
    Role.MAIRIE: "mairie",
    Role.MAIRE: "maire",
    Role.SECRETAIRE: "secrétaire de mairie",
    Role.REFERENT: "référent de la commune",
}


def status_label(state: Consultation) -> str:
    """The status as it is shown, « suspendue » while nothing is reminded nor recorded."""
    if state.status is Status.SENT and state.suspended_on is not None:
        return "suspendue"
    return STATUSES[state.status]
