"""What every rule of the grid shares: a mark with the grade of its evidence and its reason, and how a share is said."""

from enum import IntEnum

from domain.base import Value
from domain.french import NARROW_NO_BREAK_SPACE

#: What is only declared proves too little for more than a middling mark.
_MOST_FOR_DECLARED = 2


class Grade(IntEnum):
    """How well a criterion is proven."""

    DECLARED = 1
    DOCUMENTED = 2
    MEASURED = 3
    AUDITED = 4


class Finding(Value):
    """What one rule finds: a mark from 0 to 4 and its grade, or neither when there is nothing to judge."""

    mark: int | None
    grade: int | None
    reason: str

    @classmethod
    def of(cls, mark: int, grade: Grade, reason: str) -> "Finding":
        """A mark, held down to 2 where the evidence is only declared."""
        held = min(mark, _MOST_FOR_DECLARED) if grade is Grade.DECLARED else mark
        return cls(mark=held, grade=int(grade), reason=reason)

    @classmethod
    def none(cls, reason: str) -> "Finding":
        """Not evaluable, and why."""
        return cls(mark=None, grade=None, reason=reason)


def percentage(part: int, whole: int) -> str:
    """« 75 % » when it is exact, « environ 74 % » otherwise; `whole` is not 0.

    Cut, not rounded: a share said to be 85 % has reached the threshold of 85 %.
    """
    percent, rest = divmod(100 * part, whole)
    about = "environ " if rest else ""
    return f"{about}{percent}{NARROW_NO_BREAK_SPACE}%"
