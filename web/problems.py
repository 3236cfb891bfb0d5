"""Problems: what the API answers when it will not, as `application/problem+json` (RFC 9457), in French."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic_core import to_json
from starlette.responses import Response

from domain.base import Value

MEDIA_TYPE: Final = "application/problem+json"

TITLES: Final = {
    400: "Demande illisible",
    401: "Jeton absent ou inconnu",
    403: "Accès refusé",
    404: "Introuvable",
    405: "Méthode refusée",
    409: "Demande refusée",
    413: "Demande trop grande",
    415: "Format refusé",
    422: "Demande mal écrite",
    429: "Trop de demandes",
    500: "Erreur interne",
    503: "Service momentanément indisponible",
}


class Problem(Exception):
    """An answer that is not the one asked for: its HTTP status, and a French sentence that says what to do.

    `members` are further members of the JSON object, `headers` further headers of the answer.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = dict(members or {})


class Fault(Value):
    """One thing that is wrong in a request: where it is (`command.voted_on`), and why."""

    path: str
    message: str


class ProblemBody(Value):
    """What went wrong. `detail` says what to do, in French; `errors` names each thing that is badly written.

    For a refusal: `reason`, the `article` that decides where there is one, and the `number` of the command.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: tuple[Fault, ...] | None = None
    number: int | None = None
    reason: str | None = None
    article: str | None = None


def problem_json(problem: Problem) -> Response:
    """The answer."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(problem.status, "Erreur"),
        "status": problem.status,
        "detail": problem.detail,
        **problem.members,
    }
    return Response(to_json(body), problem.status, problem.headers, media_type=MEDIA_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The same problems as FastAPI's `responses` documents them."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    return {status: {"description": TITLES[status], "content": content} for status in statuses}
