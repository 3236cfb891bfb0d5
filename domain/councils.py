"""The councils that can still vote within a delay, and the last days to convene them and to fill their agenda."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.base import Day, Value
from domain.convocation import Convocation, last_sending
from domain.deadline import Deadline
from domain.french import long_day, typeset
from domain.sources import Confidence, Source

AGENDA_PRACTICE = Source(
    article="usage local : ordre du jour arrêté dix à quinze jours avant la séance",
    version="pratique, aucun texte",
    confidence=Confidence.C,
)
_AGENDA_DAYS = 10


class CommuneCouncils(Value):
    """The days on which the council of a commune (INSEE code) sits, in order."""

    commune: str
    days: tuple[Day, ...] = ()


class Sitting(Value):
    """A council and the last days before it: its agenda closes (a practice, `AGENDA_PRACTICE`), its convocation leaves,
    in ordinary time and in urgency (which the council must accept)."""

    council: Day
    agenda_closes: Day
    last_convocation: Day
    last_urgent: Day
    convocation: Convocation


class CouncilWindow(Value):
    """The known councils that sit within a delay, in order.

    `last`: the last that surely counts, by the eve of the quantième, `None` if there is none. `added`: the latest
    council that could be added. `uncertain`: a known council that sits after it, in the zone of uncertainty.
    """

    sittings: tuple[Sitting, ...]
    added: Sitting
    uncertain: Day | None = None
    known: bool = False

    @property
    def last(self) -> Sitting | None:
        return self.sittings[-1] if self.sittings else None

    @property
    def sentence(self) -> str:
        """What is known of the councils in the delay, in French."""
        if self.last is not None:
            return typeset(f"Dernier conseil utile : le {long_day(self.last.council)}.")
        if self.uncertain is not None:
            on = long_day(self.uncertain)
            return typeset(f"Le seul conseil connu, le {on}, siège à la toute fin du délai : mieux vaut l'avancer.")
        if self.known:
            return typeset("Aucun des conseils connus ne siège dans le délai.")
        return typeset("Aucune date de conseil n'est connue dans le délai.")

    def still_possible(self, today: date) -> str:
        """What may still be done from the day `today` for the council to vote in time, in French."""
        if self.last is not None and today <= self.last.council:
            return typeset(_for_the_known(self.last, today))
        # Once the last known council has sat, another one may still be added before the delay ends.
        return typeset(_for_one_more(self.added, today))


def _for_the_known(sitting: Sitting, today: date) -> str:
    on = long_day(sitting.council)
    if today <= sitting.last_convocation:
        return f"Convoquez le conseil du {on} au plus tard le {long_day(sitting.last_convocation)}."
    if today <= sitting.last_urgent:
        last = long_day(sitting.last_urgent)
        return f"Seule une convocation en urgence, motivée, est possible pour le {on}, jusqu'au {last}."
    return f"Le délai de convocation du conseil du {on} est passé : il ne vote que s'il est convoqué."


def _for_one_more(sitting: Sitting, today: date) -> str:
    until = long_day(sitting.council)
    if today <= sitting.last_convocation:
        last = long_day(sitting.last_convocation)
        return f"Un conseil de plus peut se tenir jusqu'au {until}, convoqué au plus tard le {last}."
    if today <= sitting.last_urgent:
        last = long_day(sitting.last_urgent)
        return f"Un conseil de plus peut se tenir jusqu'au {until}, en urgence motivée, convoqué jusqu'au {last}."
    return "Plus aucun conseil ne peut se tenir à coup sûr dans le délai."


def sitting(council: date, convocation: Convocation) -> Sitting:
    """The last days before the `council` of that day. Source: that of the convocation; `AGENDA_PRACTICE`."""
    return Sitting(
        council=council,
        agenda_closes=council - timedelta(days=_AGENDA_DAYS),
        last_convocation=last_sending(council, convocation.jours_francs),
        last_urgent=last_sending(council, convocation.urgence_jours_francs),
        convocation=convocation,
    )


def council_window(known: Sequence[date], deadline: Deadline, convocation: Convocation) -> CouncilWindow:
    """The councils among the `known` days from the receipt to the eve of the quantième, and what lies after it."""
    days = sorted(set(known))
    within = [day for day in days if deadline.received_on <= day <= deadline.alert_on]
    after = [day for day in days if deadline.alert_on < day <= deadline.safe]
    return CouncilWindow(
        sittings=tuple(sitting(day, convocation) for day in within),
        added=sitting(deadline.alert_on, convocation),
        uncertain=after[0] if after else None,
        known=bool(days),
    )
