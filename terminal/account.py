"""`jalon account …`: who signs in on the pages, and what each may do there. Names and addresses are shown to whom
administers the installation, and to nobody else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

import typer

from domain.access import ACCESS_LABELS, Access
from infra.identity.accesses import Accesses, AccessKind
from infra.identity.accounts import Account, Accounts, Role
from infra.identity.addresses import LONGEST, is_address
from infra.identity.password_links import LIVES, PasswordLinks, Purpose
from infra.identity.roster import OPERATOR, Roster
from infra.identity.tokens import Tokens
from infra.settings import is_set
from infra.territories import load_epci
from terminal.exits import Misused
from terminal.options import JsonOption, SirenOption
from terminal.session import Session, database_settings, run
from terminal.show import give, mention, say, table

_NAME_MOST: Final = 80


def _address(raw: str) -> str:
    """An address. Raises `ValueError`, in French."""
    if not is_address(raw):
        raise ValueError(f"« {raw[:LONGEST]} » n'est pas une adresse ; écrivez par exemple « prenom.nom@epci.fr »")
    return raw


def _name(raw: str) -> str:
    """A name. Raises `ValueError`, in French."""
    name = raw.strip()
    if not (0 < len(name) <= _NAME_MOST and name.isprintable()):
        raise ValueError(f"écrivez un nom, de {_NAME_MOST} caractères au plus")
    return name


_ROLES: Final = f"Parmi {', '.join(Access)}."

AddressArgument = Annotated[
    str, typer.Argument(parser=_address, metavar="ADRESSE", help="L'adresse de courriel du compte.")
]
FunctionOption = Annotated[
    str, typer.Option(metavar="FONCTION", help="Pour un pilote : sa fonction, telle que la feuille de route l'écrit.")
]


@dataclass(frozen=True)
class Desk:
    """What commands about accounts work with."""

    session: Session

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.session.engine)

    @property
    def roster(self) -> Roster:
        return Roster(self.session.engine, self.accounts)

    @property
    def links(self) -> PasswordLinks:
        return PasswordLinks(self.session.engine)

    async def named(self, address: str) -> Account:
        """The account that has the address. Raises `Misused`."""
        account = await self.accounts.with_address(address)
        if account is None:
            raise Misused("Aucun compte n'a cette adresse : « jalon account list » les donne tous.")
        return account

    @asynccontextmanager
    async def changing(self, account: Account) -> AsyncIterator[None]:
        """Says which of the tokens that the account made stop with what is done."""
        tokens = Tokens(self.session.engine)
        before = await tokens.made_by(account.actor_id)
        yield
        left = await tokens.made_by(account.actor_id)
        if stopped := [row for row in before if row not in left]:
            named = ", ".join(f"« {row.label} » ({row.siren or 'tous les EPCI'})" for row in stopped)
            mention(f"Jetons de ce compte, retirés aussi : {named}.")

    async def note(self, kind: AccessKind, siren: str | None, id: UUID) -> None:
        await Accesses(self.session.engine).note(kind, OPERATOR.id, siren, f"compte:{id}")


def create(
    address: Annotated[str, typer.Option(parser=_address, metavar="ADRESSE", help="Son adresse de courriel.")],
    name: Annotated[str, typer.Option(parser=_name, metavar="NOM", help="Son nom, effaçable à tout moment.")],
    role: Annotated[Access, typer.Option(metavar="RÔLE", help=_ROLES)],
    siren: SirenOption = None,
    function: FunctionOption = "",
) -> None:
    """Ouvre un compte, sur tous les EPCI sans --siren ; un courriel l'invite à choisir son mot de passe."""

    async def within(session: Session) -> bool:
        desk = Desk(session)
        account, made = await desk.roster.invite(address, name, _role(role, siren, function))
        if made:
            await desk.note(AccessKind.ACCOUNT_CREATED, siren, account.id)
        await desk.note(AccessKind.ROLE_GIVEN, siren, account.id)
        return not account.chosen and await desk.links.ask(account.id, Purpose.INVITATION)

    if run(within):
        say("Compte ouvert ; un courriel part avec un lien pour choisir le mot de passe.")
        mention("Sans courriel sur cette machine, « jalon account password » montre un lien.")
    else:
        say("Rôle donné au compte qui avait déjà cette adresse.")


def list_(siren: SirenOption = None, json: JsonOption = False) -> None:
    """Liste les comptes, avec noms, adresses et rôles."""
    known = run(lambda session: Desk(session).accounts.every(siren))
    if json:
        give({"accounts": [one.model_dump(mode="json") for one in known]})
    elif not known:
        say("Aucun compte : « jalon account create » en ouvre un.")
    else:
        table(("Identifiant", "Nom", "Adresse", "Rôles", "État"), [_row(one) for one in known])


def role(
    address: AddressArgument,
    role: Annotated[
        Access | None, typer.Argument(metavar="RÔLE", help=f"{_ROLES} Sans lui, le rôle est retiré.")
    ] = None,
    siren: SirenOption = None,
    function: FunctionOption = "",
) -> None:
    """Donne un rôle à un compte, ou le lui retire, dans un EPCI ou, sans --siren, dans toute l'installation."""

    async def within(session: Session) -> None:
        desk = Desk(session)
        account = await desk.named(address)
        async with desk.changing(account):
            if role is not None:
                await desk.roster.give(account.id, _role(role, siren, function))
            elif not await desk.roster.take(account.id, siren):
                raise Misused("Ce compte n'a pas de rôle à cet endroit : rien n'est retiré.")
        await desk.note(AccessKind.ROLE_GIVEN if role else AccessKind.ROLE_TAKEN, siren, account.id)

    run(within)
    say("Rôle donné." if role else "Rôle retiré.")


def disable(
    address: AddressArgument,
    erase: Annotated[bool, typer.Option("--erase", help="Efface aussi, pour de bon, son nom et son adresse.")] = False,
) -> None:
    """Désactive un compte, ferme ses sessions, retire ses jetons ; avec --erase, il ne peut plus être réactivé."""

    async def within(session: Session) -> None:
        desk = Desk(session)
        account = await desk.named(address)
        async with desk.changing(account):
            await (desk.roster.erase if erase else desk.roster.disable)(account.id)
        await desk.note(AccessKind.ACCOUNT_ERASED if erase else AccessKind.ACCOUNT_DISABLED, None, account.id)

    run(within)
    say("Compte effacé." if erase else "Compte désactivé.")


def password(address: AddressArgument) -> None:
    """Montre une seule fois un lien pour choisir un mot de passe, sur une machine d'où aucun courriel ne part."""

    async def within(session: Session) -> tuple[str, Purpose]:
        desk = Desk(session)
        account = await desk.named(address)
        if account.disabled_at is not None:
            raise Misused("Ce compte est désactivé : il ne choisit plus de mot de passe.")
        purpose = Purpose.RESET if account.chosen else Purpose.INVITATION
        await desk.note(AccessKind.PASSWORD_ASKED, None, account.id)
        return await desk.links.issue(account.id, purpose), purpose

    secret, purpose = run(within)
    base = database_settings().public_url if is_set("public_url") else ""
    say(f"{base}/mot-de-passe/{secret}")
    hours = int(LIVES[purpose].total_seconds() // 3600)
    where = "" if base else ", derrière l'adresse où s'ouvre Jalon"
    mention(f"À remettre à cette personne seule{where} : le lien sert une fois, dans les {hours} heures.")


def _role(access: Access, siren: str | None, function: str) -> Role:
    """Raises `Misused` when it is not known what a pilote may move, or where."""
    if siren is not None:
        load_epci(siren)
    if (access is Access.PILOTE and siren is not None) is not bool(function):
        raise Misused("Indiquez --function pour un pilote d'un EPCI, et pour lui seul.")
    return Role(siren=siren, access=access, function=function)


def _row(one: Account) -> tuple[str, ...]:
    roles = "; ".join(
        f"{ACCESS_LABELS[role.access].partition(' : ')[0]} ({role.function or role.siren or 'partout'})"
        for role in one.roles
    )
    state = "désactivé" if one.disabled_at else "ouvert" if one.chosen else "invité"
    return str(one.id), one.name or "", one.address or "effacée", roles, state
