"""`jalon consult why` and `program`: why a date or a result is what it is, and the acts that a procedure asks for."""

from datetime import datetime
from typing import Annotated

import typer

from domain.base import Value
from domain.consultation.state import Consultation
from domain.errors import DomainError
from domain.procedures import PROCEDURE_IDS, procedure_on
from domain.procedures.model import Procedure
from domain.procedures.steps import Step, StepKind, program
from domain.procedures.words import left_out, summary
from domain.why.consultations import why_commune, why_result
from domain.why.value import Why
from domain.why.votes import why_council_vote
from terminal.consult import KeyArgument
from terminal.consult_show import one
from terminal.epci import epci_of
from terminal.exits import Misused
from terminal.options import JsonOption, SirenOption
from terminal.session import Session, run
from terminal.show import give, say, table


class Reasons(Value):
    """What was computed in a consultation, or for one of its communes, and why."""

    why: tuple[Why, ...]


def why(
    key: KeyArgument,
    commune: Annotated[
        str,
        typer.Option(metavar="NOM|INSEE", help="La commune dont on veut les dates ; à omettre pour le résultat."),
    ] = "",
    siren: SirenOption = None,
    json: JsonOption = False,
) -> None:
    """Explique un résultat, ou les dates d'une commune : règle, textes, données, autres lectures."""
    reasons = run(lambda session: _reasons(session, siren, key, commune))
    if json:
        give(Reasons(why=reasons))
        return
    for reason in reasons:
        say(reason.paragraph)


def program_(
    procedure: Annotated[
        str, typer.Argument(metavar="PROCÉDURE", help=f"La procédure : {', '.join(sorted(PROCEDURE_IDS))}.")
    ],
    json: JsonOption = False,
) -> None:
    """Montre le programme d'une procédure : qui fait quoi, dans quel délai, selon quel texte."""
    try:
        law = procedure_on(procedure, datetime.now().astimezone().date())
    except DomainError as unknown:
        raise Misused(str(unknown)) from unknown
    steps = program(law)
    if json:
        give({"procedure": law.id, "title": law.title, "steps": [step.model_dump(mode="json") for step in steps]})
        return
    _show(law, steps)


async def _reasons(session: Session, siren: str | None, key: str, commune: str) -> tuple[Why, ...]:
    state = await one(session, siren, key)
    if commune:
        epci = await epci_of(session, siren)
        return (_of(state, epci.find(commune).insee, epci.find(commune).name),)
    council = why_council_vote(state)
    return (why_result(state), *([council] if council else []))


def _of(state: Consultation, insee: str, name: str) -> Why:
    seat = state.seat(insee)
    if seat is None:
        raise Misused(f"{name} n'est pas consultée, ou rien n'est encore envoyé aux communes.")
    return why_commune(state, seat)


def _show(law: Procedure, steps: tuple[Step, ...]) -> None:
    say(f"{law.title} ({law.source.citation})")
    say(summary(law))
    say()
    table(("N°", "Clé", "Qui", "Fait quoi", "Délai", "Silence", "Texte"), [_row(step) for step in steps])
    say()
    if any(step.required for step in steps):
        say("* à entrer avant l'envoi aux communes, par « jalon consult step » ou « jalon consult council-vote ».")
    for line in left_out(law):
        say(line)
    if law.practice:
        say(f"Pratique locale, qui n'engage personne (à confirmer) : {law.practice}")


def _row(step: Step) -> tuple[str, ...]:
    key = step.key if step.kind in (StepKind.PREREQUISITE, StepKind.FOLLOW_UP) else ""
    needed = "*" if step.required else ""
    return (str(step.order), f"{key}{needed}", step.who, step.act, step.delay, step.silence, _texts(step))


def _texts(step: Step) -> str:
    return " ; ".join(dict.fromkeys(source.citation for source in step.sources))
