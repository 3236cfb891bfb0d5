"""`jalon remind sent`: what was told to whom, and what became of it."""

from typing import Annotated

import typer

from domain.territory import Epci
from infra.reading.notice_history import NoticeHistory, Told
from infra.reading.notice_words import past
from terminal.epci import epci_of
from terminal.options import JsonOption, SirenOption
from terminal.session import Session, run
from terminal.show import give, say, table

_MOST = 1000


def sent(
    commune: Annotated[
        str | None, typer.Option("--commune", metavar="NOM|INSEE", help="Une seule commune, par son nom ou son code.")
    ] = None,
    limit: Annotated[
        int,
        typer.Option("--limit", min=1, max=_MOST, metavar="N", help="Combien de lignes, la dernière d'abord."),
    ] = 50,
    siren: SirenOption = None,
    json: JsonOption = False,
) -> None:
    """Montre ce qui a été dit à chacun, et ce qu'il en est advenu : envoyé, revenu, page ouverte."""

    async def within(session: Session) -> tuple[Epci, tuple[Told, ...]]:
        epci = await epci_of(session, siren)
        insee = epci.find(commune).insee if commune is not None else None
        return epci, await NoticeHistory(session.engine).told(epci.siren, insee, limit=limit)

    epci, found = run(within)
    if json:
        give({"notices": [one.model_dump(mode="json") for one in found]})
    elif not found:
        say("Rien n'est encore parti.")
    else:
        shown = [past(one, epci) for one in found]
        rows = [(row.at, row.to, f"{row.title} : {row.about}", row.fate, row.more) for row in shown]
        table(("Quand", "Pour", "Quoi", "Ce qu'il en est advenu", "Depuis"), rows)
