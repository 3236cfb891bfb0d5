"""Asking something of a reminder to come: first what would happen, then, once it is confirmed, what did."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from uuid import uuid4  # noqa: TID251 - chance has its place at the door

from fastapi import APIRouter, Depends, Form, Query
from pydantic import Field, TypeAdapter, ValidationError
from starlette.responses import Response

from domain.base import Ask, Day
from domain.forecast import TITLES, Action, coming
from domain.french import local_time
from domain.ids import command_id
from domain.notices import NoticeKind
from domain.reminders import Reminder
from domain.reminders.commands import SendReminderNow, SkipReminder, SnoozeReminders
from infra.french_errors import in_french
from infra.inbox import Outcome, Post, Receipt, Status
from infra.reading.sentences import commune_name
from web.house import house_of
from web.pages.notices import ACTS
from web.pages.scope import Coordinating, Scope
from web.problems import Problem

router = APIRouter()

#: How long a person waits for the answer before being told that it is under way, in seconds.
_WAIT_S: Final = 3.0

_ACTIONS: Final = {path: action for action, (path, _) in ACTS.items()}
_COMMAND: Final[TypeAdapter[SkipReminder | SnoozeReminders | SendReminderNow]] = TypeAdapter(
    Annotated[SkipReminder | SnoozeReminders | SendReminderNow, Field(discriminator="kind")]
)
_KINDS: Final = {Action.SKIP: SkipReminder, Action.SNOOZE: SnoozeReminders, Action.NOW: SendReminderNow}

_NAMES: Final = frozenset(kind.value for kind in NoticeKind)

#: The field of the form that each field of the commands is.
_FIELDS: Final = {"reason": "motif", "until": "jusqu_au"}
_MISSING: Final = "à remplir"


@dataclass(frozen=True)
class Held:
    """A reminder that somebody takes hold of: `state` is that of its stream; `reminder`: `None` when it has left, or is
    no longer to come."""

    scope: Scope
    action: Action
    stream: str
    state: Any
    kind: NoticeKind
    commune: str | None
    label: str
    reminder: Reminder | None

    @property
    def whom(self) -> str:
        """« Condom », « le pilote »."""
        return commune_name(self.commune, self.scope.epci) if self.commune else "le pilote"


async def _held(
    scope: Coordinating,
    acte: str,
    flux: Annotated[str, Query()] = "",
    rappel: Annotated[str, Query()] = "",
    commune: Annotated[str, Query()] = "",
    repere: Annotated[str, Query(max_length=20)] = "",
) -> Held:
    """The reminder that the address names. Raises `Problem` 404 when no reminder is reminded there."""
    kind, siren, key = (*flux.split("/", 2), "", "")[:3]
    reminds = kind in ("consultation", "objective") and siren == scope.epci.siren
    state = await scope.state(kind, key) if reminds else None
    if state is None or acte not in _ACTIONS or rappel not in _NAMES:
        raise Problem(404, "Ce rappel n'existe pas ; revenez aux courriels à venir.")
    name = (commune or None, (NoticeKind(rappel), repere))
    known = (each for insee, each in coming(state, scope.now) if (insee, each.name) == name)
    return Held(
        scope=scope,
        action=_ACTIONS[acte],
        stream=flux,
        state=state,
        kind=NoticeKind(rappel),
        commune=commune or None,
        label=repere,
        reminder=next(known, None),
    )


HeldReminder = Annotated[Held, Depends(_held)]


@router.get("/relances/{acte}")
async def before(held: HeldReminder) -> Response:
    """What would happen, and the form that confirms it. Nothing is done."""
    return _form(held, str(uuid4()), {})


@router.post("/relances/{acte}")
async def confirmed(
    held: HeldReminder,
    cle: Annotated[str, Form(min_length=1, max_length=80)],
    motif: Annotated[str, Form(max_length=4000)] = "",
    jusqu_au: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Records what is asked, once for its key `cle`, and says what came of it."""
    given = {"motif": motif.strip(), "jusqu_au": jusqu_au.strip()}
    try:
        command = _command(held, given)
    except ValidationError as wrong:
        found = {_FIELDS.get(str(one["loc"][-1]), ""): in_french(one) for one in wrong.errors(include_url=False)}
        errors = {field: _MISSING if given.get(field) == "" else said for field, said in found.items()}
        return _form(held, cle, given, errors)
    actor, house = held.scope.actor, house_of(held.scope.request)
    id = command_id(held.scope.epci.siren, actor.id, cle)
    post = Post(stream=held.stream, command_id=id, command=command, by=actor.id, at=await house.clock.now())
    receipt = await house.inbox.post(post)
    return _done(held, receipt, await house.watch.outcome(held.stream, id, _WAIT_S))


def _command(held: Held, given: dict[str, str]) -> Ask:
    """Raises `ValidationError` when a field is missing or cannot be read."""
    asked: dict[str, Any] = {"kind": _KINDS[held.action].__name__, "commune": held.commune}
    if held.action is not Action.SNOOZE:
        asked |= {"notice": held.kind, "label": held.label}
    if held.action is not Action.NOW:
        asked["reason"] = given["motif"]
    if held.action is Action.SNOOZE:
        asked["until"] = given["jusqu_au"]
    return _COMMAND.validate_python(asked)


def _form(held: Held, cle: str, given: dict[str, str], errors: dict[str, str] | None = None) -> Response:
    facts = _about(held) | {"cle": cle, "given": given, "errors": errors or {}, "Action": Action}
    shown = held.scope.page("notices_ask.html", facts)
    shown.status_code = 422 if errors else 200
    return shown


def _done(held: Held, receipt: Receipt, outcome: Outcome | None) -> Response:
    status = outcome.status if outcome is not None else Status.RECORDED
    told = local_time(receipt.at, held.scope.epci.place.tz)
    reason = outcome.reason if outcome is not None else None
    facts = {"number": receipt.number, "at": told, "status": status.value, "reason": reason or "", "Action": Action}
    shown = held.scope.page("notices_done.html", _about(held) | facts)
    shown.status_code = 409 if status is Status.REFUSED else 200
    return shown


def _about(held: Held) -> dict[str, Any]:
    planned = local_time(held.reminder.at, held.scope.epci.place.tz).partition(" à ")[0] if held.reminder else ""
    return {
        "action": held.action,
        "title": TITLES[held.kind],
        "label": held.label,
        "whom": held.whom,
        "matter": held.state.title,
        "stream": held.stream,
        "planned": planned,
        "tomorrow": _after(held.scope.today).isoformat(),
    }


def _after(day: date) -> Day:
    return date.fromordinal(day.toordinal() + 1)
