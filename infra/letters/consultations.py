"""What the letters about a consultation are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from unicodedata import normalize

from domain.consultation.judgement import explanation
from domain.consultation.labels import COUNTS_AS, RESULTS, SENS, SILENCES
from domain.consultation.next_act import next_act
from domain.consultation.state import Consultation, Seat
from domain.convocation import CONSEIL_MUNICIPAL_UNDER_3500, conseil_municipal, last_sending
from domain.deadline import Deadline, legal_deadline
from domain.french import NO_BREAK_SPACE, long_day
from domain.ids import derived_id
from domain.procedures.model import CLOSING_ACT_LABELS, Nature, Rule
from infra.ledger import Due
from infra.letters.ics import Entry
from infra.letters.kinds import DATED
from infra.letters.section import Section

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


@dataclass(frozen=True)
class Term:
    """Until when a commune is asked to answer: a legal `deadline`, else a day that is `wished`, else nothing.

    `provisional`: the commune has not acknowledged the request; the deadline is the one it would have, had it received
    the request on the day of its sending.
    """

    deadline: Deadline | None
    wished: date | None
    provisional: bool

    @property
    def council_by(self) -> date | None:
        """The last day on which its council may sit to answer within the term."""
        return self.deadline.alert_on if self.deadline else self.wished

    @property
    def when(self) -> str:
        """As the subject of a letter says it, empty when there is no term."""
        if self.deadline:
            return f"avant le {long_day(self.deadline.earliest)}"
        return f"réponse souhaitée le {long_day(self.wished)}" if self.wished else ""


def section(notices: Sequence[Due], state: Consultation) -> Section:
    """The section of notices of one kind about one consultation; those to communes come one by one."""
    notice = notices[0].notice
    told = {one.notice.about: _seat(state, one) for one in notices if one.notice.commune}
    seats = sorted(told.values(), key=lambda seat: normalize("NFKD", seat.name))
    facts: dict[str, Any] = {
        "epci": state.epci_name,
        "consultation": state,
        "law": state.law,
        "seats": seats,
        "result": RESULTS[state.result],
        "closing_act": CLOSING_ACT_LABELS[state.closing_act or state.law.closing],
        "next_act": next_act(state),
        "answers": sum(not seat.silent for seat in state.seats),
        "silences": sum(seat.silence is not None for seat in state.seats),
        "explanation": explanation(state),
        "sens": SENS,
    }
    if notice.to.commune is None or not seats:
        return Section(notice.kind, facts)
    term = _term(state, seats[0])
    entry = _entry(notices[0], state, seats[0], term) if notice.kind in DATED else None
    return Section(notice.kind, facts | _to_commune(state, seats[0], term), entry)


def _seat(state: Consultation, due: Due) -> Seat:
    seat = state.seat(due.notice.commune or "")
    if seat is None:
        raise LookupError(f"{due.notice.about} has no seat")
    return seat


def _term(state: Consultation, seat: Seat) -> Term:
    months = state.law.delay_months
    if seat.deadline or months is None or state.sent_on is None:
        return Term(deadline=seat.deadline, wished=state.reply_by, provisional=False)
    return Term(deadline=legal_deadline(state.sent_on, months, state.home), wished=None, provisional=True)


def _to_commune(state: Consultation, seat: Seat, term: Term) -> dict[str, Any]:
    return {
        "seat": seat,
        "term": term,
        "ask": _ASKS[state.law.nature],
        "stake": _STAKES[state.law.rule],
        "own": _own_position(seat),
    } | _convocation(state, seat, term)


def _convocation(state: Consultation, seat: Seat, term: Term) -> dict[str, Any]:
    """How the council of the commune is convened, and the last day to do it; empty when no day is known."""
    voters = state.electorate.voters if state.electorate else ()
    inhabitants = next((voter.municipale for voter in voters if voter.insee == seat.insee), None)
    if inhabitants is None or term.council_by is None:
        return {}
    convocation = conseil_municipal(inhabitants)
    small = convocation == CONSEIL_MUNICIPAL_UNDER_3500
    return {
        "convocation": convocation,
        "size": "moins de 3 500 habitants" if small else "3 500 habitants et plus",
        "convened_by": last_sending(term.council_by, convocation.jours_francs),
        "convened_urgently_by": last_sending(term.council_by, convocation.urgence_jours_francs),
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


def _entry(due: Due, state: Consultation, seat: Seat, term: Term) -> Entry | None:
    if term.council_by is None:
        return None
    last = "dernier jour pour délibérer" if term.deadline else "réponse souhaitée"
    received = f"Date valable si la demande est reçue le {long_day(state.sent_on)}. " if state.sent_on else ""
    return Entry(
        uid=derived_id("deadline", due.notice.about),
        stamp=due.notice.send_at,
        day=term.council_by,
        summary=f"{seat.name} : {last}, {state.law.word} sur « {state.title} »",
        description=f"{received if term.provisional else ''}{state.law.silence_effect}",
    )
