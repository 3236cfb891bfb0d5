"""What comes before the communes' answers, interrupts a consultation or corrects it."""

from datetime import date, datetime
from typing import assert_never

from domain.calendar import civil_day
from domain.consultation.answers import rejudged, seat_of
from domain.consultation.events import Avis, Event
from domain.consultation.evolution import evolve
from domain.consultation.life_commands import (
    AnnulAvis,
    AttachDocument,
    ConfirmSilence,
    ExtendConsultation,
    RecordDeparture,
    ReopenConsultation,
    ResumeConsultation,
    SuspendConsultation,
)
from domain.consultation.life_events import (
    AvisAnnulled,
    CommuneDeparted,
    ConsultationExtended,
    ConsultationReopened,
    ConsultationResumed,
    ConsultationSuspended,
    Document,
    DocumentAttached,
    SilenceConfirmed,
)
from domain.consultation.reminder_events import SeatReminders
from domain.consultation.schedule import planned
from domain.consultation.state import Consultation, Left, Seat
from domain.errors import Refused
from domain.french import long_day
from domain.refusals import not_to_come

OfLife = (
    SuspendConsultation
    | ResumeConsultation
    | ExtendConsultation
    | ReopenConsultation
    | ConfirmSilence
    | RecordDeparture
    | AnnulAvis
    | AttachDocument
)


def facts(state: Consultation, command: OfLife, at: datetime) -> list[Event]:  # noqa: C901 - one case a command
    """The events of `command` received at `at`. Raises `Refused`."""
    match command:
        case SuspendConsultation():
            return suspend(state, command, at)
        case ResumeConsultation():
            return resume(state, command, at)
        case ExtendConsultation():
            return extend(state, command, at)
        case ReopenConsultation():
            return reopen(state, command, at)
        case ConfirmSilence():
            return confirm_silence(state, command, at)
        case RecordDeparture():
            return record_departure(state, command, at)
        case AnnulAvis():
            return annul_avis(state, command, at)
        case AttachDocument():
            return attach_document(state, command, at)
        case _:
            assert_never(command)


def suspend(state: Consultation, command: SuspendConsultation, at: datetime) -> list[Event]:
    """Reminders and the recording of silences stopped. Raises `Refused` when they are already."""
    if state.suspended_on is not None:
        raise Refused(f"Cette consultation est déjà suspendue depuis le {long_day(state.suspended_on)}.")
    return [ConsultationSuspended(reason=command.reason, on=civil_day(at, state.home))]


def resume(state: Consultation, command: ResumeConsultation, at: datetime) -> list[Event]:
    """Time goes on: what fell due meanwhile happens at its own instant. Raises `Refused` when nothing was suspended."""
    if state.suspended_on is None:
        raise Refused("Cette consultation n'est pas suspendue.")
    return [ConsultationResumed(reason=command.reason, on=civil_day(at, state.home))]


def extend(state: Consultation, command: ExtendConsultation, at: datetime) -> list[Event]:
    """The day wished for moved later, with the reminders that then come.

    Raises `Refused` where the law fixes the delay, and when the day is not after today and the one wished for until
    now.
    """
    law, today = state.law, civil_day(at, state.home)
    if law.delay_months is not None:
        raise Refused(
            f"{law.title} : la loi fixe le délai à {law.delay_months} mois à compter de la réception "
            f"({law.source.citation}) et aucun texte lu ne permet de le prolonger.",
            law.source,
        )
    latest = max(today, state.reply_by or today)
    if command.reply_by <= latest:
        raise Refused(f"La réponse ne peut être reportée qu'après le {long_day(latest)}.")
    extended = state.but(reply_by=command.reply_by)
    anew = tuple(
        SeatReminders(commune=seat.insee, reminders=planned(extended, seat, at))
        for seat in state.seats
        if seat.received_on is not None and seat.left is None
    )
    return [ConsultationExtended(reply_by=command.reply_by, reason=command.reason, on=today, planned=anew)]


def reopen(state: Consultation, command: ReopenConsultation, at: datetime) -> list[Event]:
    """The consultation goes on from its facts; the délibérations that came while it was closed are judged again."""
    today = civil_day(at, state.home)
    reopened = ConsultationReopened(reason=command.reason, on=today)
    after = evolve(state, reopened)
    answers = [event for seat in after.seats for event in rejudged(after, seat, today, _by_arrival(seat))]
    return [reopened, *answers]


def confirm_silence(state: Consultation, command: ConfirmSilence, at: datetime) -> list[Event]:
    """That the mairie was asked and has not deliberated; confirmed again, nothing changes. Raises `Refused` when no
    silence of the commune was recorded."""
    seat = seat_of(state, command.commune)
    if seat.silence is None or not seat.silent:
        raise Refused(f"Aucun silence n'est constaté pour {seat.name} : il n'y a rien à confirmer.")
    if seat.silence_confirmed_on is not None:
        return []
    return [SilenceConfirmed(commune=seat.insee, on=civil_day(at, state.home), note=command.note)]


def record_departure(state: Consultation, command: RecordDeparture, at: datetime) -> list[Event]:
    """That a commune left; entered again, another day or way corrects it. The délibérations that it took from that day
    on are kept, not counted.

    Raises `Refused` when the day has not come, or is before the sending: the electorate was frozen with that commune.
    """
    seat = seat_of(state, command.commune)
    not_to_come(command.on, civil_day(at, state.home))
    if state.sent_on is not None and command.on < state.sent_on:
        raise Refused(
            f"{seat.name} figure parmi les communes à la date de l'envoi, le {long_day(state.sent_on)}. Si elle était "
            "déjà partie, annulez cette consultation et recommencez-la avec la composition exacte."
        )
    left = Left(on=command.on, how=command.how, into=command.into, reason=command.reason)
    if left == seat.left:
        return []
    departed = CommuneDeparted(commune=seat.insee, **dict(left))
    return [departed, *rejudged(state, seat.but(left=left), civil_day(at, state.home))]


def annul_avis(state: Consultation, command: AnnulAvis, at: datetime) -> list[Event]:
    """That the délibération that counts was annulled or withdrawn: a human says what is left of it.

    Raises `Refused` when the commune has none, or when the day has not come or is before the vote.
    """
    seat = seat_of(state, command.commune)
    not_to_come(command.on, civil_day(at, state.home))
    avis = seat.avis
    if avis is None:
        raise Refused(f"Aucune délibération de {seat.name} n'est comptée : il n'y a rien à annuler.")
    if command.on < avis.voted_on:
        raise Refused(f"La délibération de {seat.name} est du {long_day(avis.voted_on)} : vérifiez la date de l'acte.")
    if avis.annulled == command.act:
        return []
    return [
        AvisAnnulled(commune=seat.insee, on=command.on, act=command.act, unclear=_what_is_left(avis.voted_on, command))
    ]


def attach_document(state: Consultation, command: AttachDocument, at: datetime) -> list[Event]:
    """The document joined to the request; joined again alike, nothing changes."""
    document = Document(**command.model_dump(exclude={"kind"}), on=civil_day(at, state.home))
    known = next((each for each in state.documents if each.sha256 == document.sha256), None)
    same = known is not None and known.but(on=document.on) == document
    return [] if same else [DocumentAttached(document=document)]


def _what_is_left(voted_on: date, command: AnnulAvis) -> str:
    return (
        f"La délibération du {long_day(voted_on)} a été annulée ou retirée le {long_day(command.on)} ({command.act}) : "
        "aucun texte lu ne dit ce que la commune est réputée avoir répondu (à confirmer)."
    )


def _by_arrival(seat: Seat) -> tuple[Avis, ...]:
    """Its délibérations, the last that came first: those that came while it was closed are the last."""
    return (*reversed(seat.late), *filter(None, [seat.avis]), *reversed(seat.versions))
