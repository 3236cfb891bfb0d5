"""Files that are given to keep: no browser opens them in a page."""

from urllib.parse import quote

from starlette.responses import Response


def attachment(content: bytes, media_type: str, filename: str) -> Response:
    """The answer that gives a file, under its name."""
    named = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": named})
