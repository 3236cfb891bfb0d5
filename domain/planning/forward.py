"""From a first day to the earliest one on which a procedure may be closed, if the communes take all their delay."""

from datetime import date, timedelta

from domain.calendar import Place
from domain.convocation import CONSEIL_COMMUNAUTAIRE
from domain.deadline import legal_deadline
from domain.planning.backward import plan_for
from domain.planning.target import Target
from domain.procedures.model import Procedure

_ONE_DAY = timedelta(days=1)


def earliest_end(procedure: Procedure, start: date, place: Place) -> date:
    """The first day on which the act that closes can come, when the first act that counts is done on the day `start`.

    Same counts as `plan_for`: `start` is feasible for this day, and is not for the eve.
    """
    sent = start
    if procedure.deliberation_first:
        sent = start + timedelta(days=CONSEIL_COMMUNAUTAIRE.jours_francs + 1)
    end = sent
    if procedure.delay_months is not None:
        end = legal_deadline(sent, procedure.delay_months, place).silence_from
    while not plan_for(procedure, Target(on=end, label=""), place).feasible(start):
        end += _ONE_DAY
    return end
