"""The description of the API: OpenAPI 3.1, the very one that its tests play."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from pydantic_core import to_json
from starlette.responses import Response

from web.api.orders import ZONES, Order
from web.problems import ProblemBody

#: Of the API, not of Jalon: it changes when who calls it must know.
VERSION: Final = "1.0.0"

_DESCRIPTION: Final = """\
Les demandes s'enregistrent d'abord, à l'instant qui fait foi, puis se jugent. Toute réponse qui n'est pas celle
attendue est un problème (RFC 9457) dont le détail, en français, dit quoi faire.

Le jeton va dans l'en-tête « Authorization: Bearer … », jamais dans une adresse ; « jalon token create » en donne un.
"""

#: How a planned day is written; what is answered also says its precision, and may be sent back as it is.
_PLANNED: Final = {
    "type": "string",
    "description": "Un jour, un mois, un trimestre ou une année : « 2027-09-01 », « 2027-09 », « 2027-T3 », « 2027 ».",
    "pattern": "^20[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?|-T[1-4])?$",
    "examples": ["2027-T3"],
}


router = APIRouter()


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The description, written once for each application. It tells nothing of what is recorded: no token is asked."""
    app: FastAPI = request.app
    if not hasattr(app.state, "described"):
        app.state.described = to_json(describe(app))
    return Response(app.state.described, media_type="application/json")


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of what `app` serves."""
    described = get_openapi(
        title="Jalon", version=VERSION, openapi_version="3.1.0", description=_DESCRIPTION, routes=app.routes
    )
    parts = described["components"]
    parts["schemas"] |= dict(_asked()) | {"ProblemBody": ProblemBody.model_json_schema()}
    parts["securitySchemes"] = {"jeton": {"type": "http", "scheme": "bearer"}}
    described["security"] = [{"jeton": []}]
    return described


def _asked() -> Iterator[tuple[str, dict[str, Any]]]:
    """What is read strictly: under names of its own, since what is answered may gain fields and this may not."""
    whole = Order.model_json_schema(ref_template="#/components/schemas/{model}-Asked")
    parts = whole.pop("$defs")
    parts["Place"]["properties"]["tz"]["enum"] = sorted(ZONES)
    yield "Order", whole
    for name, part in parts.items():
        yield f"{name}-Asked", _PLANNED if name == "PlannedDay" else _closed(part)


def _closed(part: dict[str, Any]) -> dict[str, Any]:
    fields = part.get("properties")
    if fields is None:
        return part
    # What tells the commands apart has a default for who builds them in Python; in JSON it is written.
    kind = ["kind"] if "kind" in fields else []
    return part | {"additionalProperties": False, "required": [*kind, *part.get("required", [])]}
