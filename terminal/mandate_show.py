"""`jalon mandate duties`: what the law asks during the mandate, by which day, and why."""

from typing import Annotated

import typer

from domain.base import Value
from domain.french import long_day
from domain.mandate.duties import Duty
from domain.mandate.state import Mandate
from domain.why import Why, why_duty
from terminal.epci import epci_of, needed_mandate
from terminal.options import JsonOption, SirenOption
from terminal.session import Session, run
from terminal.show import give, say, table


class DutyReason(Value):
    """A duty of the mandate, and why it is due on its day."""

    duty: Duty
    why: Why


class Duties(Value):
    """Every duty of the mandate, in the order of their days."""

    duties: tuple[DutyReason, ...]


def duties(
    why: Annotated[bool, typer.Option("--why", help="Explique chaque échéance : règle, texte, confiance.")] = False,
    siren: SirenOption = None,
    json: JsonOption = False,
) -> None:
    """Liste les obligations du mandat, dans l'ordre de leurs échéances."""
    mandate = run(lambda session: _mandate(session, siren))
    found = tuple(DutyReason(duty=duty, why=why_duty(duty)) for duty in mandate.duties)
    if json:
        give(Duties(duties=found))
    elif not found:
        say("Aucune obligation n'est connue pour ce mandat.")
    elif why:
        for each in found:
            say(each.why.paragraph)
    else:
        table(("Clé", "Obligation", "Au plus tard", "Fait", "Texte"), [_row(each.duty) for each in found])


async def _mandate(session: Session, siren: str | None) -> Mandate:
    return await needed_mandate(session.snapshots, await epci_of(session, siren))


def _row(duty: Duty) -> tuple[str, ...]:
    done = long_day(duty.done_on) if duty.done_on is not None else "pas encore"
    return (duty.key, duty.title, long_day(duty.due), done, duty.source.citation)
