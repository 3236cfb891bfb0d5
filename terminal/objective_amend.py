"""`jalon objective …`: what changes of what the roadmap says of an objective. What is not given stays as it is."""

from collections.abc import Callable
from typing import Annotated

import typer
from pydantic import BaseModel

from domain.french import join
from domain.objective import DECIDER
from domain.objective.amend_commands import (
    AssignObjective,
    DefineIndicator,
    DescribeObjective,
    DropIndicator,
    GiveUpMilestone,
    PlanMeans,
    PlanMilestone,
    RecordMeans,
)
from domain.objective.amend_events import Held
from domain.objective.state import Objective
from domain.objective.transitions import Status
from domain.objective.values import Described, Indicator, Means
from domain.planned import PlannedDay
from domain.territory import Epci
from infra.roadmaps.standing import mandate_of
from terminal.amend_options import (
    FicheOptions,
    HolderOptions,
    IndicatorOptions,
    MeansOptions,
    StepOptions,
    WhyOption,
    changed,
)
from terminal.epci import epci_of, stream_of
from terminal.exits import Misused
from terminal.objective import FunctionOption, KeyArgument
from terminal.options import Door, MaybeOnOption, ReasonOption, planned
from terminal.posting import ask, record, written
from terminal.session import Session, run

StepArgument = Annotated[str, typer.Argument(metavar="ÉTAPE", help="Le nom de l'étape.")]
IndicatorArgument = Annotated[str, typer.Argument(metavar="ID", help="L'indicateur, par son identifiant (« I1 »).")]


def describe(
    key: KeyArgument, fiche: FicheOptions, reason: ReasonOption, door: Door, function: FunctionOption = ""
) -> None:
    """Modifie la fiche d'un objectif : titre, axe, procédure, priorité… Ce qui n'est pas donné ne change pas."""

    def built(state: Objective) -> DescribeObjective:
        return DescribeObjective(description=changed(Described, dict(state), fiche), reason=reason, by=function)

    _amend(door, key, built, fiche.axis)


def assign(
    key: KeyArgument, holders: HolderOptions, door: Door, reason: WhyOption = "", function: FunctionOption = ""
) -> None:
    """Change le pilote, sa suppléance ou l'élu référent : des fonctions, jamais des noms."""

    def built(state: Objective) -> AssignObjective:
        return AssignObjective(**dict(changed(Held, dict(state), holders)), reason=reason, by=function)

    _amend(door, key, built)


def plan_milestone(
    key: KeyArgument,
    name: StepArgument,
    deadline: Annotated[
        PlannedDay | None,
        typer.Argument(
            parser=planned,
            metavar="DATE",
            help="AAAA-MM-JJ, AAAA-MM, AAAA-T1 à T4 ou AAAA ; à omettre si l'échéance n'est pas connue.",
        ),
    ] = None,
    *,
    step: StepOptions,
    door: Door,
) -> None:
    """Ajoute une étape ; avec --was, en modifie une ou en reprend une abandonnée. La première promesse est gardée."""
    ask(
        door,
        DECIDER.kind,
        key,
        lambda _: PlanMilestone(name=name, deadline=deadline, was=step.was, reason=step.reason, by=step.function),
    )


def give_up_milestone(
    key: KeyArgument,
    name: StepArgument,
    reason: ReasonOption,
    door: Door,
    on: MaybeOnOption = None,
    function: FunctionOption = "",
) -> None:
    """Abandonne une étape, avec la raison : elle n'est plus attendue ni rappelée, et l'évaluation en tient compte."""
    ask(door, DECIDER.kind, key, lambda _: GiveUpMilestone(name=name, reason=reason, on=on, by=function))


def indicator(
    key: KeyArgument,
    id: IndicatorArgument,
    measured: IndicatorOptions,
    door: Door,
    reason: WhyOption = "",
    function: FunctionOption = "",
) -> None:
    """Ajoute un indicateur, en modifie un ou en suit de nouveau un qui ne l'était plus."""

    def built(state: Objective) -> DefineIndicator:
        known = next((dict(one) for one in state.indicators if one.id == id), {"id": id})
        return DefineIndicator(indicator=changed(Indicator, known, measured), reason=reason, by=function)

    _amend(door, key, built)


def drop_indicator(
    key: KeyArgument, id: IndicatorArgument, reason: ReasonOption, door: Door, function: FunctionOption = ""
) -> None:
    """Ne suit plus un indicateur, avec la raison ; ses valeurs restent."""
    ask(door, DECIDER.kind, key, lambda _: DropIndicator(id=id, reason=reason, by=function))


def plan_means(
    key: KeyArgument, means: MeansOptions, reason: ReasonOption, door: Door, function: FunctionOption = ""
) -> None:
    """Modifie les moyens prévus : emplois et fonctionnement par an, investissement en tout."""

    def built(state: Objective) -> PlanMeans:
        return PlanMeans(means=changed(Means, dict(state.means), means), reason=reason, by=function)

    _amend(door, key, built)


def record_means(
    key: KeyArgument,
    year: Annotated[int, typer.Argument(metavar="ANNÉE", help="L'année civile.")],
    means: MeansOptions,
    door: Door,
    note: Annotated[str, typer.Option(metavar="TEXTE", help="D'où viennent ces chiffres.")] = "",
    function: FunctionOption = "",
) -> None:
    """Note les moyens réels d'une année, ou les corrige."""

    def built(state: Objective) -> RecordMeans:
        known = next((one for one in state.spent if one.year == year), None)
        said = changed(Means, dict(known.means) if known is not None else {}, means)
        told = note or (known.note if known is not None else "")
        return RecordMeans(year=year, means=said, note=told, by=function)

    _amend(door, key, built)


def _amend(door: Door, key: str, build: Callable[[Objective], BaseModel], axis: str | None = None) -> None:
    """Records the command built from the objective as it stands, and tells what came of it. Raises `Misused` when
    there is no such objective, nor such `axis` in the roadmap, and what `ask` raises."""

    async def within(session: Session) -> None:
        epci = await epci_of(session, door.siren)
        stream = stream_of(DECIDER.kind, epci.siren, key)
        state = await session.snapshots.one(DECIDER, stream)
        if state.status is Status.ABSENT:
            raise Misused(f"{epci.name} n'a pas d'objectif « {key} » : « jalon status » les donne tous.")
        if axis is not None:
            await _check_axis(session, epci, axis)
        await record(session, door, stream, written(lambda _: build(state), epci), epci)

    run(within)


async def _check_axis(session: Session, epci: Epci, axis: str) -> None:
    mandate = await mandate_of(session.snapshots, epci.siren)
    known = [one.key for one in mandate.axes] if mandate is not None else []
    if axis not in known:
        raise Misused(f"« {axis} » n'est pas un axe de la feuille de route ; axes : {join(known) or 'aucun'}.")
