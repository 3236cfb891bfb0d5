"""What a consultation would be if it were sent on a day: the dates, what stands in the way, what a majority takes."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.base import Day, Value
from domain.consultation.commands import Sens
from domain.consultation.state import Consultation
from domain.deciding import Outlook
from domain.electorate import Base, Electorate, Positions
from domain.french import number, plural
from domain.mandate.state import Mandate
from domain.people import Recipient, Role
from domain.procedures.model import Consulted, Rule
from domain.simulation import simulate_consultation
from domain.simulation.consultation import ConsultationSimulation
from domain.territory import Epci
from domain.verdict import Majority
from infra.contacts import Contact, behind
from infra.reading.majority_view import deciding

_MAJORITIES: Final = {Rule.CREATION_EPCI: Majority.CREATION_EPCI, Rule.CLETC: Majority.CLETC}

#: Sets of communes that are written out.
_SHOWN: Final = 5


class Takes(Value):
    """What a majority takes, counting the délibérations that came before the sending. `sets`: the smallest ones that
    would reach it, by names, the most populated first; `more`: there are others; `indispensable`: by names."""

    sentence: str
    size: int
    sets: tuple[tuple[str, ...], ...]
    more: bool
    indispensable: tuple[str, ...]

    @property
    def shared(self) -> tuple[str, ...]:
        """The names that all the smallest sets have."""
        first, *others = self.sets or ((),)
        return tuple(name for name in first if all(name in other for other in others))

    @property
    def distinct(self) -> tuple[tuple[str, ...], ...]:
        """What each of the smallest sets has that not all have."""
        return tuple(tuple(name for name in one if name not in self.shared) for one in self.sets)


class Prepared(Value):
    """The whole. `without`: the communes of which no known council sits in the delay; `unknown`: those of which no
    council is known; `unreachable`: those to which no mail can go; all by name. `takes`: `None` where no majority of
    communes is counted; `needs` then says what is needed, in French."""

    simulation: ConsultationSimulation
    without: tuple[str, ...]
    unknown: tuple[str, ...]
    unreachable: tuple[str, ...]
    takes: Takes | None
    needs: str


def prepared(
    state: Consultation, epci: Epci, mandate: Mandate | None, contacts: Sequence[Contact], sent: date
) -> Prepared:
    """What the consultation would be, sent on the day `sent` and received that very day everywhere.

    Raises `DomainError` when no text of that day is known for its procedure, or when it consults nobody.
    """
    known = {commune.insee: days for commune in epci.communes if (days := _councils(mandate, commune.insee))}
    named = () if state.law.consulted is Consulted.MEMBERS else state.communes
    simulation = simulate_consultation(epci, state.law.id, sent, known, named)
    limited = state.law.delay_months is not None
    return Prepared(
        simulation=simulation,
        without=tuple(one.name for one in simulation.communes if limited and one.insee in known and not one.councils),
        unknown=tuple(one.name for one in simulation.communes if one.insee not in known),
        unreachable=_unreachable(simulation, contacts),
        takes=_takes(state, epci),
        needs=_needs(state, simulation),
    )


def last_days(simulation: ConsultationSimulation) -> tuple[Day | None, Day | None, Day | None]:
    """The two ends of the delay and the day of silence, the same for all: those of the first commune."""
    first = simulation.communes[0]
    return first.earliest, first.safe, first.silence_from


def _councils(mandate: Mandate | None, insee: str) -> tuple[date, ...]:
    return mandate.councils_of(insee) if mandate is not None else ()


def _unreachable(simulation: ConsultationSimulation, contacts: Sequence[Contact]) -> tuple[str, ...]:
    mairies = {one.insee: Recipient(role=Role.MAIRIE, commune=one.insee) for one in simulation.communes}
    known = behind(contacts, list(mairies.values()))
    return tuple(one.name for one in simulation.communes if known[mairies[one.insee]] is None)


def _takes(state: Consultation, epci: Epci) -> Takes | None:
    majority = _MAJORITIES.get(state.law.rule)
    if majority is None:
        return None
    electorate = Electorate.of(epci)
    found = deciding(majority, electorate, _early(state, electorate), Base.TOTALE)
    names = {voter.insee: voter.name for voter in electorate.voters}
    return _named(found, names)


def _named(found: Outlook, names: dict[str, str]) -> Takes:
    return Takes(
        sentence=found.sentence,
        size=found.winning.size,
        sets=tuple(tuple(names[insee] for insee in one) for one in found.winning.sets[:_SHOWN]),
        more=found.winning.more or len(found.winning.sets) > _SHOWN,
        indispensable=tuple(names[insee] for insee in found.indispensable),
    )


def _early(state: Consultation, electorate: Electorate) -> Positions:
    """The communes that voted before they were asked: the last délibération of each, if it is a clear yes or no."""
    known = {voter.insee for voter in electorate.voters}
    last = {one.commune: one.avis.sens for one in state.early if one.commune in known}
    return Positions(
        favorable=frozenset(insee for insee, sens in last.items() if sens is Sens.FAVORABLE),
        defavorable=frozenset(insee for insee, sens in last.items() if sens is Sens.DEFAVORABLE),
    )


def _needs(state: Consultation, simulation: ConsultationSimulation) -> str:
    asked, article = len(simulation.communes), state.law.source.citation
    if state.law.rule is Rule.ACCORDS:
        whose = plural(asked, "la commune concernée", f"chacune des {number(asked)} communes concernées")
        return f"Il faut l'accord de {whose} ({article}) : une seule qui refuse ou se tait suffit à bloquer."
    if state.law.rule is Rule.AVIS_SIMPLE:
        return (
            f"Aucune majorité de communes : l'avis de chacune est simple, le conseil communautaire décide ({article})."
        )
    return ""
