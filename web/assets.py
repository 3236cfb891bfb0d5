"""What pages load besides themselves: the style sheet, the script of live pages, the icon."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.problems import Problem
from web.stylesheet import SHEET

router = APIRouter()

_FOLDER: Final = Path(__file__).resolve().parent / "static"

_KINDS: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

_A_YEAR: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A file that pages load. `version`: what tells what it says from what it said before."""

    name: str
    body: bytes
    version: str

    @property
    def address(self) -> str:
        """Where it is: the address changes with what it says, so that browsers may keep it for good."""
        return f"/static/{self.name}?v={self.version}"

    @property
    def media_type(self) -> str:
        return _KINDS[Path(self.name).suffix]


def _asset(name: str, body: bytes) -> Asset:
    return Asset(name, body, sha256(body).hexdigest()[:12])


def _every() -> dict[str, Asset]:
    files = [_asset(file.name, file.read_bytes()) for file in sorted(_FOLDER.iterdir()) if file.suffix in _KINDS]
    return {each.name: each for each in (_asset("jalon.css", SHEET), *files)}


#: By their names.
ASSETS: Final = _every()


def address(name: str) -> str:
    """The address of a file by its name. Raises `KeyError` when there is none."""
    return ASSETS[name].address


@router.get("/static/{name}")
async def asset(name: str, v: str = "") -> Response:
    """The whole file; only what was asked for by its version is kept. Raises `Problem` 404 when there is none."""
    found = ASSETS.get(name)
    if found is None:
        raise Problem(404, "Il n'y a rien à cette adresse.")
    kept = _A_YEAR if v == found.version else "no-cache"
    return Response(found.body, media_type=found.media_type, headers={"Cache-Control": kept})
