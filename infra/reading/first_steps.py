"""What is done of the first steps of an EPCI in Jalon, and what is left: shown while something is missing."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Right
from domain.base import Value
from domain.french import number, plural, typeset
from domain.mandate import DECIDER as MANDATE
from domain.mandate.state import Mandate, Roadmap, Status
from domain.people import Role
from domain.registry import decider_of
from domain.territory import Epci
from infra.contacts import Contact, Contacts
from infra.identity.account_tables import account_roles, accounts
from infra.reading.views import under_way
from infra.snapshots import Snapshots
from infra.tables import streams

_OBJECTIVE: Final = "objective"


class Start(NamedTuple):
    """What the first steps are judged by. `objectives`: how many the roadmap has; `accounts`: how many people may come
    into the EPCI with an account of theirs."""

    mandate: Mandate | None
    objectives: int
    contacts: Sequence[Contact]
    accounts: int


class Way(Value):
    """Another way to take a step: an act of the console on a stream, and what its link says, after « Ou »."""

    act: str
    stream: str
    label: str


class FirstStep(Value):
    """One step. `detail` says where it stands; `path`: the page where it is done, for who has the `right`; `also`: the
    act by which it may be done too, `None` when there is none."""

    key: str
    title: str
    done: bool
    detail: str
    path: str
    right: Right = Right.COORDINATE
    also: Way | None = None


async def read_start(engine: AsyncEngine, siren: str) -> Start:
    """What is known of the beginnings of the EPCI."""
    mandates = await Snapshots(engine, decider_of).every(MANDATE, siren)
    return await start_of(engine, siren, under_way(mandates))


async def start_of(engine: AsyncEngine, siren: str, mandate: Mandate | None) -> Start:
    """The same for who has read its mandate already."""
    contacts = await Contacts(engine).every(siren)
    planned = select(func.count()).select_from(streams)
    planned = planned.where(streams.c.siren == siren, streams.c.kind == _OBJECTIVE)
    holders = select(func.count(accounts.c.id.distinct())).join(account_roles, account_roles.c.account == accounts.c.id)
    holders = holders.where(
        or_(account_roles.c.siren == siren, account_roles.c.siren.is_(None)),
        accounts.c.disabled_at.is_(None),
        accounts.c.folded.is_not(None),
    )
    counts = select(planned.scalar_subquery(), holders.scalar_subquery())
    async with engine.connect() as connection:
        objectives, people = (await connection.execute(counts)).one()
    return Start(mandate, objectives, contacts, people)


def first_steps(epci: Epci, start: Start, today: date) -> tuple[FirstStep, ...]:
    """The steps, in the order in which one takes them, on the civil day `today` of the EPCI."""
    steps = (
        _mandate(start.mandate),
        _roadmap(start),
        _coordinator(start.contacts),
        _communes(epci, start.contacts),
        _councils(epci, start.mandate, today),
        _accounts(start.accounts),
    )
    return tuple(step.but(title=typeset(step.title), detail=typeset(step.detail)) for step in steps)


def all_done(steps: Sequence[FirstStep]) -> bool:
    """Whether nothing is left."""
    return all(step.done for step in steps)


def _mandate(mandate: Mandate | None) -> FirstStep:
    until = f"De {mandate.year} à {mandate.end.label}." if mandate and mandate.end else "Aucun mandat n'est ouvert."
    return FirstStep(
        key="mandat",
        title="Ouvrir le mandat",
        done=mandate is not None,
        detail=until,
        path="/ouvrir",
        right=Right.ADMINISTER,
    )


def _roadmap(start: Start) -> FirstStep:
    count = f"{number(start.objectives)} {plural(start.objectives, 'objectif', 'objectifs')}"
    begun = start.mandate is not None and start.mandate.roadmap is not Roadmap.ABSENT
    missing = (
        "Commencée, sans objectif encore." if begun else "Un classeur ou un fichier YAML : axes, objectifs, échéances."
    )
    return FirstStep(
        key="feuille-de-route",
        title="Importer la feuille de route",
        done=start.objectives > 0,
        detail=f"{count}." if start.objectives else missing,
        path="/importer",
        also=None if start.objectives else _by_hand(start.mandate),
    )


def _by_hand(mandate: Mandate | None) -> Way | None:
    """The act by which a roadmap without an objective goes on; `None` when there is no mandate that it may live in."""
    if mandate is None or mandate.status is not Status.OPEN:
        return None
    if mandate.roadmap is Roadmap.ABSENT:
        return Way(act="commencer-feuille-de-route", stream=mandate.stream, label="commencez-la à la main")
    return Way(act="ajouter-objectif", stream=mandate.stream, label="ajoutez un objectif à la main")


def _coordinator(contacts: Sequence[Contact]) -> FirstStep:
    known = any(contact.to.role is Role.COORDINATEUR and contact.reachable for contact in contacts)
    return FirstStep(
        key="coordination",
        title="Dire qui coordonne",
        done=known,
        detail="Son adresse est connue."
        if known
        else "Sans son adresse, ni réponse des communes ni alerte n'arrive à personne.",
        path="/acteurs",
    )


def _communes(epci: Epci, contacts: Sequence[Contact]) -> FirstStep:
    members = {commune.insee for commune in epci.communes}
    reached = members & {contact.to.commune for contact in contacts if contact.reachable}
    return FirstStep(
        key="communes",
        title="Entrer les contacts des communes",
        done=bool(members) and reached == members,
        detail=f"{_of(len(reached), len(members))} : une adresse de mairie suffit.",
        path="/acteurs",
    )


def _councils(epci: Epci, mandate: Mandate | None, today: date) -> FirstStep:
    own = [day for day in mandate.councils if day >= today] if mandate else []
    theirs = [each for each in mandate.commune_councils if any(day >= today for day in each.days)] if mandate else []
    said = f"{len(own)} {plural(len(own), 'séance', 'séances')} à venir du conseil communautaire"
    return FirstStep(
        key="conseils",
        title="Entrer les dates des conseils",
        done=bool(own),
        detail=f"{said} ; séances connues dans {_of(len(theirs), len(epci.communes))}.",
        path="/acteurs",
    )


def _accounts(count: int) -> FirstStep:
    return FirstStep(
        key="comptes",
        title="Inviter les personnes",
        done=count > 1,
        detail=f"{number(count)} {plural(count, 'compte', 'comptes')} : coordination, pilotes, lecteurs.",
        path="/parametres/comptes",
        right=Right.ADMINISTER,
    )


def _of(count: int, whole: int) -> str:
    """« 3 communes sur 26 »."""
    return f"{number(count)} {plural(count, 'commune', 'communes')} sur {number(whole)}"
