"""Writing the plan of the roadmap by hand, from nothing or as it stands: its title, its axes, its dates."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from domain.base import Ask
from domain.evaluation.commands import PointType
from domain.french import join, long_day, plural
from domain.mandate import DECIDER
from domain.mandate.commands import PlanRoadmap, Point
from domain.mandate.state import Mandate, Roadmap
from web.acts.act import Act, Field, Held, Kind
from web.acts.mandate_axes import axes_changed, axes_in, axis_fields
from web.acts.mandate_duties import days_in, days_text
from web.acts.mandate_roadmap import closed_by, duties_changed, only
from web.acts.rehearsal import Rehearsal
from web.forms import Form

#: The days of each kind that a plan may have: one council a month for a mandate and a half.
_MOST_DAYS: Final = 110

_LONGEST_TITLE: Final = 300

#: Days named one by one.
_NAMED: Final = 8

_STARTED: Final[dict[Roadmap, str]] = {
    status: "La feuille de route est déjà saisie : modifiez-la." for status in Roadmap if status is not Roadmap.ABSENT
}
_FIXED: Final = only(
    *(Roadmap.DRAFT, Roadmap.APPROVED, Roadmap.AMENDED),
    otherwise="Les communes se prononcent sur ce texte : pour le changer, retirez-la d'abord.",
) | {Roadmap.ABSENT: "La feuille de route n'est pas encore saisie : commencez-la à la main, ou importez-la."}

_ONE_A_LINE: Final = "Un jour par ligne, par exemple 28/02/2027."
_TOLD: Final = {
    PointType.COMMUNICATION_ANNUELLE: "Communication annuelle",
    PointType.MI_MANDAT: "Évaluation de mi-mandat",
    PointType.FIN_DE_MANDAT: "Évaluation de fin de mandat",
}
_POINTS: Final = {
    PointType.COMMUNICATION_ANNUELLE: Field(
        *("communications", "Communications annuelles au conseil communautaire", Kind.LONG),
        "Chaque année, lors du débat d'orientation budgétaire ou, à défaut, du vote du budget (article L5211-39-1 du "
        f"CGCT). {_ONE_A_LINE}",
    ),
    PointType.MI_MANDAT: Field(
        *("mi_mandat", "Évaluation de mi-mandat", Kind.LONG),
        f"Aucune loi ne l'impose ; elle commence d'elle-même ce jour-là. {_ONE_A_LINE}",
    ),
    PointType.FIN_DE_MANDAT: Field(
        *("fin_de_mandat", "Évaluation de fin de mandat", Kind.LONG),
        f"Aucune loi ne l'impose ; elle commence d'elle-même ce jour-là. {_ONE_A_LINE}",
    ),
}


def _fields(held: Held) -> Sequence[Field]:
    state: Mandate = held.state
    known = state.title or f"Feuille de route {state.year} de {held.scope.epci.name}"
    councils = f"{_ONE_A_LINE} Pour tenir à jour les séances à venir sans toucher à la feuille de route : page Acteurs."
    return (
        Field("titre", "Titre de la feuille de route", required=True, value=known, most=_LONGEST_TITLE),
        *axis_fields(held),
        Field(
            *("conseils", "Séances du conseil communautaire", Kind.LONG, councils),
            value=days_text(state.councils),
            most=_longest(),
        ),
        *(_dated(field, days_text(_days(state, type))) for type, field in _POINTS.items()),
    )


def _dated(field: Field, days: str) -> Field:
    return Field(field.name, field.label, field.kind, field.hint, value=days, most=_longest())


def _longest() -> int:
    """Characters of as many days as there may be."""
    return _MOST_DAYS * 22


def _days(state: Mandate, type: PointType) -> list[date]:
    return sorted(point.on for point in state.points if point.type is type)


def _read(held: Held, form: Form) -> Sequence[Ask]:
    state: Mandate = held.state
    title = form.text("titre", _LONGEST_TITLE, "Donnez le titre de la feuille de route.")
    axes = axes_in(held, form)
    councils = tuple(sorted(set(days_in(form, "conseils", _MOST_DAYS))))
    points = [Point(type=type, on=on) for type, it in _POINTS.items() for on in days_in(form, it.name, _MOST_DAYS)]
    if form.wrong:
        return ()
    # Sittings entered since the plan was made stand: shown as they are, they change nothing of the plan.
    if councils == tuple(sorted(set(state.councils))):
        councils = state.councils_of_the_plan
    return (PlanRoadmap(title=title, axes=axes, councils=councils, points=tuple(points)),)


def _says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    before: Mandate = rehearsal.before
    after: Mandate = rehearsal.after
    if before.title and before.title != after.title:
        yield f"Titre : « {before.title} » devient « {after.title} »."
    yield from axes_changed(before, after)
    yield from _days_changed("Séance du conseil communautaire", before.councils, after.councils)
    for type, label in _TOLD.items():
        yield from _days_changed(label, _days(before, type), _days(after, type))
    yield from _evaluations_says(held, before, after)
    yield from _outside(after, before)
    yield from duties_changed(rehearsal)
    yield from _status_says(before)


def _days_changed(label: str, before: Sequence[date], after: Sequence[date]) -> Iterator[str]:
    for days, what in ((set(after) - set(before), "ajoutée"), (set(before) - set(after), "retirée")):
        if days:
            told = [long_day(day) for day in sorted(days)]
            named = join(told) if len(told) <= _NAMED else f"{', '.join(told[:_NAMED])}… ({len(told)} jours)"
            yield f"{label}, {what} : {named}."


def _evaluations_says(held: Held, before: Mandate, after: Mandate) -> Iterator[str]:
    """What becomes of an evaluation whose day is not to come."""
    added = [point for point in after.points if point not in before.points]
    evaluations = [point for point in added if point.type is not PointType.COMMUNICATION_ANNUELLE]
    if any(point.on == held.scope.today for point in evaluations):
        yield "Une évaluation est prévue aujourd'hui : elle commence aussitôt."
    past = [long_day(point.on) for point in evaluations if point.on < held.scope.today]
    if past:
        yield f"{plural(len(past), 'Jour déjà passé', 'Jours déjà passés')}, rien n'y commencera : {join(past)}."


def _outside(after: Mandate, before: Mandate) -> Iterator[str]:
    """The days added that are before the renewal or after the end of the mandate: a wrong year, more often than not."""
    known = {*before.councils, *(point.on for point in before.points)}
    added = {*after.councils, *(point.on for point in after.points)} - known
    out = sorted(day for day in added if (after.renewal or day) > day or day > after.last_day)
    if out:
        days = join([long_day(day) for day in out[:_NAMED]]) + ("…" if len(out) > _NAMED else "")
        yield f"Hors du mandat, vérifiez l'année : {days}."


def _status_says(before: Mandate) -> Iterator[str]:
    match before.roadmap:
        case Roadmap.ABSENT:
            yield "La feuille de route est un projet ; les objectifs s'y ajoutent ensuite, axe par axe."
        case Roadmap.DRAFT:
            yield "La feuille de route reste un projet."
        case Roadmap.APPROVED | Roadmap.AMENDED:
            became = "devient modifiée" if before.roadmap is Roadmap.APPROVED else "reste modifiée"
            yield (
                f"La feuille de route approuvée {became}. L'état initial (T0) ne change pas : les modifications s'y "
                "comparent."
            )
            yield (
                "La loi ne dit pas comment on approuve des modifications : par prudence, les communes sont consultées "
                "de nouveau (à confirmer)."
            )


def _act(name: str, title: str, lead: str, closed: Callable[[Held], str], confirm: str, done: str) -> Act:
    return Act(
        name=name,
        kinds=(DECIDER.kind,),
        title=title,
        lead=lambda held: lead,
        fields=_fields,
        read=_read,
        closed=closed,
        says=lambda held, rehearsal: [*_says(held, rehearsal)],
        confirm=confirm,
        done=done,
        reads_roadmap=True,
        whole=True,
    )


ACTS: Final = (
    _act(
        "commencer-feuille-de-route",
        "Commencer la feuille de route",
        "Rien n'est encore saisi : donnez un titre et au moins un axe. Les objectifs s'ajoutent ensuite, un par un, ou "
        "par un fichier.",
        lambda held: closed_by(held, _STARTED),
        "Commencer la feuille de route",
        "La feuille de route est commencée : ajoutez maintenant ses objectifs, sur sa page.",
    ),
    _act(
        "modifier-feuille-de-route",
        "Modifier la feuille de route",
        "Son titre, ses axes, ses dates. Les axes se rangent dans l'ordre où vous les écrivez. Les objectifs, eux, se "
        "modifient sur leur page.",
        lambda held: closed_by(held, _FIXED),
        "Modifier la feuille de route",
        "La feuille de route est modifiée.",
    ),
)
