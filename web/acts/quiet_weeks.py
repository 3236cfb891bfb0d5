"""The quiet weeks that an EPCI adds to those of summer and of the end of the year: one more, or one less."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.base import Ask
from domain.french import long_day
from domain.mandate import DECIDER
from domain.mandate.commands import AdaptReminders
from domain.mandate.state import Status
from domain.reminders import Week
from web.acts.act import Act, Field, Held, Kind
from web.acts.rehearsal import Rehearsal
from web.acts.reminder_plans import ENDED, KEPT, followers, to_the_plans
from web.forms import Form

_REASON: Final = Field(
    "motif", "Raison", Kind.LONG, "Conservée et montrée ; n'y écrivez le nom de personne.", required=True
)

#: What leaves in quiet weeks all the same.
STILL_LEAVES: Final = (
    "Les transmissions, les récépissés, les codes, le dernier jour de convocation, les rappels à sept et à deux jours "
    "et les appels dont dépend un délai partent quand même."
)


def mark_of(week: Week) -> str:
    """How an address names a quiet week of the EPCI."""
    return f"{week.first.isoformat()}/{week.last.isoformat()}"


def week_label(week: Week) -> str:
    """« du 5 avril 2027 au 11 avril 2027 (élections) »."""
    why = f" ({week.reason})" if week.reason else ""
    return f"du {long_day(week.first)} au {long_day(week.last)}{why}"


def _named(held: Held) -> list[Week]:
    """The weeks that the address names, none when one is to be added."""
    return [week for week in held.state.habits.quiet if mark_of(week) == held.mark]


def _closed(held: Held) -> str:
    if held.state.status is not Status.OPEN:
        return ENDED
    return "" if not held.mark or _named(held) else "L'EPCI n'a pas cette semaine calme : elle est peut-être déjà ôtée."


def _lead(held: Held) -> str:
    if named := _named(held):
        return f"Ôter la semaine calme {week_label(named[0])} : les rappels y partiront à leur jour."
    return (
        "Des jours où les rappels attendent, par exemple une semaine d'élections, en plus de l'été (du 15 juillet au "
        f"31 août) et de la fin d'année (du 20 décembre au 3 janvier). {STILL_LEAVES}"
    )


def _fields(held: Held) -> Sequence[Field]:
    if held.mark:
        return (_REASON,)
    return (
        Field("du", "Du", Kind.DAY, required=True),
        Field("au", "Au", Kind.DAY, "Dernier jour compris, deux mois après au plus.", required=True),
        Field("libelle", "Ce qui s'y passe", hint="Par exemple « élections ».", most=200),
        _REASON,
    )


def _read(held: Held, form: Form) -> Sequence[Ask]:
    known: tuple[Week, ...] = held.state.habits.quiet
    reason = form.text("motif", 2000, "Écrivez la raison : on la cherchera dans des années.")
    if held.mark:
        quiet = tuple(week for week in known if mark_of(week) != held.mark)
    else:
        week = _week(form)
        quiet = (*known, week) if week is not None else known
    return () if form.wrong else (AdaptReminders(quiet=quiet, reason=reason),)


def _week(form: Form) -> Week | None:
    first: date | None = form.day("du", "Écrivez le premier jour de la période.")
    last: date | None = form.day("au", "Écrivez le dernier jour de la période.")
    if first is not None and last is not None and last < first:
        form.refuse("au", "Le dernier jour est avant le premier.")
    label = form.text("libelle", 200)
    return None if form.wrong or first is None or last is None else Week(first=first, last=last, reason=label)


def _says(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    weeks = rehearsal.after.habits.quiet
    own = " ; ".join(week_label(week) for week in weeks)
    kept = f"Semaines calmes propres à l'EPCI : {own}." if weeks else "L'EPCI n'aura plus de semaine calme à lui."
    held_up = "Un rappel qui tombe dans une semaine calme part le premier matin ouvré qui la suit."
    return kept, held_up, followers(held.state), KEPT


ACTS: Final = (
    Act(
        name="semaine-calme",
        kinds=(DECIDER.kind,),
        title="Changer les semaines calmes",
        lead=_lead,
        fields=_fields,
        read=_read,
        closed=_closed,
        says=_says,
        back=to_the_plans,
        followed=True,
        confirm="Changer les semaines calmes",
        done="Les semaines calmes sont changées.",
    ),
)
