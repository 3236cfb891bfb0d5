"""What time alone makes happen to an objective: the reminders of its deadline, of its milestones and of the question
asked, and lateness."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, assert_never

from domain.calendar import Place, civil_day, morning_of, next_working_day, start_of_day
from domain.notices import NoticeKind
from domain.objective.events import Event, LateRecorded
from domain.objective.reminder_events import ObjectiveReminder, ReminderDue, Schedule, Told
from domain.objective.state import Objective
from domain.objective.transitions import REMINDED, UNDER_WAY, Status
from domain.people import Role
from domain.planned import PlannedDay
from domain.reminders import PLANS, PlanName, Reminder, adapted
from domain.reminders.habits import EXTRA

#: An objective under way of which nothing was told for so many days is stale: its pilote is asked.
STALE_DAYS = 90

#: The plans of reminders that objectives follow.
PLANS_OF_OBJECTIVES: Final = (PlanName.OBJECTIVE, PlanName.MILESTONE, PlanName.PROGRESS)

Name = tuple[NoticeKind, str]

_ONE_DAY = timedelta(days=1)
_PLAN_OF: Final = {step.notice: name for name in PLANS_OF_OBJECTIVES for step in PLANS[name].steps} | {
    kind: name for name, kind in EXTRA.items()
}


def plan_of(reminder: Reminder) -> PlanName:
    """The plan that the reminder comes from."""
    return _PLAN_OF[reminder.notice]


def late_at(deadline: PlannedDay | None, place: Place, at: datetime) -> datetime | None:
    """When an objective whose deadline was recorded at `at` becomes late, `None` when that is not known.

    At 00:00 local on the day after the last one of the deadline. A deadline already past when it is recorded makes the
    objective late at the next midnight: whoever enters an old roadmap has the day to say what became of it.
    """
    if deadline is None:
        return None
    return start_of_day(max(deadline.last_day, civil_day(at, place)) + _ONE_DAY, place)


def planned(state: Objective, at: datetime) -> tuple[ObjectiveReminder, ...]:
    """Every reminder that falls due after `at`, the soonest first, as the objective now is: without those told or left
    out, and put off while the pilote is left in peace."""
    over = {told.reminder.name for told in state.reminded}.union(state.skipped)
    fresh = [reminder for reminder in _every(state, at) if reminder.name not in over]
    until = state.snoozed_until
    resting = until is not None and at < start_of_day(until, state.home)
    return snoozed(state, fresh, until) if until is not None and resting else in_order(fresh)


def replanned(state: Objective, at: datetime, names: Collection[Name]) -> tuple[ObjectiveReminder, ...]:
    """The reminders to come of the objective as it now is: those of `names` planned anew, the others as promised. One
    that a human put off stays, unless its plan has it no more, or brings it anew."""
    anew = [reminder for reminder in planned(state, at) if _step(reminder) in names]
    fresh = {reminder.name for reminder in anew}
    kept = [
        reminder
        for reminder in state.schedule.reminders
        if _step(reminder) not in names or (reminder.name not in fresh and _stays_put_off(state, reminder))
    ]
    return in_order([*kept, *anew])


def of_plan(reminders: Iterable[ObjectiveReminder], plan: PlanName) -> tuple[ObjectiveReminder, ...]:
    """Those that come from the plan."""
    return tuple(reminder for reminder in reminders if plan_of(reminder) is plan)


def not_of_plan(state: Objective, plan: PlanName) -> Objective:
    """The objective as if nothing had ever been reminded by that plan."""
    reminders = tuple(reminder for reminder in state.schedule.reminders if plan_of(reminder) is not plan)
    return state.but(
        schedule=state.schedule.but(reminders=reminders),
        reminded=tuple(told for told in state.reminded if plan_of(told.reminder) is not plan),
        skipped=tuple(name for name in state.skipped if _PLAN_OF[name[0]] is not plan),
    )


def without_milestone(state: Objective, milestone: str) -> Objective:
    """The objective with nothing to remind of that milestone, which is done."""
    reminders = tuple(reminder for reminder in state.schedule.reminders if reminder.milestone != milestone)
    told = tuple(told for told in state.reminded if told.reminder.milestone != milestone)
    return state.but(schedule=state.schedule.but(reminders=reminders), reminded=told)


def answered(state: Objective) -> Objective:
    """The objective once something was told of it: the question is over, and what would have asked it again."""
    return not_of_plan(state, PlanName.PROGRESS).but(asked_on=None)


def still_to_come(kept: Schedule, at: datetime) -> Schedule:
    """The same schedule without the reminders that lapsed, untold, by the instant `at`."""
    return kept.but(reminders=tuple(reminder for reminder in kept.reminders if reminder.at > at))


def snoozed(state: Objective, reminders: Iterable[ObjectiveReminder], until: date) -> tuple[ObjectiveReminder, ...]:
    """The same, once in each matter (the deadline, a milestone, the question) the last of those that fall before the
    day `until` took the place of them all, on its morning; it falls away when its deadline has passed by then, which
    lateness tells. What is told to the coordinator stays."""
    known = list(reminders)
    opening, worked = start_of_day(until, state.home), next_working_day(until, state.home)
    early = [each for each in known if Role.COORDINATEUR not in each.to and each.at < opening]
    last = {(plan_of(each), each.milestone): each for each in in_order(early)}
    moved = (
        each.but(at=morning_of(worked, _key(state, each), state.home))
        for each in last.values()
        if not _is_over(state, each, worked)
    )
    return in_order([*(each for each in known if each not in early), *moved])


def in_order(reminders: Iterable[ObjectiveReminder]) -> tuple[ObjectiveReminder, ...]:
    """The soonest first, in one order whatever came first."""
    return tuple(sorted(reminders, key=lambda each: (each.at, each.name)))


def is_reminded(state: Objective, reminder: Reminder) -> bool:
    """Whether the objective, where it stands, is reminded by the plan of `reminder`."""
    return state.status in (UNDER_WAY if plan_of(reminder) is PlanName.PROGRESS else REMINDED)


def next_due(state: Objective) -> datetime | None:
    """The next instant at which a reminder falls due or the objective becomes late."""
    instants = [reminder.at for reminder in state.schedule.reminders if is_reminded(state, reminder)]
    if state.schedule.late_at is not None and state.status is not Status.ABSENT and not state.closed:
        instants.append(state.schedule.late_at)
    return min(instants, default=None)


def pass_time(state: Objective, until: datetime) -> list[Event]:
    """What happens at `until`, which is `next_due`."""
    due = (each for each in state.schedule.reminders if each.at <= until and is_reminded(state, each))
    events: list[Event] = [reminded(state, reminder, until) for reminder in due]
    late = state.schedule.late_at
    if not events and state.deadline is not None and late is not None and late <= until:
        events.append(LateRecorded(deadline=state.deadline, since=state.deadline.last_day + _ONE_DAY))
    return events


def reminded(state: Objective, reminder: ObjectiveReminder, at: datetime, now: bool = False) -> ReminderDue:
    """The event of `reminder`, which falls due at `at` or, when it is `now`, that a human lets leave then."""
    return ReminderDue(
        notice=reminder.notice,
        deadline=_deadline(state, reminder),
        label=reminder.label,
        milestone=reminder.milestone,
        to=reminder.to,
        on=civil_day(at, state.home),
        now=now,
    )


def passed(state: Objective, event: ReminderDue | LateRecorded) -> Objective:
    """The objective after time made `event` happen."""
    match event:
        case ReminderDue():
            name = (event.notice, event.label)
            known = [*state.schedule.reminders, *(told.reminder for told in state.reminded)]
            told = [Told(reminder=each, on=event.on, now=event.now) for each in known if each.name == name][:1]
            left = tuple(each for each in state.schedule.reminders if each.name != name)
            others = [each for each in state.reminded if each.reminder.name != name]
            return state.but(schedule=state.schedule.but(reminders=left), reminded=(*others, *told))
        case LateRecorded():
            return state.but(schedule=state.schedule.but(late_at=None), late_since=event.since)
        case _:
            assert_never(event)


def _every(state: Objective, at: datetime) -> Iterator[ObjectiveReminder]:
    if state.deadline is not None:
        yield from _of(state, PlanName.OBJECTIVE, state.deadline.last_day, at)
    if state.asked_on is not None:
        yield from _of(state, PlanName.PROGRESS, state.asked_on, at)
    for n, milestone in enumerate(state.milestones, start=1):
        if milestone.deadline is not None and milestone.awaited:
            for each in _of(state, PlanName.MILESTONE, milestone.deadline.last_day, at, f"/{n}"):
                yield each.but(label=f"étape {n}", milestone=milestone.name)


def _of(state: Objective, name: PlanName, day: date, at: datetime, part: str = "") -> Iterator[ObjectiveReminder]:
    plan = adapted(PLANS[name], name, state.habits)
    for reminder in plan.reminders(day, f"{state.stream}{part}", state.home, after=at):
        yield ObjectiveReminder.model_validate(dict(reminder))


def _step(reminder: ObjectiveReminder) -> Name:
    """The name of the step that the reminder comes from: the label of a milestone's says which milestone."""
    return reminder.notice, "" if reminder.milestone else reminder.label


def _deadline(state: Objective, reminder: ObjectiveReminder) -> PlannedDay | None:
    match plan_of(reminder):
        case PlanName.MILESTONE:
            return next((each.deadline for each in state.milestones if each.name == reminder.milestone), None)
        case PlanName.PROGRESS:
            return None
        case _:
            return state.deadline


def _stays_put_off(state: Objective, reminder: ObjectiveReminder) -> bool:
    until = state.snoozed_until
    if until is None or civil_day(reminder.at, state.home) != next_working_day(until, state.home):
        return False
    name = plan_of(reminder)
    steps = adapted(PLANS[name], name, state.habits).steps
    return any((step.notice, step.label) == _step(reminder) for step in steps)


def _is_over(state: Objective, reminder: ObjectiveReminder, day: date) -> bool:
    """Whether the reminder tells that a deadline comes, and it has passed by `day`."""
    deadline = _deadline(state, reminder)
    return deadline is not None and reminder.notice is not NoticeKind.MILESTONE_LATE and deadline.last_day < day


def _key(state: Objective, reminder: ObjectiveReminder) -> str:
    return f"{state.stream}/{reminder.notice}{reminder.label}"
