"""How long a commune would have, were it to receive the request on a given day."""

from datetime import date

from domain.base import Day, Value
from domain.calendar import METROPOLE
from domain.deadline import legal_deadline
from domain.errors import Refused
from domain.french import long_day
from domain.procedures import procedure_on
from domain.procedures.applicability import inapplicable
from domain.procedures.model import Consulted, Procedure, Silence
from domain.simulation.days import check_day
from domain.sources import Confidence
from domain.territory import Epci
from domain.why.clocks import why_deadline
from domain.why.value import Why, inputs


class DeadlineSimulation(Value):
    """The delay in both readings, and from which day the silence counts at 00:00; no day where the law sets no delay.

    `source`: the texts, « à confirmer » where they are; `confidence`: the worst of them.
    """

    earliest: Day | None
    safe: Day | None
    silence_from: Day | None
    silence: Silence
    source: str
    confidence: Confidence
    why: Why


def simulate_deadline(procedure: str, received: date, epci: Epci | None = None) -> DeadlineSimulation:
    """The delay of a commune that receives the request of `procedure` on the day `received`.

    Counted where `epci` is, in metropolitan France without one. Raises `DomainError` when the procedure is not known
    on that day, `Refused` when it does not apply in the EPCI or consults nobody.
    """
    law = applicable(procedure, received, epci)
    place = epci.place if epci is not None else METROPOLE
    if law.delay_months is None:
        why = _without_delay(law, received)
        return DeadlineSimulation(
            earliest=None,
            safe=None,
            silence_from=None,
            silence=law.silence,
            source=law.source.citation,
            confidence=law.source.confidence,
            why=why,
        )
    deadline = legal_deadline(received, law.delay_months, place)
    why = why_deadline("toute commune", deadline, place, law)
    return DeadlineSimulation(
        earliest=deadline.earliest,
        safe=deadline.safe,
        silence_from=deadline.silence_from,
        silence=law.silence,
        source=" ; ".join(source.citation for source in why.sources),
        confidence=why.confidence or law.source.confidence,
        why=why,
    )


def applicable(procedure: str, day: date, epci: Epci | None) -> Procedure:
    """The procedure as the law has it on `day`. Raises `DomainError` when either is not known, `Refused` when the
    procedure does not apply in the EPCI or consults no commune."""
    check_day(day)
    law = procedure_on(procedure, day)
    if epci is not None and (reason := inapplicable(law, epci.nature, epci.financing)):
        raise Refused(reason, law.applies_source or law.source)
    if law.consulted is Consulted.NOBODY:
        raise Refused(
            f"{law.title} : aucune commune n'est consultée, le conseil communautaire décide seul "
            f"({law.source.citation}).",
            law.source,
        )
    return law


def _without_delay(law: Procedure, received: date) -> Why:
    return Why(
        subject="Délai pour délibérer, toute commune",
        value="aucun, la loi n'en fixe pas",
        rule="Sans délai dans la loi, le silence n'a pas d'effet et rien n'échoit",
        reason=" ".join(part for part in (law.silence_effect, law.practice) if part),
        sources=(law.source,),
        inputs=inputs(("procédure", law.title), ("réception", long_day(received))),
    )
