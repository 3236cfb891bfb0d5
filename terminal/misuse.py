"""What is wrong with a command line, said in French."""

import re
from typing import Any, Final

import typer
from pydantic import ValidationError

# Typer has no public name for these; `tests/terminal/test_help.py` says when they move.
from typer._click.exceptions import BadOptionUsage, MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError

from domain.french import typeset
from infra.french_errors import in_french

#: Errors that have no class of their own: how Typer says them, and how we do.
_PLAIN: Final = (
    (
        re.compile(r"No such command '(?P<it>.*?)'\.?(?: Did you mean '(?P<near>.*?)')?"),
        "la commande « {it} » n'existe pas",
    ),
    (re.compile(r"Got unexpected extra argument\(s\) \((?P<it>.*)\)"), "« {it} » est de trop"),
    (re.compile(r"Missing command"), "indiquez une commande"),
)


def explain(wrong: typer.TyperException) -> str:
    """What to print: the error and where help is; for an error that is ours, its own message."""
    if isinstance(wrong, NoArgsIsHelpError):
        return wrong.format_message()
    if not isinstance(wrong, UsageError):
        return typeset(wrong.message)
    said = f"Erreur : {_said(wrong)}"
    said += "" if said.endswith("?") else "."
    where = f"Aide : {wrong.ctx.command_path} --help" if wrong.ctx is not None else ""
    return "\n".join([typeset(said), *([typeset(where)] if where else [])])


def _said(wrong: UsageError) -> str:
    match wrong:
        case NoSuchOption():
            near = sorted(wrong.possibilities or ())
            return f"l'option « {wrong.option_name} » n'existe pas{_near(near[0] if near else None)}"
        case BadOptionUsage():
            needs = "n'attend pas de valeur" if "does not take" in wrong.message else "attend une valeur"
            return f"l'option « {wrong.option_name} » {needs}"
        case MissingParameter():
            return f"il manque {_hint(wrong)}{_choices(wrong.param)}"
        case typer.BadParameter():
            return f"{_hint(wrong)} : {_reason(wrong)}".removeprefix(" : ")
        case _:
            return _plain(wrong.message)


def _hint(wrong: typer.BadParameter) -> str:
    """« --on », or « l'argument CLÉ »."""
    param: Any = wrong.param
    if wrong.param_hint is not None:
        return str(wrong.param_hint)
    if param is None:
        return ""
    if param.param_type_name == "argument":
        return f"l'argument {param.metavar or param.name.upper()}"
    return str(param.opts[0])


def _reason(wrong: typer.BadParameter) -> str:
    if isinstance(wrong.__cause__, ValidationError):
        choices = _choices(wrong.param)
        error = wrong.__cause__.errors()[0]
        return f"« {error['input']} » n'est pas possible{choices}" if choices else in_french(error)
    return wrong.message.rstrip(".")


def _choices(param: Any) -> str:
    choices = param.type_descriptor.choices if param is not None else None
    return f" ; choisissez parmi {', '.join(choices)}" if choices else ""


def _plain(message: str) -> str:
    for said, ours in _PLAIN:
        if found := said.match(message):
            return ours.format_map(found.groupdict()) + _near(found.groupdict().get("near"))
    return message.rstrip(".")


def _near(name: str | None) -> str:
    return f" ; vouliez-vous écrire « {name} » ?" if name else ""
