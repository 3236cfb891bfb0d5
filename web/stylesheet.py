"""The style sheet: a file for each thing that it dresses, served as one."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

router = APIRouter()

_FOLDER: Final = Path(__file__).resolve().parent / "sheet"

#: In this order: colours and the house first; screens, readers' colours and paper have the last word.
PARTS: Final = (
    *("house", "dashboard", "charts", "tables", "forms", "visits"),
    *("acts", "consultations", "roadmap", "calendar", "people", "settings", "spreadsheet", "evaluation"),
    "media",
)

SHEET: Final = "\n".join((_FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in PARTS).encode()

_VERSION: Final = sha256(SHEET).hexdigest()[:12]

#: Its address changes with what it says: browsers may keep it for good.
ADDRESS: Final = f"/static/jalon.css?v={_VERSION}"

_A_YEAR: Final = "public, max-age=31536000, immutable"


@router.get("/static/jalon.css")
async def sheet(v: str = "") -> Response:
    """The whole sheet; only what was asked for by its version is kept."""
    return Response(SHEET, media_type="text/css", headers={"Cache-Control": _A_YEAR if v == _VERSION else "no-cache"})
