"""What leaves: the letters of the months to come, and what became of those that left."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Annotated, Final, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain.access import Right
from domain.forecast import Action
from domain.french import MONTHS, local_time
from infra.contacts import Contacts
from infra.identity.accesses import AccessKind
from infra.reading.forecast import Forecasts, last_instant
from infra.reading.forecast_lines import Item, Line, month_of
from infra.reading.notice_history import NoticeHistory, Place
from infra.reading.notice_words import past
from infra.reading.sentences import commune_name
from web.house import house_of
from web.pages.scope import Scope, Scoped
from web.problems import Problem

router = APIRouter()

#: Months that are shown, that of today included.
_MONTHS: Final = 3

#: Letters of a month beyond which its days are counted first, and shown one by one.
_MANY: Final = 80

_PAGE: Final = 50

#: What comes between the parts of a place in an address.
_BETWEEN: Final = " "

_INSEE: Final = re.compile(r"[0-9][0-9AB][0-9]{3}")

#: Where each thing that may be asked of a reminder is asked.
ACTS: Final = {
    Action.SKIP: ("ecarter", "Ne pas envoyer"),
    Action.SNOOZE: ("reporter", "Reporter…"),
    Action.NOW: ("envoyer", "Envoyer maintenant"),
}


class Day(NamedTuple):
    """A day on which letters leave."""

    on: date
    lines: list[Line]
    summary: str


@router.get("/relances")
async def to_come(
    scope: Scoped,
    mois: Annotated[str, Query()] = "",
    commune: Annotated[str, Query()] = "",
    jour: Annotated[str, Query()] = "",
) -> Response:
    """The letters to come: those of one month, of one commune or of one day if it is asked for; the load of each
    commune. Raises `Problem` 404 when the month is none of those shown."""
    house = house_of(scope.request)
    until = last_instant(scope.today, _MONTHS - 1, scope.epci.place)
    forecast = await Forecasts(house.engine).of(scope.epci, scope.now, until)
    month = mois or jour[:7] or forecast.months[0]
    if month not in forecast.months:
        raise Problem(404, "Ce mois n'est pas dans la prévision ; revenez aux courriels à venir.")
    lines = [line for line in forecast.lines if month_of(line.day) == month]
    lines = [line for line in lines if not commune or line.concerns(commune)]
    days = _days(lines, jour)
    facts = {
        "forecast": forecast,
        "month": month,
        "month_label": month_label,
        "summary": _summary,
        "commune": commune,
        "jour": jour,
        "days": days,
        "count": sum(line.leaves for line in lines),
        "counted_only": not jour and len(lines) > _MANY,
        "names": await _names(scope),
        "acts": lambda item: _acts(scope, item),
        "hour": lambda at: local_time(at, scope.epci.place.tz).rpartition(" à ")[2],
        "most": max((count for one in forecast.load for count in one.letters), default=0),
        "link": lambda **query: scope.link("/relances", **{name: value for name, value in query.items() if value}),
        "communes": [one for one in forecast.load if one.commune],
    }
    return scope.page("notices.html", facts)


@router.get("/relances/passees")
async def gone(scope: Scoped, commune: Annotated[str, Query()] = "", avant: Annotated[str, Query()] = "") -> Response:
    """What is no longer to come, the last first; what came before the edge `avant`. Raises `Problem` 400 when it cannot
    be read, 404 when no commune may bear that code."""
    if commune and not _INSEE.fullmatch(commune):
        raise Problem(404, "Aucune commune ne porte ce code.")
    history = NoticeHistory(house_of(scope.request).engine)
    told = await history.told(scope.epci.siren, commune or None, _place(avant), _PAGE + 1)
    last = told[_PAGE - 1] if len(told) > _PAGE else None
    older = {"commune": commune, "avant": f"{last.send_at.isoformat()}{_BETWEEN}{last.key}"} if last else {}
    facts = {
        "kept_here": house_of(scope.request).mailbox is not None and scope.actor.may_administer_all(),
        "rows": [past(one, scope.epci) for one in told[:_PAGE]],
        "commune": commune_name(commune, scope.epci) if commune else "",
        "first": not avant,
        "older": scope.link("/relances/passees", **{name: value for name, value in older.items() if value})
        if older
        else "",
    }
    return scope.page("notices_past.html", facts)


async def _names(scope: Scope) -> dict[UUID, str]:
    """The names of those who are written to, by the ids of contacts, for who may see them: it is then noted."""
    if not scope.may(Right.COORDINATE):
        return {}
    house, siren = house_of(scope.request), scope.epci.siren
    names = {one.id: one.name for one in await Contacts(house.engine).every(siren) if one.name}
    if names:
        await house.accesses.note(AccessKind.CONTACTS_READ, scope.actor.id, siren, "relances")
    return names


def month_label(month: str) -> str:
    """« février 2027 »."""
    year, _, number = month.partition("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def _days(lines: Sequence[Line], only: str) -> list[Day]:
    days = [(on, list(of_day)) for on, of_day in groupby(lines, key=lambda line: line.day)]
    return [Day(on, of_day, _summary(of_day)) for on, of_day in days if not only or on.isoformat() == only]


def _summary(lines: Sequence[Line]) -> str:
    """« 158 rappel à 30 jours » would be no French: each title with its count after it."""
    counts = Counter(item.title for line in lines for item in line.shown)
    return ", ".join(f"{title} ({count})" for title, count in counts.most_common())


def _acts(scope: Scope, item: Item) -> list[tuple[str, str]]:
    """Where each thing that may be asked of it is asked, and what the link says; nothing to who may not ask."""
    if not scope.may(Right.COORDINATE):
        return []
    asked = {"flux": item.stream, "rappel": item.kind.value}
    asked |= {name: value for name, value in (("commune", item.commune), ("repere", item.label)) if value}
    return [(scope.link(f"/relances/{ACTS[action][0]}", **asked), ACTS[action][1]) for action in item.actions]


def _place(written: str) -> Place | None:
    if not written:
        return None
    at, _, key = written.partition(_BETWEEN)
    try:
        instant = datetime.fromisoformat(at)
    except ValueError as unreadable:
        raise _no_such_page() from unreadable
    if instant.tzinfo is None or not key or not key.isprintable():
        raise _no_such_page()
    return Place(instant, key)


def _no_such_page() -> Problem:
    return Problem(400, "Cette page n'existe pas ; revenez au début des courriels envoyés.")
