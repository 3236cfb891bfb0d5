"""What tests play on a stage: a consultation of three communes, a mandate with its objectives."""

from typing import Any

from domain.calendar import METROPOLE
from domain.consultation.commands import (
    OpenConsultation,
    Proof,
    RecordCouncilVote,
    RecordReceipt,
    SendConsultation,
)
from domain.ids import derived_id
from domain.territory import Nature
from infra.inbox import Post, Status
from tests.domain.consultation.stories import day, electorate
from tests.domain.mandate.mandates import opening, plan
from tests.domain.objective.objectives import plan as plan_objective
from tests.workflows.stage import COMMUNES, SIREN, Stage

WATER = f"consultation/{SIREN}/eau"
MANDATE = f"mandate/{SIREN}/2026"
ELECTORATE = electorate(110, 100, 90)


async def opened(stage: Stage) -> None:
    """A transfert opened on 30 November 2026."""
    assert (await stage.do(WATER, transfert(), "2026-11-30")).status is Status.APPLIED


def transfert() -> OpenConsultation:
    return OpenConsultation(
        siren=SIREN,
        epci_name="CC d'Exemple",
        nature=Nature.CC,
        place=METROPOLE,
        procedure="transfert_competence",
        title="Eau potable",
    )


async def sent(stage: Stage, *, received_by: tuple[str, ...] = COMMUNES) -> None:
    """A transfert opened on 30 November 2026, voted and sent on 1 December, received the same day."""
    await opened(stage)
    await stage.do(WATER, RecordCouncilVote(voted_on=day("2026-12-01"), number="2026-12"), "2026-12-01")
    await stage.post(WATER, SendConsultation(sent_on=day("2026-12-01"), electorate=ELECTORATE))
    for commune in received_by:
        await stage.post(WATER, receipt(commune))


def receipt(commune: str, on: str = "2026-12-01") -> RecordReceipt:
    return RecordReceipt(commune=commune, received_on=day(on), proof=Proof.COURRIEL)


async def mandate(stage: Stage, *points: Any, on: str = "2026-11-30") -> None:
    """A mandate opened with its roadmap planned."""
    await stage.do(MANDATE, opening(), on)
    assert (await stage.post(MANDATE, plan(*points))).status is Status.APPLIED


async def objectives(stage: Stage, count: int, **fields: Any) -> list[str]:
    """So many objectives planned now, without a workflow of their own yet."""
    ids = [f"objective/{SIREN}/F{number:04}" for number in range(1, count + 1)]
    now = await stage.clock.now()
    command = plan_objective(**fields)
    posts = [Post(stream=id, command_id=derived_id(id), command=command, by="test", at=now) for id in ids]
    await stage.house.inbox.post_all(posts)
    for id in ids:
        await stage.house.store.advance(id, now)
    return ids
