"""A backward plan: the latest day of each act of a procedure, with the rule and the text that make it."""

from datetime import date

from domain.base import Day, Value
from domain.french import long_day, typeset
from domain.planning.target import Target
from domain.procedures.program import Actor
from domain.sources import Confidence, Source


class PlannedAct(Value):
    """One act, in French, and the latest day on which it may be done.

    `why`: the rule that gives the day, in French. `counts`: whether the law makes the day; an act that does not count
    (an advice, a non-binding prerequisite) is shown and never makes a plan impossible.
    """

    key: str
    actor: Actor
    act: str
    latest: Day
    why: str
    source: Source
    counts: bool = True

    @property
    def to_confirm(self) -> bool:
        """Whether the text of this act is uncertain."""
        return self.source.confidence is Confidence.C


class Plan(Value):
    """The acts of a procedure for a target, the first to do first; `warnings`: what may make it harder, in French."""

    procedure: str
    title: str
    target: Target
    acts: tuple[PlannedAct, ...]
    warnings: tuple[str, ...] = ()

    @property
    def first(self) -> PlannedAct:
        """The act that counts and comes first: once its day has passed, the target is out of reach."""
        return min((act for act in self.acts if act.counts), key=lambda act: act.latest)

    def act(self, key: str) -> PlannedAct | None:
        """The act with this key, `None` when the procedure has none."""
        return next((act for act in self.acts if act.key == key), None)

    def feasible(self, today: date) -> bool:
        """Whether, from the day `today`, the law leaves the time for every act."""
        return today <= self.first.latest

    def verdict(self, today: date) -> str:
        """Whether the target can be reached from the day `today`, and why, in one French sentence."""
        first = f"« {self.first.act} » au plus tard le {long_day(self.first.latest)}"
        if self.feasible(today):
            return typeset(f"Possible pour {self.target.label} : commencez par {first}.")
        return typeset(f"Impossible pour {self.target.label} : il fallait {first}.")

    @property
    def text(self) -> str:
        """The whole plan in French: one line an act, then what may make it harder."""
        head = f"{self.title}, pour {self.target.label} :"
        lines = [
            f"- au plus tard le {long_day(act.latest)} : {act.act} ({act.why} ; {act.source.citation})"
            for act in self.acts
        ]
        return typeset("\n".join([head, *lines, *self.warnings]))
