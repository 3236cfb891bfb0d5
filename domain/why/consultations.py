"""Why a consultation stands where it stands: its result, and what each commune weighs in it."""

from datetime import date
from typing import Final, assert_never

from domain.consultation.judgement import explanation, verdict
from domain.consultation.labels import COUNTS_AS, POSITIONS, RESULTS, SENS
from domain.consultation.readings import readings
from domain.consultation.state import Consultation, Position, Seat, Status
from domain.electorate import Base
from domain.french import join, long_day, number
from domain.procedures.model import Rule
from domain.sources import Confidence, Source
from domain.why.clocks import why_deadline, why_silence
from domain.why.value import Alternative, Input, Why, inputs
from domain.why.votes import OUTCOMES, why_verdict

__all__ = ["why_commune", "why_result"]

#: What happens to a majority when a commune leaves while it is consulted.
DEPARTURE: Final = Source(
    article="aucun texte lu ne dit si une commune partie en cours de consultation compte encore",
    version="recherche du 23 novembre 2026",
    confidence=Confidence.C,
)

_RULES: Final = {
    Rule.AVIS_SIMPLE: "L'avis est simple : chaque commune consultée est entendue, puis le conseil communautaire décide",
    Rule.ACCORDS: "L'accord de chaque commune concernée est requis, et le silence n'est pas un accord",
}


def why_result(state: Consultation) -> Why:
    """Why the result of the consultation is what it is, whatever its procedure and wherever it stands."""
    law = state.law
    if state.electorate is None or state.status is Status.CANCELLED:
        return _unjudged(state)
    given = (*inputs(("procédure", law.title)), *_positions(state))
    match law.rule:
        case Rule.CREATION_EPCI | Rule.CLETC:
            kept = verdict(state)
            counted = why_verdict(state.electorate, kept, verdict(state, kept.base.other))
            return counted.but(
                subject="Résultat de la consultation",
                value=RESULTS[state.result],
                reason=explanation(state),
                sources=_unique(law.source, *counted.sources, *_departure(state)),
                inputs=(*given, *counted.inputs),
                alternatives=(*counted.alternatives, *_without_the_departed(state)),
            )
        case Rule.AVIS_SIMPLE | Rule.ACCORDS:
            return Why(
                subject="Résultat de la consultation",
                value=RESULTS[state.result],
                rule=_RULES[law.rule],
                reason=explanation(state),
                sources=(law.source,),
                inputs=given,
            )
        case _:
            assert_never(law.rule)


def why_commune(state: Consultation, seat: Seat) -> Why:
    """Why the commune weighs what it weighs: its answer, its silence, or the delay that is left to it."""
    if seat.left is not None:
        return _departed(state, seat)
    if not seat.silent:
        return _answered(state, seat)
    if seat.silence is not None:
        return why_silence(seat, state.law, state.home)
    if seat.deadline is not None:
        return why_deadline(seat.name, seat.deadline, state.home, state.law)
    return _without_day(state, seat)


def _unjudged(state: Consultation) -> Why:
    cancelled = state.status is Status.CANCELLED
    return Why(
        subject="Résultat de la consultation",
        value=RESULTS[state.result],
        rule="Une consultation annulée n'a pas de résultat"
        if cancelled
        else "Le résultat se compte à partir de l'envoi aux communes, sur les membres et populations figés ce jour-là",
        reason=state.reason if cancelled else "",
        sources=(state.law.source,),
        inputs=inputs(("procédure", state.law.title)),
    )


def _positions(state: Consultation) -> tuple[Input, ...]:
    """How many communes hold each position, the silences apart from the votes."""
    silent = [seat for seat in state.seats if seat.left is None and seat.silent and seat.silence is not None]
    held = [seat for seat in state.seats if seat.left is None and seat not in silent]
    counts = [(POSITIONS[p], sum(seat.position is p for seat in held)) for p in Position]
    said = join([f"{number(count)} {label}" for label, count in counts if count])
    decided = long_day(state.decided_on) if state.decided_on is not None else ""
    return inputs(
        ("communes, par position", said),
        ("silences constatés", number(len(silent)) if silent else ""),
        ("résultat acquis le", decided),
    )


def _departure(state: Consultation) -> tuple[Source, ...]:
    return (DEPARTURE,) if any(seat.left is not None for seat in state.seats) else ()


def _without_the_departed(state: Consultation) -> tuple[Alternative, ...]:
    """What the other readings of the electorate give, once communes have left it."""
    _, *others = readings(state, Base.TOTALE)
    return tuple(
        Alternative(
            reading=f"sans compter {join([seat.name for seat in each.left_out])}",
            value=OUTCOMES[each.verdict.outcome],
        )
        for each in others
    )


def _departed(state: Consultation, seat: Seat) -> Why:
    left = seat.left
    return Why(
        subject=f"Position de {seat.name}",
        value=f"partie le {long_day(left.on)}" if left is not None else "",
        rule="Les membres sont figés à l'envoi et les textes lus se taisent sur une commune qui part ensuite : les "
        "deux lectures sont comptées",
        reason=left.reason if left is not None else "",
        sources=(state.law.source, DEPARTURE),
        inputs=inputs(("position à son départ", POSITIONS[seat.position])),
    )


def _answered(state: Consultation, seat: Seat) -> Why:
    avis, deadline, qualified = seat.avis, seat.deadline, seat.qualification
    if avis is None:
        raise ValueError(f"{seat.insee} has not answered")
    if qualified is not None:
        reason = f"Ce vote a été compté « {COUNTS_AS[qualified.counts_as]} » par décision : {qualified.reason}"
    else:
        reason = avis.unclear
    return Why(
        subject=f"Position de {seat.name}",
        value=POSITIONS[seat.position],
        rule="Une délibération prise dans le délai compte pour ce qu'elle dit ; celle qui n'est pas claire attend la "
        "décision motivée d'une personne",
        reason=reason,
        sources=(state.law.source, *((deadline.source,) if deadline is not None and reason else ())),
        inputs=inputs(
            ("délibération", f"{SENS[avis.sens]}, du {long_day(avis.voted_on)}"),
            ("numéro", avis.number),
            ("reçue en préfecture", _maybe_day(avis.prefecture_received_on)),
            ("demande reçue", _maybe_day(seat.received_on)),
            ("fin du délai au plus tôt", long_day(deadline.earliest) if deadline is not None else ""),
            ("fin du délai au plus tard", long_day(deadline.safe) if deadline is not None else ""),
        ),
    )


def _without_day(state: Consultation, seat: Seat) -> Why:
    """Nothing is dated yet: nobody proved the receipt, or the law sets no delay."""
    law = state.law
    unproven = seat.received_on is None and law.delay_months is not None
    return Why(
        subject=f"Délai pour délibérer, {seat.name}",
        value="pas encore parti" if unproven else "aucun, la loi n'en fixe pas",
        rule="Le délai de chaque commune part du jour, prouvé, où elle a reçu la demande"
        if unproven
        else "Sans délai dans la loi, le silence n'a pas d'effet et rien n'échoit",
        reason="La preuve de réception n'est pas encore entrée." if unproven else law.silence_effect,
        sources=(law.source,),
        inputs=inputs(
            ("procédure", law.title),
            ("point de départ", law.starts),
            ("demande envoyée", _maybe_day(state.sent_on)),
            ("demande reçue", _maybe_day(seat.received_on)),
            ("réponse souhaitée", _maybe_day(state.reply_by)),
        ),
    )


def _maybe_day(day: date | None) -> str:
    return long_day(day) if day is not None else ""


def _unique(*sources: Source) -> tuple[Source, ...]:
    """Each text once, in order."""
    return tuple(dict.fromkeys(sources))
