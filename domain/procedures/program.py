"""The acts around the communes' vote: what comes before they are asked, what follows the closing act."""

from enum import StrEnum

from domain.base import Value
from domain.sources import Source


class Actor(StrEnum):
    """Who does an act of a procedure."""

    PRESIDENT = "president"  #: of the EPCI
    CONSEIL_COMMUNAUTAIRE = "conseil_communautaire"
    CONSEIL_MUNICIPAL = "conseil_municipal"
    CST = "cst"  #: each comité social territorial that is competent
    CLETC = "cletc"
    PREFET = "prefet"
    PARTIES = "parties"  #: all those who sign a convention


class Prerequisite(Value):
    """An act to enter before the communes are asked. `key` is unique in its procedure, `act` is shown.

    `binding`: the request is refused without it; otherwise it is shown as missing. `reexamined`: an unanimous
    unfavourable vote of the staff's representatives asks for a second meeting (R254-68 CGFP).
    """

    key: str
    actor: Actor
    act: str
    source: Source
    binding: bool = True
    reexamined: bool = False


class Recurrence(StrEnum):
    """How a duty that follows an act comes back."""

    ONCE = "once"
    YEARLY_BEFORE_BUDGET = "yearly_before_budget"  #: each year, before the budget is due
    YEARLY = "yearly"  #: each year, on the anniversary of the act


class FollowUp(Value):
    """What opens by itself once the procedure is closed by its act. `act` is shown.

    `opens`: the id of the procedure whose consultation is prepared; without it, a duty of the mandate: `recurrence`,
    and `months` after the act for the first one. `financing`: only in EPCI of that fiscal régime, in all when empty.
    """

    key: str
    actor: Actor
    act: str
    source: Source
    opens: str = ""
    months: int | None = None
    recurrence: Recurrence = Recurrence.ONCE
    financing: str = ""


class Act(Value):
    """What comes after the closing act and has no length in law: shown, never a duty. `when` is shown, if said."""

    actor: Actor
    act: str
    source: Source
    when: str = ""
