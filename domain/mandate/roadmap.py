"""What is decided of the roadmap: planned, transmitted, approved, frozen, amended."""

from datetime import date, datetime
from typing import assert_never

from domain.base import Value
from domain.calendar import civil_day
from domain.errors import Refused
from domain.evaluation.fingerprint import fingerprint
from domain.french import long_day, typeset
from domain.mandate.commands import (
    ApproveRoadmap,
    FreezeBaseline,
    NoteSchemaApproved,
    PlanRoadmap,
    TransmitRoadmap,
    WithdrawRoadmap,
)
from domain.mandate.events import (
    AmendmentApproved,
    ApprovalNoted,
    Event,
    RoadmapApproved,
    RoadmapPlanned,
    RoadmapTransmitted,
    RoadmapWithdrawn,
)
from domain.mandate.lifecycle import ROADMAP
from domain.mandate.state import Approval, Mandate, Roadmap
from domain.refusals import not_to_come

RoadmapCommand = PlanRoadmap | TransmitRoadmap | WithdrawRoadmap | ApproveRoadmap | NoteSchemaApproved | FreezeBaseline

_WHY_NOT = {
    Roadmap.ABSENT: "La feuille de route n'est pas encore saisie ; saisissez-la, ou importez-la, d'abord.",
    Roadmap.DRAFT: "La feuille de route est en projet : elle n'est pas transmise aux communes.",
    Roadmap.TRANSMITTED: "La feuille de route est transmise aux communes, qui se prononcent sur ce texte ; "
    "pour le changer, retirez-la d'abord.",
    Roadmap.APPROVED: "La feuille de route est approuvée ; pour la changer, saisissez le plan modifié.",
    Roadmap.AMENDED: "La feuille de route approuvée a été modifiée ; la loi ne dit pas comment l'approuver : par "
    "prudence, consultez de nouveau les communes, puis entrez la délibération (à confirmer).",
}


def decide(state: Mandate, command: RoadmapCommand, at: datetime) -> list[Event]:
    """The events of a command on the roadmap of an open mandate. Raises `Refused`."""
    today = civil_day(at, state.home)
    match command:
        case PlanRoadmap():
            return _plan(state, command, at)
        case TransmitRoadmap():
            _allow(state, RoadmapTransmitted)
            not_to_come(command.on, today)
            return [RoadmapTransmitted(on=command.on)]
        case WithdrawRoadmap():
            _allow(state, RoadmapWithdrawn)
            return [RoadmapWithdrawn(reason=command.reason)]
        case ApproveRoadmap():
            not_to_come(command.on, today)
            _not_before_transmission(state, command.on)
            return _approve(state, Approval(on=command.on, number=command.number))
        case NoteSchemaApproved():
            approval = Approval(on=command.on, number=command.number, consultation=command.consultation)
            return _approve(state, approval)
        case FreezeBaseline():
            return _freeze(state, command)
        case _:
            assert_never(command)


def _allow(state: Mandate, event: type[Value]) -> None:
    if state.awaits_baseline:
        told = "L'approbation vient d'être notée et la version votée est en cours de gel ; réessayez ensuite."
        raise Refused(typeset(told))
    if (state.roadmap, event) not in ROADMAP:
        raise Refused(typeset(_WHY_NOT[state.roadmap]))


def _plan(state: Mandate, command: PlanRoadmap, at: datetime) -> list[Event]:
    _allow(state, RoadmapPlanned)
    keys = [axis.key for axis in command.axes]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise Refused(typeset(f"Deux axes portent la même clé : {', '.join(twice)}."))
    planned = RoadmapPlanned(
        title=command.title,
        axes=command.axes,
        councils=tuple(sorted(set(command.councils))),
        points=tuple(sorted(set(command.points), key=lambda point: (point.on, point.type))),
        at=at,
    )
    known = (state.title, state.axes, state.councils_of_the_plan, state.points)
    # The same plan given twice is one plan; once approved it would otherwise pass for an amendment.
    return [] if (planned.title, planned.axes, planned.councils, planned.points) == known else [planned]


def _approve(state: Mandate, approval: Approval) -> list[Event]:
    """The first approval waits for its baseline; a later one, of an amendment, leaves T0 as it was voted."""
    if state.baseline is not None:
        _allow(state, AmendmentApproved)
        return [] if _known(state, approval) else [AmendmentApproved.model_validate(dict(approval))]
    _allow(state, RoadmapApproved)
    return [ApprovalNoted.model_validate(dict(approval))]


def _known(state: Mandate, approval: Approval) -> bool:
    """Whether this délibération is noted already: by the console or by its consultation, whichever came first. Raises
    `Refused` when it would come before the last one, or on its day under another number."""
    last = (state.approval, *state.amendments)[-1]
    if last is None or approval.on > last.on:
        return False
    if (approval.on, approval.number) == (last.on, last.number):
        return True
    told = f"L'approbation du {long_day(last.on)} (délibération n° {last.number}) est déjà notée"
    raise Refused(typeset(f"{told} : une modification est votée un jour d'après."))


def _not_before_transmission(state: Mandate, on: date) -> None:
    if state.transmitted_on is not None and on < state.transmitted_on:
        transmitted = f"La feuille de route a été transmise aux communes le {long_day(state.transmitted_on)}"
        raise Refused(typeset(f"{transmitted} : elle ne peut pas avoir été approuvée avant."))


def _freeze(state: Mandate, command: FreezeBaseline) -> list[Event]:
    if state.approval is None or state.baseline is not None:
        raise Refused(typeset("Aucun état initial (T0) n'est à geler : aucune approbation ne l'attend."))
    lines = tuple(sorted(command.lines, key=lambda line: line.key))
    approved = dict(state.approval) | {"lines": lines, "sha256": fingerprint(lines)}
    return [RoadmapApproved.model_validate(approved)]
