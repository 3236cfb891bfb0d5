"""`jalon consult council-vote`, `close`, `cancel`, `annulment`: the acts around the answers of the communes."""

from dataclasses import dataclass
from typing import Annotated

import typer

from domain.consultation.commands import (
    CancelConsultation,
    CloseConsultation,
    RecordAnnulment,
    RecordCouncilVote,
)
from domain.procedures.model import ClosingAct
from terminal.consult import KIND, KeyArgument
from terminal.options import Door, NumberOption, OnOption, ReasonOption, Votes
from terminal.posting import ask


def council_vote(
    key: KeyArgument,
    on: OnOption,
    number: NumberOption,
    votes: Votes,
    door: Door,
    casting_vote: Annotated[
        bool | None,
        typer.Option("--casting-vote/--no-casting-vote", help="La voix prépondérante, en cas de partage."),
    ] = None,
) -> None:
    """Entre la délibération du conseil communautaire."""
    ask(
        door,
        KIND,
        key,
        lambda _: RecordCouncilVote(
            voted_on=on,
            number=number,
            votes_for=votes.votes_for,
            votes_against=votes.votes_against,
            abstentions=votes.abstentions,
            casting_vote=casting_vote,
        ),
    )


@dataclass(frozen=True)
class Act:
    """The closing act, or why there is none."""

    act: Annotated[ClosingAct | None, typer.Option(help="L'acte qui clôt ; à omettre pour finir sans suite.")] = None
    number: Annotated[str, typer.Option(metavar="N°", help="Le numéro de l'acte.")] = ""
    reason: Annotated[str, typer.Option(metavar="TEXTE", help="La raison, pour finir sans suite.")] = ""


def close(key: KeyArgument, on: OnOption, act: Act, door: Door) -> None:
    """Clôt la consultation par son acte (arrêté, convention), ou sans suite avec une raison."""
    ask(door, KIND, key, lambda _: CloseConsultation(on=on, act=act.act, number=act.number, reason=act.reason))


def cancel(key: KeyArgument, reason: ReasonOption, door: Door) -> None:
    """Retire la consultation ; les communes en liront la raison."""
    ask(door, KIND, key, lambda _: CancelConsultation(reason=reason))


def annulment(
    key: KeyArgument,
    on: OnOption,
    act: Annotated[str, typer.Option(metavar="TEXTE", help="L'acte annulé et la décision qui l'annule.")],
    door: Door,
) -> None:
    """Note qu'un juge a annulé un acte de cette consultation."""
    ask(door, KIND, key, lambda _: RecordAnnulment(act=act, on=on))
