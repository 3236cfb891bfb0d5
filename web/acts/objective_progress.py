"""Saying where an objective stands: a percentage, a note, the values of indicators, the milestones done."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from domain.access import Right
from domain.base import Ask
from domain.french import long_day, number, plural
from domain.objective import DECIDER
from domain.objective.commands import CompleteMilestone, RecordProgress
from domain.objective.state import Objective
from domain.objective.values import Indicator, Milestone
from web.acts.act import BETWEEN, Act, Field, Held, Kind
from web.acts.rehearsal import Rehearsal
from web.forms import Form
from web.pages.rendering import capital, figure

_NOTHING: Final = "Dites au moins une chose : un pourcentage, une note, une valeur, une étape faite."
_VALUE: Final = "valeur_"
_DONE: Final = 100


def function_of(held: Held) -> str:
    """The function for which the person speaks, when its account has one."""
    siren = held.scope.epci.siren
    return next((grant.function for grant in held.scope.actor.grants if grant.covers(siren) and grant.function), "")


def said_by(held: Held) -> Field:
    """The field of the function that says something."""
    return Field("dit_par", "Dit par", hint="Une fonction, par exemple « DSI ».", value=function_of(held), most=120)


def _lead(held: Held) -> str:
    state: Objective = held.state
    here = f"{state.percent} %" if state.percent is not None else "aucun avancement n'est dit"
    news = f", dernières nouvelles du {long_day(state.news_on)}" if state.news_on is not None else ""
    return f"Aujourd'hui : {here}{news}. Ne remplissez que ce qui a changé ; tout part en une fois."


def _fields(held: Held) -> Sequence[Field]:
    state: Objective = held.state
    percent = Field("pourcentage", "Avancement, en pourcentage", Kind.COUNT, "De 0 à 100.")
    return (
        *([] if state.closed else [percent]),
        Field("note", "Ce qui s'est fait, ce qui bloque", Kind.LONG, "Gardé et montré à tous.", most=4000),
        *_values(state),
        *_steps(state),
        Field("le", "Jour où c'est vrai", Kind.DAY, _when(state), value=held.scope.today.isoformat()),
        said_by(held),
    )


def _when(state: Objective) -> str:
    return "Aussi celui des étapes cochées." if _to_do(state) else ""


def _values(state: Objective) -> Iterator[Field]:
    latest = {measure.indicator: measure for measure in sorted(state.measures, key=lambda one: one.on)}
    for rank, indicator in _followed(state):
        known = latest.get(indicator.id)
        told = [f"dernière valeur : {figure(known.value)}, le {long_day(known.on)}"] if known else []
        told += [f"cible : {figure(indicator.target)}"] if indicator.target is not None else []
        hint = " ; ".join(told)
        yield Field(f"{_VALUE}{rank}", _called(indicator), hint=capital(hint), most=40, legend="Indicateurs")


def _followed(state: Objective) -> list[tuple[int, Indicator]]:
    return [(rank, one) for rank, one in enumerate(state.indicators) if one.dropped_on is None]


def _called(indicator: Indicator) -> str:
    return capital(f"{indicator.name} ({indicator.unit})" if indicator.unit else indicator.name)


def _kept(state: Objective) -> dict[str, Milestone]:
    """The steps that are done, or still to do, by their rank."""
    return {str(rank): step for rank, step in enumerate(state.milestones) if step.given_up_on is None}


def _to_do(state: Objective) -> dict[str, Milestone]:
    return {rank: step for rank, step in _kept(state).items() if step.awaited}


def _steps(state: Objective) -> Iterator[Field]:
    choices = {rank: _dated(step) for rank, step in _to_do(state).items()}
    if choices:
        yield Field("etapes", "Étapes faites", Kind.TICKS, choices=choices)


def _dated(step: Milestone) -> str:
    return f"{step.name} (prévue : {step.deadline.label})" if step.deadline is not None else step.name


def _read(held: Held, form: Form) -> Sequence[Ask]:
    state: Objective = held.state
    percent = None if state.closed else form.count("pourcentage", _DONE)
    note, by = form.text("note", 4000), form.text("dit_par", 120)
    values = {one.id: form.quantity(f"{_VALUE}{rank}") for rank, one in _followed(state)}
    known = {id: value for id, value in values.items() if value is not None}
    on = form.day("le") or held.scope.today
    to_do = _to_do(state)
    ticked = form.typed.get("etapes", "").split(BETWEEN)
    done = [CompleteMilestone(name=step.name, on=on) for rank, step in to_do.items() if rank in ticked]
    told = percent is not None or bool(note or known)
    if not told and not done and not form.wrong:
        form.refuse("note" if state.closed else "pourcentage", _NOTHING)
    if form.wrong:
        return ()
    progress = RecordProgress(percent=percent, note=note, values=known, on=_said_on(on, held), by=by)
    return (*done, *([progress] if told else []))


def _said_on(on: date, held: Held) -> date | None:
    """The day, unless it is that of the recording: it is then the day on which it is received."""
    return on if on != held.scope.today else None


def _says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    before, after = rehearsal.before, rehearsal.after
    if after.percent != before.percent:
        then = f"{before.percent} %" if before.percent is not None else "non dit"
        yield f"Avancement : {then} jusqu'ici, {after.percent} % ensuite."
    if before.asked_on is not None:
        yield f"La question posée au pilote le {long_day(before.asked_on)} est réglée : elle ne sera plus relancée."
    if after.percent == _DONE and not after.closed:
        yield "À 100 %, l'objectif n'est pas encore déclaré réalisé : un autre acte le fait."


def _step_lead(held: Held) -> str:
    step = _step(held)
    if step is None:
        return "Choisissez l'étape et dites le jour où elle a été faite."
    planned = f"prévue : {step.deadline.label}" if step.deadline is not None else "sans date prévue"
    done = f" Elle est notée faite le {long_day(step.done_on)} : un autre jour le corrige." if step.done_on else ""
    return f"Étape « {step.name} », {planned}.{done}"


def _step(held: Held) -> Milestone | None:
    return next((step for step in held.state.milestones if step.name == held.mark), None)


def _step_fields(held: Held) -> Sequence[Field]:
    # By rank: a page makes the spaces of a name unbreakable, and it would not come back as it is written.
    names = {rank: _dated(step) for rank, step in _kept(held.state).items()}
    chosen = [] if held.mark else [Field("laquelle", "Étape", Kind.SELECT, required=True, choices=names)]
    return (*chosen, Field("le", "Faite le", Kind.DAY, required=True, value=held.scope.today.isoformat()))


def _step_closed(held: Held) -> str:
    step = _step(held)
    if held.mark and step is None:
        return "Cette étape n'est pas, ou plus, dans cet objectif ; revenez à sa page."
    if step is not None and step.given_up_on is not None:
        return "Cette étape est abandonnée : la coordination peut la reprendre d'abord."
    return "" if _kept(held.state) else "Cet objectif n'a pas d'étape."


def _step_read(held: Held, form: Form) -> Sequence[Ask]:
    steps = {rank: step.name for rank, step in _kept(held.state).items()}
    name = held.mark or steps.get(form.choice("laquelle", steps, "Choisissez l'étape.") or "")
    on = form.day("le", "Donnez le jour où elle a été faite.")
    return () if form.wrong or not name or on is None else (CompleteMilestone(name=name, on=on),)


def _step_says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    for before, after in zip(rehearsal.before.milestones, rehearsal.after.milestones, strict=True):
        if before.done_on == after.done_on or after.done_on is None or after.deadline is None:
            continue
        late = (after.done_on - after.deadline.last_day).days
        days = f"{number(late)} {plural(late, 'jour', 'jours')}"
        yield f"Étape faite {f'avec {days} de retard' if late > 0 else 'à temps'} (prévue : {after.deadline.label})."


ACTS: Final = (
    Act(
        name="noter-avancement",
        kinds=(DECIDER.kind,),
        title="Noter l'avancement",
        lead=_lead,
        fields=_fields,
        read=_read,
        says=lambda held, rehearsal: [*_says(held, rehearsal), *_step_says(held, rehearsal)],
        right=Right.PROGRESS,
        confirm="Noter l'avancement",
        done="L'avancement est noté.",
    ),
    Act(
        name="etape-faite",
        kinds=(DECIDER.kind,),
        title="Noter une étape faite",
        lead=_step_lead,
        fields=_step_fields,
        read=_step_read,
        closed=_step_closed,
        says=lambda held, rehearsal: [*_step_says(held, rehearsal)],
        right=Right.PROGRESS,
        confirm="Noter l'étape faite",
        done="L'étape est notée faite.",
    ),
)
