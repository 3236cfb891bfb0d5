"""Pages on a bad line: what is text is compressed, where nobody else can make a reader ask for it.

A page that repeats what its address says, compressed beside what is personal, would let another site guess the latter
by the size of its answers (BREACH): what another site led to is sent as it is.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

#: Nothing of a session is asked for there by cookie.
_OPEN: Final = ("/api/", "/static/")

#: Shorter than a packet, or compressed already.
_LEAST: Final = 1400
_LEFT: Final = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf")


class Compression:
    """gzip, for what a browser asked for of itself, or from a page of Jalon."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressed = GZipMiddleware(app, minimum_size=_LEAST, compresslevel=6, exclude_content_types=_LEFT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # What is asked for is short to answer; only what is read may weigh something.
        reads = scope["type"] == "http" and scope["method"] == "GET"
        app = self._compressed if reads and _is_safe(scope) else self._app
        await app(scope, receive, send)


def _is_safe(scope: Scope) -> bool:
    asked_from = Headers(scope=scope).get("sec-fetch-site")
    return scope["path"].startswith(_OPEN) or asked_from in ("same-origin", "none")
