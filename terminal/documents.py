"""`jalon consult document`: a file joined to what the communes are asked."""

from pathlib import Path
from typing import Annotated, Final

import typer

from domain.consultation.life_commands import AttachDocument
from domain.territory import Epci
from infra.documents import HEAVIEST, Documents, File
from terminal.consult import KIND, KeyArgument
from terminal.consult_show import one
from terminal.epci import epci_of, stream_of
from terminal.exits import Misused
from terminal.options import Door
from terminal.posting import record, written
from terminal.session import Session, run

#: How the files that every mairie can open begin, and what they are, by the end of their name.
_KINDS: Final = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".odt": (b"PK\x03\x04", "application/vnd.oasis.opendocument.text"),
    ".ods": (b"PK\x03\x04", "application/vnd.oasis.opendocument.spreadsheet"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}


def document(
    key: KeyArgument,
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="PDF, DOCX, ODT, XLSX, ODS, PNG ou JPEG ; 10 Mo au plus.")
    ],
    title: Annotated[str, typer.Option(metavar="TEXTE", help="Ce que les communes liront, en une ligne.")],
    door: Door,
) -> None:
    """Joint un document à la demande : les communes le trouvent sur leur page."""
    content, media_type = _read(file)

    async def within(session: Session) -> None:
        epci = await epci_of(session, door.siren)
        await one(session, epci.siren, key)
        stream = stream_of(KIND, epci.siren, key)
        sheet = await Documents(session.engine).keep(
            File(
                siren=epci.siren,
                about=stream,
                filename=file.name,
                media_type=media_type,
                content=content,
                by=door.actor,
            )
        )

        def build(_: Epci) -> AttachDocument:
            facts = sheet.model_dump(include={"filename", "media_type", "size", "sha256"})
            return AttachDocument(title=title, **facts)

        await record(session, door, stream, written(build, epci), epci)

    run(within)


def _read(file: Path) -> tuple[bytes, str]:
    """What the file holds, and what it is. Raises `Misused` when it cannot be read, or is none that communes can."""
    try:
        content = file.read_bytes()
    except OSError as unreadable:
        raise Misused(f"Le fichier « {file} » ne peut pas être lu ; vérifiez son chemin.") from unreadable
    if len(content) > HEAVIEST:
        raise Misused(f"« {file.name} » pèse plus de {HEAVIEST // 2**20} Mo : allégez-le, ou donnez-en un lien.")
    magic, media_type = _KINDS.get(file.suffix.lower(), (b"", ""))
    if not media_type or not content.startswith(magic):
        raise Misused(f"« {file.name} » n'est pas un PDF, un texte, un tableau ou une image que les communes ouvrent.")
    return content, media_type
