"""Opening an EPCI: found by its name or its SIREN, looked at, then its mandate. For who administers all of them."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID, uuid4  # noqa: TID251 - chance has its place at the door

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from domain.calendar import civil_day
from domain.errors import DomainError
from domain.ids import command_id
from domain.mandate import DECIDER as MANDATE
from domain.mandate.commands import OpenMandate, mandate_id
from domain.mandate.not_due import not_due
from domain.mandate.state import Mandate, Status
from domain.territory import Epci
from infra.epci_search import search
from infra.identity.actors import Actor
from infra.inbox import Outcome, Post
from infra.inbox import Status as Answer
from infra.reading.views import Views
from infra.territories import load_epci, vintages
from web.acts.rehearsal import Rehearsal, rehearse
from web.auth import Reader
from web.forms import Form, typed_in
from web.house import WebHouse, house_of
from web.pages.opening_form import FIELDS, is_open_so, opening, usual
from web.pages.opening_words import WORDS
from web.pages.rendering import page
from web.problems import Problem

router = APIRouter()

#: How long a person waits for the answer before being told that it is under way, in seconds.
_WAIT_S: Final = 5.0

#: The EPCI of the example.
EXAMPLE_SIREN: Final = "243200417"

_NOT_YOURS: Final = (
    "Seule une personne qui administre toute l'installation ouvre un EPCI ; demandez-le à qui a installé Jalon."
)


async def installing(actor: Reader) -> Actor:
    """Who administers the whole installation. Raises `Problem` 403 for anybody else."""
    if not actor.may_administer_all():
        raise Problem(403, _NOT_YOURS)
    return actor


#: What every page that opens an EPCI depends on.
Installing = Annotated[Actor, Depends(installing)]


@dataclass(frozen=True)
class Candidate:
    """An EPCI that somebody thinks of opening on the day `today` there. `mandates`: those that were opened already."""

    request: Request
    actor: Actor
    house: WebHouse
    epci: Epci
    mandates: tuple[Mandate, ...]
    now: datetime

    @property
    def today(self) -> date:
        return civil_day(self.now, self.epci.place)

    def standing(self, year: int | None = None) -> Mandate | None:
        """The mandate that keeps another from being opened: that of the `year`, or the one under way."""
        return next((one for one in self.mandates if one.year == year or self._is_under_way(one)), None)

    def _is_under_way(self, mandate: Mandate) -> bool:
        # One entered after its end stays open, as an archive in which nothing falls due.
        return mandate.status is Status.OPEN and mandate.last_day >= self.today

    def shown(self, template: str, facts: dict[str, Any], status: int = 200) -> Response:
        known = {"actor": self.actor, "epci": self.epci, "mandates": self.mandates, "vintages": vintages()}
        return page(self.request, template, {**known, **WORDS, **facts}, status)


async def _candidate(request: Request, actor: Installing, siren: str) -> Candidate:
    """Raises `Problem` 404 when no EPCI has this SIREN."""
    house = house_of(request)
    try:
        epci = load_epci(siren)
    except DomainError as unknown:
        raise Problem(404, str(unknown)) from unknown
    mandates = await house.snapshots.every(MANDATE, epci.siren)
    return Candidate(request, actor, house, epci, mandates, await house.clock.read())


Looked = Annotated[Candidate, Depends(_candidate)]


@router.get("/ouvrir")
async def choose(request: Request, actor: Installing, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The field in which one looks for an EPCI, and what answers to it."""
    # The first search of the process makes the index: half a second that nobody else should wait for.
    answer = await asyncio.to_thread(search, q)
    known = {one.siren for one in await Views(house_of(request).engine).known()}
    facts = {"actor": actor, "q": q.strip(), "answer": answer, "known": known, "vintages": vintages()}
    return page(request, "opening.html", {**facts, **WORDS, "example_siren": EXAMPLE_SIREN})


@router.get("/ouvrir/{siren}")
async def look(
    candidate: Looked,
    renouvellement: Annotated[str | None, Query(max_length=40)] = None,
    second_tour: Annotated[str, Query(max_length=10)] = "",
    fin: Annotated[str, Query(max_length=40)] = "",
    fictif: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The EPCI as it is known, what will happen, and the form; with other dates, what would happen with them."""
    if standing := candidate.standing():
        return candidate.shown("opening_already.html", {"mandate": standing, "asked": None})
    given = {"renouvellement": renouvellement or "", "second_tour": second_tour, "fin": fin, "fictif": fictif}
    form = Form(usual() if renouvellement is None else given)
    return _form(candidate, form, str(uuid4()))


@router.post("/ouvrir/{siren}")
async def confirm(candidate: Looked) -> Response:
    """Opens the mandate, once for its key; asked again with the same dates, it leads to the same place."""
    data = await candidate.request.form()
    form, cle = Form(typed_in(data, FIELDS)), _key(data)
    command = opening(form, candidate.epci, candidate.today)
    if command is None or _rehearsed(command, candidate.now).refused:
        return _form(candidate, form, cle)
    if standing := candidate.standing(command.year):
        if is_open_so(standing, command):
            return _next(candidate)
        return candidate.shown("opening_already.html", {"mandate": standing, "asked": command}, 409)
    outcome = await _post(candidate, command, cle)
    if outcome is None or outcome.status is Answer.RECORDED:
        return candidate.shown("opening_waiting.html", {"outcome": outcome})
    if outcome.status is Answer.REFUSED:
        return _form(candidate, form, str(uuid4()), outcome.reason or "")
    return _next(candidate)


def _key(data: FormData) -> str:
    """The key of the form. Raises `Problem` 422 when it is none of ours."""
    try:
        return str(UUID(str(data.get("cle", ""))))
    except ValueError as unreadable:
        raise Problem(422, "Ce formulaire est incomplet ; revenez à la page et recommencez.") from unreadable


async def _post(candidate: Candidate, command: OpenMandate, key: str) -> Outcome | None:
    house, actor = candidate.house, candidate.actor
    stream = mandate_id(command.siren, command.year)
    id = command_id(command.siren, actor.id, key)
    post = Post(
        stream=stream, command_id=id, command=command, by=actor.id, cause="ouverture", at=await house.clock.now()
    )
    await house.inbox.post(post)
    return await house.watch.outcome(stream, id, _WAIT_S)


def _next(candidate: Candidate) -> Response:
    return RedirectResponse(f"/ouvrir/ensuite?siren={candidate.epci.siren}", 303)


def _form(candidate: Candidate, form: Form, key: str, refused: str = "") -> Response:
    """The form, with what would happen if it were sent as it is; nothing is done."""
    command = opening(form, candidate.epci, candidate.today)
    rehearsal = _rehearsed(command, candidate.now) if command is not None else None
    said = refused or (rehearsal.refused if rehearsal else "")
    facts = {"form": form, "key": key, "refused": said, "article": rehearsal.article if rehearsal else ""}
    after = rehearsal.after if rehearsal and not rehearsal.refused else None
    facts |= {"is_example": candidate.epci.siren == EXAMPLE_SIREN}
    facts |= {"after": after, "absent": not_due(after, candidate.epci) if after else ()}
    status = 409 if refused else 422 if form.wrong or said else 200
    return candidate.shown("opening_mandate.html", facts, status)


def _rehearsed(command: OpenMandate, now: datetime) -> Rehearsal:
    stream = mandate_id(command.siren, command.year)
    return rehearse(stream, MANDATE.new(stream), (command,), now)
