"""`jalon export`: the roadmap of an EPCI as a file that imports again unchanged, or the template to fill in."""

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from domain.french import number, plural
from domain.territory import Epci
from infra.roadmaps.exporting import Exported, Format, export_roadmap, template
from terminal.epci import epci_of
from terminal.exits import Misused
from terminal.options import SirenOption
from terminal.session import Session, run
from terminal.show import mention, say

_FORMATS: Final = {".xlsx": Format.XLSX, ".yaml": Format.YAML, ".yml": Format.YAML}


def export(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FICHIER", help="Où l'écrire : XLSX ou YAML, d'après la fin de son nom."),
    ] = None,
    siren: SirenOption = None,
    without_contacts: Annotated[
        bool, typer.Option("--sans-contacts", help="Sans les noms, les adresses et les numéros.")
    ] = False,
    blank: Annotated[bool, typer.Option("--modele", help="Le classeur à remplir, sans rien de saisi.")] = False,
    over: Annotated[bool, typer.Option("--remplacer", help="Remplace le fichier s'il existe.")] = False,
) -> None:
    """Exporte la feuille de route telle qu'elle est, dans un fichier qui s'importe de nouveau sans rien changer.

    Sans FICHIER, un classeur est écrit dans le dossier courant.
    """

    async def within(session: Session) -> None:
        epci = await epci_of(session, siren)
        exported = await _exported(session, epci, _format(file, blank), without_contacts, blank)
        to = file if file is not None else Path(exported.name)
        _write(to, exported, over)
        say(f"{to} : {epci.name}, {number(len(exported.content))} octets.")
        if exported.left_out:
            aside = plural(exported.left_out, "contact n'y est pas", "contacts n'y sont pas")
            mention(f"{number(exported.left_out)} {aside} : leur fonction n'est dans aucun objectif, ou sans adresse.")
        elif not without_contacts and not blank:
            mention("Ce fichier contient des noms et des adresses : ne le laissez pas traîner.")

    run(within)


async def _exported(session: Session, epci: Epci, format: Format, alone: bool, blank: bool) -> Exported:
    today = await session.today(epci.place)
    if blank:
        return template(epci, today)
    return await export_roadmap(epci, format, session.snapshots, today, None if alone else session.contacts)


def _format(file: Path | None, blank: bool) -> Format:
    """Raises `Misused` when the name of the file says none."""
    wanted = Format.XLSX if file is None else _FORMATS.get(file.suffix.lower())
    if wanted is None or (blank and wanted is not Format.XLSX):
        ends = ".xlsx" if blank else ".xlsx, .yaml ou .yml"
        raise Misused(f"« {file} » ne dit pas son format : terminez son nom par {ends}.")
    return wanted


def _write(to: Path, exported: Exported, over: bool) -> None:
    """Writes it for its owner alone: it may name people. Raises `Misused` when the file is there already, or cannot be
    written."""
    try:
        opened = os.open(to, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if over else os.O_EXCL), 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(exported.content)
    except FileExistsError:
        raise Misused(f"« {to} » existe déjà ; donnez un autre nom, ou ajoutez --remplacer.") from None
    except OSError as unwritable:
        raise Misused(f"« {to} » ne peut pas être écrit ; vérifiez le dossier et vos droits.") from unwritable
