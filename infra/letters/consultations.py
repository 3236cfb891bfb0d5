"""What the letters about a consultation are told."""

from collections.abc import Sequence
from typing import Any, Final
from unicodedata import normalize

from domain.consultation.judgement import explanation
from domain.consultation.labels import COUNTS_AS, RESULTS, SENS, SILENCES
from domain.consultation.ledger import aimed_by
from domain.consultation.next_act import next_act
from domain.consultation.state import Consultation, Seat, Status
from domain.french import NO_BREAK_SPACE, long_day
from domain.ids import derived_id
from domain.notices import NoticeKind
from domain.people import Role
from domain.procedures.model import CLOSING_ACT_LABELS, Nature, Rule
from infra.ledger import Due
from infra.letters import calls, receipts
from infra.letters.ics import Entry
from infra.letters.kinds import DATED
from infra.letters.section import Section
from infra.letters.terms import Term, meeting_of, term_of
from infra.letters.urls import Sending

_ASKS: Final = {
    Nature.AVIS: "demande l'avis de votre conseil municipal sur",
    Nature.DECISION: "demande à votre conseil municipal de se prononcer sur",
}
_STAKES: Final = {
    Rule.AVIS_SIMPLE: "Un avis. Le conseil communautaire décidera ensuite.",
    Rule.CREATION_EPCI: "Une décision. Elle est acquise si une majorité qualifiée de communes l'approuve.",
    Rule.CLETC: "Une décision. Le rapport est approuvé si une majorité qualifiée de communes l'approuve.",
    Rule.ACCORDS: "Une décision. L'accord de chaque commune concernée est nécessaire.",
}


#: The letters that say why it ended so.
_EXPLAINED = (NoticeKind.RESULT, NoticeKind.CONSULTATION_ENDED)


def section(notices: Sequence[Due], state: Consultation, sending: Sending) -> Section:
    """The section of notices of one kind about one consultation; those to communes come one by one."""
    notice = notices[0].notice
    told = {one.notice.about: _seat(state, one) for one in notices if one.notice.commune}
    seats = sorted(told.values(), key=lambda seat: normalize("NFKD", seat.name))
    facts = _facts(state, seats)
    if notice.kind in _EXPLAINED:
        # A sum over all communes: only where it is read.
        facts["explanation"] = explanation(state)
    if not seats:
        return Section(notice.kind, facts)
    if notice.to.role is Role.COORDINATEUR:
        return Section(notice.kind, facts | calls.facts(notices, state, seats, sending))
    if notice.kind is NoticeKind.AVIS_RECEIPT:
        return receipts.section(notices[0], state, seats[0], facts | _to_commune(notices[0], state, seats[0], sending))
    entry = _entry(notices[0], state, seats[0], term_of(state, seats[0]), sending.urls.answer)
    acknowledged = notice.kind is NoticeKind.TRANSMISSION and seats[0].received_on is not None
    return Section(
        notice.kind,
        facts | _to_commune(notices[0], state, seats[0], sending),
        entry,
        asks=NoticeKind.AVIS_J30 if acknowledged else None,
    )


def _facts(state: Consultation, seats: Sequence[Seat]) -> dict[str, Any]:
    return {
        "epci": state.epci_name,
        "consultation": state,
        "law": state.law,
        "seats": seats,
        "result": RESULTS[state.result],
        "closing_act": CLOSING_ACT_LABELS[state.closing_act or state.law.closing],
        "next_act": next_act(state),
        "answers": sum(not seat.silent for seat in state.seats),
        "silences": sum(seat.silence is not None for seat in state.seats),
        "sens": SENS,
    }


def _seat(state: Consultation, due: Due) -> Seat:
    seat = state.seat(due.notice.commune or "")
    if seat is None:
        raise LookupError(f"{due.notice.about} has no seat")
    return seat


def _to_commune(due: Due, state: Consultation, seat: Seat, sending: Sending) -> dict[str, Any]:
    awaited = due.notice.kind is NoticeKind.DELIBERATION_AWAITED
    return {
        "seat": seat,
        "term": term_of(state, seat),
        "ask": _ASKS[state.law.nature],
        "stake": _STAKES[state.law.rule],
        "own": _own_position(seat),
        "meeting": meeting_of(state, seat, sending.today),
        "sat_on": aimed_by(due.notice).aims_at if awaited else None,
        "to_maire": due.notice.to.role is Role.MAIRE,
        "to_referent": due.notice.to.role is Role.REFERENT,
        "today": sending.today,
    }


def _own_position(seat: Seat) -> str:
    """What counts of the commune that is written to, in a few words."""
    if seat.avis is None:
        return SILENCES[seat.silence] if seat.silence else "ne s'était pas encore prononcée"
    number = f" n°{NO_BREAK_SPACE}{seat.avis.number}" if seat.avis.number else ""
    said = f"{SENS[seat.avis.sens]} (délibération{number} du {long_day(seat.avis.voted_on)})"
    if seat.qualification is None:
        return said
    silence = f" ; {SILENCES[seat.silence]}" if seat.silent and seat.silence else ""
    return f"{said}, vote retenu comme « {COUNTS_AS[seat.qualification.counts_as]} »{silence}"


def _entry(due: Due, state: Consultation, seat: Seat, term: Term, url: str) -> Entry | None:
    """The last day to deliberate; taken out of calendars when the request is withdrawn."""
    withdrawn = state.status is Status.CANCELLED
    if term.council_by is None or not (due.notice.kind in DATED or withdrawn):
        return None
    last = "dernier jour pour délibérer" if term.deadline else "réponse souhaitée"
    received = f"Date valable si la demande est reçue le {long_day(state.sent_on)}. " if state.sent_on else ""
    return Entry(
        uid=derived_id("deadline", due.notice.about),
        stamp=due.notice.send_at,
        day=term.council_by,
        summary=f"{seat.name} : {last}, {state.law.word} sur « {state.title} »",
        description=f"{received if term.provisional else ''}{state.law.silence_effect}",
        sequence=due.revision,
        cancelled=withdrawn,
        url=url,
    )
