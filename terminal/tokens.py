"""`jalon token create`, `list`, `revoke`: who may use the API and the pages."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final
from uuid import UUID

import typer

from domain.access import Right
from domain.calendar import METROPOLE, at_time, civil_day
from domain.french import long_day
from infra.identity.accesses import Accesses, AccessKind, called
from infra.identity.accounts import Accounts
from infra.identity.tokens import NewToken, TokenRow, Tokens
from infra.territories import load_epci
from terminal.exits import Misused
from terminal.options import JsonOption, SirenOption, day
from terminal.session import Session, run
from terminal.show import give, mention, say, table

_LONGEST: Final = 80


def _label(raw: str) -> str:
    """What a token is for. Raises `ValueError`, in French."""
    label = raw.strip()
    if not (0 < len(label) <= _LONGEST and label.isprintable()):
        raise ValueError(f"dites en {_LONGEST} caractères au plus à qui sert ce jeton")
    return label


def create(
    label: Annotated[
        str,
        typer.Argument(
            parser=_label, metavar="USAGE", help="À qui il sert : une fonction ou un logiciel, jamais un nom."
        ),
    ],
    siren: SirenOption = None,
    scope: Annotated[
        list[Right] | None,
        typer.Option(metavar="DROIT", help=f"Un droit, à répéter ; sans lui, tous : {', '.join(Right)}."),
    ] = None,
    expires: Annotated[
        date | None,
        typer.Option(parser=day, metavar="AAAA-MM-JJ", help="Le dernier jour où il sert."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Crée un jeton et le montre, une seule fois ; avec --siren il n'ouvre que cet EPCI."""
    scopes = tuple(right for right in Right if scope is None or right in scope)

    async def within(session: Session) -> str:
        place = load_epci(siren).place if siren is not None else METROPOLE
        over = at_time(expires + timedelta(days=1), time(), place) if expires else None
        if over is not None and over <= await session.now():
            raise Misused("Ce jour est passé : indiquez un jour à venir.")
        wanted = NewToken(label=label, siren=siren, scopes=scopes, expires_at=over, created_by="cli:token")
        id, secret = await Tokens(session.engine).make(wanted)
        await Accesses(session.engine).note(AccessKind.TOKEN_CREATED, "cli:token", siren, f"jeton:{id}")
        return secret

    secret = run(within)
    if json:
        last = expires.isoformat() if expires else None
        give({"label": label, "siren": siren, "scopes": list(scopes), "expires": last, "secret": secret})
        return
    say(secret)
    mention("Gardez-le dès maintenant : il ne sera plus montré. « jalon token revoke » le retire.")


def list_(json: JsonOption = False) -> None:
    """Liste les jetons, sans leurs secrets."""

    async def within(session: Session) -> tuple[tuple[TokenRow, ...], dict[str, str]]:
        found = await Tokens(session.engine).every()
        return found, await Accounts(session.engine).names({row.created_by for row in found if row.created_by})

    rows, names = run(within)
    if json:
        give({"tokens": [row.model_dump(mode="json") for row in rows]})
    elif not rows:
        say("Aucun jeton : « jalon token create » en donne un.")
    else:
        now = run(lambda session: session.now())
        known = names | {f"jeton:{row.id}": f"le jeton « {row.label} »" for row in rows}
        heads = ("Identifiant", "Usage", "EPCI", "Droits", "Créé le", "Par", "État")
        table(heads, [_row(row, known, now) for row in rows])


def revoke(
    id: Annotated[UUID, typer.Argument(metavar="IDENTIFIANT", help="Celui que donne « jalon token list ».")],
) -> None:
    """Retire un jeton et ferme les sessions qu'il a ouvertes ; effet en quelques secondes."""

    async def within(session: Session) -> bool:
        closed = await Tokens(session.engine).revoke(id)
        if closed:
            await Accesses(session.engine).note(AccessKind.TOKEN_REVOKED, "cli:token", None, f"jeton:{id}")
        return closed

    if not run(within):
        raise Misused(f"Aucun jeton ouvert n'a l'identifiant {id} : « jalon token list » les donne tous.")
    say("Jeton retiré.")


def _row(row: TokenRow, known: Mapping[str, str], now: datetime) -> tuple[str, ...]:
    rights = "tous" if len(row.scopes) == len(Right) else ", ".join(row.scopes)
    by = called(row.created_by, known) if row.created_by else ""
    return str(row.id), row.label, row.siren or "tous", rights, _day(row.created_at), by, _state(row, now)


def _state(row: TokenRow, now: datetime) -> str:
    if row.revoked_at:
        return f"retiré le {_day(row.revoked_at)}"
    if row.expires_at is None:
        return "ouvert"
    last = _day(row.expires_at - timedelta(seconds=1))
    return f"ouvert jusqu'au {last}" if row.expires_at > now else f"échu le {last}"


def _day(at: datetime) -> str:
    return long_day(civil_day(at, METROPOLE))
