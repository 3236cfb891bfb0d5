"""The files that forms join: taken by what they hold, never by what they say that they are."""

import re
from io import BytesIO
from typing import Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from starlette.datastructures import FormData

from infra.documents import HEAVIEST
from infra.roadmaps.spreadsheet.archive import BROKEN
from web.forms import Form, file_in

BAD_FILE: Final = "Joignez un PDF, ou une image JPEG ou PNG : ce fichier est d'une autre sorte."
BAD_DOCUMENT: Final = (
    "Joignez un PDF, un texte (DOCX, ODT), un tableau (XLSX, ODS) ou une image (JPEG, PNG) : ce fichier est d'une "
    "autre sorte, ou contient un programme."
)
HEAVY: Final = "Ce fichier est trop lourd : dix mégaoctets au plus."
EMPTY: Final = "Ce fichier est vide : choisissez-le de nouveau."

#: What a file begins with, its type and the end of its name.
_KINDS: Final = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
)

#: Some programs look for a page in the first bytes of any file: none that is taken holds one there.
_PAGE: Final = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|meta)\b", re.IGNORECASE)
_LOOKED_AT: Final = 1024

_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
_OPEN_XML: Final = "application/vnd.openxmlformats-officedocument."

#: The documents that every mairie can open, by what their archive says or holds.
_DECLARED: Final = {f"{_OPEN_DOCUMENT}text": ".odt", f"{_OPEN_DOCUMENT}spreadsheet": ".ods"}
_HELD: Final = {
    "word/document.xml": (f"{_OPEN_XML}wordprocessingml.document", ".docx"),
    "xl/workbook.xml": (f"{_OPEN_XML}spreadsheetml.sheet", ".xlsx"),
}
#: What an archive holds when opening it could run something.
_PROGRAM: Final = re.compile(r"vbaproject|(?:^|/)(?:basic|scripts)/|\.(?:bin|exe|js|vbs)$", re.IGNORECASE)
_PRINTER: Final = re.compile(r"printerSettings\d*\.bin$")

_LONGEST_NAME: Final = 80


class Joined(NamedTuple):
    """A file as it is to be kept: a name that leads nowhere, the type of what it holds."""

    filename: str
    media_type: str
    content: bytes


async def joined(data: FormData, form: Form, name: str = "fichier", *, documents: bool = False) -> Joined | None:
    """The file that the field `name` holds, `None` when there is none or, with what is wrong in `form.wrong`, when it
    is not one that is taken: a PDF or an image; a text or a sheet too where `documents` are."""
    given = data.get(name)
    if given is not None and not isinstance(given, str) and given.filename and given.size == 0:
        form.refuse(name, EMPTY)
        return None
    posted = await file_in(data, name, HEAVIEST)
    if posted is None:
        return None
    named, content = posted
    kind = taken_as(content, documents=documents)
    if len(content) > HEAVIEST or kind is None:
        form.refuse(name, HEAVY if len(content) > HEAVIEST else BAD_DOCUMENT if documents else BAD_FILE)
        return None
    media_type, end = kind
    return Joined(safe_name(named, end), media_type, content)


def taken_as(content: bytes, *, documents: bool = False) -> tuple[str, str] | None:
    """The type of a file that is taken and the end of its name, by what it holds; `None` when it is not one: a PDF or
    an image; a text or a sheet too where `documents` are."""
    return kind_of(content) or (_document(content) if documents else None)


def kind_of(content: bytes) -> tuple[str, str] | None:
    """The type of a PDF or of an image and the end of its name, by what it holds; `None` when it is neither, or when it
    could be taken for a page too."""
    if _PAGE.search(content[:_LOOKED_AT]):
        return None
    return next(((media_type, end) for magic, media_type, end in _KINDS if content.startswith(magic)), None)


def safe_name(name: str, end: str) -> str:
    """The name of a file, without what leads elsewhere, with the end that says what it holds."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(letter if letter.isalnum() or letter in " ._-" else "_" for letter in last).strip(" .")
    stem = clean[: -len(clean.rpartition(".")[2]) - 1] if "." in clean else clean
    return f"{stem[:_LONGEST_NAME].strip() or 'document'}{end}"


def _document(content: bytes) -> tuple[str, str] | None:
    """The type of a text or of a sheet, read in the list of what its archive holds; nothing of it is unpacked but the
    line in which an OpenDocument says what it is."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            said = _said(archive)
    except (*BROKEN, RuntimeError):
        return None
    if any(_PROGRAM.search(name) and not _PRINTER.search(name) for name in names):
        return None
    if said in _DECLARED:
        return said, _DECLARED[said]
    return next((kind for name, kind in _HELD.items() if name in names and "[Content_Types].xml" in names), None)


def _said(archive: ZipFile) -> str:
    """What an OpenDocument says that it is, empty when the archive says nothing so short. It is read by pieces: a part
    that only declares to be short would be unpacked whole."""
    part = next((part for part in archive.infolist() if part.filename == "mimetype"), None)
    if part is None or part.file_size > _LONGEST_NAME or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return ""
    with archive.open(part) as opened:
        return opened.read(_LONGEST_NAME).decode("ascii", "replace")
