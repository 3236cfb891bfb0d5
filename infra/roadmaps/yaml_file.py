"""A YAML file written by hand, read as data alone: fields, lists and texts, with the line of each.

Values are kept as they are written (« 01004 », « 1.10 », « 2027-02-30 »): what they mean, and what is wrong with
them, is for the reader to say, not for YAML to guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from infra.roadmaps.roadmap_places import Fault, Loc, Place, written
from infra.roadmaps.roadmap_source import Source, source_at

#: Far more than the largest roadmap; a file above it is another one.
MAX_BYTES = 1_000_000
_MAX_DEPTH = 12
_NULL = "tag:yaml.org,2002:null"


@dataclass
class Document:
    """What a file says: `data` (dictionaries, lists, texts and `None`), and on which line, from 1, each part begins."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Loc, int] = field(default_factory=dict)

    def line(self, loc: Loc) -> int:
        """The line of the part, or of the closest part around it that is written."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    @property
    def faults(self) -> Sequence[Fault]:
        """None: what is no data is no document."""
        return ()

    def place(self, loc: Loc) -> Place:
        """The path of the part and its line."""
        line = self.line(loc)
        return Place(order=(line,), line=line, path=written(loc))


def read_document(path: Path) -> Document:
    """The document of a file on the disk. Raises `DomainError`, one French sentence, when there is none to read."""
    return parse_document(source_at(path))


def parse_document(source: Source) -> Document:
    """The document of the content of a file. Raises `DomainError`, one French sentence, when it is none."""
    text = _text(source)
    try:
        return _Reading().read(YAML(typ="safe", pure=True).compose(text))
    except _NotData as why:
        raise source.refused(str(why)) from None
    except RecursionError:
        raise source.refused("les champs y sont imbriqués trop profondément") from None
    except YAMLError as broken:
        where = _where(broken) if isinstance(broken, MarkedYAMLError) else ""
        hint = "remplacez les tabulations par des espaces" if "\t" in text else "vérifiez décalages et guillemets"
        raise source.refused(f"le YAML y est mal formé{where} ; {hint}") from broken


class _NotData(Exception):
    """The file is YAML, but not only fields, lists and texts."""


class _Reading:
    def __init__(self) -> None:
        self._document = Document()
        # A part met twice is an alias: expanded, a few of them make a document without end.
        self._met: set[int] = set()

    def read(self, top: Node | None) -> Document:
        if not isinstance(top, MappingNode):
            raise _NotData("il ne contient pas de champs (« titre : … », « axes : … »)")
        self._document.data = self._part(top, ())
        return self._document

    def _part(self, node: Node, loc: Loc) -> Any:
        line = node.start_mark.line + 1
        if id(node) in self._met:
            raise _NotData(f"les renvois (« & », « * ») n'y sont pas acceptés (ligne {line})")
        if len(loc) > _MAX_DEPTH:
            raise _NotData(f"les champs y sont imbriqués trop profondément (ligne {line})")
        self._met.add(id(node))
        self._document.lines.setdefault(loc, line)
        if isinstance(node, MappingNode):
            return {key: self._part(value, (*loc, key)) for key, value in self._fields(node, loc)}
        if isinstance(node, SequenceNode):
            return [self._item(item, (*loc, i)) for i, item in enumerate(node.value)]
        return None if node.tag == _NULL else node.value

    def _item(self, node: Node, loc: Loc) -> Any:
        if node.tag == _NULL:
            raise _NotData(f"un élément de liste y est vide (ligne {node.start_mark.line + 1})")
        return self._part(node, loc)

    def _fields(self, node: MappingNode, loc: Loc) -> list[tuple[str, Node]]:
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                raise _NotData(f"une clé n'y est pas un mot (ligne {line})")
            if (*loc, key.value) in self._document.lines:
                first = self._document.lines[(*loc, key.value)]
                raise _NotData(f"la clé « {key.value} » y est écrite deux fois (lignes {first} et {line})")
            self._document.lines[(*loc, key.value)] = line
        return [(key.value, value) for key, value in node.value]


def _text(source: Source) -> str:
    raw = source.content
    if len(raw) > MAX_BYTES:
        raise source.refused(f"il dépasse {MAX_BYTES // 1_000_000} Mo, c'est un autre fichier")
    if raw.startswith(b"PK") or b"\0" in raw:
        raise source.refused("c'est un classeur, un document ou une archive, pas un fichier YAML")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise source.refused("il n'est pas en UTF-8 ; enregistrez-le dans cet encodage") from None
    if not text.strip():
        raise source.refused("il est vide")
    return text


def _where(error: MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return f" (ligne {mark.line + 1}, colonne {mark.column + 1})" if mark is not None else ""
