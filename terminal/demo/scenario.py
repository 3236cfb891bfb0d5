"""The scenario of the demo: what invented people ask of Jalon, day after day."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from ruamel.yaml import YAML

from domain.base import Ask, Day
from domain.calendar import Place, at_time
from domain.consultation.commands import OpenConsultation, SendConsultation
from domain.electorate import Electorate
from domain.ids import command_id
from domain.registry import decider_of
from domain.territory import Epci
from infra.inbox import Post

#: Commands that the scenario may leave short: the territory says the rest.
_ABOUT_ONE_COMMUNE = frozenset(
    {"RecordReceipt", "RecordAvis", "QualifyAvis", "ConfirmSilence", "RecordDeparture", "AnnulAvis"}
)


class Line(Ask):
    """One line of the scenario, at a local hour: a file to import, or a command for one stream or for each commune."""

    le: datetime
    importer: str | None = None
    flux: str = ""
    demande: str = ""
    contenu: dict[str, Any] = Field(default_factory=dict)
    communes: list[str] | Literal["toutes"] = Field(default_factory=list)
    sauf: list[str] = Field(default_factory=list)
    communes_du_contenu: list[str] | Literal["toutes"] = Field(default_factory=list)


class Scenario(Ask):
    """The lines in the order of their hours, between the days `debut` and `fin`."""

    debut: Day
    fin: Day
    suite: tuple[Line, ...]

    @property
    def lines(self) -> Sequence[Line]:
        """The lines by hour; those of one hour keep the order of the file."""
        return sorted(self.suite, key=lambda line: line.le)


def read_scenario(path: Path) -> Scenario:
    """The scenario of the file. Raises pydantic's `ValidationError`: the file is ours, not a user's."""
    return Scenario.model_validate(YAML(typ="safe").load(path))


class Script:
    """Turns lines into posts for the streams of one EPCI and mandate."""

    def __init__(self, epci: Epci, mandate: str) -> None:
        self._epci = epci
        self._mandate = mandate

    def hour(self, line: Line) -> datetime:
        """The instant of the line, whose hour is local."""
        return at_time(line.le.date(), line.le.time(), self._epci.place)

    def posts(self, line: Line, at: datetime) -> list[Post]:
        """What the line asks, received at `at`: one post, or one for each commune that it names."""
        stream = self._mandate if line.flux == "mandate" else self._stream(line.flux)
        return [
            Post(
                stream=stream,
                command_id=command_id(self._epci.siren, by, f"{line.le.isoformat()}/{line.flux}/{line.demande}"),
                command=decider_of(stream).commands.validate_python(self._filled(line, body)),
                by=by,
                at=at,
            )
            for by, body in self._bodies(line)
        ]

    def _bodies(self, line: Line) -> Iterator[tuple[str, dict[str, Any]]]:
        if line.demande not in _ABOUT_ONE_COMMUNE:
            yield "demo:coordination", line.contenu
            return
        for insee in self._insee(line.communes, line.sauf):
            yield f"demo:mairie-{insee}", line.contenu | {"commune": insee}

    def _filled(self, line: Line, body: dict[str, Any]) -> dict[str, Any]:
        filled = {"kind": line.demande} | {name: _plain(value) for name, value in body.items()}
        if line.demande == SendConsultation.__name__:
            filled["electorate"] = Electorate.of(self._epci)
        if line.demande == OpenConsultation.__name__:
            filled |= {
                "siren": self._epci.siren,
                "epci_name": self._epci.name,
                "nature": self._epci.nature,
                "place": self._epci.place,
                "synthetic": True,
                "mandate": self._mandate,
                "objective": self._stream(f"objective/{body['objective']}") if "objective" in body else None,
                "communes": tuple(self._insee(line.communes_du_contenu, [])),
            }
        return filled

    def _insee(self, names: list[str] | Literal["toutes"], without: list[str]) -> list[str]:
        left_out = {self._epci.find(name).insee for name in without}
        members = [commune.insee for commune in self._epci.communes]
        asked = members if names == "toutes" else [self._epci.find(name).insee for name in names]
        return [insee for insee in asked if insee not in left_out]

    def _stream(self, flux: str) -> str:
        kind, _, key = flux.partition("/")
        return f"{kind}/{self._epci.siren}/{key}"

    @property
    def place(self) -> Place:
        """Where the hours of the scenario are counted."""
        return self._epci.place


def _plain(value: Any) -> Any:
    """YAML reads days as `date`s; a planned day may also be written so."""
    return value.isoformat() if isinstance(value, date) else value
