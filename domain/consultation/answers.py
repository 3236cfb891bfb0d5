"""The answer of a commune: in time, late, unclear, or rectifying a silence."""

from datetime import date, datetime

from domain.calendar import civil_day
from domain.consultation.commands import QualifyAvis, RecordAvis, Sens
from domain.consultation.events import Avis, AvisQualified, AvisRecorded, Event, LateAvisRecorded
from domain.consultation.state import Consultation, Seat, Status
from domain.errors import Refused
from domain.french import long_day
from domain.procedures.model import Nature


def seat_of(state: Consultation, insee: str) -> Seat:
    """The seat of the commune. Raises `Refused` when it has none in this consultation."""
    seat = state.seat(insee)
    if seat is None:
        raise Refused(f"La commune {insee} n'est pas consultée ici ; vérifiez son code INSEE.")
    return seat


def record_avis(state: Consultation, command: RecordAvis, at: datetime) -> list[Event]:
    """The events of a délibération received at `at`: counted, or kept as late with the reason.

    A délibération voted in time that reaches us after silence was recorded rectifies it; one voted in the zone of
    uncertainty, or that a decision procedure cannot read as a yes or a no, waits for a human. Raises `Refused` when it
    is dated after today.
    """
    seat = seat_of(state, command.commune)
    if command.voted_on > civil_day(at, state.home):
        raise Refused(f"La délibération est datée du {long_day(command.voted_on)}, qui n'est pas encore venu.")
    avis = _avis(state, seat, command)
    if reason := _late(state, seat, command.voted_on):
        return [] if avis in seat.late else [LateAvisRecorded(commune=seat.insee, avis=avis, reason=reason)]
    if avis == seat.avis:
        return []
    return [AvisRecorded(commune=seat.insee, avis=avis, rectifies=seat.silence is not None)]


def rejudged(state: Consultation, seat: Seat) -> list[Event]:
    """What the new delay of `seat` makes of the délibérations that it holds: one that counted may be late, the last of
    the late ones may count."""
    if seat.avis is not None and (reason := _late(state, seat, seat.avis.voted_on)):
        return [LateAvisRecorded(commune=seat.insee, avis=seat.avis, reason=reason)]
    held = seat.avis or next((avis for avis in reversed(seat.late) if not _late(state, seat, avis.voted_on)), None)
    if held is None:
        return []
    again = held.but(unclear=_unclear(state, seat, held))
    return (
        [] if again == seat.avis else [AvisRecorded(commune=seat.insee, avis=again, rectifies=seat.silence is not None)]
    )


def qualify(state: Consultation, command: QualifyAvis) -> list[Event]:
    """The human's decision on an unclear vote. Raises `Refused` when the vote is clear, or when there is none."""
    seat = seat_of(state, command.commune)
    if seat.avis is None or not seat.avis.unclear:
        raise Refused(f"Il n'y a pas de vote à qualifier pour {seat.name}.")
    return [AvisQualified(commune=seat.insee, counts_as=command.counts_as, reason=command.reason)]


def _avis(state: Consultation, seat: Seat, command: RecordAvis) -> Avis:
    kept = command.model_dump(exclude={"kind", "commune"})
    return Avis(**kept, unclear=_unclear(state, seat, command))


def _late(state: Consultation, seat: Seat, voted_on: date) -> str:
    """Why the délibération does not count, empty if it does. The day of the vote decides, not that of its arrival."""
    if state.status in (Status.CLOSED, Status.CANCELLED) and state.closed_on is not None:
        return f"Reçue après la clôture de la consultation, le {long_day(state.closed_on)} : conservée, non comptée."
    deadline = seat.deadline
    if deadline is None or voted_on <= deadline.safe:
        return ""
    return (
        f"Délibération du {long_day(voted_on)}, après la fin du délai de la commune "
        f"(au plus tard le {long_day(deadline.safe)}) : conservée, non comptée ({state.law.source.citation})."
    )


def _unclear(state: Consultation, seat: Seat, command: RecordAvis | Avis) -> str:
    """Why a human must say what the vote counts as, empty if it is clear."""
    deadline = seat.deadline
    if deadline is not None and deadline.earliest < command.voted_on <= deadline.safe:
        return (
            f"Vote du {long_day(command.voted_on)}, dans la zone d'incertitude : le délai finit le "
            f"{long_day(deadline.earliest)} ou le {long_day(deadline.safe)} selon la lecture "
            f"({deadline.source.citation})."
        )
    if state.law.nature is Nature.AVIS:
        return ""
    if command.sens is Sens.FAVORABLE_AVEC_RESERVES:
        return "Accord sous réserve : pour une décision, il n'est ni un oui ni un silence."
    if command.sens is Sens.NE_SE_PRONONCE_PAS:
        return "Le conseil municipal ne s'est pas prononcé : ce n'est ni un oui ni un silence."
    return ""
