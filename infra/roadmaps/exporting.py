"""The roadmap of an EPCI as a file that imports again unchanged: a workbook, or YAML."""

import asyncio
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final, NamedTuple

from domain.french import long_day, number, plural, typeset
from domain.objective import DECIDER as OBJECTIVE
from domain.roadmap.file import RoadmapFile
from domain.roadmap.plan import RoadmapContact
from domain.roadmap.writing import Standing, written
from domain.territory import Epci
from infra.contacts import Contacts
from infra.roadmaps.spreadsheet.layout import SHEETS
from infra.roadmaps.spreadsheet.rows import empty_rows, rows_of
from infra.roadmaps.spreadsheet.writing import write_workbook
from infra.roadmaps.standing import mandate_of
from infra.roadmaps.yaml_writing import write_yaml
from infra.snapshots import Snapshots


class Format(StrEnum):
    """The formats of a roadmap file."""

    XLSX = "xlsx"
    YAML = "yaml"


MEDIA_TYPES: Final = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.YAML: "application/yaml",
}

_HOW: Final = (
    (
        "Comment remplir",
        "Une ligne par élément, à partir de la ligne 3. La ligne 1 dit ce que contient chaque colonne.",
    ),
    ("", "La ligne 2 porte le nom des champs : c'est elle que Jalon lit. Ne la changez pas, ne la déplacez pas."),
    ("", "Ce qui n'est pas écrit n'est pas connu : seuls les champs dits obligatoires le sont."),
    ("", "Une colonne peut rester vide ; elle ne doit pas disparaître. Ne fusionnez pas de cellules."),
    ("", "Échéances : 01/09/2027, 2027-09 (fin du mois), 2027-T3 (fin du trimestre) ou 2027 (fin de l'année)."),
    (
        "",
        "Pilote, suppléant, élu référent : des fonctions, jamais des noms. Les noms vont dans « Contacts » seulement.",
    ),
    ("Comment importer", "Page « Importer » de Jalon. Tout le fichier est pris, ou rien s'il contient une erreur."),
    ("", "Les objectifs déjà enregistrés et dits à l'identique sont laissés tels quels ; les nouveaux sont ajoutés."),
    ("", "Un objectif déjà enregistré se modifie sur sa page, avec une raison : pas par ce fichier."),
    ("Ce que ce fichier ne dit pas", "L'avancement, les mesures et les notes ; les échéances d'avant, leurs raisons."),
    ("", "Les étapes abandonnées, les indicateurs qui ne sont plus suivis, les moyens réels des années : au journal."),
    (
        "",
        "Les consultations, les avis et les votes ; les conseils des communes ; les blocages levés : au journal.",
    ),
)


class Exported(NamedTuple):
    """A file to give. `left_out`: how many contacts it does not hold."""

    name: str
    format: Format
    content: bytes
    left_out: int = 0


async def export_roadmap(
    epci: Epci, format: Format, snapshots: Snapshots, today: date, contacts: Contacts | None = None
) -> Exported:
    """The roadmap of the EPCI as it stands, with those to write to when `contacts` is given.

    Raises `DomainError` when there is nothing to write, or when something cannot be written in a file.
    """
    people = [] if contacts is None else await contacts.every(epci.siren)
    known = [RoadmapContact(to=it.to, name=it.name, address=it.address or "", phone=it.phone) for it in people]
    standing = Standing(
        mandate=await mandate_of(snapshots, epci.siren),
        objectives=await snapshots.every(OBJECTIVE, epci.siren),
        people=sorted(known, key=_in_order),
    )
    # A long roadmap takes a while to write: others are answered meanwhile.
    return await asyncio.to_thread(_written, epci, format, standing, today)


def _written(epci: Epci, format: Format, standing: Standing, today: date) -> Exported:
    file, left_out = written(epci, standing)
    content = workbook(file, epci, today, left_out) if format is Format.XLSX else write_yaml(file, epci).encode()
    return Exported(f"feuille-de-route-{epci.siren}.{format}", format, content, left_out)


def template(epci: Epci, today: date) -> Exported:
    """The workbook to fill in, with the name, the SIREN and the communes of the EPCI."""
    about = [("Modèle de feuille de route", epci.name), ("Établi le", long_day(today)), *_HOW]
    content = write_workbook(empty_rows(epci), epci, [(what, typeset(said)) for what, said in about])
    return Exported(f"modele-feuille-de-route-{epci.siren}.xlsx", Format.XLSX, content)


def workbook(file: RoadmapFile, epci: Epci, today: date, left_out: int = 0) -> bytes:
    """The workbook of a file; it says on which day, and the hash of what it says."""
    aside = f"{number(left_out)} {plural(left_out, 'contact', 'contacts')}, dont la fonction n'est dans aucun objectif"
    about = [
        ("Feuille de route", file.titre),
        ("EPCI", f"{epci.name} ({epci.siren})"),
        ("Exportée le", long_day(today)),
        ("Version du format", str(file.version)),
        *(("" if n else "Feuilles", f"{sheet.title} : {sheet.about}") for n, sheet in enumerate(SHEETS)),
        ("Empreinte du contenu", sha256(file.model_dump_json().encode()).hexdigest()),
        *([("Laissés de côté", f"{aside}, ou sans adresse.")] if left_out else []),
        *_HOW,
    ]
    return write_workbook(rows_of(file, epci), epci, [(what, typeset(said)) for what, said in about])


def _in_order(person: RoadmapContact) -> tuple[str, str, str]:
    """The order of contacts whatever the database's idea of an alphabet; the oldest first among equals."""
    return person.to.role.value, person.to.commune or "", person.to.function or ""
