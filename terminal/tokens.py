"""`jalon token create`, `list`, `revoke`: who may use the API and the pages."""

from typing import Annotated, Final
from uuid import UUID

import typer

from domain.calendar import METROPOLE, civil_day
from domain.french import long_day
from infra.territories import load_epci
from infra.tokens import TokenRow, Tokens
from terminal.exits import Misused
from terminal.options import JsonOption, SirenOption
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
    json: JsonOption = False,
) -> None:
    """Crée un jeton et le montre, une seule fois ; avec --siren il n'ouvre que cet EPCI."""

    async def within(session: Session) -> str:
        if siren is not None:
            load_epci(siren)
        return await Tokens(session.engine).create(label, siren)

    secret = run(within)
    if json:
        give({"label": label, "siren": siren, "secret": secret})
        return
    say(secret)
    mention("Gardez-le dès maintenant : il ne sera plus montré. « jalon token revoke » le retire.")


def list_(json: JsonOption = False) -> None:
    """Liste les jetons, sans leurs secrets."""
    rows = run(lambda session: Tokens(session.engine).every())
    if json:
        give({"tokens": [row.model_dump(mode="json") for row in rows]})
    elif not rows:
        say("Aucun jeton : « jalon token create » en donne un.")
    else:
        table(("Identifiant", "Usage", "EPCI", "Créé le", "État"), [_row(row) for row in rows])


def revoke(
    id: Annotated[UUID, typer.Argument(metavar="IDENTIFIANT", help="Celui que donne « jalon token list ».")],
) -> None:
    """Retire un jeton et ferme les sessions qu'il a ouvertes ; effet en quelques secondes."""
    if not run(lambda session: Tokens(session.engine).revoke(id)):
        raise Misused(f"Aucun jeton ouvert n'a l'identifiant {id} : « jalon token list » les donne tous.")
    say("Jeton retiré.")


def _row(row: TokenRow) -> tuple[str, ...]:
    created = long_day(civil_day(row.created_at, METROPOLE))
    state = f"retiré le {long_day(civil_day(row.revoked_at, METROPOLE))}" if row.revoked_at else "ouvert"
    return str(row.id), row.label, row.siren or "tous", created, state
