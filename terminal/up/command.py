"""`jalon up`, as it is typed."""

from typing import Annotated

import typer

#: Where the pages are, when nobody else is there; Temporal's own come on the next port.
PORT = 8470


def up(
    port: Annotated[
        int,
        typer.Option(
            "--port",
            min=0,
            max=65534,
            metavar="PORT",
            help="Le port des pages ; celles de Temporal viennent au port suivant. Un port pris est remplacé par un "
            "autre, 0 en prend de libres.",
        ),
    ] = PORT,
    bare: Annotated[
        bool, typer.Option("--sans-exemple", help="N'importe pas l'exemple quand la base est vide.")
    ] = False,
) -> None:
    """Démarre tout sur cette machine : base, Temporal, moteur, pages. Ctrl-C arrête tout.

    Tout est gardé dans un seul dossier (JALON_DATA) et retrouvé au prochain démarrage.
    """
    # Temporal is heavy: the other commands do not wait for it.
    from terminal.up.running import Wishes, run

    run(Wishes(port=port, example=not bare))
