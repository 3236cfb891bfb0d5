"""Opening a consultation and sending it to the communes."""

from datetime import datetime

from domain.calendar import civil_day, start_of_day
from domain.consultation.answers import counted_early
from domain.consultation.clock import receipts_due_at
from domain.consultation.commands import OpenConsultation, SendConsultation
from domain.consultation.events import ConsultationOpened, ConsultationSent, Event
from domain.consultation.evolution import evolve
from domain.consultation.state import Consultation
from domain.consultation.steps import check_steps
from domain.errors import DomainError, Refused
from domain.french import long_day
from domain.procedures import procedure_on
from domain.procedures.applicability import inapplicable
from domain.procedures.model import Consulted, Procedure


def open_consultation(state: Consultation, command: OpenConsultation, at: datetime) -> list[Event]:
    """The consultation opened under the law of the day.

    Raises `Refused` when that law does not apply to the EPCI, when the communes named are not those that it asks, or
    when the EPCI is not the one of the stream.
    """
    _check_epci(state, command)
    try:
        procedure = procedure_on(command.procedure, civil_day(at, command.place))
    except DomainError as unknown:
        raise Refused(str(unknown)) from unknown
    _check_applies(procedure, command)
    kept = {name: getattr(command, name) for name in type(command).model_fields if name != "kind"}
    return [ConsultationOpened(**kept | {"procedure": procedure})]


def send(state: Consultation, command: SendConsultation, at: datetime) -> list[Event]:
    """The consultation sent, with its electorate frozen, and the délibérations that came before it counted. A day
    already past means that it began by letter.

    Raises `Refused` when no commune has a say, when an act that comes first is missing, when the EPCI's council has not
    voted first where the law wants it, or when the day or a commune does not fit.
    """
    today = civil_day(at, state.home)
    if command.sent_on > today:
        raise Refused(f"L'envoi ne peut pas être daté du {long_day(command.sent_on)}, qui n'est pas encore venu.")
    _check_asked(state)
    check_steps(state, command.sent_on)
    _check_council(state, command)
    known = {voter.insee for voter in command.electorate.voters}
    if unknown := sorted(set(state.communes) - known):
        raise Refused(f"Ces communes ne sont pas membres de l'EPCI à cette date : {', '.join(unknown)}.")
    by_letter = command.sent_on < today
    sent_at = start_of_day(command.sent_on, state.home) if by_letter else at
    sent = ConsultationSent(
        sent_on=command.sent_on,
        electorate=command.electorate,
        receipts_due_at=receipts_due_at(state, sent_at),
        by_letter=by_letter,
    )
    return [sent, *counted_early(evolve(state, sent), state.early, today)]


def _check_epci(state: Consultation, command: OpenConsultation) -> None:
    """What concerns one EPCI never speaks to another's streams."""
    siren = state.stream.split("/")[1]
    others = [stream.split("/")[1] for stream in (command.objective, command.mandate) if stream is not None]
    if any(named != siren for named in (command.siren, *others)):
        raise Refused(f"La consultation, son objectif et son mandat doivent être du même EPCI ({siren}).")


def _check_applies(procedure: Procedure, command: OpenConsultation) -> None:
    if reason := inapplicable(procedure, command.nature, command.financing):
        raise Refused(reason, procedure.applies_source or procedure.source)
    if procedure.consulted is Consulted.CONCERNED and not command.communes:
        raise Refused(f"{procedure.title} : indiquez les communes concernées.", procedure.source)
    if procedure.consulted is Consulted.MEMBERS and command.communes:
        raise Refused(
            f"{procedure.title} : toutes les communes membres se prononcent ({procedure.source.citation}) ; "
            "n'indiquez pas de communes.",
            procedure.source,
        )
    if procedure.single_commune and len(command.communes) != 1:
        raise Refused(
            f"{procedure.title} : indiquez la seule commune que la décision concerne ({procedure.source.citation}).",
            procedure.source,
        )
    if procedure.delay_months is not None and command.reply_by is not None:
        raise Refused(
            f"{procedure.title} : la loi fixe le délai à {procedure.delay_months} mois à compter de la réception ; "
            "n'indiquez pas de date de réponse.",
            procedure.source,
        )


def _check_asked(state: Consultation) -> None:
    law = state.law
    if law.consulted is Consulted.NOBODY:
        raise Refused(
            f"{law.title} : aucune commune n'a à se prononcer, le conseil communautaire décide seul "
            f"({law.source.citation}) ; entrez sa délibération.",
            law.source,
        )


def _check_council(state: Consultation, command: SendConsultation) -> None:
    if not state.law.deliberation_first:
        return
    vote = state.council_vote
    if vote is None or not vote.adopted:
        missing = "n'a pas adopté" if vote is not None else "doit d'abord adopter"
        raise Refused(
            f"Le conseil communautaire {missing} la délibération à notifier aux communes "
            f"({state.law.source.citation}) ; entrez-la avant l'envoi.",
            state.law.source,
        )
    if command.sent_on < vote.voted_on:
        raise Refused(
            f"La délibération du conseil communautaire est du {long_day(vote.voted_on)} : "
            "elle ne peut pas avoir été notifiée avant."
        )
