"""Launching an evaluation outside the planned points of the mandate."""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.base import Ask
from domain.evaluation.commands import PointType
from domain.french import long_day, number, plural
from domain.mandate import DECIDER
from domain.mandate.commands import StartEvaluation
from domain.mandate.state import Mandate, Roadmap
from web.acts.act import Act, Field, Held, Kind
from web.acts.mandate_roadmap import ended
from web.acts.rehearsal import Rehearsal
from web.forms import Form

_TYPES: Final = {PointType.MI_MANDAT: "de mi-mandat", PointType.FIN_DE_MANDAT: "de fin de mandat"}


def _lead(held: Held) -> str:
    state: Mandate = held.state
    known = [f"{_TYPES[one.type]} du {long_day(one.on)}" for one in state.evaluations if one.type in _TYPES]
    before = f" Déjà lancées : {', '.join(known)}." if known else ""
    return (
        "Aucune loi n'impose d'évaluer le schéma : c'est une pratique locale. Les points prévus au calendrier se "
        f"lancent seuls ; celui-ci commence aujourd'hui.{before}"
    )


def _fields(held: Held) -> Sequence[Field]:
    choices = {type.value: f"évaluation {label}" for type, label in _TYPES.items()}
    return (Field("type", "Évaluation", Kind.RADIOS, required=True, choices=choices),)


def _read(held: Held, form: Form) -> Sequence[Ask]:
    type = form.choice("type", _TYPES, "Choisissez l'évaluation à lancer.")
    return () if type is None else (StartEvaluation(type=type),)


def _closed(held: Held) -> str:
    if held.state.roadmap is Roadmap.ABSENT:
        return "Il n'y a rien à évaluer : la feuille de route n'est pas encore saisie."
    return ended(held)


def _says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    state: Mandate = rehearsal.before
    due, in_time = state.duties_counted(held.scope.today)
    baseline = (
        f"comparés à l'état initial (T0) d'empreinte {state.baseline.sha256[:12]}"
        if state.baseline is not None
        else "sans état initial (T0) auquel les comparer, puisque rien n'a été approuvé"
    )
    kept = f"{number(in_time)} {plural(in_time, 'obligation tenue', 'obligations tenues')}"
    yield (
        "Sont rassemblés et gelés à la date d'aujourd'hui, avec leur empreinte : chaque objectif avec son statut, sa "
        "première et sa dernière échéance, ses étapes échues et celles qui furent tenues, l'explication d'un retard "
        f"si elle existe, {baseline} ; {kept} sur {number(due)} {plural(due, 'échue', 'échues')} ; les "
        "actes annulés par le juge."
    )
    yield (
        "La grille est ensuite calculée, sans personne : les mêmes éléments donnent toujours le même résultat. Ce qui "
        "n'est pas connu est « non évaluable », jamais zéro."
    )
    yield "Rien n'est publié ni envoyé aux communes : le résultat se lit à la page des évaluations."


ACTS: Final = (
    Act(
        name="lancer-evaluation",
        kinds=(DECIDER.kind,),
        title="Lancer une évaluation",
        lead=_lead,
        fields=_fields,
        read=_read,
        closed=_closed,
        says=lambda held, rehearsal: [*_says(held, rehearsal)],
        back=lambda held: (held.scope.link("/evaluations"), "Évaluations"),
        confirm="Lancer l'évaluation",
        done="L'évaluation est lancée ; son résultat arrive dans la minute.",
    ),
)
