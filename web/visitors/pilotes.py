"""The page of a pilote: the objectives of their function, and the news that they give of one in two minutes."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from domain.calendar import METROPOLE
from domain.errors import Refused
from domain.objective import DECIDER
from domain.objective.commands import (
    BlockObjective,
    CompleteMilestone,
    RecordProgress,
    UnblockObjective,
    objective_id,
)
from domain.objective.labels import CAUSES
from domain.objective.state import Objective, lateness
from domain.objective.transitions import Status
from domain.objective.values import BlockageCause
from domain.stream import Unfolding
from infra.inbox import Status as Recorded
from web.forms import Form, typed_in
from web.pages.scope import KEY
from web.problems import Problem
from web.visitors.recording import tell
from web.visitors.visit import OfPilote, Visit

router = APIRouter()

News = RecordProgress | CompleteMilestone | BlockObjective | UnblockObjective

_NOTHING: Final = "Changez au moins une chose : un pourcentage, une valeur, une note, une étape faite."
_NOT_YET: Final = "Cette date n'est pas encore venue."


async def _objective(visit: OfPilote, key: str) -> Objective:
    """The objective of that key. Raises `Problem` 404 when it is not one of the pilote's."""
    stream = objective_id(visit.siren, key)
    state = await visit.house.snapshots.one(DECIDER, stream) if KEY.fullmatch(key) else None
    if state is None or not _theirs(state, visit):
        raise Problem(404, "Vous ne pilotez pas d'objectif de ce nom.")
    return state


OneObjective = Annotated[Objective, Depends(_objective)]


async def front(visit: Visit) -> Response:
    """The page of the objective for which the link was sent, or of the first one there is."""
    known = await _objectives(visit)
    here = next((one for one in known if one.stream == visit.link.stream), None) or next(iter(known), None)
    if here is None:
        return await visit.nothing()
    return await _shown(visit, here, Form())


@router.get("/r/{secret}/objectif/{key}")
async def objective_page(visit: OfPilote, objective: OneObjective, recu: Annotated[int, Query()] = 0) -> Response:
    """One objective, with the form that gives news of it. `recu`: the number of the news just given."""
    return await _shown(visit, objective, Form(), recu)


@router.get("/r/{secret}/objectif/{key}/avancement")
async def back_to_the_form(visit: OfPilote, objective: OneObjective) -> Response:
    """Where a form that had mistakes was shown: who comes back there finds it again."""
    return RedirectResponse(visit.path("objectif", objective.key), 303)


@router.post("/r/{secret}/objectif/{key}/avancement")
async def give_news(request: Request, visit: OfPilote, objective: OneObjective) -> Response:
    """Records the news. A form sent as it was given changes nothing."""
    data = await request.form()
    form = Form(typed_in(data))
    commands = _news(form, data, objective, visit)
    if not commands and not form.wrong:
        form.refuse("pourcentage", _NOTHING)
    if not form.wrong and (refused := _refusal(objective, commands, visit)):
        form.refuse("pourcentage", refused)
    if form.wrong:
        return await _shown(visit, objective, form)
    receipts = await tell(visit, objective.stream, commands, form.text("demande", 40))
    there = visit.path("objectif", objective.key)
    return RedirectResponse(f"{there}?recu={receipts[0].number}", 303)


async def _objectives(visit: Visit) -> list[Objective]:
    """Those of the pilote: the open ones first, the next deadline first."""
    states = await visit.house.snapshots.every(DECIDER, visit.siren)
    theirs = [state for state in states if _theirs(state, visit)]
    return sorted(theirs, key=lambda it: (it.closed, it.deadline.last_day if it.deadline else date.max, it.key))


def _theirs(state: Objective, visit: Visit) -> bool:
    """Whether the objective is led by this function, or led by it in the place of another."""
    return state.status is not Status.ABSENT and visit.function in (state.pilote, state.suppleant)


async def _shown(visit: Visit, objective: Objective, form: Form, number: int = 0) -> Response:
    today = visit.today(objective.place or METROPOLE)
    facts = {
        "epci": objective.epci_name,
        "synthetic": objective.synthetic,
        "objective": objective,
        "others": [one for one in await _objectives(visit) if one.stream != objective.stream],
        "late": lateness(objective, today) or "",
        "latest": {measure.indicator: measure.value for measure in objective.measures},
        "followed": [(rank, one) for rank, one in enumerate(objective.indicators) if one.dropped_on is None],
        "steps": [(rank, step) for rank, step in enumerate(objective.milestones) if step.awaited],
        "blocked": objective.blockage is not None,
        "form": form,
        "wrong": form.wrong,
        "today": today,
        "request_id": form.typed.get("demande") or visit.now.isoformat(),
        "said": await _said(visit, objective, number),
        "coordinator": await visit.coordinator(),
        "CAUSES": CAUSES,
    }
    return visit.page("visit_pilote.html", facts, 422 if form.wrong else 200)


async def _said(visit: Visit, objective: Objective, number: int) -> dict[str, Any]:
    """What became of the news of that number: `sentence`, empty for none, and whether it is `refused`."""
    outcome = await visit.house.reads.command(number) if 0 < number < 2**62 else None
    if outcome is None or outcome.stream != objective.stream or outcome.by != visit.by:
        return {"sentence": "", "refused": False}
    if outcome.status is Recorded.REFUSED:
        return {"sentence": outcome.reason or "", "refused": True}
    pending = ", en cours de traitement" if outcome.status is Recorded.RECORDED else ""
    return {"sentence": f"Merci : c'est enregistré sous le n° {number}{pending}.", "refused": False}


def _news(form: Form, data: FormData, objective: Objective, visit: Visit) -> list[News]:
    today = visit.today(objective.place or METROPOLE)
    done = _steps(form, data, objective, today)
    return [*done, *_progress(form, objective, visit), *_blockage(form, objective, today)]


def _progress(form: Form, objective: Objective, visit: Visit) -> list[News]:
    percent = form.count("pourcentage", 100)
    note = form.text("note", 4000)
    values: dict[str, Decimal] = {}
    for rank, indicator in enumerate(objective.indicators):
        # What is followed no more is not asked: who had the form before it was dropped is told so by the rules.
        value = form.quantity(f"valeur_{rank}")
        if value is not None:
            values[indicator.id] = value
    if percent is None and not note and not values:
        return []
    return [RecordProgress(percent=percent, note=note, values=values, by=visit.function[:120])]


def _steps(form: Form, data: FormData, objective: Objective, today: date) -> list[News]:
    """The milestones ticked, done on the day given beside them, today when none is."""
    done: list[News] = []
    for rank, step in enumerate(objective.milestones):
        if step.done_on is not None or not data.get(f"etape_{rank}"):
            continue
        on = form.day(f"etape_{rank}_le") or today
        if on > today:
            form.refuse(f"etape_{rank}_le", _NOT_YET)
        done.append(CompleteMilestone(name=step.name, on=on))
    return done


def _blockage(form: Form, objective: Objective, today: date) -> list[News]:
    if objective.blockage is not None:
        return [UnblockObjective(on=today)] if form.typed.get("debloque") else []
    cause = form.typed.get("cause", "")
    if not cause:
        return []
    if cause not in set(BlockageCause):
        form.refuse("cause", "Choisissez une cause de la liste.")
        return []
    return [BlockObjective(cause=BlockageCause(cause), since=today, text=form.text("blocage", 2000))]


def _refusal(objective: Objective, commands: list[News], visit: Visit) -> str:
    """Why the news would not be taken, by the rules that will judge them; empty when they would."""
    unfolding = Unfolding(DECIDER, objective)
    unfolding.pass_time(visit.now)
    try:
        for command in commands:
            unfolding.command(command, visit.now)
    except Refused as refused:
        return str(refused)
    return ""
