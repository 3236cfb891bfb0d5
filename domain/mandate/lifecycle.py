"""The life of a mandate and of its roadmap, as tables, and how each event changes the state."""

from datetime import datetime
from typing import assert_never

from domain.base import Value
from domain.calendar import civil_day
from domain.councils import CommuneCouncils
from domain.mandate import following
from domain.mandate.agenda import agenda
from domain.mandate.duties import Duty
from domain.mandate.events import (
    AmendmentApproved,
    ApprovalNoted,
    CouncilsRecorded,
    DutiesScheduled,
    DutyCompleted,
    DutyReminderDue,
    EndMoved,
    EvaluationDue,
    EvaluationNoted,
    Event,
    FollowUpNoted,
    MandateEnded,
    MandateOpened,
    RoadmapApproved,
    RoadmapPlanned,
    RoadmapTransmitted,
    RoadmapWithdrawn,
    StockDue,
    StockTaken,
)
from domain.mandate.follow_ups import Follow
from domain.mandate.state import Approval, Baseline, EvaluationRef, Mandate, Roadmap, Status

DatesEvent = MandateOpened | DutiesScheduled | EndMoved | MandateEnded
RoadmapEvent = (
    RoadmapPlanned | RoadmapTransmitted | RoadmapWithdrawn | ApprovalNoted | RoadmapApproved | AmendmentApproved
)
DutyEvent = DutyReminderDue | DutyCompleted
RecordedEvent = CouncilsRecorded | FollowUpNoted
FollowUpEvent = StockDue | StockTaken | EvaluationDue | EvaluationNoted

#: From which status each event leads the mandate where.
MANDATE: dict[tuple[Status, type[Value]], Status] = {
    (Status.ABSENT, MandateOpened): Status.OPEN,
    (Status.OPEN, MandateEnded): Status.ENDED,
}

#: From which status each event leads the roadmap where. An amended roadmap goes back to approved by a new vote; so does
#: an approved one, of which objectives alone were added or changed: their streams are not this one.
ROADMAP: dict[tuple[Roadmap, type[Value]], Roadmap] = {
    (Roadmap.ABSENT, RoadmapPlanned): Roadmap.DRAFT,
    (Roadmap.DRAFT, RoadmapPlanned): Roadmap.DRAFT,
    (Roadmap.DRAFT, RoadmapTransmitted): Roadmap.TRANSMITTED,
    (Roadmap.TRANSMITTED, RoadmapWithdrawn): Roadmap.DRAFT,
    (Roadmap.DRAFT, RoadmapApproved): Roadmap.APPROVED,
    (Roadmap.TRANSMITTED, RoadmapApproved): Roadmap.APPROVED,
    (Roadmap.APPROVED, RoadmapPlanned): Roadmap.AMENDED,
    (Roadmap.AMENDED, RoadmapPlanned): Roadmap.AMENDED,
    (Roadmap.AMENDED, AmendmentApproved): Roadmap.APPROVED,
    (Roadmap.APPROVED, AmendmentApproved): Roadmap.APPROVED,
}


def evolve(state: Mandate, event: Event) -> Mandate:
    """The mandate after `event`."""
    moved = state.but(
        status=MANDATE.get((state.status, type(event)), state.status),
        roadmap=ROADMAP.get((state.roadmap, type(event)), state.roadmap),
    )
    if isinstance(event, DatesEvent):
        return _dates(moved, event)
    if isinstance(event, RoadmapEvent):
        return _roadmap(moved, event)
    if isinstance(event, DutyEvent):
        return _duty(moved, event)
    if isinstance(event, RecordedEvent):
        return _recorded(moved, event)
    if isinstance(event, following.FollowingEvent):
        return following.evolve(moved, event)
    return _follow_up(moved, event)


def _dates(state: Mandate, event: DatesEvent) -> Mandate:
    match event:
        case MandateOpened():
            facts = {name: value for name, value in event if name not in ("kind", "on")}
            return state.but(**facts, opened_on=event.on)
        case DutiesScheduled():
            return state.but(duties=event.duties)
        case EndMoved():
            return state.but(end=event.end, end_reason=event.reason)
        case MandateEnded():
            return state.but(ended_on=event.on)
        case _:
            assert_never(event)


def _roadmap(state: Mandate, event: RoadmapEvent) -> Mandate:
    match event:
        case RoadmapPlanned():
            state = following.planned(state, event.at)
            facts = {name: value for name, value in event if name not in ("kind", "at")}
            after = state.stock_after or civil_day(event.at, state.home)
            if event.councils == state.councils_of_the_plan:  # those entered since stand
                facts["councils"] = state.councils
            else:
                facts["planned_councils"] = None
            return state.but(**facts, planned_at=event.at, stock_after=after)
        case RoadmapTransmitted():
            return state.but(transmitted_on=event.on)
        case RoadmapWithdrawn():
            return state.but(transmitted_on=None)
        case ApprovalNoted():
            return state.but(approval=_approval(event))
        case RoadmapApproved():
            return state.but(baseline=Baseline(lines=event.lines, sha256=event.sha256))
        case AmendmentApproved():
            return state.but(amendments=(*state.amendments, _approval(event)))
        case _:
            assert_never(event)


def _approval(event: ApprovalNoted | AmendmentApproved) -> Approval:
    return Approval(on=event.on, number=event.number, consultation=event.consultation)


def _duty(state: Mandate, event: DutyEvent) -> Mandate:
    def after(duty: Duty) -> Duty:
        if isinstance(event, DutyCompleted):
            return duty.but(done_on=event.on, reminders=())
        name = (event.notice, event.label)
        left = tuple(reminder for reminder in duty.reminders if reminder.name != name)
        return duty.but(reminders=left, told=(*duty.told, name))

    return state.but(duties=tuple(after(duty) if duty.key == event.key else duty for duty in state.duties))


def _recorded(state: Mandate, event: RecordedEvent) -> Mandate:
    match event:
        case FollowUpNoted():
            noted = Follow.model_validate(dict(event))
            others = [follow for follow in state.follow_ups if follow.matter != noted.matter]
            return state.but(follow_ups=(*others, noted))
        case CouncilsRecorded(commune=""):
            return state.but(councils=event.days, planned_councils=state.councils_of_the_plan)
        case CouncilsRecorded():
            known = {one.commune: one for one in state.commune_councils}
            known[event.commune] = CommuneCouncils(commune=event.commune, days=event.days)
            return state.but(commune_councils=tuple(known[commune] for commune in sorted(known)))
        case _:
            assert_never(event)


def _follow_up(state: Mandate, event: FollowUpEvent) -> Mandate:
    match event:
        case StockDue():
            return state.but(stock_after=event.on, stock_due=event.on)
        case StockTaken():
            return state.but(stock_due=None, stocks=(*state.stocks, event.stock))
        case EvaluationDue():
            ref = EvaluationRef(evaluation=event.evaluation, type=event.type, on=event.on)
            return state.but(evaluations=(*state.evaluations, ref))
        case EvaluationNoted():
            return state.but(evaluations=_noted(state.evaluations, event))
        case _:
            assert_never(event)


def _noted(known: tuple[EvaluationRef, ...], event: EvaluationNoted) -> tuple[EvaluationRef, ...]:
    """The evaluations with this one's result in its place, or at the end when it was opened without the mandate."""
    noted = EvaluationRef.model_validate(dict(event))
    if any(ref.evaluation == noted.evaluation for ref in known):
        return tuple(noted if ref.evaluation == noted.evaluation else ref for ref in known)
    return (*known, noted)


def next_due(state: Mandate) -> datetime | None:
    """The instant of the next reminder, stock, evaluation or end, `None` when time brings nothing more."""
    return next((instant for instant, _ in agenda(state)), None)


def is_closed(state: Mandate) -> bool:
    """Whether the mandate has ended."""
    return state.status is Status.ENDED


def asks(state: Mandate) -> tuple[str, ...]:
    """« baseline » from the approval until T0 is frozen; « stock » from its day until it is taken; « habits » until
    every open objective knows those of the EPCI."""
    if state.status is not Status.OPEN:
        return ()
    asked = {
        "baseline": state.awaits_baseline,
        "stock": state.stock_due is not None,
        "habits": state.habits_passed_on < state.habits_version,
    }
    return tuple(ask for ask, wanted in asked.items() if wanted)
