"""The acts of the mandate's calendar: a duty done, the days on which councils sit."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from domain.base import Ask
from domain.french import join, long_day, number, plural, weekday_day
from domain.mandate import DECIDER
from domain.mandate.commands import CompleteDuty, RecordCouncils
from domain.mandate.duties import Duty
from domain.mandate.state import Mandate
from web.acts.act import Act, Field, Held, Kind
from web.acts.mandate_roadmap import ended
from web.acts.rehearsal import Rehearsal
from web.forms import Form

_KINDS: Final = (DECIDER.kind,)

#: Sittings that may be entered at once: one a month for a whole mandate, and some more.
_MOST_DAYS: Final = 90

#: What a line with a day takes, with room for another way of writing it.
_LONGEST_DAY: Final = 22


def _duty(held: Held) -> Duty | None:
    state: Mandate = held.state
    return state.duty(held.mark)


def _duty_lead(held: Held) -> str:
    duty = _duty(held)
    if duty is None:
        return "Choisissez l'obligation et dites le jour où elle a été faite."
    done = f" Notée faite le {long_day(duty.done_on)} : un autre jour le corrige." if duty.done_on else ""
    return f"{duty.title}, au plus tard le {long_day(duty.due)} ({duty.source.citation}).{done}"


def _duty_fields(held: Held) -> Sequence[Field]:
    titles = {duty.key: f"{long_day(duty.due)} : {duty.title}" for duty in held.state.duties if duty.done_on is None}
    chosen = [] if held.mark else [Field("obligation", "Obligation", Kind.SELECT, required=True, choices=titles)]
    return (*chosen, Field("le", "Faite le", Kind.DAY, required=True, value=held.scope.today.isoformat()))


def _duty_closed(held: Held) -> str:
    if held.mark and _duty(held) is None:
        return "Cette obligation n'est pas, ou plus, dans le mandat ; revenez au calendrier."
    return ended(held) or ("" if held.state.duties else "Ce mandat n'a pas d'obligation.")


def _complete(held: Held, form: Form) -> Sequence[Ask]:
    keys = [duty.key for duty in held.state.duties]
    key = held.mark or form.choice("obligation", keys, "Choisissez l'obligation.")
    on = form.day("le", "Donnez le jour où elle a été faite.")
    return () if form.wrong or not key or on is None else (CompleteDuty(key=key, on=on),)


def _duty_says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    before: Mandate = rehearsal.before
    for after in rehearsal.after.duties:
        known = before.duty(after.key)
        if known is None or known.done_on == after.done_on or after.done_on is None:
            continue
        late = (after.done_on - after.due).days
        days = f"{number(late)} {plural(late, 'jour', 'jours')}"
        yield f"{after.title} : faite {f'avec {days} de retard' if late > 0 else 'à temps'}."


def _councils_lead(held: Held) -> str:
    whose = f"Les jours où siège le conseil municipal de {held.where}" if held.commune else _OF_THE_EPCI
    return f"{whose}. Ceux qui sont entrés ici remplacent ceux qui étaient connus à partir d'aujourd'hui."


_OF_THE_EPCI: Final = "Les jours où siège le conseil communautaire"


def _to_come(held: Held) -> list[date]:
    return [day for day in held.state.councils_of(held.commune) if day >= held.scope.today]


def _councils_fields(held: Held) -> Sequence[Field]:
    hint = "Un jour par ligne, par exemple 28/02/2027 ; vide : aucune séance n'est connue."
    return (Field("jours", "Séances à venir", Kind.LONG, hint, value=days_text(_to_come(held))),)


def _councils(held: Held, form: Form) -> Sequence[Ask]:
    days = days_in(form, "jours", _MOST_DAYS)
    return () if form.wrong else (RecordCouncils(commune=held.commune, days=days),)


def days_text(days: Iterable[date]) -> str:
    """The days as `days_in` reads them."""
    return "\n".join(f"{day:%d/%m/%Y}" for day in days)


def days_in(form: Form, name: str, most: int) -> tuple[date, ...]:
    """The days of a field, one in each line, `most` of them at most; those that cannot be read are left out, and said
    by their line."""
    lines = [line.strip() for line in form.text(name, _LONGEST_DAY * most).split("\n") if line.strip()]
    if len(lines) > most:
        form.refuse(name, f"C'est trop de jours à la fois : {most} au plus.")
    days = [_day(form, name, line, rank) for rank, line in enumerate(lines, start=1)]
    return tuple(day for day in days if day is not None)


def _day(form: Form, name: str, line: str, rank: int) -> date | None:
    """The day of one line, read as that of a field."""
    alone = Form({"jour": line})
    day = alone.day("jour")
    if day is None:
        form.refuse(name, f"Ligne {rank}, « {line[:40]} » : {alone.wrong['jour']}")
    return day


def _councils_says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    before, after = (set(state.councils_of(held.commune)) for state in (rehearsal.before, rehearsal.after))
    for days, label in ((after - before, "ajoutée"), (before - after, "retirée")):
        if days:
            told = join([weekday_day(day) for day in sorted(days)])
            yield f"{plural(len(days), f'Séance {label}', f'Séances {label}s')} : {told}."
    if not held.commune:
        yield "Les séances du conseil communautaire ne déplacent aucun rappel aux communes."
    elif any(happened.reactions for happened in rehearsal.happened):
        yield (
            "Les rappels des consultations en cours se calent aussitôt sur ces séances ; la fin légale du délai, elle, "
            "ne change pas."
        )
    else:
        yield "Aucune consultation n'est en cours : les rappels de la prochaine suivront ces séances."


def _to_actors(held: Held) -> tuple[str, str]:
    return held.scope.link("/acteurs"), "Acteurs"


ACTS: Final = (
    Act(
        name="obligation-faite",
        kinds=_KINDS,
        title="Noter une obligation faite",
        lead=_duty_lead,
        fields=_duty_fields,
        read=_complete,
        closed=_duty_closed,
        says=lambda held, rehearsal: [*_duty_says(held, rehearsal)],
        back=lambda held: (held.scope.link("/obligations"), "Obligations"),
        confirm="Noter l'obligation faite",
        done="L'obligation est notée faite.",
    ),
    Act(
        name="conseils",
        kinds=_KINDS,
        title="Entrer les séances de conseil",
        lead=_councils_lead,
        fields=_councils_fields,
        read=_councils,
        closed=ended,
        says=lambda held, rehearsal: [*_councils_says(held, rehearsal)],
        back=_to_actors,
        followed=True,
        confirm="Entrer ces séances",
        done="Les séances sont entrées.",
    ),
)
