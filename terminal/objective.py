"""`jalon progress` and `jalon objective …`: what is told of an objective."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

import typer
from pydantic import BaseModel

from domain.objective.commands import (
    AbandonObjective,
    BlockObjective,
    CompleteMilestone,
    MoveDeadline,
    PauseObjective,
    ReachObjective,
    RecordProgress,
    ResumeObjective,
    RetainObjective,
    SetEngagement,
    StartObjective,
    UnblockObjective,
)
from domain.objective.values import BlockageCause, EngagementLevel
from domain.planned import PlannedDay
from terminal.options import CommuneOption, Door, MaybeOnOption, OnOption, ReasonOption, day, number, planned
from terminal.posting import ask

KeyArgument = Annotated[str, typer.Argument(metavar="OBJECTIF", help="L'objectif, par sa clé (« F1.1 »).")]
FunctionOption = Annotated[
    str, typer.Option("--function", metavar="FONCTION", help="La fonction de qui le dit (« DRH mutualisée »).")
]
_KIND = "objective"


@dataclass(frozen=True)
class Told:
    """Where the objective stands."""

    percent: Annotated[int | None, typer.Option(min=0, max=100, metavar="N", help="L'avancement, de 0 à 100.")] = None
    note: Annotated[str, typer.Option(metavar="TEXTE", help="Ce qui s'est fait, en quelques mots.")] = ""
    value: Annotated[
        list[str] | None,
        typer.Option(metavar="ID=NOMBRE", help="La valeur d'un indicateur ; l'option peut être répétée."),
    ] = None
    on: Annotated[
        date | None,
        typer.Option(parser=day, metavar="AAAA-MM-JJ", help="Le jour où c'est vrai (par défaut : aujourd'hui)."),
    ] = None
    function: FunctionOption = ""

    def values(self) -> dict[str, Decimal]:
        """The values by indicator. Raises `typer.BadParameter`, in French."""
        return dict(_measure(written) for written in self.value or ())


def _measure(written: str) -> tuple[str, Decimal]:
    indicator, sign, typed = written.partition("=")
    if not indicator or not sign:
        raise typer.BadParameter(f"« {written} » n'est pas ID=NOMBRE, par exemple I1=61,5", param_hint="--value")
    try:
        return indicator.strip(), number(typed)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--value") from None


def progress(key: KeyArgument, told: Told, door: Door) -> None:
    """Note l'avancement d'un objectif : un pourcentage, une note, la valeur d'indicateurs."""
    values = told.values()
    ask(
        door,
        _KIND,
        key,
        lambda _: RecordProgress(percent=told.percent, note=told.note, values=values, on=told.on, by=told.function),
    )


def _dated(kind: Callable[..., BaseModel], help: str) -> Callable[..., None]:
    """A command that says no more than the day, when it is known."""

    def said(key: KeyArgument, door: Door, on: MaybeOnOption = None) -> None:
        ask(door, _KIND, key, lambda _: kind(on=on))

    said.__doc__ = help
    return said


retain = _dated(RetainObjective, "Retient un objectif qui était à discuter.")
start = _dated(StartObjective, "Note que le travail sur un objectif a commencé.")
unblock = _dated(UnblockObjective, "Note que ce qui bloquait un objectif est levé.")
resume = _dated(ResumeObjective, "Reprend un objectif mis en pause.")
reach = _dated(ReachObjective, "Déclare un objectif réalisé.")


def abandon(key: KeyArgument, reason: ReasonOption, door: Door, on: MaybeOnOption = None) -> None:
    """Abandonne un objectif, avec la raison."""
    ask(door, _KIND, key, lambda _: AbandonObjective(reason=reason, on=on))


def pause(
    key: KeyArgument,
    door: Door,
    reason: Annotated[str, typer.Option(metavar="TEXTE", help="La raison de la pause.")] = "",
    on: MaybeOnOption = None,
) -> None:
    """Met un objectif en pause."""
    ask(door, _KIND, key, lambda _: PauseObjective(reason=reason, on=on))


@dataclass(frozen=True)
class Blockage:
    """Why an objective is stuck."""

    cause: Annotated[BlockageCause, typer.Option(help="La cause.")]
    since: Annotated[date | None, typer.Option(parser=day, metavar="AAAA-MM-JJ", help="Depuis quand.")] = None
    text: Annotated[str, typer.Option(metavar="TEXTE", help="Ce qui bloque, en une phrase.")] = ""
    expected_until: Annotated[
        PlannedDay | None, typer.Option(parser=planned, metavar="DATE", help="Quand on pense le lever.")
    ] = None


def block(key: KeyArgument, blockage: Blockage, door: Door) -> None:
    """Note qu'un objectif est bloqué, et pourquoi."""
    ask(
        door,
        _KIND,
        key,
        lambda _: BlockObjective(
            cause=blockage.cause,
            since=blockage.since,
            text=blockage.text,
            expected_until=blockage.expected_until,
        ),
    )


def move_deadline(
    key: KeyArgument,
    deadline: Annotated[
        PlannedDay | None,
        typer.Argument(
            parser=planned,
            metavar="DATE",
            help="AAAA-MM-JJ, AAAA-MM, AAAA-T1 à T4 ou AAAA ; à omettre si l'échéance n'est plus connue.",
        ),
    ] = None,
    *,
    reason: ReasonOption,
    door: Door,
    function: FunctionOption = "",
) -> None:
    """Déplace l'échéance d'un objectif, avec la raison ; la première promesse est gardée."""
    ask(door, _KIND, key, lambda _: MoveDeadline(deadline=deadline, reason=reason, by=function))


def milestone(
    key: KeyArgument,
    name: Annotated[str, typer.Argument(metavar="ÉTAPE", help="Le nom de l'étape.")],
    on: OnOption,
    door: Door,
) -> None:
    """Note le jour où une étape a été faite, ou le corrige."""
    ask(door, _KIND, key, lambda _: CompleteMilestone(name=name, on=on))


def engage(
    key: KeyArgument,
    commune: CommuneOption,
    level: Annotated[EngagementLevel, typer.Option(help="Son engagement.")],
    door: Door,
    on: MaybeOnOption = None,
    function: FunctionOption = "",
) -> None:
    """Dit jusqu'où une commune est engagée dans un objectif."""
    ask(
        door,
        _KIND,
        key,
        lambda epci: SetEngagement(commune=epci.find(commune).insee, level=level, on=on, by=function),
    )
