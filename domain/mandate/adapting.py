"""What is decided of the plans of reminders of an EPCI: what it adds, removes, shifts, and its quiet weeks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from domain.errors import Refused
from domain.french import join, long_day, plural, typeset
from domain.mandate.commands import AdaptReminders
from domain.mandate.events import Event, RemindersAdapted
from domain.mandate.plan_labels import PLAN_LABELS, step_label
from domain.mandate.state import Mandate
from domain.notices import NoticeKind
from domain.reminders import PLANS, Change, Habits, PlanName, Step, Week
from domain.reminders.habits import EXTRA

#: The longest that reminders are held by one entry: no legal delay leaves the communes more than some months.
_LONGEST_DAYS: Final = 62


def decide(state: Mandate, command: AdaptReminders, at: datetime) -> list[Event]:
    """The habits that come of the former ones and of the command; nothing when they are the same. Raises `Refused`."""
    for change in command.changes:
        _exists(change, state.habits)
    for week in command.quiet or ():
        _not_too_long(week)
    habits = Habits(
        changes=_merged([*state.habits.changes, *command.changes]),
        quiet=state.habits.quiet if command.quiet is None else _in_order(command.quiet),
    )
    return [] if habits == state.habits else [RemindersAdapted(habits=habits, reason=command.reason, at=at)]


def _exists(change: Change, habits: Habits) -> None:
    """Raises `Refused` when the change names no step of its plan, nor one that the EPCI may add to it."""
    extra = change.notice is EXTRA.get(change.plan)
    if extra and not change.label:
        raise Refused(typeset("Donnez au rappel ajouté une étiquette qui le distingue, par exemple « J-20 »."))
    if extra and (not change.removed or change.name in {known.name for known in habits.changes}):
        return
    if not _steps(change):
        named = step_label(change.notice, change.label)
        told = f"Le plan des {PLAN_LABELS[change.plan]} n'a pas de « {named} » ; ses rappels : "
        raise Refused(typeset(told + _in_words(change.plan, habits) + "."))


def _in_words(plan: PlanName, habits: Habits) -> str:
    kinds = dict.fromkeys(step.notice for step in PLANS[plan].steps)
    added = [change.label for change in habits.changes if change.plan is plan and change.notice is EXTRA.get(plan)]
    return join([*(f"« {step_label(kind)} »" for kind in kinds), *(f"« {label} »" for label in added)])


def _steps(change: Change) -> list[Step]:
    steps = PLANS[change.plan].steps
    return [step for step in steps if (step.notice, step.label) == (change.notice, change.label)]


def _merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """One change of each step, the last one; none that gives the plan as it is. In the order of plans and kinds."""
    last = {change.name: change for change in changes}
    kinds = list(NoticeKind)
    plans = list(PlanName)
    kept = [change for change in last.values() if not _changes_nothing(change)]
    return tuple(sorted(kept, key=lambda one: (plans.index(one.plan), kinds.index(one.notice), one.label)))


def _changes_nothing(change: Change) -> bool:
    steps = _steps(change)
    if change.removed or not steps:
        return change.removed and not steps  # what was added is taken away
    # Steps of one name are one reminder, known by the first.
    return steps[0].days_before == change.days_before


def _not_too_long(week: Week) -> None:
    days = (week.last - week.first).days + 1
    if days > _LONGEST_DAYS:
        told = f"Du {long_day(week.first)} au {long_day(week.last)}, il y a {days} {plural(days, 'jour', 'jours')}"
        raise Refused(typeset(f"{told} : une période calme en compte {_LONGEST_DAYS} au plus ; vérifiez l'année."))


def _in_order(weeks: Iterable[Week]) -> tuple[Week, ...]:
    return tuple(sorted(set(weeks), key=lambda week: (week.first, week.last, week.reason)))
