"""Every page of help and every error of usage is French."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cli import app
from terminal.exits import EXIT_CODES

ENGLISH = re.compile(
    r"usage: |options:|commands:|arguments:|show this|required|default|missing|error|\bthe\b|\bof\b", re.IGNORECASE
)
REFUSED = [
    ("bidule", "la commande « bidule » n'existe pas"),
    ("consutl", "vouliez-vous écrire « consult » ?"),
    ("progress", "il manque l'argument OBJECTIF"),
    ("progress F1 F2", "« F2 » est de trop"),
    ("progress F1 --bidule", "l'option « --bidule » n'existe pas"),
    ("progress F1 --pourcent 3 --percnt 4", "l'option « --pourcent » n'existe pas"),
    ("progress F1 --percnt 4", "vouliez-vous écrire « --percent » ?"),
    ("progress F1 --percent", "l'option « --percent » attend une valeur"),
    ("progress F1 --percent 140", "--percent : ce nombre est trop grand (100 au plus)"),
    ("progress F1 --percent beaucoup", "--percent : un nombre entier est attendu"),
    ("progress F1 --value I1", "--value : « I1 » n'est pas ID=NOMBRE"),
    ("progress F1 --value I1=beaucoup", "--value : « beaucoup » n'est pas un nombre, par exemple 1,5"),
    ("progress F1 --value I1=1.500", "--value : « 1.500 » se lit de deux façons : écrivez 1500 ou 1,500"),
    ("progress F1 --on 2027-02-30", "--on : « 2027-02-30 » n'est pas une date"),
    ("progress F1 --on 0", "--on : « 0 » n'est pas une date"),
    ("progress F1 --by maire@commune.fr", "--by : « maire@commune.fr » n'est pas une fonction"),
    ("objective move-deadline F1 bientôt --reason x", "l'argument DATE : « bientôt »"),
    ("init --siren 123", "--siren : « 123 » n'est pas un SIREN"),
    ("init", "il manque --siren"),
    ("consult receipt eau --commune Condom --on 2027-01-02 --proof pigeon", "« pigeon » n'est pas possible"),
    ("consult receipt eau --commune Condom --on 2027-01-02", "choisissez parmi page, courriel, recommande"),
]


def pages(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command."""
    yield path
    for name, one in getattr(command, "commands", {}).items():
        yield from pages(one, (*path, name))


@pytest.mark.parametrize("path", [pytest.param(path, id=" ".join(path)) for path in pages(get_command(app))])
def test_a_page_of_help_is_french_and_explains_every_option(path: tuple[str, ...]) -> None:
    page = CliRunner().invoke(app, [*path, "--help"])
    assert page.exit_code == 0
    assert page.stdout.startswith("Usage")
    assert not ENGLISH.search(page.stdout)
    command: Any = get_command(app)
    for name in path:
        command = command.commands[name]
    assert command.help
    assert [param.name for param in command.params if not param.help] == []


def test_the_help_of_jalon_gives_the_exit_codes() -> None:
    page = CliRunner().invoke(app, ["--help"]).stdout.replace("\u202f", " ")
    assert all(code in page for code in EXIT_CODES)


@pytest.mark.parametrize("args", [[], ["consult"]])
def test_a_group_alone_shows_its_help(args: list[str]) -> None:
    shown = CliRunner().invoke(app, args)
    assert shown.exit_code == 2
    assert "Commandes" in shown.stderr


@pytest.mark.parametrize(("line", "said"), REFUSED)
def test_an_error_of_usage_is_said_in_french_and_ends_with_2(line: str, said: str) -> None:
    refused = CliRunner().invoke(app, line.split())
    error = refused.stderr.replace("\u202f", " ").replace("\u00a0", " ")
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert error.startswith("Erreur : ")
    assert said in error
    assert not ENGLISH.search(error.replace("Erreur", ""))
