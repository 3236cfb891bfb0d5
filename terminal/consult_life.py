"""`jalon consult step`, `suspend`, `departure`…: what comes before the answers, interrupts them or corrects them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import typer

from domain.consultation.life_commands import (
    AnnulAvis,
    ConfirmSilence,
    Departure,
    ExtendConsultation,
    RecordDeparture,
    RecordStep,
    ReopenConsultation,
    ResumeConsultation,
    StepOutcome,
    SuspendConsultation,
)
from terminal.consult import KIND, KeyArgument
from terminal.options import CommuneOption, Door, OnOption, ReasonOption, day
from terminal.posting import ask


@dataclass(frozen=True)
class Done:
    """An act that comes before the communes are asked."""

    number: Annotated[str, typer.Option(metavar="N°", help="Le numéro de l'acte, s'il en a un.")] = ""
    note: Annotated[str, typer.Option(metavar="TEXTE", help="Ce qu'il faut en retenir.")] = ""
    unanimous_against: Annotated[
        bool,
        typer.Option(
            "--unanimous-against",
            help="Les représentants du personnel ont tous voté contre : le comité social territorial doit se réunir de "
            "nouveau, et sa seconde séance s'entre sous la même étape.",
        ),
    ] = False


def step(
    key: KeyArgument,
    name: Annotated[
        str, typer.Argument(metavar="ÉTAPE", help="Sa clé, telle que « jalon consult program PROCÉDURE » la donne.")
    ],
    on: OnOption,
    done: Done,
    door: Door,
) -> None:
    """Entre un acte qui précède l'envoi : rapport, avis du comité social territorial, fiche d'impact…"""
    outcome = StepOutcome.UNANIMOUS_AGAINST if done.unanimous_against else StepOutcome.DONE
    ask(
        door,
        KIND,
        key,
        lambda _: RecordStep(key=name, on=on, number=done.number, note=done.note, outcome=outcome),
    )


def suspend(key: KeyArgument, reason: ReasonOption, door: Door) -> None:
    """Suspend les rappels et le constat des silences ; les délais de la loi, eux, continuent de courir."""
    ask(door, KIND, key, lambda _: SuspendConsultation(reason=reason))


def resume(
    key: KeyArgument,
    door: Door,
    reason: Annotated[str, typer.Option(metavar="TEXTE", help="La raison de la reprise.")] = "",
) -> None:
    """Reprend une consultation suspendue : chaque silence est alors constaté à son jour légal."""
    ask(door, KIND, key, lambda _: ResumeConsultation(reason=reason))


def extend(
    key: KeyArgument,
    reply_by: Annotated[
        date, typer.Option("--reply-by", parser=day, metavar="AAAA-MM-JJ", help="La nouvelle réponse souhaitée.")
    ],
    reason: ReasonOption,
    door: Door,
) -> None:
    """Reporte la réponse souhaitée ; impossible quand la loi fixe le délai."""
    ask(door, KIND, key, lambda _: ExtendConsultation(reply_by=reply_by, reason=reason))


def reopen(key: KeyArgument, reason: ReasonOption, door: Door) -> None:
    """Rouvre une consultation close ou annulée par erreur, ou dont l'acte final a été annulé."""
    ask(door, KIND, key, lambda _: ReopenConsultation(reason=reason))


def confirm_silence(
    key: KeyArgument,
    commune: CommuneOption,
    door: Door,
    note: Annotated[str, typer.Option(metavar="TEXTE", help="Qui l'a confirmé, par sa fonction.")] = "",
) -> None:
    """Confirme, mairie appelée, qu'une commune n'a pas délibéré ; le jour légal du silence ne change pas."""
    ask(door, KIND, key, lambda epci: ConfirmSilence(commune=epci.find(commune).insee, note=note))


class How(StrEnum):
    """How a commune left, as it is typed."""

    RETRAIT = "retrait"
    FUSION = "fusion"
    NON_CONCERNEE = "non_concernee"


_DEPARTURES: Final = {
    How.RETRAIT: Departure.WITHDRAWN,
    How.FUSION: Departure.MERGED,
    How.NON_CONCERNEE: Departure.NO_LONGER_CONCERNED,
}


@dataclass(frozen=True)
class Gone:
    """How a commune left, and why that is entered."""

    how: Annotated[
        How, typer.Option(help="Retirée de l'EPCI, fondue dans une commune nouvelle, ou plus concernée par l'acte.")
    ]
    reason: ReasonOption
    into: Annotated[str, typer.Option(metavar="INSEE", help="Le code INSEE de la commune nouvelle.")] = ""


def departure(key: KeyArgument, commune: CommuneOption, on: OnOption, gone: Gone, door: Door) -> None:
    """Note qu'une commune est partie en cours de consultation : le résultat est compté avec elle et sans elle."""
    ask(
        door,
        KIND,
        key,
        lambda epci: RecordDeparture(
            commune=epci.find(commune).insee,
            on=on,
            how=_DEPARTURES[gone.how],
            into=gone.into,
            reason=gone.reason,
        ),
    )


def annul(
    key: KeyArgument,
    commune: CommuneOption,
    on: OnOption,
    act: Annotated[
        str, typer.Option(metavar="TEXTE", help="Le jugement ou l'acte qui annule ou retire, avec son numéro.")
    ],
    door: Door,
) -> None:
    """Note que la délibération d'une commune a été annulée ou retirée ; ce qu'elle compte reste à qualifier."""
    ask(door, KIND, key, lambda epci: AnnulAvis(commune=epci.find(commune).insee, on=on, act=act))
