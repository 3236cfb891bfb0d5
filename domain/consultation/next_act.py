"""What is awaited of the institutions now, so that it is prompted: the council's vote, the arrêté, the signature."""

from domain.consultation.agreements import council_agrees
from domain.consultation.judgement import doubtful
from domain.consultation.moments import GIVEN
from domain.consultation.state import Consultation, Status
from domain.procedures.model import CLOSING_ACT_LABELS, ClosingAct, Consulted, Rule

_RUNNING = (Status.SENT, Status.ENDED)


def next_act(state: Consultation) -> str:
    """The act now awaited, as a French noun phrase (« l'arrêté préfectoral »); empty when none is, or not yet."""
    if state.status is Status.OPEN:
        return _before_sending(state)
    if state.status not in _RUNNING:
        return ""
    if state.result in GIVEN:
        return _after(state)
    if state.status is Status.ENDED and doubtful(state):
        return f"{CLOSING_ACT_LABELS[state.law.closing]}, qui tranche"
    if state.status is Status.ENDED and state.law.otherwise is not None:
        return CLOSING_ACT_LABELS[state.law.otherwise]
    return ""


def _before_sending(state: Consultation) -> str:
    first = state.law.deliberation_first or state.law.consulted is Consulted.NOBODY
    voted = state.council_vote is not None and state.council_vote.adopted
    return CLOSING_ACT_LABELS[ClosingAct.DELIBERATION] if first and not voted else ""


def _after(state: Consultation) -> str:
    """The act that follows from a result that is there."""
    if state.status is Status.SENT and not state.law.closes_before_end:
        return ""
    adopted = state.council_vote is not None and state.council_vote.adopted
    if state.law.rule is Rule.ACCORDS and council_agrees(state) and not adopted:
        return CLOSING_ACT_LABELS[ClosingAct.DELIBERATION]
    return CLOSING_ACT_LABELS[state.law.closing]
