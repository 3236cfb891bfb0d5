"""The events of the journal as they are shown, and as a file for a spreadsheet."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Final, NamedTuple
from uuid import UUID

from domain.base import Value
from domain.consultation.labels import ROLES
from domain.french import local_time
from domain.people import Recipient
from infra.identity.accounts import Account
from infra.identity.tokens import TokenRow
from infra.reading.event_labels import event_label
from infra.reading.reads import JournalRow
from infra.reading.sentences import commune_name, sentence
from infra.turn import TIME_BY
from web.house import house_of
from web.pages.scope import Scope

#: Hexadecimal figures of a hash that are shown: enough to compare two prints.
_HASH: Final = 10

_KINDS: Final = {
    "objective": "objectif",
    "consultation": "consultation",
    "mandate": "mandat",
    "evaluation": "évaluation",
}

_TIME: Final = "le temps (Jalon)"

#: How the record names who came by a link.
_LINK: Final = "lien:"

#: What a spreadsheet would take for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

_COLUMNS: Final = ("date_iso", "date", "enregistre_iso", "genre", "evenement", "qui", "dossier", "numero", "empreinte")


class Line(Value):
    """One event as it is shown. `at`: when it happened; `recorded_at`: when it was written, the hour alone
    if it was the same day, empty if it was at once."""

    stream: str
    where: str
    revision: int
    what: str
    who: str
    at: str
    recorded_at: str
    hash: str


def line_of(row: JournalRow, scope: Scope, labels: Mapping[str, str]) -> Line:
    """The event in French, its instants in the zone of the EPCI; `labels`: what those who act are called."""
    tz = scope.epci.place.tz
    at, recorded_at = local_time(row.occurred_at, tz), local_time(row.recorded_at, tz)
    day = f"{at.partition(' à ')[0]} "
    return Line(
        stream=row.stream,
        where=called(row.stream),
        revision=row.revision,
        what=sentence(row.event, scope.epci),
        who=labels.get(row.by, row.by),
        at=at,
        recorded_at=recorded_at.removeprefix(day) if recorded_at != at else "",
        hash=row.hash.hex()[:_HASH],
    )


class Known(NamedTuple):
    """Who may have acted by a token or an account."""

    tokens: Sequence[TokenRow]
    accounts: Sequence[Account]


async def known_in(scope: Scope) -> Known:
    """The tokens and the accounts of the installation."""
    house = house_of(scope.request)
    return Known(await house.tokens.every(), await house.accounts.every())


async def labels_of(scope: Scope, acting: Sequence[str], known: Known) -> dict[str, str]:
    """What those who act are called: the names of accounts, the labels of tokens, the functions of who came by a
    link."""
    ids = [UUID(by.removeprefix(_LINK)) for by in acting if by.startswith(_LINK)]
    links = await house_of(scope.request).desk.links.known(ids) if ids else {}
    by_link = {f"{_LINK}{id}": _by_link(to, scope) for id, to in links.items()}
    by_token = {f"jeton:{token.id}": token.label for token in known.tokens}
    return {TIME_BY: _TIME} | by_token | by_link | names_of(known.accounts)


def names_of(accounts: Iterable[Account]) -> dict[str, str]:
    """The names of accounts, by what the record calls them; those that were erased have none."""
    return {one.actor_id: one.name for one in accounts if one.name}


def called(stream: str) -> str:
    """« objectif F1.1 »."""
    kind, _, key = stream.split("/", 2)
    return f"{_KINDS[kind]} {key}"


def as_csv(rows: Sequence[JournalRow], scope: Scope, labels: Mapping[str, str]) -> bytes:
    """The events for a French spreadsheet: UTF-8 with its mark, semicolons, no cell that it would compute."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        line = line_of(row, scope, labels)
        cells = (
            row.occurred_at.isoformat(),
            line.at,
            row.recorded_at.isoformat(),
            event_label(row.kind),
            line.what,
            line.who,
            line.where,
            str(row.revision),
            row.hash.hex(),
        )
        writer.writerow([_neutral(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _neutral(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _by_link(to: Recipient, scope: Scope) -> str:
    """« mairie (Condom), par son lien »."""
    of = commune_name(to.commune, scope.epci) if to.commune else to.function
    return f"{ROLES.get(to.role, to.role)}{f' ({of})' if of else ''}, par son lien"
