"""The settings of an EPCI: what is known of it, its mandate, its reminders, where files and people are managed."""

from importlib.metadata import version
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from domain.french import local_time
from domain.mandate.state import Status
from domain.people import Role
from domain.reminders import Habits
from infra.reading.first_steps import all_done, first_steps, read_start
from infra.reading.views import Heartbeat
from infra.territories import vintages
from web.house import WebHouse, house_of
from web.pages.opening_words import WORDS
from web.pages.scope import Coordinating, Scope

router = APIRouter()

_VERSION: Final = version("jalon")

#: What the life of a mandate is called.
_STATUSES: Final = {Status.ABSENT: "pas ouvert", Status.OPEN: "en cours", Status.ENDED: "terminé"}


@router.get("/parametres")
async def settings(scope: Coordinating) -> Response:
    """The hub of the settings: nothing is changed here, everything is shown and leads to where it is changed."""
    house = house_of(scope.request)
    start = await read_start(house.engine, scope.epci.siren)
    steps = first_steps(scope.epci, start, scope.today)
    facts = {
        "mandate": start.mandate,
        "status": _STATUSES[start.mandate.status] if start.mandate else "",
        "adapted": _adapted(start.mandate.habits) if start.mandate else (0, 0),
        "left": [] if all_done(steps) else [step for step in steps if not step.done],
        "vintages": vintages(),
        "version": _VERSION,
        "coordinators": sum(contact.to.role is Role.COORDINATEUR for contact in start.contacts),
        **_mail(house),
        **_time(scope, await scope.views.heartbeat(scope.now)),
        **WORDS,
    }
    return scope.page("settings.html", facts)


def _adapted(habits: Habits) -> tuple[int, int]:
    """How many reminders the EPCI changed, how many quiet weeks it added."""
    return len(habits.changes), len(habits.quiet)


def _mail(house: WebHouse) -> dict[str, Any]:
    return {"public_url": house.public_url, "kept_here": house.mailbox is not None}


def _time(scope: Scope, beat: Heartbeat) -> dict[str, Any]:
    instants = {"passed": beat.passed, "next_due": beat.next_due, "overdue": beat.overdue_since}
    shown = {name: local_time(at, scope.epci.place.tz) if at else "" for name, at in instants.items()}
    return {"beat": beat, "beats": shown}
