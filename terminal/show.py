"""How things are shown: tables on a terminal, plain columns elsewhere, one JSON object when it is asked for."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import typer
from pydantic import BaseModel
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.french import typeset

Row = Sequence[str]

_GAP = "  "


def say(text: str = "") -> None:
    """One line of the answer, with French typography."""
    typer.echo(typeset(text))


def mention(text: str) -> None:
    """A remark that is no part of the answer: on stderr."""
    typer.echo(typeset(text), err=True)


def give(value: BaseModel | dict[str, Any]) -> None:
    """One JSON object, alone on stdout."""
    data = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def table(columns: Row, rows: Sequence[Row]) -> None:
    """A table with French typography; without a terminal, columns aligned by spaces, nothing cut."""
    written = [[typeset(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _draw(columns, written)
        return
    widths = [max(len(row[i]) for row in (columns, *written)) for i in range(len(columns))]
    for row in (columns, *written):
        typer.echo(_GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _draw(columns: Row, rows: Sequence[Row]) -> None:
    drawn = Table(box=SIMPLE, header_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        # A `Text` is never read as markup: people write brackets.
        drawn.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(drawn)
