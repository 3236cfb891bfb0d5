"""`jalon mandate reminders`, `adapt`, `quiet`: the plans of reminders, as the EPCI wants them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import typer

from domain.base import Value
from domain.french import long_day
from domain.mandate.commands import AdaptReminders
from domain.mandate.plan_labels import PLAN_LABELS, step_label, when, who
from domain.mandate.state import Mandate
from domain.notices import NoticeKind
from domain.reminders import PLANS, Change, Habits, Plan, PlanName, Step, Week, adapted
from domain.reminders.habits import EXTRA
from terminal.epci import epci_of, needed_mandate
from terminal.exits import Misused
from terminal.mandate import ask_mandate
from terminal.options import Door, JsonOption, ReasonOption, SirenOption, day
from terminal.session import Session, run
from terminal.show import give, say, table


class PlanWord(StrEnum):
    """What a plan is called on the command line."""

    CONSULTATION = "consultation"
    OBJECTIF = "objectif"
    ETAPE = "etape"
    NOUVELLES = "nouvelles"
    OBLIGATION = "obligation"


_PLANS: Final = dict(zip(PlanWord, PlanName, strict=True))
_WORDS: Final = {name: word for word, name in _PLANS.items()}

#: What stands for the kind of a reminder that the EPCI adds.
_ADDED: Final = "ajout"

_PERIOD_PARTS: Final = 3
_LONGEST_WHY: Final = 200


@dataclass(frozen=True)
class Wanted:
    """What becomes of a reminder."""

    days: Annotated[
        int | None,
        typer.Option(min=-60, max=366, metavar="N", help="Combien de jours avant ; un nombre négatif : après."),
    ] = None
    remove: Annotated[bool, typer.Option("--remove", help="Retire ce rappel du plan.")] = False
    label: Annotated[
        str, typer.Option(metavar="TEXTE", help="L'étiquette d'un rappel ajouté, par exemple « J-20 ».")
    ] = ""


class AdaptedPlan(Value):
    """A plan as it stands for the EPCI."""

    name: PlanName
    plan: Plan


class AdaptedPlans(Value):
    """Every plan, and what the EPCI changed to get there."""

    plans: tuple[AdaptedPlan, ...]
    habits: Habits


def reminders(siren: SirenOption = None, json: JsonOption = False) -> None:
    """Montre les plans de rappels tels qu'ils valent pour l'EPCI, et ses semaines calmes."""
    habits = run(lambda session: _mandate(session, siren)).habits
    plans = tuple(AdaptedPlan(name=name, plan=adapted(plan, name, habits)) for name, plan in PLANS.items())
    if json:
        give(AdaptedPlans(plans=plans, habits=habits))
        return
    table(("Plan", "Rappel", "Ce que c'est", "Quand", "À qui"), [row for each in plans for row in _rows(each)])
    say()
    for line in _quiet_weeks(habits):
        say(line)


def adapt(
    plan: Annotated[
        PlanWord, typer.Argument(metavar="PLAN", help="consultation, objectif, etape, nouvelles ou obligation.")
    ],
    name: Annotated[
        str,
        typer.Argument(
            metavar="RAPPEL", help="Sa clé, telle que « jalon mandate reminders » la donne ; « ajout » pour un nouveau."
        ),
    ],
    wanted: Wanted,
    reason: ReasonOption,
    door: Door,
) -> None:
    """Déplace, retire ou ajoute un rappel ; ceux qui sont à venir suivent, le journal dit qui l'a voulu et pourquoi."""
    if (wanted.days is None) is not wanted.remove:
        raise Misused("Donnez --days pour déplacer ou ajouter le rappel, ou --remove pour le retirer.")
    notice = _notice(_PLANS[plan], name)

    def build(_: object) -> AdaptReminders:
        change = Change(
            plan=_PLANS[plan],
            notice=notice,
            label=wanted.label,
            removed=wanted.remove,
            days_before=wanted.days,
        )
        return AdaptReminders(changes=(change,), reason=reason)

    ask_mandate(door, build)


def quiet(
    reason: ReasonOption,
    door: Door,
    periods: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PÉRIODE]…", help="« 2027-04-05:2027-04-11:élections » ; sans période, il n'en reste aucune."
        ),
    ] = None,
) -> None:
    """Entre les semaines calmes propres à l'EPCI, à la place de celles qu'il avait ; l'été et Noël le sont toujours."""
    weeks = tuple(_week(period) for period in periods or ())
    ask_mandate(door, lambda _: AdaptReminders(quiet=weeks, reason=reason))


async def _mandate(session: Session, siren: str | None) -> Mandate:
    return await needed_mandate(session.snapshots, await epci_of(session, siren))


def _rows(each: AdaptedPlan) -> Iterator[tuple[str, ...]]:
    usual = PLANS[each.name].steps
    for step in each.plan.steps:
        mark = "" if step in usual else " (adapté)"
        label = step_label(step.notice, step.label)
        yield _WORDS[each.name], _key(each.name, step), label, when(each.name, step) + mark, who(each.name, step)
    kept = {(step.notice, step.label) for step in each.plan.steps}
    for notice in dict.fromkeys(step.notice for step in usual if (step.notice, step.label) not in kept):
        yield _WORDS[each.name], notice.value, step_label(notice), "retiré", ""


def _key(plan: PlanName, step: Step) -> str:
    return _ADDED if step.notice is EXTRA.get(plan) else step.notice.value


def _quiet_weeks(habits: Habits) -> Iterator[str]:
    yield "Semaines calmes : du 15 juillet au 31 août, du 20 décembre au 3 janvier"
    for week in habits.quiet:
        why = f" ({week.reason})" if week.reason else ""
        yield f"et du {long_day(week.first)} au {long_day(week.last)}{why}"


def _notice(plan: PlanName, name: str) -> NoticeKind:
    """The kind of the reminder that is named. Raises `Misused`."""
    kind = EXTRA.get(plan) if name == _ADDED else next((kind for kind in NoticeKind if kind.value == name), None)
    if kind is None:
        added = ", ou « ajout »" if plan in EXTRA else ""
        keys = ", ".join(dict.fromkeys(step.notice.value for step in PLANS[plan].steps))
        raise Misused(f"« {name} » n'est pas un rappel du plan des {PLAN_LABELS[plan]} ; écrivez {keys}{added}.")
    return kind


def _week(period: str) -> Week:
    """The period that an argument gives. Raises `Misused`."""
    first, last, why = [*period.split(":", _PERIOD_PARTS - 1), "", ""][:_PERIOD_PARTS]
    days = _day(first, period), _day(last or first, period)
    if days[1] < days[0]:
        raise Misused(f"« {period} » : le dernier jour est avant le premier.")
    if len(why) > _LONGEST_WHY:
        raise Misused(f"« {period} » : le motif compte {_LONGEST_WHY} caractères au plus.")
    return Week(first=days[0], last=days[1], reason=why.strip())


def _day(text: str, period: str) -> date:
    try:
        return day(text.strip())
    except ValueError as wrong:
        raise Misused(f"« {period} » : {wrong} ; une période s'écrit 2027-04-05:2027-04-11:élections.") from wrong
