"""Whether the law leaves the time for the deadline of an objective that is decided by one of its procedures."""

from datetime import date

from domain.calendar import Place
from domain.errors import Refused
from domain.french import long_day, typeset
from domain.planned import PlannedDay
from domain.planning import by_deadline, earliest_end, plan_for
from domain.procedures import known_on


def check_deadline(deadline: PlannedDay, procedure: str | None, place: Place, today: date) -> None:
    """Raises `Refused`, with the backward plan that shows why, when the deadline cannot be met from the day `today`.

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
            f"{plan.verdict(today)} En commençant aujourd'hui, donnez au plus tôt le {end} ; si la procédure est déjà "
            f"engagée, déclarez d'abord l'objectif commencé.\n{plan.text}"
        )
        raise Refused(typeset(told), law.source)
