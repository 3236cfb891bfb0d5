"""« Pourquoi ? »: the explanation of every date and result that Jalon computes."""

from domain.why.acts import why_convocation, why_cst, why_duty, why_objective
from domain.why.clocks import Clock, why_day, why_deadline, why_silence
from domain.why.consultations import why_commune, why_result
from domain.why.value import Alternative, Input, Why
from domain.why.votes import why_council_vote, why_verdict

__all__ = [
    "Alternative",
    "Clock",
    "Input",
    "Why",
    "why_commune",
    "why_convocation",
    "why_council_vote",
    "why_cst",
    "why_day",
    "why_deadline",
    "why_duty",
    "why_objective",
    "why_result",
    "why_silence",
    "why_verdict",
]
