"""`jalon contact …`: who is written to. Names and addresses are shown to whom administers Jalon, and to nobody else."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

import typer

from domain.errors import DomainError
from domain.forecast import FUNCTIONS
from domain.french import typeset
from domain.mailing import Rhythm
from domain.people import Recipient, Role
from domain.territory import Epci
from infra.contacts import Contact, Contacts, Person
from infra.identity.addresses import is_address
from infra.reading.sentences import commune_name
from terminal.epci import epci_of
from terminal.exits import Misused
from terminal.options import JsonOption, SirenOption
from terminal.session import Session, run
from terminal.show import give, say, table

_PHONE: Final = re.compile(r"\+?[0-9](?:[ .()-]?[0-9]){5,19}")

_OF_A_COMMUNE: Final = (Role.MAIRIE, Role.MAIRE, Role.SECRETAIRE, Role.REFERENT)


class RhythmWord(StrEnum):
    """How often, on the command line."""

    IMMEDIAT = "immediat"
    QUOTIDIEN = "quotidien"
    HEBDOMADAIRE = "hebdomadaire"
    JAMAIS = "jamais"
    HABITUEL = "habituel"


_RHYTHMS: Final = dict(zip(RhythmWord, (*Rhythm, None), strict=True))
_WORDS: Final = {rhythm: word.value for word, rhythm in _RHYTHMS.items()}


def _address(raw: str) -> str:
    """An address. Raises `ValueError`, in French."""
    if not is_address(raw):
        raise ValueError(f"« {raw} » n'est pas une adresse ; écrivez par exemple « mairie@commune.fr »")
    return raw


def _phone(raw: str) -> str:
    """A number. Raises `ValueError`, in French."""
    if not _PHONE.fullmatch(raw):
        raise ValueError(f"« {raw} » n'est pas un numéro de téléphone")
    return raw


@dataclass(frozen=True)
class Somebody:
    """Who has a function, and where."""

    address: Annotated[
        str | None, typer.Option(parser=_address, metavar="ADRESSE", help="Son adresse de courriel.")
    ] = None
    name: Annotated[str | None, typer.Option(metavar="NOM", help="Son nom, effaçable à tout moment.")] = None
    phone: Annotated[str | None, typer.Option(parser=_phone, metavar="NUMÉRO", help="Son téléphone.")] = None
    commune: Annotated[
        str | None, typer.Option(metavar="NOM|INSEE", help="La commune, pour une fonction communale.")
    ] = None
    pilote: Annotated[
        str | None,
        typer.Option(metavar="FONCTION", help="La fonction du pilote, telle que la feuille de route l'écrit."),
    ] = None

    def person(self, role: Role, epci: Epci) -> Person:
        """Raises `Misused` when the function says too little, or when there is no way to reach them."""
        if (self.commune is not None) is not (role in _OF_A_COMMUNE):
            raise Misused("Indiquez --commune pour une fonction communale, et pour elle seule.")
        if (self.pilote is not None) is not (role is Role.PILOTE):
            raise Misused("Indiquez --pilote pour un pilote, et pour lui seul.")
        if self.address is None and self.phone is None:
            raise Misused("Indiquez --address, --phone, ou les deux.")
        insee = epci.find(self.commune).insee if self.commune is not None else None
        to = Recipient(role=role, commune=insee, function=self.pilote)
        return Person(to=to, name=self.name, address=self.address, phone=self.phone)


RoleArgument = Annotated[Role, typer.Argument(metavar="FONCTION", help=f"Parmi {', '.join(Role)}.")]
IdArgument = Annotated[UUID, typer.Argument(metavar="IDENTIFIANT", help="Celui que donne « jalon contact list ».")]


def list_(siren: SirenOption = None, json: JsonOption = False) -> None:
    """Liste à qui l'on écrit, avec noms, adresses et numéros."""

    async def within(session: Session) -> tuple[Epci, tuple[Contact, ...]]:
        epci = await epci_of(session, siren)
        return epci, await session.contacts.every(epci.siren)

    epci, known = run(within)
    if json:
        give({"contacts": [one.model_dump(mode="json") for one in known]})
    elif not known:
        say("Personne : « jalon import » et « jalon contact set » disent à qui écrire.")
    else:
        table(
            ("Identifiant", "Fonction", "Commune", "Nom", "Adresse", "Téléphone", "Rythme"),
            [_row(one, epci) for one in known],
        )


def set_(role: RoleArgument, who: Somebody, siren: SirenOption = None) -> None:
    """Ajoute quelqu'un, ou corrige son nom et son numéro ; une adresse refusée est essayée de nouveau."""
    _keep(role, who, siren, Contacts.add)
    say("Contact enregistré ; ce qui n'avait personne à qui être envoyé repart.")


def replace(role: RoleArgument, who: Somebody, siren: SirenOption = None) -> None:
    """Remplace qui avait la fonction : son nom et son adresse sont effacés, ses liens ne mènent plus nulle part."""
    _keep(role, who, siren, Contacts.replace)
    say("Contact remplacé ; les liens de qui avait la fonction sont retirés.")


def erase(id: IdArgument) -> None:
    """Efface pour de bon le nom, l'adresse et le numéro de quelqu'un, et retire ses liens."""
    if not run(lambda session: session.contacts.erase(id)):
        raise Misused(f"Aucun contact n'a l'identifiant {id} : « jalon contact list » les donne tous.")
    say("Contact effacé.")


def rhythm(
    id: IdArgument,
    word: Annotated[
        RhythmWord,
        typer.Argument(metavar="RYTHME", help=f"Parmi {', '.join(RhythmWord)}, pour ce qui informe seulement."),
    ],
) -> None:
    """Dit à quel rythme quelqu'un reçoit ce qui informe ; les demandes et leurs rappels partent toujours."""
    if not run(lambda session: session.contacts.set_rhythm(id, _RHYTHMS[word])):
        raise Misused(f"Aucun contact n'a l'identifiant {id} : « jalon contact list » les donne tous.")
    say("Rythme enregistré.")


def _keep(
    role: Role, who: Somebody, siren: str | None, keep: Callable[[Contacts, str, Person], Awaitable[None]]
) -> None:
    async def within(session: Session) -> None:
        epci = await epci_of(session, siren)
        try:
            person = who.person(role, epci)
        except DomainError as unknown:
            raise Misused(str(unknown)) from unknown
        await keep(session.contacts, epci.siren, person)

    run(within)


def _row(one: Contact, epci: Epci) -> tuple[str, ...]:
    function = one.to.function or FUNCTIONS[one.to.role]
    commune = commune_name(one.to.commune, epci) if one.to.commune else ""
    address = f"{one.address or ''}{' (refusée)' if one.refused_at else ''}"
    return str(one.id), typeset(function), commune, one.name or "", address, one.phone or "", _WORDS[one.rhythm]
