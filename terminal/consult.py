"""`jalon consult …`: the avis or votes of the communes, from the opening to the closing act."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from domain.consultation.commands import (
    CountsAs,
    OpenConsultation,
    Proof,
    QualifyAvis,
    RecordAvis,
    RecordReceipt,
    SendConsultation,
    Sens,
)
from domain.electorate import Electorate
from domain.objective.commands import objective_id
from domain.procedures import PROCEDURE_IDS
from domain.territory import Epci
from infra.roadmaps.standing import mandate_of
from terminal.epci import epci_of, stream_of
from terminal.options import CommuneOption, Door, OnOption, ReasonOption, Votes, day
from terminal.posting import ask, record, written
from terminal.session import Session, run
from terminal.show import say

KeyArgument = Annotated[str, typer.Argument(metavar="CLÉ", help="La clé de la consultation.")]
KIND = "consultation"
_EVERY = "toutes"


@dataclass(frozen=True)
class Subject:
    """What the communes are asked."""

    procedure: Annotated[
        str, typer.Option(metavar="PROCÉDURE", help=f"La procédure : {', '.join(sorted(PROCEDURE_IDS))}.")
    ]
    title: Annotated[str, typer.Option(metavar="TEXTE", help="L'objet, en une ligne.")]
    question: Annotated[str, typer.Option(metavar="TEXTE", help="Le texte soumis aux conseils municipaux.")] = ""
    objective: Annotated[str | None, typer.Option(metavar="OBJECTIF", help="L'objectif concerné, par sa clé.")] = None
    communes: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NOMS|INSEE",
            help="Les communes concernées, séparées par des virgules, ou « toutes » ; à omettre quand la loi consulte "
            "toutes les communes membres.",
        ),
    ] = None
    reply_by: Annotated[
        date | None,
        typer.Option(parser=day, metavar="AAAA-MM-JJ", help="La réponse souhaitée, quand la loi ne fixe pas de délai."),
    ] = None

    def insee(self, epci: Epci) -> tuple[str, ...]:
        """The INSEE codes of the communes named. Raises `DomainError` when a name is none of the EPCI's."""
        names = [name.strip() for part in self.communes or () for name in part.split(",") if name.strip()]
        if names == [_EVERY]:
            return tuple(commune.insee for commune in epci.communes)
        return tuple(epci.find(name).insee for name in names)


def open_(key: KeyArgument, subject: Subject, door: Door) -> None:
    """Ouvre une consultation ; rien n'est encore envoyé."""

    async def within(session: Session) -> None:
        epci = await epci_of(session, door.siren)
        mandate = await mandate_of(session.snapshots, epci.siren)

        def build(epci: Epci) -> OpenConsultation:
            return OpenConsultation(
                siren=epci.siren,
                epci_name=epci.name,
                nature=epci.nature,
                place=epci.place,
                procedure=subject.procedure,
                title=subject.title,
                question=subject.question,
                communes=subject.insee(epci),
                objective=objective_id(epci.siren, subject.objective) if subject.objective else None,
                mandate=mandate.stream if mandate else None,
                financing=(mandate.financing if mandate else "") or epci.financing,
                reply_by=subject.reply_by,
                synthetic=mandate is not None and mandate.synthetic,
            )

        await record(session, door, stream_of(KIND, epci.siren, key), written(build, epci), epci)

    run(within)


def send(
    key: KeyArgument,
    door: Door,
    on: Annotated[
        date | None,
        typer.Option(
            "--on",
            parser=day,
            metavar="AAAA-MM-JJ",
            help="Le jour de l'envoi, s'il a déjà été fait hors de Jalon : aucun courriel ne part alors.",
        ),
    ] = None,
) -> None:
    """Envoie la demande aux communes ; membres et populations sont figés à cet instant."""

    async def within(session: Session) -> None:
        epci = await epci_of(session, door.siren)
        today = await session.today(epci.place)
        sending = SendConsultation(sent_on=on or today, electorate=Electorate.of(epci))
        await record(session, door, stream_of(KIND, epci.siren, key), sending, epci)
        if sending.sent_on < today:
            say(
                "Aucun courriel ne part pour cet envoi déjà fait : notez la réception de chaque commune "
                "(« jalon consult receipt »), son délai et ses rappels en partent."
            )

    run(within)


@dataclass(frozen=True)
class Received:
    """Who received the request, and why its day is corrected."""

    function: Annotated[str, typer.Option(metavar="FONCTION", help="La fonction de qui a reçu, jamais un nom.")] = ""
    correction: Annotated[str, typer.Option(metavar="RAISON", help="La raison, si un autre jour a déjà été noté.")] = ""


def receipt(
    key: KeyArgument,
    commune: CommuneOption,
    on: OnOption,
    proof: Annotated[Proof, typer.Option(help="Ce qui prouve la réception.")],
    received: Received,
    door: Door,
) -> None:
    """Note la preuve de réception d'une commune : son délai part de ce jour."""
    ask(
        door,
        KIND,
        key,
        lambda epci: RecordReceipt(
            commune=epci.find(commune).insee,
            received_on=on,
            proof=proof,
            function=received.function,
            correction=received.correction,
        ),
    )


@dataclass(frozen=True)
class Deliberation:
    """The délibération of a commune."""

    sens: Annotated[Sens, typer.Option(help="Ce que le conseil municipal a voté.")]
    voted_on: Annotated[date, typer.Option(parser=day, metavar="AAAA-MM-JJ", help="Le jour du vote.")]
    number: Annotated[str, typer.Option(metavar="N°", help="Le numéro de la délibération.")] = ""
    reserve: Annotated[str, typer.Option(metavar="TEXTE", help="Les réserves émises.")] = ""
    prefecture_received: Annotated[
        date | None,
        typer.Option(parser=day, metavar="AAAA-MM-JJ", help="Le jour où la préfecture a reçu la délibération."),
    ] = None


def answer(key: KeyArgument, commune: CommuneOption, deliberation: Deliberation, votes: Votes, door: Door) -> None:
    """Entre la délibération d'une commune ; arrivée trop tard, elle est conservée sans être comptée."""
    ask(
        door,
        KIND,
        key,
        lambda epci: RecordAvis(
            commune=epci.find(commune).insee,
            sens=deliberation.sens,
            voted_on=deliberation.voted_on,
            number=deliberation.number,
            votes_for=votes.votes_for,
            votes_against=votes.votes_against,
            abstentions=votes.abstentions,
            reserve=deliberation.reserve,
            prefecture_received_on=deliberation.prefecture_received,
        ),
    )


def qualify(
    key: KeyArgument,
    commune: CommuneOption,
    counts_as: Annotated[CountsAs, typer.Option(help="Ce que le vote compte.")],
    reason: ReasonOption,
    door: Door,
) -> None:
    """Décide ce que compte un vote qui n'est pas clair ; la raison est conservée."""
    ask(
        door,
        KIND,
        key,
        lambda epci: QualifyAvis(commune=epci.find(commune).insee, counts_as=counts_as, reason=reason),
    )
