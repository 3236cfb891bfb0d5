"""What one consultation asks of one commune, as its page says it: until when, what may still be done, what stands."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote

from domain.consultation.depositing import acts_until
from domain.consultation.labels import COUNTS_AS, RESULTS, SENS, SILENCES
from domain.consultation.state import Consultation, Position, Seat, Status
from domain.deadline import Deadline, legal_deadline
from domain.french import NO_BREAK_SPACE, long_day
from domain.procedures.model import Nature, Rule

_RUNNING: Final = (Status.SENT, Status.ENDED)
_ANSWERABLE: Final = (*_RUNNING, Status.CLOSED)

_STAKES: Final = {
    Rule.AVIS_SIMPLE: "C'est un avis : le conseil communautaire décidera ensuite.",
    Rule.CREATION_EPCI: "C'est une décision : elle est acquise si une majorité qualifiée de communes l'approuve.",
    Rule.CLETC: "C'est une décision : le rapport est approuvé si une majorité qualifiée de communes l'approuve.",
    Rule.ACCORDS: "C'est une décision : l'accord de chaque commune concernée est nécessaire.",
}


@dataclass(frozen=True)
class Matter:
    """A consultation, the seat of the commune in it, and the civil day on which it is looked at."""

    state: Consultation
    seat: Seat
    today: date

    @property
    def key(self) -> str:
        return self.state.stream.rpartition("/")[2]

    @property
    def slug(self) -> str:
        """The key, as an address writes it."""
        return quote(self.key, safe="")

    @property
    def about(self) -> str:
        """The matter, as the ledger names it."""
        return f"{self.state.stream}#{self.seat.insee}"

    @property
    def deadline(self) -> Deadline | None:
        """The delay of the commune; the one that it would have, had it received the request today, until it has
        acknowledged it."""
        months = self.state.law.delay_months
        if self.seat.deadline or months is None or self.seat.received_on is not None:
            return self.seat.deadline
        return legal_deadline(self.today, months, self.state.home)

    @property
    def provisional(self) -> bool:
        return self.deadline is not None and self.seat.deadline is None

    @property
    def asks(self) -> str:
        if self.state.law.nature is Nature.AVIS:
            return "L'avis de votre conseil municipal est demandé."
        return "Votre conseil municipal est appelé à se prononcer."

    @property
    def stake(self) -> str:
        return _STAKES[self.state.law.rule]

    @property
    def acts_until(self) -> date | None:
        return acts_until(self.state, self.seat)

    @property
    def over(self) -> bool:
        """Whether the delay, or the day wished for, is over."""
        end = self.seat.deadline.safe if self.seat.deadline else self.state.reply_by
        return end is not None and self.today > end

    @property
    def may_acknowledge(self) -> bool:
        return self.state.status in _RUNNING and self.seat.received_on is None and self._still_open

    @property
    def may_answer(self) -> bool:
        return self.state.status in _ANSWERABLE and self._still_open

    @property
    def closed_because(self) -> str:
        """Why nothing more may be deposited, and what to do, in French; empty while something may."""
        if self.may_answer:
            return ""
        if self.state.status is Status.CANCELLED:
            return "Cette demande a été retirée : votre commune n'a plus rien à faire."
        if self.state.sent_on is None:
            return "Cette demande n'est pas encore transmise aux communes : il n'y a rien à faire pour le moment."
        if self.seat.left is not None:
            on = long_day(self.seat.left.on)
            return f"Depuis le {on}, votre commune n'est plus de celles qui se prononcent : plus rien n'est attendu."
        last = long_day(self.acts_until or self.today)
        return (
            f"Le dépôt en ligne a fermé le {last}. Si votre conseil a délibéré dans le délai, envoyez la délibération "
            "à la coordination : elle dira si elle compte encore. La date du vote décide, pas celle de l'envoi."
        )

    @property
    def answered(self) -> bool:
        return self.seat.avis is not None

    @property
    def owes(self) -> bool:
        """Whether something is still awaited of the commune."""
        return self.state.status in _RUNNING and self.seat.silent and self.seat.left is None and not self.seat.silence

    @property
    def standing(self) -> str:
        """Where the answer of the commune stands, in French."""
        avis = self.seat.avis
        if avis is not None:
            number = f" n°{NO_BREAK_SPACE}{avis.number}" if avis.number else ""
            said = f"{SENS[avis.sens]}, délibération{number} du {long_day(avis.voted_on)}"
            return f"{said}{self._weight}."
        if self.seat.silence is not None and self.seat.silence_on is not None:
            return f"{SILENCES[self.seat.silence]} le {long_day(self.seat.silence_on)}."
        if self.seat.late:
            return "délibération reçue hors délai, conservée et non comptée."
        if self.state.status not in _RUNNING:
            return "aucune délibération reçue."
        return "délibération attendue." if self.seat.received_on else "réception et délibération attendues."

    @property
    def _weight(self) -> str:
        seat = self.seat
        if seat.qualification is not None:
            return f" (vote retenu comme « {COUNTS_AS[seat.qualification.counts_as]} »)"
        return " (une personne doit encore dire comment elle compte)" if seat.position is Position.TO_QUALIFY else ""

    @property
    def by_when(self) -> str:
        """Until when, in a few words; empty when no day bounds it."""
        if not self.owes:
            return ""
        if self.deadline is not None:
            received = " si la demande est reçue aujourd'hui" if self.provisional else ""
            return f"à voter avant le {long_day(self.deadline.earliest)}{received}"
        return f"réponse souhaitée le {long_day(self.state.reply_by)}" if self.state.reply_by else ""

    @property
    def outcome(self) -> str:
        """The result, once it is out; empty before."""
        return RESULTS[self.state.result] if self.state.status is Status.CLOSED else ""

    @property
    def _still_open(self) -> bool:
        until = self.acts_until
        return self.seat.left is None and until is not None and self.today <= until
