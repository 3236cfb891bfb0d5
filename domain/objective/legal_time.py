"""Whether the law leaves the time for the deadline of an objective that is decided by one of its procedures."""

from datetime import date
from typing import Final

from domain.calendar import Place
from domain.errors import Refused
from domain.french import long_day, typeset
from domain.planned import PlannedDay
from domain.planning import by_deadline, earliest_end, plan_for
from domain.procedures import known_on

#: What lets a deadline be taken all the same, for an objective that is there, and for one that is being entered.
_ALL_THE_SAME: Final = "si la procédure est déjà engagée, déclarez d'abord l'objectif commencé"
_ENTERED: Final = "si elle était déjà promise, ou la procédure déjà engagée, dites-la « déjà promise »"


def check_deadline(
    deadline: PlannedDay, procedure: str | None, place: Place, today: date, *, entered: bool = False
) -> None:
    """Raises `Refused`, with the backward plan that shows why, when the deadline cannot be met from the day `today`.
    `entered`: the objective is only being entered.

    Only the delay of the communes and the notice of meetings count. A procedure that sets the communes no delay, or
    that Jalon does not know, refuses nothing.
    """
    law = known_on(procedure, today)
    if law is None or law.delay_months is None:
        return
    plan = plan_for(law, by_deadline(deadline), place)
    if not plan.feasible(today):
        end = long_day(earliest_end(law, today, place))
        told = (
            f"{plan.verdict(today)} En commençant aujourd'hui, donnez au plus tôt le {end} ; "
            f"{_ENTERED if entered else _ALL_THE_SAME}.\n{plan.text}"
        )
        raise Refused(typeset(told), law.source)
