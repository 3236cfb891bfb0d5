"""How pages are made: templates with French typography, in which nothing missing or invisible is shown."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.access import Right
from domain.consultation.labels import COUNTS_AS, DEPARTURES, POSITIONS, PROOFS, RESULTS, SENS, SILENCES, status_label
from domain.french import NO_BREAK_SPACE, euros, join, local_time, long_day, number, plural, typeset, weekday_day
from domain.objective.labels import CAUSES, DIRECTIONS, ENGAGEMENTS, INTEGRATION, PRIORITIES, TRENDS
from domain.objective.transitions import LABELS as OBJECTIVE_STATUSES
from domain.procedures.model import CLOSING_ACT_LABELS
from domain.sources import Confidence
from web.assets import address
from web.forms import day_in

_WEB = Path(__file__).resolve().parents[1]

#: What only the templates need: a table of 158 communes is a third of it.
_MARGIN = re.compile(r"\s*\n\s*")

#: Between the texts of a page.
_KEPT = re.compile(r"(<textarea\b.*?</textarea>|<[^>]*>)", re.DOTALL)

#: What a reader does not see but a browser obeys: controls, and the characters that turn the direction of a text. The
#: ends of lines stay: forms hold some.
_INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


#: How a fact of law is known, after the version of the text.
_CONFIDENCES: Final = {
    Confidence.A: "texte lu",
    Confidence.B: "texte connu, sa rédaction en vigueur n'a pas été relue",
    Confidence.C: "à confirmer",
}


def page(request: Request, template: str, facts: dict[str, Any], status: int = 200) -> HTMLResponse:
    """The page that a template makes of `facts`."""
    html = _PAGES.get_template(template).render({"path": request.url.path, "query": request.url.query, **facts})
    return HTMLResponse(_set(html), status)


def _set(html: str) -> str:
    """The page as it is sent. Tags stay as they are, and what somebody typed: it is sent back by their browser."""
    parts = _KEPT.split(html)
    parts[::2] = [typeset(_MARGIN.sub("\n", text)) for text in parts[::2]]
    return "".join(parts)


def figure(value: Decimal | int) -> str:
    """« 1 234,5 »: a quantity as it was entered, in French."""
    whole, _, decimals = f"{abs(value):f}".partition(".")
    return f"{'−' if value < 0 else ''}{number(int(whole))}{',' + decimals if decimals else ''}"


def figure_gap(value: Decimal) -> str:
    """« +0,5 », « −1 », « 0 »."""
    return f"{'+' if value > 0 else ''}{figure(value)}"


def euros_gap(cents: int) -> str:
    """« +2 000 € », « −0,50 € », « 0 € »."""
    return f"{'+' if cents > 0 else ''}{euros(cents)}"


def short_day(day: date | None) -> str:
    """« 29/05/2028 » for a table, a dash for none."""
    return day.strftime("%d/%m/%Y") if day else "—"


def by_legend(fields: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """The fields of a form in groups, in order: those that follow one another under the same legend."""
    return [(legend, list(group)) for legend, group in groupby(fields, key=lambda field: field.legend)]


def as_day(typed: str) -> str:
    """« 29 mai 2028 »: a day as a form gives it, or what was typed when it is none."""
    day = day_in(typed.strip())
    return long_day(day) if day is not None else typed


def capital(text: str) -> str:
    """The text with its first letter in capital, the others as they are."""
    return text[:1].upper() + text[1:]


def _shown(value: Any) -> Any:
    """What is made of every expression. Raises `ValueError` on `None`, which would be printed."""
    if value is None:
        raise ValueError("a page has nothing to say here")
    return _INVISIBLE.sub(" ", value) if type(value) is str else value


#: The pages of an EPCI, and the right that each wants.
MENU: Final = (
    ("/", "Tableau de bord", Right.READ),
    ("/feuille-de-route", "Feuille de route", Right.READ),
    ("/consultations", "Consultations", Right.READ),
    ("/obligations", "Obligations", Right.READ),
    ("/relances", "Courriels", Right.READ),
    ("/acteurs", "Acteurs", Right.READ),
    ("/evaluations", "Évaluations", Right.READ),
    ("/journal", "Journal", Right.READ),
    ("/parametres", "Paramètres", Right.COORDINATE),
)

#: What every template may name.
_WORDS: Final = {
    "CAUSES": CAUSES,
    "CLOSING_ACT_LABELS": CLOSING_ACT_LABELS,
    "CONFIDENCES": _CONFIDENCES,
    "COUNTS_AS": COUNTS_AS,
    "DEPARTURES": DEPARTURES,
    "DIRECTIONS": DIRECTIONS,
    "ENGAGEMENTS": ENGAGEMENTS,
    "INTEGRATION": INTEGRATION,
    "MENU": MENU,
    "OBJECTIVE_STATUSES": OBJECTIVE_STATUSES,
    "POSITIONS": POSITIONS,
    "PRIORITIES": PRIORITIES,
    "PROOFS": PROOFS,
    "RESULTS": RESULTS,
    "SENS": SENS,
    "SILENCES": SILENCES,
    "TRENDS": TRENDS,
    "asset": address,
    "nbsp": Markup(NO_BREAK_SPACE),
    "plural": plural,
    "status_label": status_label,
}


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "as_day": as_day,
        "capital": capital,
        "day": long_day,
        "euros": euros,
        "euros_gap": euros_gap,
        "figure": figure,
        "figure_gap": figure_gap,
        "groupby_legend": by_legend,
        "local_time": lambda at, place: local_time(at, place.tz),
        "and": join,
        "number": number,
        "short_day": short_day,
        "weekday": weekday_day,
    }
    environment.globals |= _WORDS
    return environment


_PAGES: Final = _environment()
