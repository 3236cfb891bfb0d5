"""What may be done now of a consultation, and of each of its communes: names of acts, and what their links say.

What one may look for stands here; whether it can be done now, the act itself tells (`Act.closed`), by the rules.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from domain.consultation.moments import concordant
from domain.consultation.next_act import next_act
from domain.consultation.owing import to_confirm
from domain.consultation.state import Consultation, Position, Seat, Status
from domain.procedures.model import CLOSING_ACT_LABELS, ClosingAct, Consulted, Rule
from domain.procedures.steps import StepKind
from infra.reading.consultation_program import missing
from web.acts.act import Held
from web.acts.consultations import ACTS
from web.pages.scope import Scope

_BY_NAME: Final = {act.name: act for act in ACTS}

_LIVE: Final = (Status.SENT, Status.ENDED)


_CORRECT_VOTE: Final = "Corriger le vote du conseil"


class Doing(NamedTuple):
    """An act that may be done now: its name, what its link says, the mark that its address names. `main`: the one that
    is awaited. `not_yet`: why it cannot be done yet, for one that is shown all the same; empty when it can."""

    name: str
    label: str
    main: bool = False
    mark: str = ""
    not_yet: str = ""


_SEND: Final = Doing("envoyer", "Envoyer aux communes")
_RECEIPTS: Final = Doing("noter-receptions", "Noter plusieurs réceptions")
_JOIN: Final = Doing("joindre-document", "Joindre un document")
_CLOSE: Final = Doing("cloturer", "Clore la consultation")
_ANNULLED: Final = Doing("annulation-juge", "Noter une annulation par le juge")
_CANCEL: Final = Doing("annuler", "Annuler la consultation")
_REOPEN: Final = Doing("rouvrir", "Rouvrir")

#: What one may look for in each status, whatever the procedure.
_IN_STATUS: Final = {
    Status.OPEN: (_SEND, _JOIN, _CLOSE, _CANCEL),
    Status.SENT: (_JOIN, _CLOSE, _ANNULLED, _CANCEL),
    Status.ENDED: (_JOIN, _CLOSE, _ANNULLED, _CANCEL),
    Status.CLOSED: (Doing("cloturer", "Corriger l'acte qui la clôt"), _ANNULLED, _REOPEN),
    Status.CANCELLED: (_REOPEN,),
}


def held_by(scope: Scope, state: Consultation) -> Held:
    """The consultation, as an act takes hold of it."""
    return Held(scope, state.stream, state)


def awaited_of(state: Consultation) -> Doing | None:
    """The act that the consultation itself waits for, else the receipts that nobody noted; `None` when it waits for the
    communes alone, or is over."""
    if state.status is Status.OPEN:
        return _before(state)
    if state.status not in _LIVE:
        return None
    wanted = next_act(state)
    if not wanted:
        return _RECEIPTS._replace(main=True) if _owes_proofs(state) else None
    voted = concordant(state) and state.council_vote is not None and state.council_vote.adopted
    by_vote = wanted.startswith(CLOSING_ACT_LABELS[ClosingAct.DELIBERATION]) and not voted
    return _vote() if by_vote else _closing(state)


def others_of(held: Held) -> list[Doing]:
    """What else may be done of it, in the order in which one is likely to want it; what one looks for there and comes
    later is told with the reason."""
    main, told = awaited_of(held.state), _looked_for(held.state)
    others = (one for one in _others(held.state) if main is None or one.name != main.name)
    found = (one._replace(not_yet=_closed(held, one)) for one in others)
    return [one for one in found if not one.not_yet or one.name in told]


def acts_of(held: Held, seat: Seat) -> list[Doing]:
    """What may be done now about a commune: what is awaited first."""
    state, main = held.state, awaited_act(held.state, seat)
    open_now = (one for one in _of_seat(state, seat) if may(held, one.name, seat.insee))
    return sorted((one._replace(main=one.name == main) for one in open_now), key=lambda one: not one.main)


def may(held: Held, name: str, insee: str) -> bool:
    """Whether the act of that name may be done now of the commune."""
    return not _BY_NAME[name].closed(replace(held, commune=insee))


def may_qualify(held: Held) -> bool:
    """Whether the votes that are unclear may be qualified now: all of them, or none."""
    # To ask the rules about each would take as long as there are communes, twice over.
    first = next((seat for seat in held.state.seats if seat.avis and seat.avis.unclear), None)
    return first is not None and may(held, "qualifier", first.insee)


def awaited_act(state: Consultation, seat: Seat) -> str:
    """The name of the act that a commune waits for most, empty when it waits for none."""
    if state.status not in _LIVE or seat.left is not None:
        return ""
    if seat.position is Position.TO_QUALIFY:
        return "qualifier"
    if to_confirm(seat) and seat.silent:
        return "confirmer-silence"
    if seat.silent and seat.silence is None and state.status is Status.SENT:
        return "noter-reception" if seat.received_on is None else "saisir-deliberation"
    return ""


def following(state: Consultation, seat: Seat) -> Seat | None:
    """The next commune that waits for something, by INSEE code, the first one after the last; `None` if none does."""
    waiting = [one for one in state.seats if one.insee != seat.insee and awaited_act(state, one)]
    return next((one for one in waiting if one.insee > seat.insee), waiting[0] if waiting else None)


def _closed(held: Held, doing: Doing) -> str:
    return _BY_NAME[doing.name].closed(replace(held, mark=doing.mark))


def _looked_for(state: Consultation) -> tuple[str, ...]:
    """The act for which one comes, even before it may be done."""
    if state.status is Status.OPEN:
        return () if state.law.consulted is Consulted.NOBODY else (_SEND.name,)
    if state.status is not Status.SENT:
        return ()
    ends_by_vote = state.law.closing is ClosingAct.DELIBERATION and not concordant(state)
    return ("vote-du-conseil" if ends_by_vote else _CLOSE.name,)


def _before(state: Consultation) -> Doing:
    if state.law.consulted is Consulted.NOBODY:
        return _vote()
    first = next(iter(missing(state)), None)
    if first is None:
        return _SEND._replace(main=True)
    if first.step.kind is StepKind.PREREQUISITE:
        return Doing("acte-prealable", f"Entrer : {first.step.act}", main=True, mark=first.step.key)
    return _vote()


def _owes_proofs(state: Consultation) -> bool:
    """Whether communes that may still answer gave no proof of receipt."""
    unproven = any(seat.received_on is None and seat.silent for seat in state.present)
    return state.status is Status.SENT and unproven


def _vote() -> Doing:
    return Doing("vote-du-conseil", "Entrer le vote du conseil", main=True)


def _closing(state: Consultation) -> Doing:
    acts = {
        ClosingAct.ARRETE: "Entrer l'arrêté",
        ClosingAct.CONVENTION: "Entrer la signature de la convention",
        ClosingAct.DELIBERATION: "Clore par la délibération",
    }
    wanted = state.law.closing if next_act(state).startswith(CLOSING_ACT_LABELS[state.law.closing]) else None
    return Doing("cloturer", acts[wanted or state.law.otherwise or state.law.closing], main=True)


def _others(state: Consultation) -> Iterator[Doing]:
    if _wants_votes(state):
        yield Doing("vote-du-conseil", "Entrer le vote du conseil" if state.council_vote is None else _CORRECT_VOTE)
    if state.status is Status.SENT:
        if _owes_proofs(state):
            yield _RECEIPTS
        yield Doing("suspendre", "Suspendre") if state.suspended_on is None else Doing("reprendre", "Reprendre")
        if state.law.delay_months is None:
            yield Doing("prolonger", "Reporter la réponse souhaitée")
    yield from _IN_STATUS.get(state.status, ())


def _wants_votes(state: Consultation) -> bool:
    """Whether the procedure has a use for a vote of the council, or one that stands may be corrected."""
    law = state.law
    return state.council_vote is not None or law.rule is Rule.ACCORDS or law.closing is ClosingAct.DELIBERATION


def _of_seat(state: Consultation, seat: Seat) -> Iterator[Doing]:
    live = state.status in _LIVE
    if live:
        label = "Noter la réception" if seat.received_on is None else "Corriger la réception"
        yield Doing("noter-reception", label)
    yield Doing("saisir-deliberation", "Saisir la délibération" if seat.avis is None else "Corriger la délibération")
    if live and seat.avis is not None and seat.avis.unclear:
        yield Doing("qualifier", "Qualifier le vote" if seat.qualification is None else "Revoir sa qualification")
    if live and to_confirm(seat) and seat.silent:
        yield Doing("confirmer-silence", "Confirmer le silence")
    if seat.avis is not None and state.status in (*_LIVE, Status.CLOSED):
        yield Doing("annulation-deliberation", "Noter l'annulation de sa délibération")
    if live:
        yield Doing("depart", "Noter son départ" if seat.left is None else "Corriger son départ")
