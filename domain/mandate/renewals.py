"""The general renewals that begin mandates, and whether the mandate asked for is one of them."""

from datetime import date
from typing import Final, NamedTuple

from domain.errors import Refused
from domain.french import long_day
from domain.mandate.commands import OpenMandate, mandate_id
from domain.sources import Confidence, Source


class Renewal(NamedTuple):
    """The two Sundays of a renouvellement général des conseils municipaux, and the text that sets them."""

    first_round: date
    second_round: date
    source: Source


#: By year. A year that is not here is taken as it is entered.
RENEWALS: Final = {
    2026: Renewal(
        date(2026, 3, 15),
        date(2026, 3, 22),
        Source(
            article="décret n° 2025-848", version="lu par les calendriers électoraux publiés", confidence=Confidence.B
        ),
    )
}


def check_renewal(stream: str, command: OpenMandate) -> None:
    """Raises `Refused` when the mandate is not the one of its stream, or its dates cannot be those of the renewal."""
    if stream != mandate_id(command.siren, command.year):
        raise Refused(f"Le mandat {stream} n'est pas celui de l'EPCI {command.siren} ouvert en {command.year}.")
    if command.renewal.year != command.year:
        raise Refused(f"Le renouvellement général du {long_day(command.renewal)} n'est pas de l'année {command.year}.")
    if command.end.last_day <= command.renewal:
        raise Refused("La fin du mandat doit venir après le renouvellement général qui l'ouvre.")
    known = RENEWALS.get(command.year)
    if known is None:
        return
    expected = known.second_round if command.second_round else known.first_round
    if command.renewal != expected:
        rounds = "avec un second tour" if command.second_round else "sans second tour"
        raise Refused(
            f"Pour un EPCI {rounds}, le renouvellement général de {command.year} est daté du {long_day(expected)} "
            f"({known.source.citation}).",
            known.source,
        )
