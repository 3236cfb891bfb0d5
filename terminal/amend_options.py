"""The options of `jalon objective` that say anew what the roadmap says: what is not given stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

import typer

from domain.base import Value
from domain.french import join
from domain.objective.values import Direction, Priority, Trend
from domain.planned import PlannedDay
from domain.procedures import PROCEDURE_IDS
from terminal.objective import FunctionOption
from terminal.options import number, planned

V = TypeVar("V", bound=Value)

_CENTS: Final = 100
#: Ten thousand millions of euros: more is a mistake.
_MOST_CENTS: Final = 10**10 * _CENTS
#: What the options in euros add to their names in the values that keep cents.
_IN_CENTS: Final = "_cents"


def cents(raw: str) -> int:
    """The cents of a sum in euros. Raises `ValueError`, in French."""
    value = number(raw.removesuffix("€")) * _CENTS
    if not 0 <= value < _MOST_CENTS or value != value.to_integral_value():
        raise ValueError(f"« {raw} » n'est pas une somme en euros, par exemple 12000 ou 12000,50")
    return int(value)


def known_procedure(raw: str) -> str:
    """The id of a procedure that Jalon knows. Raises `ValueError`, in French."""
    if raw not in PROCEDURE_IDS:
        raise ValueError(f"« {raw} » n'est pas une procédure connue, comme « service_commun »")
    return raw


EmptyOption = Annotated[
    list[str] | None,
    typer.Option(metavar="OPTION", help="Une option à vider (« priority ») ; elle peut être répétée."),
]
WhyOption = Annotated[str, typer.Option("--reason", metavar="TEXTE", help="La raison, qui sera conservée et montrée.")]
NumberOption = Annotated[Decimal | None, typer.Option(parser=number, metavar="NOMBRE", help="Un nombre.")]


@dataclass(frozen=True)
class FicheOptions:
    """What an objective is, in words."""

    title: Annotated[str | None, typer.Option(metavar="TEXTE", help="Le titre.")] = None
    why: Annotated[str | None, typer.Option(metavar="TEXTE", help="Pourquoi cette action.")] = None
    axis: Annotated[str | None, typer.Option(metavar="AXE", help="La clé de l'axe (« A1 »).")] = None
    integration_level: Annotated[
        int | None, typer.Option(min=1, max=4, metavar="N", help="Le niveau d'intégration, de 1 à 4.")
    ] = None
    direction: Annotated[Direction | None, typer.Option(help="Entre qui l'on partage.")] = None
    procedure: Annotated[
        str | None,
        typer.Option(parser=known_procedure, metavar="ID", help="La procédure de droit (« service_commun »)."),
    ] = None
    scheduled: Annotated[
        PlannedDay | None, typer.Option(parser=planned, metavar="DATE", help="Quand l'action est programmée.")
    ] = None
    repartition_key: Annotated[str | None, typer.Option(metavar="TEXTE", help="La clé de répartition.")] = None
    priority: Annotated[Priority | None, typer.Option(help="La priorité.")] = None
    risks: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXTE", help="Un risque ; répétée, l'option donne toute la liste."),
    ] = None
    empty: EmptyOption = None


@dataclass(frozen=True)
class HolderOptions:
    """Who holds an objective, by functions."""

    pilote: Annotated[str | None, typer.Option(metavar="FONCTION", help="La fonction qui pilote.")] = None
    suppleant: Annotated[str | None, typer.Option(metavar="FONCTION", help="Celle qui supplée le pilote.")] = None
    elu_referent: Annotated[str | None, typer.Option(metavar="FONCTION", help="L'élu référent.")] = None
    empty: EmptyOption = None


@dataclass(frozen=True)
class StepOptions:
    """Which milestone it is of those there are, and who changes it why."""

    was: Annotated[
        str, typer.Option(metavar="ÉTAPE", help="L'étape à modifier ou à reprendre, par son nom d'aujourd'hui.")
    ] = ""
    reason: WhyOption = ""
    function: FunctionOption = ""


@dataclass(frozen=True)
class IndicatorOptions:
    """What is measured."""

    name: Annotated[str | None, typer.Option(metavar="TEXTE", help="Ce qui est mesuré.")] = None
    unit: Annotated[str | None, typer.Option(metavar="TEXTE", help="L'unité.")] = None
    base: NumberOption = None
    base_year: Annotated[int | None, typer.Option(metavar="ANNÉE", help="L'année de la valeur de départ.")] = None
    target: NumberOption = None
    direction: Annotated[Trend | None, typer.Option(help="Le sens souhaité.")] = None
    empty: EmptyOption = None


@dataclass(frozen=True)
class MeansOptions:
    """Means."""

    etp: Annotated[
        Decimal | None, typer.Option(parser=number, metavar="NOMBRE", help="Les équivalents temps plein.")
    ] = None
    fonctionnement_cents: Annotated[
        int | None,
        typer.Option("--fonctionnement", parser=cents, metavar="EUROS", help="Le fonctionnement d'un an, en euros."),
    ] = None
    investissement_cents: Annotated[
        int | None, typer.Option("--investissement", parser=cents, metavar="EUROS", help="L'investissement, en euros.")
    ] = None
    empty: EmptyOption = None


def changed(kind: type[V], known: Mapping[str, Any], options: Any) -> V:
    """The value as it is `known`, changed by what the `options` give, without what they empty. Raises
    `typer.BadParameter` for what cannot be emptied, and `ValidationError`."""
    names = kind.model_fields
    kept = {name: value for name, value in known.items() if name in names}
    given = {each.name: getattr(options, each.name) for each in fields(options) if each.name in names}
    asked = {name: value for name, value in given.items() if value is not None}
    may_be_empty = {_option(name): name for name in given if not names[name].is_required()}
    for word in options.empty or ():
        if word.lstrip("-") not in may_be_empty:
            told = f"« {word} » ne se vide pas ; on peut vider {join(list(may_be_empty))}"
            raise typer.BadParameter(told, param_hint="--empty")
        kept.pop(may_be_empty[word.lstrip("-")], None)
    return kind.model_validate(kept | asked)


def _option(name: str) -> str:
    return name.removesuffix(_IN_CENTS).replace("_", "-")
