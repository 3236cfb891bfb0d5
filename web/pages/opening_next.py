"""After an EPCI is opened: the ways on, and what is left to do; and the example, for who only wants to try."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from domain.mandate import DECIDER as MANDATE
from infra.contacts import Contacts
from infra.reading.first_steps import all_done, first_steps, read_start
from infra.roadmaps.importing import import_roadmap
from infra.territories import load_epci
from web.house import house_of
from web.pages.opening import EXAMPLE_SIREN, Installing
from web.pages.scope import Coordinating
from web.problems import Problem

router = APIRouter()

EXAMPLE: Final = Path(__file__).resolve().parents[2] / "example" / "roadmap.yaml"

_WAIT_S: Final = 5.0


@router.get("/ouvrir/ensuite")
async def ways_on(scope: Coordinating) -> Response:
    """What is done of the first steps, what is left, and where each is done."""
    start = await read_start(house_of(scope.request).engine, scope.epci.siren)
    steps = first_steps(scope.epci, start, scope.today)
    return scope.page("opening_next.html", {"steps": steps, "all_done": all_done(steps)})


@router.post("/ouvrir/exemple")
async def try_example(request: Request, actor: Installing) -> Response:
    """Imports the example, all of it or nothing. Raises `Problem` 409 when its EPCI is open already."""
    house = house_of(request)
    if await house.snapshots.every(MANDATE, EXAMPLE_SIREN):
        name = load_epci(EXAMPLE_SIREN).name
        raise Problem(409, f"{name} est déjà ouverte ici : l'exemple n'y est pas ajouté, rien n'a changé.")
    done = await import_roadmap(EXAMPLE, house.inbox, Contacts(house.engine), actor.id, at=await house.clock.now())
    for receipt in done.receipts:
        # What takes longer comes by itself; one that waits too long says enough of the others.
        outcome = await house.watch.outcome(receipt.stream, receipt.command_id, _WAIT_S)
        if outcome is None or outcome.done_at is None:
            break
    return RedirectResponse(f"/?siren={EXAMPLE_SIREN}", 303)
