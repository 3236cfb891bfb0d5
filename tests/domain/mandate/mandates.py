"""Tools of the stories: a mandate told day by day, each thing at ten in the morning in Paris."""

from datetime import date, datetime, time
from typing import Any

from pydantic import BaseModel

from domain.calendar import METROPOLE, at_time, civil_day
from domain.evaluation.commands import PointType
from domain.mandate import DECIDER
from domain.mandate.commands import Axis, OpenMandate, PlanRoadmap, Point
from domain.mandate.state import Mandate
from domain.planned import parse_planned
from domain.stream import Reaction, Unfolding
from domain.territory import Nature

SIREN = "200000001"
STREAM = f"mandate/{SIREN}/2026"


def day(text: str) -> date:
    return date.fromisoformat(text)


def instant(on: str | datetime) -> datetime:
    return on if isinstance(on, datetime) else at_time(day(on), time(10), METROPOLE)


def midnight(text: str) -> datetime:
    return at_time(day(text), time(), METROPOLE)


def opening(**fields: Any) -> OpenMandate:
    known: dict[str, Any] = {
        "siren": SIREN,
        "epci_name": "CC d'Exemple",
        "nature": Nature.CC,
        "financing": "FPU",
        "place": METROPOLE,
        "year": 2026,
        "renewal": day("2026-03-22"),
        "second_round": True,
        "end": parse_planned("2032-03"),
    }
    return OpenMandate(**known | fields)


def plan(*points: Point, title: str = "Schéma 2026-2032") -> PlanRoadmap:
    axes = (Axis(key="A1", title="Petites mairies"), Axis(key="A2", title="Expertises"))
    return PlanRoadmap(title=title, axes=axes, councils=(day("2027-06-24"), day("2027-04-08")), points=points)


def communication(on: str) -> Point:
    return Point(type=PointType.COMMUNICATION_ANNUELLE, on=day(on))


def mid_mandate(on: str = "2029-03-31") -> Point:
    return Point(type=PointType.MI_MANDAT, on=day(on))


def end_of_mandate(on: str = "2031-01-15") -> Point:
    return Point(type=PointType.FIN_DE_MANDAT, on=day(on))


class Story:
    """A mandate to which things happen."""

    def __init__(self, stream: str = STREAM) -> None:
        self.unfolding: Unfolding[Mandate] = Unfolding(decider=DECIDER, state=DECIDER.new(stream))

    @classmethod
    def opened(cls, on: str = "2026-04-16", **fields: Any) -> "Story":
        return cls().tell(on, opening(**fields))

    def tell(self, on: str | datetime, *commands: BaseModel) -> "Story":
        for command in commands:
            self.unfolding.pass_time(instant(on))
            self.unfolding.command(command, instant(on))
        return self

    def until(self, on: str | datetime) -> "Story":
        self.unfolding.pass_time(midnight(on) if isinstance(on, str) else on)
        return self

    @property
    def state(self) -> Mandate:
        return self.unfolding.state

    @property
    def asks(self) -> list[str]:
        return list(DECIDER.asks(self.state))

    @property
    def kinds(self) -> list[str]:
        return [getattr(happened.event, "kind", "") for happened in self.unfolding]

    def days_of(self, kind: str) -> list[str]:
        """The local days on which events of that kind happened."""
        happened = [one for one in self.unfolding if getattr(one.event, "kind", "") == kind]
        return [civil_day(one.occurred_at, METROPOLE).isoformat() for one in happened]

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """Kind, duty and local day of every notice."""
        return [
            (notice.kind.value, notice.about.partition("#")[2], civil_day(notice.send_at, METROPOLE).isoformat())
            for happened in self.unfolding
            for notice in happened.notices
        ]

    @property
    def reactions(self) -> list[Reaction]:
        return [reaction for happened in self.unfolding for reaction in happened.reactions]
