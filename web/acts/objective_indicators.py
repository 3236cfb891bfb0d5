"""The indicators of an objective once it is entered: added, said anew, followed no more or again."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from domain.base import Ask
from domain.french import number, plural
from domain.objective import DECIDER
from domain.objective.amend_commands import DefineIndicator, DropIndicator
from domain.objective.labels import TRENDS
from domain.objective.state import Objective
from domain.objective.values import Indicator, Trend
from web.acts.act import Act, Field, Held, Kind
from web.acts.objective_amended import closed, of_the_vote, reason_field, reason_in
from web.acts.objective_progress import said_by
from web.acts.rehearsal import Rehearsal
from web.forms import Form, number_typed
from web.pages.rendering import figure

_UNKNOWN: Final = "Cet indicateur n'est pas dans cet objectif ; choisissez-le sur sa page."
_OTHERWISE: Final = {
    True: "Cet indicateur n'est plus suivi : suivez-le de nouveau d'abord.",
    False: "Cet indicateur est déjà suivi.",
}
_NUMBERED: Final = re.compile(r"([A-Za-z]*)([0-9]+)")
_KINDS: Final = (DECIDER.kind,)

#: Years of a start that roadmap files take.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def free_id(state: Objective) -> str:
    """An id that no indicator of the objective has: the one after the last of its numbers, « I1 » for the first."""
    known = [found.groups() for one in state.indicators if (found := _NUMBERED.fullmatch(one.id))]
    letters = known[-1][0] if known else "I"
    return f"{letters}{max((int(digits) for head, digits in known if head == letters), default=0) + 1}"


def _indicator(held: Held) -> Indicator | None:
    return next((one for one in held.state.indicators if one.id == held.mark), None)


def _add_lead(held: Held) -> str:
    return (
        f"Ce qui dira si l'objectif est atteint. Il portera l'identifiant {free_id(held.state)} ; ses valeurs se "
        "notent ensuite avec l'avancement."
    )


def _lead(held: Held) -> str:
    one = _indicator(held)
    if one is None:
        return "Un indicateur de l'objectif, choisi sur sa page."
    count = sum(measure.indicator == one.id for measure in held.state.measures)
    values = plural(count, "valeur est notée", "valeurs sont notées")
    return f"Indicateur {one.id}, « {one.name} » : {number(count)} {values}."


def _unless(dropped: bool) -> Callable[[Held], str]:
    def told(held: Held) -> str:
        """Why the act is not for the indicator that the address names."""
        one = _indicator(held)
        if one is None:
            return closed(held) or _UNKNOWN
        here = one.dropped_on is not None
        return closed(held) or (_OTHERWISE[here] if here != dropped else "")

    return told


def _fields(held: Held) -> Sequence[Field]:
    known = _indicator(held)
    trends = {trend.value: TRENDS[trend] for trend in Trend}
    year = str(known.base_year) if known is not None and known.base_year is not None else ""
    return (
        Field("nom", "Ce qui est mesuré", required=True, value=known.name if known else ""),
        Field("unite", "Unité", hint="Par exemple « jours/an ».", value=known.unit if known else "", most=80),
        Field("base", "Valeur de départ", value=number_typed(known.base if known else None), most=40),
        Field("base_annee", "Année du départ", Kind.COUNT, value=year),
        Field("cible", "Cible", value=number_typed(known.target if known else None), most=40),
        Field("sens", "Sens souhaité", Kind.SELECT, value=(known.direction or "") if known else "", choices=trends),
        reason_field(required=False),
        said_by(held),
    )


def _read(held: Held, form: Form) -> Sequence[Ask]:
    known = _indicator(held)
    direction = form.typed.get("sens", "")
    facts: dict[str, Any] = {
        "name": form.text("nom", 300, "Dites ce qui est mesuré."),
        "unit": form.text("unite", 80),
        "base": form.quantity("base"),
        "base_year": _year(form),
        "target": form.quantity("cible"),
        "direction": form.choice("sens", Trend, "Choisissez dans la liste.") if direction else None,
    }
    reason, by = reason_in(form, ""), form.text("dit_par", 120)
    if form.wrong:
        return ()
    indicator = Indicator(id=known.id if known is not None else free_id(held.state), **facts)
    return (DefineIndicator(indicator=indicator, new=known is None, reason=reason, by=by),)


def _year(form: Form) -> int | None:
    year = form.count("base_annee", _LAST_YEAR)
    if year is not None and year < _FIRST_YEAR:
        form.refuse("base_annee", f"Écrivez une année, de {_FIRST_YEAR} à {_LAST_YEAR}.")
    return year


def _says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    before = {one.id: one for one in rehearsal.before.indicators}
    for after in rehearsal.after.indicators:
        known = before.get(after.id)
        if known == after:
            continue
        for label, name in (("Départ", "base"), ("Cible", "target")):
            yield from _figures(label, getattr(known, name, None), getattr(after, name), known is None)
        if known is None and after.target is None:
            yield "Sans cible, la page montre les valeurs et ne dit pas si l'on est sur le chemin."
        yield f"La valeur de {after.id} est demandée avec l'avancement, au pilote aussi."
    yield from of_the_vote(held)


def _figures(label: str, then: Decimal | None, now: Decimal | None, new: bool) -> Iterator[str]:
    if then != now:
        yield f"{label} : {_figure(now)}." if new else f"{label} : {_figure(then)} jusqu'ici, {_figure(now)} ensuite."


def _figure(value: Decimal | None) -> str:
    return figure(value) if value is not None else "rien"


def _drop_fields(held: Held) -> Sequence[Field]:
    return (reason_field(), said_by(held))


def _drop(held: Held, form: Form) -> Sequence[Ask]:
    one, reason = _indicator(held), reason_in(form, "Écrivez pourquoi il n'est plus suivi.")
    by = form.text("dit_par", 120)
    return () if form.wrong or one is None else (DropIndicator(id=one.id, reason=reason, by=by),)


def _drop_says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    yield "Sa valeur n'est plus demandée ; celles qui sont notées restent sur la page."
    yield from of_the_vote(held)


def _follow_fields(held: Held) -> Sequence[Field]:
    return (reason_field(required=False), said_by(held))


def _follow(held: Held, form: Form) -> Sequence[Ask]:
    one, reason, by = _indicator(held), reason_in(form, ""), form.text("dit_par", 120)
    return () if form.wrong or one is None else (DefineIndicator(indicator=one, reason=reason, by=by),)


ACTS: Final = (
    Act(
        name="ajouter-indicateur",
        kinds=_KINDS,
        title="Ajouter un indicateur",
        lead=_add_lead,
        fields=_fields,
        read=_read,
        closed=closed,
        says=lambda held, rehearsal: [*_says(held, rehearsal)],
        confirm="Ajouter l'indicateur",
        done="L'indicateur est ajouté.",
    ),
    Act(
        name="modifier-indicateur",
        kinds=_KINDS,
        title="Modifier l'indicateur",
        lead=_lead,
        fields=_fields,
        read=_read,
        closed=_unless(dropped=False),
        says=lambda held, rehearsal: [*_says(held, rehearsal)],
        whole=True,
        confirm="Modifier l'indicateur",
        done="L'indicateur est modifié.",
    ),
    Act(
        name="ne-plus-suivre-indicateur",
        kinds=_KINDS,
        title="Ne plus suivre l'indicateur",
        lead=_lead,
        fields=_drop_fields,
        read=_drop,
        closed=_unless(dropped=False),
        says=lambda held, rehearsal: [*_drop_says(held, rehearsal)],
        confirm="Ne plus suivre l'indicateur",
        done="L'indicateur n'est plus suivi.",
    ),
    Act(
        name="suivre-indicateur",
        kinds=_KINDS,
        title="Suivre de nouveau l'indicateur",
        lead=_lead,
        fields=_follow_fields,
        read=_follow,
        closed=_unless(dropped=True),
        says=lambda held, rehearsal: [*_says(held, rehearsal)],
        confirm="Suivre de nouveau l'indicateur",
        done="L'indicateur est de nouveau suivi.",
    ),
)
