"""What people change of the plan of an objective once it is entered, and what its years took."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from domain.calendar import civil_day
from domain.errors import Refused
from domain.french import join, typeset
from domain.objective import milestones
from domain.objective.amend_commands import (
    AmendCommand,
    AssignObjective,
    DefineIndicator,
    DescribeObjective,
    DropIndicator,
    GiveUpMilestone,
    PlanMeans,
    PlanMilestone,
    RecordMeans,
)
from domain.objective.amend_events import (
    Amended,
    Held,
    IndicatorDefined,
    IndicatorDropped,
    MeansPlanned,
    MeansRecorded,
    MilestoneGivenUp,
    MilestonePlanned,
    ObjectiveAssigned,
    ObjectiveDescribed,
)
from domain.objective.legal_time import check_deadline
from domain.objective.state import Objective, YearMeans
from domain.objective.transitions import LABELS
from domain.objective.values import KEY, Described, Indicator


def decide(state: Objective, command: AmendCommand, at: datetime) -> Sequence[Amended]:
    """The event of a change; nothing when it changes nothing. Raises `Refused`, with the reason in French."""
    if isinstance(command, RecordMeans):
        return _spent(state, command, at)
    if state.closed:
        told = f"L'objectif {state.key} est {LABELS[state.status]} : ce qui en était prévu ne change plus."
        raise Refused(typeset(told))
    match command:
        case DescribeObjective():
            return _described(state, command, at)
        case AssignObjective():
            return _assigned(state, command)
        case PlanMilestone() | GiveUpMilestone():
            return milestones.decide(state, command, at)
        case DefineIndicator() | DropIndicator():
            return _indicator(state, command, at)
        case PlanMeans():
            changed = MeansPlanned(before=state.means, means=command.means, reason=command.reason, by=command.by)
            return [changed] if command.means != state.means else []
        case _:
            assert_never(command)


def evolve(state: Objective, event: Amended) -> Objective:
    """The objective after a change."""
    match event:
        case ObjectiveDescribed():
            return state.but(**dict(event.description))
        case ObjectiveAssigned():
            return state.but(**dict(event.held))
        case MilestonePlanned() | MilestoneGivenUp():
            return milestones.evolve(state, event)
        case IndicatorDefined():
            return state.but(indicators=_with(state.indicators, event.indicator))
        case IndicatorDropped():
            dropped = next(one for one in state.indicators if one.id == event.id).but(dropped_on=event.on)
            return state.but(indicators=_with(state.indicators, dropped))
        case MeansPlanned():
            return state.but(means=event.means)
        case MeansRecorded():
            others = [one for one in state.spent if one.year != event.year]
            year = YearMeans(**event.model_dump(exclude={"kind", "before"}))
            return state.but(spent=sorted([*others, year], key=lambda one: one.year))
        case _:
            assert_never(event)


def _described(state: Objective, command: DescribeObjective, at: datetime) -> list[Amended]:
    after, before = command.description, Described(**{name: getattr(state, name) for name in Described.model_fields})
    if after == before:
        return []
    today = civil_day(at, state.home)
    waits = not state.started and not state.consultations and state.deadline is not None
    if (
        waits
        and state.deadline is not None
        and state.deadline.last_day >= today
        and after.procedure != before.procedure
    ):
        check_deadline(state.deadline, after.procedure, state.home, today)
    return [ObjectiveDescribed(before=before, description=after, reason=command.reason, by=command.by)]


def _assigned(state: Objective, command: AssignObjective) -> list[Amended]:
    before, held = (
        Held(pilote=one.pilote, suppleant=one.suppleant, elu_referent=one.elu_referent) for one in (state, command)
    )
    # A file may have said so: what else changes then leaves it as it is.
    as_entered = (held.pilote, held.suppleant) == (before.pilote, before.suppleant)
    if held.suppleant is not None and held.pilote is None and not as_entered:
        raise Refused("Une suppléance sans pilote ne supplée personne : donnez d'abord un pilote à l'objectif.")
    return [ObjectiveAssigned(before=before, held=held, reason=command.reason, by=command.by)] if held != before else []


def _indicator(state: Objective, command: DefineIndicator | DropIndicator, at: datetime) -> list[Amended]:
    return _defined(state, command) if isinstance(command, DefineIndicator) else _dropped(state, command, at)


def _defined(state: Objective, command: DefineIndicator) -> list[Amended]:
    before = next((one for one in state.indicators if one.id == command.indicator.id), None)
    after = command.indicator.but(dropped_on=None)
    if command.new and before is not None:
        told = f"L'identifiant {before.id} est déjà celui de « {before.name} » : donnez-en un autre à l'indicateur."
        raise Refused(typeset(told))
    if before is None and not KEY.fullmatch(after.id):
        told = f"« {after.id} » ne peut pas être un identifiant : 40 signes au plus, des lettres sans accent, des "
        raise Refused(typeset(f"{told}chiffres, des points, des tirets ou des soulignés."))
    measured = any(measure.indicator == after.id for measure in state.measures)
    if before is not None and measured and after.unit != before.unit:
        unit = f"en « {before.unit} »" if before.unit else "sans unité"
        told = f"Des valeurs de « {before.name} » sont déjà notées {unit} : gardez cette unité, ou ajoutez un "
        raise Refused(typeset(f"{told}autre indicateur."))
    if after == before:
        return []
    return [IndicatorDefined(before=before, indicator=after, reason=command.reason, by=command.by)]


def _dropped(state: Objective, command: DropIndicator, at: datetime) -> list[Amended]:
    found = next((one for one in state.indicators if one.id == command.id), None)
    if found is None:
        names = join([f"{one.id} ({one.name})" for one in state.indicators]) or "aucun"
        told = f"« {command.id} » n'est pas un indicateur de l'objectif {state.key} ; indicateurs : {names}."
        raise Refused(typeset(told))
    if found.dropped_on is not None:
        return []
    on = civil_day(at, state.home)
    return [IndicatorDropped(id=found.id, name=found.name, on=on, reason=command.reason, by=command.by)]


def _spent(state: Objective, command: RecordMeans, at: datetime) -> list[Amended]:
    today = civil_day(at, state.home)
    if command.year > today.year:
        raise Refused(f"L'année {command.year} n'est pas commencée : ses moyens réels ne sont pas encore connus.")
    before = next((one for one in state.spent if one.year == command.year), None)
    if before is not None and (before.means, before.note) == (command.means, command.note):
        return []
    return [
        MeansRecorded(
            year=command.year,
            before=before.means if before is not None else None,
            means=command.means,
            on=today,
            note=command.note,
            by=command.by,
        )
    ]


def _with(indicators: Sequence[Indicator], new: Indicator) -> tuple[Indicator, ...]:
    """The same with `new`, in the place of the one that has its id, else at the end."""
    if any(one.id == new.id for one in indicators):
        return tuple(new if one.id == new.id else one for one in indicators)
    return (*indicators, new)
