"""Simulators: what the law would give. Nothing is read of what is recorded, nothing is recorded."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from domain.base import Day
from domain.electorate import Base
from domain.errors import DomainError
from domain.planning import Plan, Target
from domain.simulation import (
    simulate_consultation,
    simulate_convocation,
    simulate_deadline,
    simulate_majority,
    simulate_plan,
    the_target,
)
from domain.simulation.consultation import ConsultationSimulation
from domain.simulation.convocation import ConvocationSimulation
from domain.simulation.deadline import DeadlineSimulation
from domain.simulation.majority import MajoritySimulation
from domain.verdict import Majority
from infra.territories import load_epci
from web.auth import Asker
from web.problems import Problem, documented

T = TypeVar("T")

router = APIRouter(prefix="/simulations", tags=["Simulations"])

_PROBLEMS: Final = documented(401, 405, 422, 503)

Siren = Annotated[str, Query(pattern="^[0-9]{9}$", description="L'EPCI, ouvert ici ou non.")]
Named = Annotated[
    tuple[str, ...], Query(max_length=200, description="Des communes, par leur nom ou leur code INSEE ; répétable.")
]
Council = Annotated[str, Field(pattern=r"^[0-9][0-9AB][0-9]{3}=[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Councils = Annotated[
    tuple[Council, ...],
    Query(max_length=1000, description="Un jour de conseil connu, « 32107=2027-02-11 » ; répétable."),
]
Year = Annotated[int | None, Query(ge=2000, le=2190, description="Le but : ce budget, ou la fin de cette année.")]
NOBODY: Final[tuple[str, ...]] = ()
ProcedureId = Annotated[str, Query(pattern="^[a-z_]{1,60}$", description="L'identifiant de la procédure.")]
OnDay = Annotated[Day, Query(description="Un jour, AAAA-MM-JJ.")]


@router.get("/majority", operation_id="simulateMajority", summary="Compter une majorité", responses=_PROBLEMS)
def majority(
    actor: Asker,
    siren: Siren,
    rule: Majority,
    favorable: Named = NOBODY,
    defavorable: Named = NOBODY,
    base: Base = Base.TOTALE,
) -> MajoritySimulation:
    """Qui est pour, qui est contre : ce que donne la majorité qualifiée, et pourquoi. Les autres n'ont pas voté."""
    return _told(lambda: simulate_majority(load_epci(siren), rule, favorable, defavorable, base))


@router.get("/deadline", operation_id="simulateDeadline", summary="Calculer un délai", responses=_PROBLEMS)
def deadline(
    actor: Asker,
    procedure: ProcedureId,
    received: OnDay,
    siren: Annotated[str | None, Query(pattern="^[0-9]{9}$", description="L'EPCI : ses fériés, son heure.")] = None,
) -> DeadlineSimulation:
    """Le délai d'une commune, de la réception au silence, dans ses deux lectures."""
    return _told(lambda: simulate_deadline(procedure, received, load_epci(siren) if siren is not None else None))


@router.get("/convocation", operation_id="simulateConvocation", summary="Dater une convocation", responses=_PROBLEMS)
def convocation(
    actor: Asker,
    council: OnDay,
    population: Annotated[int | None, Query(ge=0, le=10_000_000, description="Celle de la commune.")] = None,
    epci: bool = False,
    cst: bool = False,
) -> ConvocationSimulation:
    """Avant quand convoquer un conseil municipal (« population »), le conseil communautaire (« epci ») ou un comité
    social territorial (« cst »)."""
    return _told(lambda: simulate_convocation(council, population, epci=epci, cst=cst))


@router.get(
    "/consultation", operation_id="simulateConsultation", summary="Simuler une consultation", responses=_PROBLEMS
)
def consultation(
    actor: Asker,
    siren: Siren,
    procedure: ProcedureId,
    send: OnDay,
    communes: Named = NOBODY,
    council: Councils = NOBODY,
) -> ConsultationSimulation:
    """Les dates de chaque commune, les conseils et les fériés sur le chemin, le jour où le résultat est certain."""
    return _told(lambda: simulate_consultation(load_epci(siren), procedure, send, _councils(council), communes))


def _goal(
    council: Annotated[Day | None, Query(description="Le but : ce conseil communautaire, AAAA-MM-JJ.")] = None,
    budget: Year = None,
    year_end: Year = None,
) -> Target:
    return _told(lambda: the_target(council, budget, year_end))


@router.get("/plan", operation_id="simulatePlan", summary="Planifier à rebours d'un but", responses=_PROBLEMS)
def plan(
    actor: Asker,
    procedure: ProcedureId,
    target: Annotated[Target, Depends(_goal)],
    councils: Annotated[
        tuple[Day, ...], Query(max_length=100, description="Une séance connue du conseil communautaire ; répétable.")
    ] = (),
    siren: Annotated[str | None, Query(pattern="^[0-9]{9}$", description="L'EPCI : ses fériés, son heure.")] = None,
) -> Plan:
    """Le dernier jour de chaque acte d'une procédure, à rebours d'un conseil, d'un budget ou de la fin d'une année."""
    epci = _told(lambda: load_epci(siren)) if siren is not None else None
    return _told(lambda: simulate_plan(procedure, target, epci, councils))


def _councils(written: tuple[str, ...]) -> dict[str, list[date]]:
    """The days by commune. Raises `Problem` 422 for what is no day."""
    found: dict[str, list[date]] = {}
    for each in written:
        commune, _, on = each.partition("=")
        try:
            found.setdefault(commune, []).append(date.fromisoformat(on))
        except ValueError:
            raise Problem(422, f"« {each} » : « {on} » n'est pas un jour du calendrier.") from None
    return found


def _told(simulated: Callable[[], T]) -> T:
    """What it gives. Raises `Problem` 422, in French, when the law or the territory does not know what was asked."""
    try:
        return simulated()
    except DomainError as wrong:
        raise Problem(422, str(wrong)) from None
