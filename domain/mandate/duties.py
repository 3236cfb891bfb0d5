"""What the law asks each year during a mandate: each duty with its day, its source and its reminders."""

from collections.abc import Iterator
from datetime import date

from domain.base import Day, Value
from domain.notices import NoticeKind
from domain.procedures.model import cgct
from domain.procedures.schema import SCHEMA_MUTUALISATION
from domain.reminders import Reminder
from domain.sources import Confidence, Source

#: « avant le 30 septembre »: the 29th is the last day that is surely in time.
_REPORT_MONTH_DAY = (9, 29)

#: From this report on, the compte financier unique has replaced the compte administratif (exercise 2026 at the latest).
_FIRST_REPORT_WITH_CFU = 2027

RAPPORT_ACTIVITE = cgct(
    "L5211-39", "rédaction du 23 mars 2014, citée à l'identique sur des pages récentes", Confidence.B
)
COMMUNICATION_ANNUELLE = SCHEMA_MUTUALISATION.source


class Duty(Value):
    """Something to do by `due`, included, and the text that asks for it. `reminders`: those to come, in order; `told`:
    the names of those that fell due.

    `consultation`: the stream whose closing act it follows from, empty when it follows from none.
    """

    key: str
    title: str
    due: Day
    source: Source
    done_on: Day | None = None
    reminders: tuple[Reminder, ...] = ()
    consultation: str = ""
    told: tuple[tuple[NoticeKind, str], ...] = ()

    @property
    def in_time(self) -> bool:
        """Whether it was done, and no later than its day."""
        return self.done_on is not None and self.done_on <= self.due


def reports(first: date, last: date) -> Iterator[Duty]:
    """The rapport d'activité of each year whose day lies from `first` to `last`, both included."""
    for year in range(first.year, last.year + 1):
        due = date(year, *_REPORT_MONTH_DAY)
        if first <= due <= last:
            account = "compte financier unique" if year >= _FIRST_REPORT_WITH_CFU else "compte administratif"
            yield Duty(
                key=f"rapport_activite-{year}",
                title=f"Adresser au maire de chaque commune le rapport d'activité {year - 1}, avec le {account}",
                due=due,
                source=RAPPORT_ACTIVITE,
            )


def communication(on: date) -> Duty:
    """The yearly communication on the progress of the schéma, to the council that debates or votes the budget."""
    return Duty(
        key=f"communication_annuelle-{on.isoformat()}",
        title="Communiquer au conseil communautaire l'avancement du schéma de mutualisation",
        due=on,
        source=COMMUNICATION_ANNUELLE,
    )
