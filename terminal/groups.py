"""How functions become commands: one dataclass parameter stands for a whole group of options."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints

import typer

from terminal.help import FrenchCommand, FrenchGroup

Function = Callable[..., None]


def group(help: str, commands: Mapping[str, Function], epilog: str = "") -> typer.Typer:
    """A group of commands, with its help in French. A crash shows no local variable: they may hold secrets.

    A parameter of a command that is a dataclass stands for its fields, each an option.
    """
    app = typer.Typer(
        cls=FrenchGroup,
        help=help,
        epilog=epilog,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_show_locals=False,
    )
    for name, function in commands.items():
        app.command(name, cls=FrenchCommand)(_spread(function))
    return app


def _spread(function: Function) -> Function:
    hints = get_type_hints(function, include_extras=True)
    groups: dict[str, Any] = {name: kind for name, kind in hints.items() if is_dataclass(kind)}

    @wraps(function)
    def gathered(**given: Any) -> None:
        for name, kind in groups.items():
            given[name] = kind(**{field.name: given.pop(field.name) for field in fields(kind)})
        function(**given)

    parameters = [
        parameter
        for each in signature(function).parameters.values()
        for parameter in (_fields(groups[each.name]) if each.name in groups else [each])
    ]
    # Keywords alone: whether one has a default no longer sets the order in which they are shown.
    keywords = [each.replace(kind=Parameter.KEYWORD_ONLY) for each in parameters]
    gathered.__signature__ = Signature(keywords)  # type: ignore[attr-defined]
    gathered.__annotations__ = {each.name: each.annotation for each in keywords}
    return gathered


def _fields(group: Any) -> Iterator[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    for field in fields(group):
        default = Parameter.empty if field.default is MISSING else field.default
        yield Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=hints[field.name])
