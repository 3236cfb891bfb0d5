"""The answer of a commune: early, in time, late, unclear, or rectifying a silence."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.calendar import civil_day
from domain.consultation.commands import QualifyAvis, RecordAvis, Sens
from domain.consultation.events import Avis, AvisQualified, AvisRecorded, Event, LateAvisRecorded
from domain.consultation.seat_evolution import same_entry, seat_changes
from domain.consultation.state import Consultation, EarlyAvis, Seat, Status
from domain.errors import Refused
from domain.french import long_day
from domain.procedures.model import Consulted, Nature


def seat_of(state: Consultation, insee: str) -> Seat:
    """The seat of the commune. Raises `Refused` when it has none in this consultation."""
    seat = state.seat(insee)
    if seat is None:
        raise Refused(f"La commune {insee} n'est pas consultée ici ; vérifiez son code INSEE.")
    return seat


def record_avis(state: Consultation, command: RecordAvis, at: datetime) -> list[Event]:
    """The events of a délibération received at `at`: counted, or kept as late with the reason.

    One that comes before the consultation is sent waits for it (CE, 23 juillet 2012, n° 342849: a commune may vote
    before it is asked). One voted in time that reaches us after silence was recorded rectifies it; one voted in the
    zone of uncertainty, or that a decision procedure cannot read as a yes or a no, waits for a human. Raises `Refused`
    when it is dated after today.
    """
    today = civil_day(at, state.home)
    if command.voted_on > today:
        raise Refused(f"La délibération est datée du {long_day(command.voted_on)}, qui n'est pas encore venu.")
    avis = Avis(**command.model_dump(exclude={"kind", "commune", "deposited_as"}))
    if state.status is Status.OPEN:
        return _early(state, command.commune, avis, today)
    found = _answer(state, seat_of(state, command.commune), avis, today)
    return [event.but(deposited_as=command.deposited_as) for event in found]


def counted_early(state: Consultation, early: Sequence[EarlyAvis], on: date) -> list[Event]:
    """What the délibérations that came before the sending bring, in the order of their arrival, once the communes have
    their seats in `state`."""
    events: list[Event] = []
    for each in early:
        if (seat := state.seat(each.commune)) is not None:
            found = _answer(state, seat, each.avis, on)
            for event in found:
                state = state.with_seat(seat.but(**seat_changes(seat, event)))
            events.extend(found)
    return events


def rejudged(state: Consultation, seat: Seat, on: date, held: Sequence[Avis] | None = None) -> list[Event]:
    """What the facts as they now stand make of the délibérations of `seat`: one that counted may be late, one that was
    not counted may count. `held`: all of them, the most trusted first, when that is not the one that counts now."""
    late = _late(state, seat, seat.avis.voted_on) if seat.avis is not None else ""
    known = held if held is not None else (*filter(None, [seat.avis]), *reversed(seat.late), *reversed(seat.versions))
    chosen = _newest(state, seat, known)
    events: list[Event] = []
    if seat.avis is not None and late:
        events.append(LateAvisRecorded(commune=seat.insee, avis=seat.avis, reason=late))
    if chosen is not None:
        again = chosen.but(unclear=_unclear(state, seat, chosen))
        if again != seat.avis:
            rectifies = seat.silence is not None
            events.append(AvisRecorded(commune=seat.insee, avis=again, rectifies=rectifies, recorded_on=on))
    return events


def qualify(state: Consultation, command: QualifyAvis, at: datetime) -> list[Event]:
    """The human's decision on an unclear vote. Raises `Refused` when the vote is clear, or when there is none."""
    seat = seat_of(state, command.commune)
    if seat.avis is None or not seat.avis.unclear:
        raise Refused(f"Il n'y a pas de vote à qualifier pour {seat.name}.")
    return [
        AvisQualified(
            commune=seat.insee,
            counts_as=command.counts_as,
            reason=command.reason,
            recorded_on=civil_day(at, state.home),
        )
    ]


def _early(state: Consultation, insee: str, avis: Avis, on: date) -> list[Event]:
    """A délibération that came before the sending; what it is found to be is told on the day that it counts."""
    if state.law.consulted is Consulted.NOBODY:
        raise Refused(f"Aucune commune n'a à se prononcer ({state.law.source.citation}).", state.law.source)
    if state.communes and insee not in state.communes:
        raise Refused(f"La commune {insee} n'est pas consultée ici ; vérifiez son code INSEE.")
    known = [early.avis for early in state.early if early.commune == insee]
    return [] if avis in known[-1:] else [AvisRecorded(commune=insee, avis=avis, recorded_on=on)]


def _answer(state: Consultation, seat: Seat, entered: Avis, on: date) -> Sequence[AvisRecorded | LateAvisRecorded]:
    if seat.avis is not None and same_entry(entered, seat.avis):
        return []
    kept = _still_annulled(seat.avis, entered)
    avis = kept.but(unclear=_unclear(state, seat, kept))
    reason = _late(state, seat, avis.voted_on) or _replaced(seat, avis)
    if reason:
        known = any(same_entry(avis, late) for late in seat.late)
        return [] if known else [LateAvisRecorded(commune=seat.insee, avis=avis, reason=reason)]
    return [AvisRecorded(commune=seat.insee, avis=avis, rectifies=seat.silence is not None, recorded_on=on)]


def _still_annulled(known: Avis | None, entered: Avis) -> Avis:
    """A délibération that was annulled stays so when it is entered again with more of what it says."""
    if known is None or not known.annulled or known.voted_on != entered.voted_on or not _one(known, entered):
        return entered
    return entered.but(annulled=known.annulled, unclear=known.unclear)


def _newest(state: Consultation, seat: Seat, known: Sequence[Avis]) -> Avis | None:
    """The last délibération voted in time, none if there is none: of two that may be one, the most trusted."""
    kept: list[Avis] = []
    for avis in known:
        if not _late(state, seat, avis.voted_on) and not any(_one(avis, other) for other in kept):
            kept.append(avis)
    return max(kept, key=lambda avis: avis.voted_on, default=None)


def _one(avis: Avis, other: Avis) -> bool:
    """Whether one may be the other corrected: only their numbers tell two délibérations of a commune apart."""
    return not avis.number or not other.number or avis.number == other.number


def _replaced(seat: Seat, avis: Avis) -> str:
    """Why a newer délibération of the commune counts and not this one, empty if it is not so."""
    newer = seat.avis
    if newer is None or newer.voted_on <= avis.voted_on or _one(avis, newer):
        return ""
    return (
        f"La délibération n° {newer.number} du {long_day(newer.voted_on)} est plus récente : celle-ci est conservée, "
        "non comptée."
    )


def _late(state: Consultation, seat: Seat, voted_on: date) -> str:
    """Why the délibération does not count, empty if it does. The day of the vote decides, not that of its arrival."""
    if state.status in (Status.CLOSED, Status.CANCELLED) and state.closed_on is not None:
        return f"Reçue après la clôture de la consultation, le {long_day(state.closed_on)} : conservée, non comptée."
    if seat.left is not None and voted_on >= seat.left.on:
        return (
            f"Délibération du {long_day(voted_on)}, alors que la commune n'était plus de celles qui se prononcent "
            f"depuis le {long_day(seat.left.on)} : conservée, non comptée (à confirmer : aucun texte lu ne le dit)."
        )
    deadline = seat.deadline
    if deadline is None or voted_on <= deadline.safe:
        return ""
    return (
        f"Délibération du {long_day(voted_on)}, après la fin du délai de la commune "
        f"(au plus tard le {long_day(deadline.safe)}) : conservée, non comptée ({state.law.source.citation})."
    )


def _unclear(state: Consultation, seat: Seat, avis: Avis) -> str:
    """Why a human must say what the vote counts as, empty if it is clear."""
    if avis.annulled:
        return avis.unclear
    deadline = seat.deadline
    if deadline is not None and deadline.earliest < avis.voted_on <= deadline.safe:
        return (
            f"Vote du {long_day(avis.voted_on)}, dans la zone d'incertitude : le délai finit le "
            f"{long_day(deadline.earliest)} ou le {long_day(deadline.safe)} selon la lecture "
            f"({deadline.source.citation})."
        )
    if state.law.nature is Nature.AVIS:
        return ""
    if avis.sens is Sens.FAVORABLE_AVEC_RESERVES:
        return "Accord sous réserve : pour une décision, il n'est ni un oui ni un silence."
    if avis.sens is Sens.NE_SE_PRONONCE_PAS:
        return "Le conseil municipal ne s'est pas prononcé : ce n'est ni un oui ni un silence."
    return ""
