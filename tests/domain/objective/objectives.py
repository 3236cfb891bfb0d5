"""Tools of the stories: an objective told day by day, each thing at ten in the morning in Paris."""

from datetime import date, datetime, time
from typing import Any

from domain.base import Value
from domain.calendar import METROPOLE, at_time, civil_day
from domain.notices import Notice
from domain.objective import DECIDER
from domain.objective.commands import AskProgress, PlanObjective, StartObjective
from domain.objective.state import Objective
from domain.objective.values import Milestone, ObjectivePlan
from domain.planned import PlannedDay, parse_planned
from domain.stream import Happened, Unfolding

STREAM = "objective/200000001/F1.1"
IMPACT = Milestone(name="Fiche d'impact", deadline=parse_planned("2027-03-31"))
SIGNATURE = Milestone(name="Signature", deadline=parse_planned("2027-06"))


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


def notices(story: Story, kind: str) -> list[Notice]:
    return [notice for one in story.unfolding for notice in one.notices if notice.kind == kind]


def sent_on(story: Story, kind: str) -> list[str]:
    return [civil_day(notice.send_at, METROPOLE).isoformat() for notice in notices(story, kind)]


def with_milestones(*milestones: Milestone, **fields: Any) -> Story:
    known = {"pilote": "DSI", "milestones": milestones or (IMPACT, SIGNATURE)} | fields
    return Story().do(plan(None, **known), "2026-11-30")


def silent(**fields: Any) -> Story:
    """Under way since 4 January 2027, and asked on 6 April: nothing was told for 92 days."""
    known = {"pilote": "DSI", "suppleant": "Secrétariat général"} | fields
    story = Story().do(plan(2031, **known), "2026-06-01").do(StartObjective(), "2027-01-04")
    return story.do(AskProgress(on=day("2027-04-06")), "2027-04-06")
