"""What an evaluation is computed from, frozen on a day. A thousand objectives must fit: one short line each."""

from domain.base import Day, Value
from domain.objective.transitions import Status
from domain.objective.values import Priority


class ObjectiveEvidence(Value):
    """One objective on the day of freezing.

    `deadline_first` and `deadline_last`: the texts of the first promise and of the present one (« 2027-T3 »).
    `explained`: somebody wrote why it is not reached; the words stay in its journal. `steps_due`: its milestones whose
    promised day is over on that day; `steps_in_time`: those of them done no later than it; `steps_changed`: those of
    them moved or given up since they were promised. `in_baseline`: T0 has it.
    """

    key: str
    title: str
    status: Status
    priority: Priority | None = None
    reached_on: Day | None = None
    deadline_first: str | None = None
    deadline_last: str | None = None
    explained: bool = False
    steps_due: int = 0
    steps_in_time: int = 0
    steps_changed: int = 0
    in_baseline: bool = False


class Evidence(Value):
    """The record of a mandate as it stood at the end of `frozen_on`.

    `baseline_sha256`: the hash of T0, `None` if no version was approved. `duties_due`, `duties_in_time`: the yearly
    duties whose day is no later than `frozen_on`, and those of them done in time. `annulments`: acts of its
    consultations that a judge annulled.
    """

    frozen_on: Day
    baseline_sha256: str | None = None
    objectives: tuple[ObjectiveEvidence, ...] = ()
    duties_due: int = 0
    duties_in_time: int = 0
    annulments: int = 0

    def in_order(self) -> "Evidence":
        """The same evidence with its objectives in the order of their keys: pages may be read in any order."""
        return self.but(objectives=tuple(sorted(self.objectives, key=lambda objective: objective.key)))
