"""`jalon doctor`: is everything there, and is everything well?"""

import asyncio
from typing import Annotated

import typer

from domain.french import number, plural
from terminal.exits import Ended
from terminal.show import say


def doctor(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Refait aussi chaque état d'après son journal, et les compare.")
    ] = False,
) -> None:
    """Examine l'installation, les serveurs et le journal ; code 1 si quelque chose est à réparer.

    Ce qui n'est pas configuré est marqué « – » et n'est pas une erreur.
    """
    # Temporal's client is heavy: who only reads does not wait for it.
    from terminal import checks
    from terminal.checks_record import Mark

    wrong = 0
    for finding in (*checks.installation(), checks.settings(), *asyncio.run(checks.neighbours(rebuild))):
        say(f"{finding.mark} {finding.text}")
        wrong += finding.mark is Mark.BAD
    if wrong:
        raise Ended(f"{number(wrong)} {plural(wrong, 'point', 'points')} à réparer.")
