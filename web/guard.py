"""What stands before every route: headers that protect, forms of other sites refused, bodies that are not endless."""

import re
from typing import Final

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.documents import HEAVIEST
from infra.roadmaps.roadmap_source import HEAVIEST as HEAVIEST_ROADMAP
from web.errors import TOO_LARGE, answer
from web.problems import Problem

#: A whole roadmap is a hundred times smaller.
BODY_LIMIT: Final = 1024 * 1024

#: Where a délibération or a document is joined. A file that is somewhat too heavy is told on the page, which keeps the
#: rest.
_UPLOADS: Final = re.compile(
    r"/r/[^/]+/demande/[^/]+/reponse|/actes/(saisir-deliberation|joindre-document)"
    r"|/api/v1/consultations/[^/]+/documents"
)
_UPLOAD_LIMIT: Final = 3 * HEAVIEST

#: Where a roadmap file is imported, by a page or a program.
_ROADMAPS: Final = frozenset({"/importer", "/api/v1/roadmap"})
_ROADMAP_LIMIT: Final = HEAVIEST_ROADMAP + 100_000

#: Mail software unsubscribes in one click (RFC 8058) and says of no page that it comes from it; the address itself is
#: the secret, and no cookie is read there.
_ONE_CLICK: Final = re.compile(r"/r/[^/]+/preferences")

FILE_TOO_LARGE: Final = "Ce fichier est trop lourd : dix mégaoctets au plus."

ROADMAP_TOO_LARGE: Final = "Ce fichier est trop lourd pour une feuille de route : cinq mégaoctets au plus."

#: In the scope of a request that was a HEAD.
BODILESS: Final = "jalon.bodiless"

_CONTENT: Final = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)

HEADERS: Final = (
    (b"content-security-policy", _CONTENT),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_PRIVATE: Final = (b"cache-control", b"no-store")

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def protected(scope: Scope, send: Send) -> Send:
    """The same `send`, that gives every answer the headers; nothing is kept by caches but what is under `/static`."""
    if scope["type"] != "http":
        return send
    added = HEADERS if scope["path"].startswith("/static/") else (*HEADERS, _PRIVATE)

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *added]
        await send(message)

    return sending


class Guard:
    """Refuses what no route should see, and answers HEAD as GET without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET", BODILESS: True}, _without_body(send)
        if scope["method"] in _SAFE:
            await self._app(scope, receive, send)
        else:
            await self._receive(scope, receive, send)

    async def _receive(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if problem := _refusal(headers, scope["path"]):
            await answer(Request(scope), problem)(scope, receive, send)
        elif "transfer-encoding" in headers:
            await self._app(scope, _counted(receive, _limit(scope["path"])), send)
        else:
            await self._app(scope, receive, send)


def _refusal(headers: Headers, path: str) -> Problem | None:
    """Why what would act is not even looked at."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > _limit(path):
        return Problem(413, _too_large(path))
    # The API knows a cookie as little as a stranger: there is nothing to forge.
    bearer = headers.get("authorization", "").lower().startswith("bearer ")
    known = path.startswith("/api/") or _ONE_CLICK.fullmatch(path)
    if not bearer and not known and _comes_from_elsewhere(headers):
        return Problem(403, "Cette demande vient d'un autre site ; recommencez depuis la page de Jalon.")
    return None


def _limit(path: str) -> int:
    """How many bytes may be sent there."""
    if path in _ROADMAPS:
        return _ROADMAP_LIMIT
    return _UPLOAD_LIMIT if _UPLOADS.fullmatch(path) else BODY_LIMIT


def _too_large(path: str) -> str:
    if path in _ROADMAPS:
        return ROADMAP_TOO_LARGE
    return FILE_TOO_LARGE if _UPLOADS.fullmatch(path) else TOO_LARGE


def _comes_from_elsewhere(headers: Headers) -> bool:
    """Whether a page of another site may have sent it: browsers say where they are, and pages cannot change it."""
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    return headers.get("origin", "").partition("://")[2] != headers.get("host")


def _counted(receive: Receive, limit: int) -> Receive:
    """The same `receive`, for a body that does not say its size. Raises `HTTPException` 413 past `limit` bytes."""
    total = 0

    async def receiving() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise HTTPException(413)
        return message

    return receiving


def _without_body(send: Send) -> Send:
    async def sending(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sending
