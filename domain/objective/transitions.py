"""The life of an objective, as one table."""

from enum import StrEnum
from typing import Final, NamedTuple


class Status(StrEnum):
    """Where an objective is in its life."""

    ABSENT = "absent"
    TO_DISCUSS = "to_discuss"  #: in the roadmap, not agreed yet
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    PAUSED = "paused"
    REACHED = "reached"
    ABANDONED = "abandoned"


class Move(StrEnum):
    """What changes the status."""

    PROPOSE = "propose"
    PLAN = "plan"
    RETAIN = "retain"
    START = "start"
    BLOCK = "block"
    UNBLOCK = "unblock"
    PAUSE = "pause"
    RESUME = "resume"
    REACH = "reach"
    ABANDON = "abandon"


class Row(NamedTuple):
    """From where a move may be made, and where it leads; `BACK` is where the objective was before it was halted."""

    origins: tuple[Status, ...]
    arrival: Status | None


BACK: Final = None

TRANSITIONS: Final = {
    Move.PROPOSE: Row((Status.ABSENT,), Status.TO_DISCUSS),
    Move.PLAN: Row((Status.ABSENT,), Status.PLANNED),
    Move.RETAIN: Row((Status.TO_DISCUSS,), Status.PLANNED),
    Move.START: Row((Status.TO_DISCUSS, Status.PLANNED), Status.IN_PROGRESS),
    Move.BLOCK: Row((Status.PLANNED, Status.IN_PROGRESS), Status.BLOCKED),
    Move.UNBLOCK: Row((Status.BLOCKED,), BACK),
    Move.PAUSE: Row((Status.PLANNED, Status.IN_PROGRESS, Status.BLOCKED), Status.PAUSED),
    Move.RESUME: Row((Status.PAUSED,), BACK),
    Move.REACH: Row((Status.PLANNED, Status.IN_PROGRESS, Status.BLOCKED, Status.PAUSED), Status.REACHED),
    Move.ABANDON: Row(
        (Status.TO_DISCUSS, Status.PLANNED, Status.IN_PROGRESS, Status.BLOCKED, Status.PAUSED), Status.ABANDONED
    ),
}

#: Nothing is awaited any more; what comes later only completes the record.
CLOSED: Final = frozenset({Status.REACHED, Status.ABANDONED})

#: Work on it has begun: news of it are due.
UNDER_WAY: Final = frozenset({Status.IN_PROGRESS, Status.BLOCKED})

#: An objective that was agreed and that its pilote works on, or should: the reminders of its deadline are due.
REMINDED: Final = frozenset({Status.PLANNED, Status.IN_PROGRESS, Status.BLOCKED})

#: As displayed, after « l'objectif est ».
LABELS: Final = {
    Status.ABSENT: "inconnu",
    Status.TO_DISCUSS: "à discuter",
    Status.PLANNED: "à venir",
    Status.IN_PROGRESS: "en cours",
    Status.BLOCKED: "bloqué",
    Status.PAUSED: "en pause",
    Status.REACHED: "réalisé",
    Status.ABANDONED: "abandonné",
}

#: As displayed, after « on ne peut ».
VERBS: Final = {
    Move.PROPOSE: "le proposer",
    Move.PLAN: "le planifier",
    Move.RETAIN: "le retenir",
    Move.START: "le commencer",
    Move.BLOCK: "le bloquer",
    Move.UNBLOCK: "le débloquer",
    Move.PAUSE: "le mettre en pause",
    Move.RESUME: "le reprendre",
    Move.REACH: "le déclarer réalisé",
    Move.ABANDON: "l'abandonner",
}
