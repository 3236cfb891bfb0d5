"""The dashboard: what is late, what may go wrong by law, who is awaited, what comes, and whether time passes."""

from fastapi import APIRouter
from starlette.responses import Response

from domain.french import local_time
from infra.dashboard import dashboard
from infra.risks import named
from infra.views import Heartbeat
from web.pages.scope import Scope, Scoped

router = APIRouter()


@router.get("/")
async def home(scope: Scoped) -> Response:
    """The dashboard of the EPCI, today."""
    standing = await scope.views.standing(scope.epci.siren)
    board = dashboard(scope.epci.siren, scope.epci.name, standing, scope.today)
    awaited = [line for line in board.consultations if line.awaited or line.to_qualify or line.act]
    beat = await scope.views.heartbeat(scope.now)
    facts = {
        "board": board,
        "awaited": awaited,
        "communes_awaited": sum(len(line.awaited) for line in awaited),
        "heartbeat": beat,
        "named": named,
        "end": standing.mandate.end.label if standing.mandate and standing.mandate.end else "",
        "beats": _beats(scope, beat),
    }
    return scope.page("home.html", facts)


def _beats(scope: Scope, beat: Heartbeat) -> dict[str, str]:
    """The instants of the heartbeat, in the zone of the EPCI; those that are not known are empty."""
    instants = {"passed": beat.passed, "next_due": beat.next_due, "overdue_since": beat.overdue_since}
    instants["waiting_since"] = beat.waiting_since
    return {name: local_time(at, scope.epci.place.tz) if at else "" for name, at in instants.items()}
