"""A consultation of a story as an act takes hold of it, without a page nor a database."""

from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from domain.consultation.state import Consultation
from domain.territory import Commune, Epci, Nature, Population
from infra.documents import Sheet
from tests.domain.consultation.stories import electorate
from web.acts.act import Held
from web.pages.scope import Scope

SHEET: Final = "a" * 64


def held_at(state: Consultation, at: datetime, *populations: int) -> Held:
    """What an act holds of the consultation of a story whose communes have `populations`, at that instant."""
    return Held(_scope(at, *populations), state.stream, state, files=(_sheet(at),))


def _scope(at: datetime, *populations: int) -> Scope:
    voters = electorate(*(populations or (110, 100, 90))).voters
    communes = tuple(
        Commune(
            insee=voter.insee,
            siren="210000001",
            name=voter.name,
            departement="32",
            population=Population(
                municipale=voter.municipale, municipale_vintage="2022", totale=voter.totale, totale_vintage="2022"
            ),
        )
        for voter in voters
    )
    epci = Epci(
        siren="200000001",
        name="CC d'Exemple",
        nature=Nature.CC,
        financing="FPU",
        departement="32",
        communes=communes,
    )
    nothing = cast(Any, None)
    return Scope(nothing, nothing, nothing, epci, several=False, synthetic=True, now=at)


def _sheet(at: datetime) -> Sheet:
    about, media_type = "consultation/200000001/eau", "application/pdf"
    return Sheet(
        id=UUID(int=1), about=about, filename="rapport.pdf", media_type=media_type, size=10, sha256=SHEET, at=at
    )
