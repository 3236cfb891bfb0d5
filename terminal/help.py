"""Help pages and errors of usage in French: Typer's own are English, and have no catalogue to translate."""

import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from domain.french import NO_BREAK_SPACE, typeset
from terminal.misuse import explain

_HELP = "Affiche cette aide."


class FrenchCommand(TyperCommand):
    """One command, with its help page in French."""

    def get_help_option(self, ctx: Any) -> Any:
        return _helping(super().get_help_option(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(self, ctx, formatter)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)


class FrenchGroup(TyperGroup):
    """A group of commands; as the root, it also ends the process with what went wrong, in French."""

    def get_help_option(self, ctx: Any) -> Any:
        return _helping(super().get_help_option(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(self, ctx, formatter, "COMMANDE …")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Runs the command line, and ends the process with the exit code of `exits`."""
        try:
            code = super().main(*args, **extra | {"prog_name": "jalon", "standalone_mode": False})
        except typer.TyperException as wrong:
            typer.echo(explain(wrong), err=True)
            sys.exit(wrong.exit_code)
        except typer.Abort:
            typer.echo("Interrompu.", err=True)
            sys.exit(130)
        sys.exit(code if isinstance(code, int) else 0)


def _helping(option: Any) -> Any:
    if option is not None:
        option.help = _HELP
    return option


def _write_usage(command: Any, ctx: Any, formatter: Any, more: str = "") -> None:
    arguments = [_name(param) for param in command.params if param.param_type_name == "argument"]
    pieces = [*arguments, "[OPTIONS]", *([more] if more else [])]
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"Usage{NO_BREAK_SPACE}: ")


def _write_help(command: Any, ctx: Any, formatter: Any) -> None:
    _write_usage(command, ctx, formatter, "COMMANDE …" if isinstance(command, TyperGroup) else "")
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(typeset(command.help or ""))
    params = [param for param in command.get_params(ctx) if not param.hidden]
    _write_section(formatter, "Arguments", [_row(p, ctx) for p in params if p.param_type_name == "argument"])
    _write_section(formatter, "Options", [_row(p, ctx) for p in params if p.param_type_name == "option"])
    if isinstance(command, TyperGroup):
        _write_section(formatter, "Commandes", list(_subcommands(command)))
    if command.epilog:
        formatter.write_paragraph()
        formatter.write_text(typeset(command.epilog))


def _write_section(formatter: Any, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(f"{title}{NO_BREAK_SPACE}"):
            formatter.write_dl([(first, typeset(second)) for first, second in rows])


def _subcommands(group: TyperGroup) -> Iterator[tuple[str, str]]:
    for name, command in group.commands.items():
        if not command.hidden:
            yield name, (command.help or "").split("\n\n")[0]


def _row(param: Any, ctx: Any) -> tuple[str, str]:
    extra = _extra(param, ctx)
    return _name(param), f"{param.help or ''}{f' ({extra})' if extra else ''}"


def _name(param: Any) -> str:
    """« --sens favorable|defavorable », « CLÉ », or « [FLUX] » when it may be left out."""
    if param.param_type_name == "argument":
        name = param.metavar or param.name.upper()
        return name if param.required else f"[{name}]"
    names = " / ".join([*param.opts, *param.secondary_opts])
    if param.is_flag:
        return names
    choices = param.type_descriptor.choices
    wanted = param.metavar or ("|".join(choices) if choices else "TEXTE")
    return f"{names} {wanted}"


def _extra(param: Any, ctx: Any) -> str:
    if param.required:
        return "obligatoire"
    flag = getattr(param, "is_flag", False)
    return f"par défaut : {param.default}" if param.default and not flag else ""
