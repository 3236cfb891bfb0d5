"""`jalon consult council-vote`, `close`, `cancel`, `annulment`: the acts around the answers of the communes."""

from dataclasses import dataclass
from datetime import date
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
from terminal.options import Door, NumberOption, OnOption, ReasonOption, Votes, day
from terminal.posting import ask


@dataclass(frozen=True)
class Ballot:
    """How the council voted, where the counts alone do not say whether the délibération is adopted."""

    members: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="L'effectif du conseil, quand la majorité se compte sur ses membres."),
    ] = None
    casting_vote: Annotated[
        bool | None,
        typer.Option("--casting-vote/--no-casting-vote", help="La voix prépondérante du président, en cas de partage."),
    ] = None
    secret_ballot: Annotated[
        bool, typer.Option("--secret-ballot", help="Le vote a eu lieu au scrutin secret, sans voix prépondérante.")
    ] = False
    settled: Annotated[
        bool | None,
        typer.Option(
            "--settled/--not-settled",
            help="Tenue pour adoptée, ou pour rejetée, quand le texte se lit de deux façons ; donnez la raison.",
        ),
    ] = None
    reason: Annotated[
        str,
        typer.Option(metavar="TEXTE", help="Pour quelle raison, quand la loi laisse un doute ; elle est conservée."),
    ] = ""


def council_vote(
    key: KeyArgument, on: OnOption, number: NumberOption, votes: Votes, ballot: Ballot, door: Door
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
            casting_vote=ballot.casting_vote,
            secret_ballot=ballot.secret_ballot,
            members=ballot.members,
            settled_as_adopted=ballot.settled,
            reason=ballot.reason,
        ),
    )


@dataclass(frozen=True)
class Act:
    """The closing act, or why there is none."""

    act: Annotated[ClosingAct | None, typer.Option(help="L'acte qui clôt ; à omettre pour finir sans suite.")] = None
    number: Annotated[str, typer.Option(metavar="N°", help="Le numéro de l'acte.")] = ""
    reason: Annotated[
        str, typer.Option(metavar="TEXTE", help="La raison, pour finir sans suite ou trancher un doute de la loi.")
    ] = ""
    effective_on: Annotated[
        date | None,
        typer.Option(
            parser=day, metavar="AAAA-MM-JJ", help="Le jour d'effet, si l'acte en donne un autre que le sien."
        ),
    ] = None


def close(key: KeyArgument, on: OnOption, act: Act, door: Door) -> None:
    """Clôt la consultation par son acte (arrêté, convention), ou sans suite avec une raison."""
    ask(
        door,
        KIND,
        key,
        lambda _: CloseConsultation(
            on=on, act=act.act, number=act.number, reason=act.reason, effective_on=act.effective_on
        ),
    )


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
