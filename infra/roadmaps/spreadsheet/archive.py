"""What a file that says it is a workbook really is, looked at before any of it is read."""

import re
from collections.abc import Iterator
from copy import copy
from io import BytesIO
from struct import error as StructError
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from infra.roadmaps.roadmap_source import HEAVIEST, Source

#: What a workbook may weigh once unpacked, in bytes, and how many parts it may have.
MOST_UNPACKED: Final = 50_000_000
_MOST_PARTS: Final = 500

#: How many marks its parts may hold, which a cell is a few of: many times a whole roadmap, a few seconds to read.
_MOST_MARKS: Final = 1_500_000

#: And how many sheets, each of which is opened.
_MOST_SHEETS: Final = 50

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_SUFFIXES: Final = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods", ".csv")

_ENTITIES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"""^<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
_MERGED: Final = re.compile(rb"""<(?:[A-Za-z0-9]+:)?mergeCell [^>]*ref=["']([A-Z0-9:]+)["']""")
_KNOWN_ENCODINGS: Final = frozenset({b"utf-8", b"us-ascii", b"ascii"})

#: What opens a file whatever is wrong with its packing.
BROKEN: Final = (BadZipFile, LargeZipFile, ZlibError, StructError, EOFError, NotImplementedError, OSError, ValueError)

_TEMPLATE: Final = "partez du modèle XLSX de Jalon"


def is_workbook(source: Source) -> bool:
    """Whether the file is a workbook, or says so by its name."""
    packed = source.content.startswith((b"PK", _OLE, b"%PDF"))
    return packed or source.name.lower().endswith(_SUFFIXES)


def open_workbook(source: Source) -> dict[str, list[str]]:
    """Checks that the file is a plain XLSX that can be read without harm. Gives the ranges of merged cells of each of
    its parts that has some. Raises `DomainError`, one French sentence."""
    _check_magic(source)
    try:
        with ZipFile(BytesIO(source.content)) as archive:
            _check_size(source, archive)
            _check_kind(source, set(archive.namelist()), archive)
            return dict(_parts(source, archive))
    except BROKEN:
        raise source.refused(f"ce classeur est abîmé ; enregistrez-le de nouveau, ou {_TEMPLATE}") from None
    except RuntimeError:
        # What zipfile says of a part that wants a password.
        raise source.refused("il est protégé par un mot de passe ; enregistrez-le sans") from None


def _check_magic(source: Source) -> None:
    content = source.content
    if not content.strip():
        raise source.refused("il est vide")
    if len(content) > HEAVIEST:
        raise source.refused(f"il dépasse {HEAVIEST // 1_000_000} Mo, c'est un autre fichier")
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise source.refused("il est protégé par un mot de passe ; enregistrez-le sans")
    if content.startswith(_OLE):
        raise source.refused("c'est un ancien classeur (.xls) ; enregistrez-le au format XLSX")
    if content.startswith(b"%PDF"):
        raise source.refused(f"c'est un PDF, pas un classeur ; {_TEMPLATE}")
    if not content.startswith(b"PK"):
        raise source.refused(f"ce n'est pas un classeur XLSX, quel que soit son nom ; {_TEMPLATE}")


def _check_size(source: Source, archive: ZipFile) -> None:
    parts = archive.infolist()
    # What is declared binds: each part is then read by `_unpacked`, no further.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise source.refused(f"une fois ouvert, il dépasserait {MOST_UNPACKED // 1_000_000} Mo")
    if len({part.filename for part in parts}) < len(parts):
        raise source.refused(f"ce classeur est abîmé ; enregistrez-le de nouveau, ou {_TEMPLATE}")


def _check_kind(source: Source, names: set[str], archive: ZipFile) -> None:
    if "mimetype" in names:
        raise source.refused("c'est un classeur ODS ; enregistrez-le au format XLSX")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise source.refused(f"c'est une archive ou un document, pas un classeur XLSX ; {_TEMPLATE}")
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    if macros or b"macroEnabled" in _unpacked(archive, archive.getinfo("[Content_Types].xml")):
        raise source.refused("il contient des macros ; enregistrez-le au format XLSX, sans elles")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise source.refused("il renvoie à d'autres classeurs ; rompez ces liens pour n'en garder que les valeurs")


def _parts(source: Source, archive: ZipFile) -> Iterator[tuple[str, list[str]]]:
    """Reads every part once: its sum is then checked, and nothing in it may call for anything else."""
    marks = 0
    for part in archive.infolist():
        name, content = part.filename, _unpacked(archive, part)
        marks += content.count(b"<")
        if marks > _MOST_MARKS:
            raise source.refused("il a trop de cellules ; supprimez les lignes et les colonnes vides")
        if name == "xl/workbook.xml" and content.count(b"sheetId") > _MOST_SHEETS:
            raise source.refused(f"il a plus de {_MOST_SHEETS} feuilles ; {_TEMPLATE}")
        if _is_xml(name, content) and not _is_plain(content):
            raise source.refused(f"il contient des renvois que Jalon ne suit pas ; {_TEMPLATE}")
        if name.startswith("xl/worksheets/") and (merged := _MERGED.findall(content)):
            yield name, [ref.decode("ascii") for ref in merged]


def _unpacked(archive: ZipFile, part: ZipInfo) -> bytes:
    """What a part holds. zipfile unpacks whole what its size says to be short, and cuts it then: a part is read by
    pieces, and one that holds more than it says is broken. Raises `BadZipFile`."""
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        # The others unpack without measure.
        raise BadZipFile(part.filename)
    longer = copy(part)
    longer.file_size += 1
    with archive.open(longer) as opened:
        content = opened.read(longer.file_size)
    if len(content) != part.file_size:
        raise BadZipFile(part.filename)
    return content


def _is_xml(name: str, content: bytes) -> bool:
    """Whether a part may be read as XML: what it is called is for whoever made the file to say."""
    begins = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    return name.lower().endswith((".xml", ".rels", ".vml")) or begins.startswith((b"<", b"\xff\xfe", b"\xfe\xff"))


def _is_plain(content: bytes) -> bool:
    """Whether the XML defines nothing, and is written so that one can tell."""
    text = content.removeprefix(b"\xef\xbb\xbf")
    if not text.lstrip().startswith(b"<") or b"\0" in text[:200]:
        return False
    encoding = _ENCODING.match(text)
    known = encoding is None or encoding[1].lower() in _KNOWN_ENCODINGS
    return known and not _ENTITIES.search(content)
