"""What is asked of the EPCI that the pages case looks at: its mandate, its objectives, its consultations.

Everything is given with how many days ago it was said, in order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from pydantic import BaseModel

from domain.calendar import at_time
from domain.consultation.commands import (
    OpenConsultation,
    Proof,
    RecordAvis,
    RecordCouncilVote,
    RecordReceipt,
    SendConsultation,
    Sens,
)
from domain.electorate import Electorate
from domain.mandate.commands import Axis, OpenMandate, PlanRoadmap, RecordCouncils
from domain.objective.commands import PlanObjective, RecordProgress, StartObjective
from domain.objective.values import Engagement, EngagementLevel, Indicator, Milestone, ObjectivePlan
from domain.people import Recipient, Role
from domain.planned import parse_planned
from domain.procedures.competences import TRANSFERT_COMPETENCE
from domain.territory import Epci
from infra.contacts import Person

#: A command, said so many days ago.
Said = tuple[int, BaseModel]

_AXES: Final = 12
_NOTES: Final = 24
_TOLD: Final = (Role.MAIRIE, Role.MAIRE, Role.SECRETAIRE)

#: One objective in so many has this many indicators; the others have two.
_MEASURED: Final = 50
_INDICATORS: Final = 20


@dataclass(frozen=True)
class Asked:
    """What is asked of one EPCI, seen from the instant `now`."""

    epci: Epci
    now: datetime

    def at(self, days: int) -> datetime:
        """Ten in the morning, so many days ago."""
        return at_time(self.now.date() - timedelta(days=days), time(10), self.epci.place)

    def on(self, days: int) -> date:
        """The day, so many days ago; negative: to come."""
        return self.now.date() - timedelta(days=days)


def people(epci: Epci) -> Iterator[Person]:
    """Three people in each commune."""
    for commune in epci.communes:
        for role in _TOLD:
            to = Recipient(role=role, commune=commune.insee)
            yield Person(to=to, name=f"{role} de {commune.name}", address=f"{role}-{commune.insee}@communes.test")


def mandate(asked: Asked) -> Iterator[Said]:
    """Opened, planned, with the councils of every commune."""
    epci = asked.epci
    yield (
        200,
        OpenMandate(
            siren=epci.siren,
            epci_name=epci.name,
            nature=epci.nature,
            place=epci.place,
            synthetic=True,
            year=2026,
            renewal=date(2026, 3, 22),
            second_round=True,
            end=parse_planned("2032-03"),
        ),
    )
    axes = tuple(Axis(key=f"A{n}", title=f"Axe {n} de la feuille de route") for n in range(1, _AXES + 1))
    yield 199, PlanRoadmap(title="Schéma de mutualisation (banc d'essai)", axes=axes)
    for commune in epci.communes:
        days = tuple(asked.on(-each) for each in (-60, 10, 40, 100))
        yield 198, RecordCouncils(commune=commune.insee, days=days)


def objective(asked: Asked, number: int) -> Iterator[Said]:
    """Planned, begun, told of every week."""
    indicators = tuple(
        Indicator(id=f"i{n}", name=f"Indicateur {n}", unit="agents", base=Decimal(2), target=Decimal(40))
        for n in range(_INDICATORS if number % _MEASURED == 1 else 2)
    )
    # One in ten is late; the others fall due over four years.
    due = asked.on(30 if number % 10 == 0 else -(number % 1400))
    plan = ObjectivePlan(
        title=f"Mutualiser le service n° {number} de l'EPCI et de ses communes",
        why="Partager ce que chaque commune ne peut plus porter seule.",
        axis=f"A{number % _AXES + 1}",
        pilote=f"Direction {number % 30 + 1}",
        deadline=parse_planned(due.isoformat()),
        milestones=tuple(
            Milestone(name=f"Étape {n}", deadline=parse_planned((due - timedelta(days=90 * n)).isoformat()))
            for n in range(3)
        ),
        indicators=indicators,
        engagements=tuple(
            Engagement(commune=commune.insee, level=EngagementLevel.VOLONTAIRE) for commune in asked.epci.communes[:10]
        ),
    )
    yield 190, PlanObjective(epci_name=asked.epci.name, place=asked.epci.place, plan=plan, begun=True, synthetic=True)
    yield 189, StartObjective(on=asked.on(189))
    for step in range(_NOTES):
        values = {each.id: Decimal(2 + step) for each in indicators}
        note = f"Point n° {step + 1} : les communes volontaires se sont réunies, le calendrier est tenu."
        yield 180 - 7 * step, RecordProgress(percent=4 * step, note=note, values=values)


def consultation(asked: Asked, number: int) -> Iterator[Said]:
    """A transfert put to every commune: all received it but one in twenty, two thirds have answered."""
    epci, sent = asked.epci, 60
    yield (
        sent + 20,
        OpenConsultation(
            siren=epci.siren,
            epci_name=epci.name,
            nature=epci.nature,
            place=epci.place,
            procedure=TRANSFERT_COMPETENCE.id,
            title=f"Transfert de la compétence n° {number}",
            synthetic=True,
        ),
    )
    yield sent + 2, RecordCouncilVote(voted_on=asked.on(sent + 3), number=f"C-{number}")
    yield sent, SendConsultation(sent_on=asked.on(sent), electorate=Electorate.of(epci))
    for place, commune in enumerate(epci.communes):
        if place % 20:
            on = asked.on(sent - 1 - place % 5)
            yield sent - 1 - place % 5, RecordReceipt(commune=commune.insee, received_on=on, proof=Proof.COURRIEL)
    for place, commune in enumerate(epci.communes):
        if place % 20 and place % 3:
            sens = Sens.DEFAVORABLE if place % 7 == 0 else Sens.FAVORABLE
            yield (
                20,
                RecordAvis(
                    commune=commune.insee,
                    sens=sens,
                    voted_on=asked.on(21),
                    number=f"2026-{place}",
                    votes_for=11,
                    votes_against=2,
                    abstentions=1,
                ),
            )
