"""The form that opens a mandate: what its fields hold, and what is wrong with them."""

import re
from datetime import date
from typing import Final

from domain.calendar import add_months
from domain.errors import DomainError
from domain.french import MONTHS
from domain.mandate.commands import OpenMandate
from domain.mandate.renewals import RENEWALS
from domain.mandate.state import Mandate
from domain.planned import PlannedDay, parse_planned
from domain.territory import Epci
from web.forms import Form

FIELDS: Final = ("renouvellement", "second_tour", "fin", "fictif")

_YEARS: Final = 6
#: A law moved the end by months at most, never by years.
_LONGEST_MONTHS: Final = 12 * 8

_YES_NO: Final = ("oui", "non")
_MONTH: Final = re.compile(r"(\d{1,2})[/. -](20\d{2})")
_DAY: Final = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](20\d{2})")
_NAMED: Final = re.compile(r"(\w+) (20\d{2})")

_UNREADABLE: Final = "Cette fin n'est pas lisible : écrivez un mois, « 2032-03 » ou « mars 2032 »."


def usual() -> dict[str, str]:
    """What the fields hold before anybody types: the last renewal known, with its second round, for six years."""
    known = RENEWALS[max(RENEWALS)]
    renewal = known.second_round
    return {"renouvellement": renewal.isoformat(), "second_tour": "oui", "fin": f"{renewal.year + _YEARS}-03"}


def opening(form: Form, epci: Epci, today: date) -> OpenMandate | None:
    """The command that the form asks for; `None`, and `form.wrong`, when something is missing or cannot be."""
    renewal = form.day("renouvellement", "Écrivez le jour du renouvellement général.")
    second = form.choice("second_tour", _YES_NO, "Dites s'il y a eu un second tour.")
    end = _end(form)
    if renewal is not None and renewal > today:
        form.refuse(
            "renouvellement", "Ce renouvellement n'a pas encore eu lieu : ouvrez le mandat une fois qu'il a eu lieu."
        )
    if renewal is not None and end is not None and end.last_day > add_months(renewal, _LONGEST_MONTHS):
        form.refuse("fin", f"Un mandat dure {_YEARS} ans : vérifiez l'année de la fin.")
    if form.wrong or renewal is None or end is None:
        return None
    return OpenMandate(
        siren=epci.siren,
        epci_name=epci.name,
        nature=epci.nature,
        financing=epci.financing,
        place=epci.place,
        synthetic=bool(form.typed.get("fictif")),
        year=renewal.year,
        renewal=renewal,
        second_round=second == "oui",
        end=end,
    )


def is_open_so(mandate: Mandate, command: OpenMandate) -> bool:
    """Whether the mandate stands open as the command asks: asking again is then no second opening."""
    asked = (command.renewal, command.second_round, command.synthetic)
    return (mandate.renewal, mandate.second_round, mandate.synthetic) == asked and mandate.end == command.end


def _end(form: Form) -> PlannedDay | None:
    text = form.text("fin", 40, "Écrivez la fin prévue du mandat.")
    if not text:
        return None
    try:
        return parse_planned(_iso(text.casefold()))
    except DomainError:
        form.refuse("fin", _UNREADABLE)
        return None


def _iso(text: str) -> str:
    """« mars 2032 », « 03/2032 » and « 31/03/2032 » as the domain writes them; anything else as it is."""
    if day := _DAY.fullmatch(text):
        return f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}"
    if month := _MONTH.fullmatch(text):
        return f"{month[2]}-{month[1]:0>2}"
    named = _NAMED.fullmatch(text)
    if named and named[1] in MONTHS:
        return f"{named[2]}-{MONTHS.index(named[1]) + 1:02}"
    return text
