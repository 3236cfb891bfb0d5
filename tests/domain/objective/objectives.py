"""Tools of the stories: an objective told day by day, each thing at ten in the morning in Paris."""

from datetime import date, datetime, time
from typing import Any

from domain.base import Value
from domain.calendar import METROPOLE, at_time, civil_day
from domain.objective import DECIDER
from domain.objective.commands import PlanObjective
from domain.objective.state import Objective
from domain.objective.values import ObjectivePlan
from domain.planned import PlannedDay, parse_planned
from domain.stream import Happened, Unfolding

STREAM = "objective/200000001/F1.1"


def day(text: str) -> date:
    return date.fromisoformat(text)


def instant(on: str | datetime) -> datetime:
    return on if isinstance(on, datetime) else at_time(day(on), time(10), METROPOLE)


def midnight(text: str) -> datetime:
    return at_time(day(text), time(), METROPOLE)


def planned(raw: str | int | None) -> PlannedDay | None:
    return parse_planned(raw) if raw is not None else None


def plan(deadline: str | int | None = "2027-09-01", *, to_discuss: bool = False, **fields: Any) -> PlanObjective:
    kept = ObjectivePlan(**{"title": "Secrétariat remplaçant", "deadline": planned(deadline), **fields})
    return PlanObjective(epci_name="CC d'Exemple", place=METROPOLE, plan=kept, to_discuss=to_discuss)


class Story:
    """An objective to which things happen."""

    def __init__(self) -> None:
        self.unfolding: Unfolding[Objective] = Unfolding(decider=DECIDER, state=DECIDER.new(STREAM))

    @property
    def state(self) -> Objective:
        return self.unfolding.state

    @property
    def kinds(self) -> list[str]:
        return [getattr(happened.event, "kind", "") for happened in self.unfolding]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Kind and local day of every notice."""
        return [
            (notice.kind.value, civil_day(happened.occurred_at, METROPOLE).isoformat())
            for happened in self.unfolding
            for notice in happened.notices
        ]

    def happened(self, kind: str) -> list[Happened]:
        return [happened for happened in self.unfolding if getattr(happened.event, "kind", "") == kind]

    def do(self, command: Value | Any, on: str | datetime) -> "Story":
        at = instant(on)
        self.unfolding.pass_time(at)
        self.unfolding.command(command, at)
        return self

    def wait(self, until: str | datetime) -> "Story":
        self.unfolding.pass_time(instant(until))
        return self
