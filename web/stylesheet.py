"""The style sheet: a file for each thing that it dresses, read as one."""

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).resolve().parent / "sheet"

#: In this order: colours and the house first; screens, readers' colours and paper have the last word.
PARTS: Final = (
    *("house", "dashboard", "charts", "tables", "forms", "visits"),
    *("acts", "consultations", "roadmap", "calendar", "people", "settings", "spreadsheet", "evaluation"),
    "media",
)

SHEET: Final = "\n".join((_FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in PARTS).encode()
