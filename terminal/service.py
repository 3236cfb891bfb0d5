"""`jalon worker`, `migrate`, `demo` and `version`: running Jalon itself."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

import typer

from infra.database import is_current, migrate
from infra.embedded.errors import ServerUnavailable
from infra.settings import SettingsUnusable, load_settings
from terminal.exits import Unavailable
from terminal.options import JsonOption
from terminal.session import database_settings, explained
from terminal.show import mention, say


def worker() -> None:
    """Fait tourner le moteur jusqu'à ce qu'on l'arrête : délais, relances, courriels, évaluations."""
    # Temporal is heavy: who only reads does not wait for it.
    from infra import logs
    from worker import run

    try:
        settings = load_settings()
    except SettingsUnusable as unusable:
        raise Unavailable(str(unusable)) from None
    logs.configure()
    run(settings)


def migrate_database() -> None:
    """Prépare la base de données, ou la met à la version de Jalon ; sans effet si elle y est déjà."""
    url = database_settings().database_url
    with explained(url):
        if is_current(url):
            say("La base de données est déjà à jour.")
            return
        told = migrate(url)
    say("La base de données est prête.")
    for each in told:
        mention(each)


def demo(json: JsonOption = False) -> None:
    """Joue un mandat entier, 2026-2032, de la CC de la Tenarèze : vrais moteurs, données fictives."""
    from terminal.demo.command import run

    try:
        code = run(json=json)
    except ServerUnavailable as missing:
        raise Unavailable(str(missing)) from missing
    raise typer.Exit(code)


def version() -> None:
    """Donne la version de Jalon."""
    try:
        say(f"Jalon {installed('jalon')}")
    except PackageNotFoundError:
        say("Jalon, lancé depuis ses sources sans être installé")
