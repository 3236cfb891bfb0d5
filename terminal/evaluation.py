"""`jalon evaluate`: starts an evaluation of the mandate, waits for its result and shows the grid."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Final

import typer

from domain.base import Value
from domain.evaluation import DECIDER
from domain.evaluation.commands import PointType
from domain.evaluation.criteria import CriterionMark
from domain.evaluation.state import Evaluation, Status
from domain.french import long_day
from domain.mandate.commands import StartEvaluation
from infra.inbox import ADVANCED
from terminal.epci import epci_of, needed_mandate
from terminal.exits import Misused
from terminal.options import Door, JsonOption
from terminal.posting import record
from terminal.session import Session, run
from terminal.show import give, mention, say, table

#: The evidence is read page by page by the workflow.
WAIT_S: Final = 60.0

_TYPES: Final = {PointType.MI_MANDAT: "mi-mandat", PointType.FIN_DE_MANDAT: "fin de mandat"}


class EvaluationView(Value):
    """A recorded evaluation. `score`: 0 to 100, `None` when too little was evaluated; `coverage`: 0 to 1."""

    id: str
    type: str
    frozen_on: str
    score: Decimal | None
    coverage: Decimal
    label: str
    evidence_sha256: str
    criteria: tuple[CriterionMark, ...]


def evaluate(
    door: Door,
    type: Annotated[PointType, typer.Option(help="Le moment du mandat.")] = PointType.FIN_DE_MANDAT,
    last: Annotated[bool, typer.Option("--last", help="Montre la dernière évaluation, sans en lancer.")] = False,
    json: JsonOption = False,
) -> None:
    """Évalue le mandat d'après ce qui est enregistré, et montre la grille des neuf critères."""
    state = run(lambda session: _last(session, door) if last else _evaluated(session, door, type))
    if state is None:
        tell = mention if json else say
        tell("L'évaluation est lancée, ses éléments sont en cours de collecte : voyez « jalon evaluate --last ».")
    elif json:
        give(_view(state))
    else:
        _show(state)


async def _evaluated(session: Session, door: Door, type: PointType) -> Evaluation | None:
    epci = await epci_of(session, door.siren)
    mandate = await needed_mandate(session.snapshots, epci)
    outcome = await record(session, door, mandate.stream, StartEvaluation(type=type), epci, tell=mention)
    if outcome is None or outcome.first_revision is None:
        return None
    started = await session.reads.journal(
        epci.siren, mandate.stream, after=(mandate.stream, outcome.first_revision - 1), limit=1
    )
    return await _recorded(session, started[0].event["evaluation"])


async def _recorded(session: Session, stream: str) -> Evaluation | None:
    """The evaluation once its result is there, `None` when it takes longer than `WAIT_S`."""
    try:
        async with asyncio.timeout(WAIT_S), session.pool.connection() as connection:
            await connection.execute(f"LISTEN {ADVANCED}")
            while True:
                state = await session.snapshots.one(DECIDER, stream)
                if state.status is Status.RECORDED:
                    return state
                async for _ in connection.notifies(stop_after=1):
                    pass
    except TimeoutError:
        return None


async def _last(session: Session, door: Door) -> Evaluation:
    mandate = await needed_mandate(session.snapshots, await epci_of(session, door.siren))
    recorded = [ref for ref in mandate.evaluations if ref.outcome is not None]
    if not recorded:
        raise Misused("Aucune évaluation n'est encore enregistrée : « jalon evaluate » en lance une.")
    return await session.snapshots.one(DECIDER, recorded[-1].evaluation)


def _view(state: Evaluation) -> EvaluationView:
    outcome = state.outcome
    if outcome is None or state.type is None or state.frozen_on is None:
        raise ValueError(f"{state.stream} is not recorded")
    return EvaluationView(
        id=state.stream,
        type=state.type.value,
        frozen_on=state.frozen_on.isoformat(),
        score=outcome.score,
        coverage=outcome.coverage,
        label=outcome.label.value,
        evidence_sha256=state.evidence_sha256,
        criteria=state.criteria,
    )


def _show(state: Evaluation) -> None:
    for line in _heading(state):
        say(line)
    table(
        ("Critère", "Intitulé", "Poids", "Note", "Preuve", "Raison"),
        [
            (one.id, one.title, str(one.weight), _figure(one.mark, "NE"), _figure(one.grade, "—"), one.reason)
            for one in state.criteria
        ],
    )


def _heading(state: Evaluation) -> Iterator[str]:
    seen = _view(state)
    fictive = " — DONNÉES FICTIVES" if state.synthetic else ""
    yield f"{state.epci_name}, évaluation de {_TYPES[PointType(seen.type)]}{fictive}"
    frozen = f"éléments gelés le {long_day(state.frozen_on)}" if state.frozen_on else ""
    yield f"{_score(seen.score)} ; {int(seen.coverage * 100)} % de la grille évalués ({seen.label}) ; {frozen}."
    yield "Notes de 0 à 4 ; NE : non évaluable."


def _score(score: Decimal | None) -> str:
    return "Pas de note globale" if score is None else f"{score} sur 100".replace(".", ",")


def _figure(figure: int | None, unknown: str) -> str:
    return unknown if figure is None else str(figure)
