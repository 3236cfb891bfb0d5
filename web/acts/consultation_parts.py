"""What the acts of a consultation read and say alike."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Final

from domain.base import Ask
from domain.consultation import DECIDER
from domain.consultation.commands import Proof
from domain.consultation.labels import SENS, status_label
from domain.consultation.lifecycle import ALLOWED
from domain.consultation.state import Consultation, Seat, Status
from domain.errors import Refused
from domain.french import long_day
from domain.sources import Source
from domain.stream import Unfolding
from web.acts.act import Field, Held, Kind
from web.forms import Form

KIND: Final = DECIDER.kind

#: What one enters by hand: a commune that acknowledges on its page does it itself.
BY_HAND: Final = (Proof.COURRIEL, Proof.RECOMMANDE, Proof.MAIN_PROPRE, Proof.AUTRE)

MOST_VOTES: Final = 1000
NOT_YET: Final = "Cette date n'est pas encore venue."
#: A reason or a number, where the rules are asked whether they would take what somebody fills in.
ANYTHING: Final = "1"
NO_NAMES: Final = "Conservée et montrée ; n'y écrivez le nom de personne."
WHY: Final = "Donnez la raison : elle est gardée au journal."

_COUNTS: Final = ("pour", "contre", "abstentions")

_THEN: Final = {
    Status.ABSENT: "ouvrez-la d'abord.",
    Status.OPEN: "envoyez-la d'abord aux communes.",
    Status.SENT: "elles l'ont déjà, et elle n'est ni close ni annulée.",
    Status.ENDED: "il ne manque que l'acte qui la clôt.",
    Status.CLOSED: "rouvrez-la si c'est une erreur.",
    Status.CANCELLED: "rouvrez-la si c'est une erreur.",
}


def of(held: Held) -> Consultation:
    """The consultation that the act takes hold of."""
    state: Consultation = held.state
    return state


def seat_of(held: Held) -> Seat:
    """The commune that the act takes hold of, with what stands of it; before the sending, what it voted early."""
    state = of(held)
    seat = state.seat(held.commune)
    if seat is not None:
        return seat
    early = [one.avis for one in state.early if one.commune == held.commune]
    return Seat(insee=held.commune, name=held.where, avis=early[-1] if early else None)


def to_the_table(held: Held) -> tuple[str, str]:
    """Where one comes from who acts on a commune: the table of the consultation."""
    return f"{held.scope.link_to(held.stream)}#communes", of(held).title


def when_allowed(command: type[Ask]) -> Callable[[Held], str]:
    """Why the command cannot be decided in the status in which the consultation is, empty when it can."""

    def closed(held: Held) -> str:
        state = of(held)
        if state.status in ALLOWED[command]:
            return ""
        return f"La consultation est {status_label(state)} : {_THEN[state.status]}"

    return closed


def impossible(held: Held, likely: Iterable[Sequence[Ask]]) -> str:
    """Why the rules refuse all that one could fill in now, by the reason of the first; empty when they take one.
    `likely`: the commands of what is refused the least, with the days, the reasons and the numbers that make it so."""
    now = held.scope.now
    unfolding = Unfolding(DECIDER, of(held))
    unfolding.pass_time(now)
    first = ""
    for commands in likely:
        refused = _refused(unfolding.state, commands, now)
        if not refused:
            return ""
        first = first or refused
    return first


def _refused(state: Consultation, commands: Sequence[Ask], now: datetime) -> str:
    """Why the rules refuse the commands. Nobody is told anything: of what would leave, nothing is worked out."""
    try:
        for command in commands:
            for event in DECIDER.decide(state, command, now):
                state = DECIDER.evolve(state, event)
    except Refused as no:
        return no.reason
    return ""


def when_possible(command: type[Ask], filled: Callable[[Held], Ask]) -> Callable[[Held], str]:
    """Why the command cannot be decided now: by the status, or because the rules refuse it `filled` in as best it can
    be. Empty when it can."""
    allowed = when_allowed(command)

    def closed(held: Held) -> str:
        return allowed(held) or impossible(held, [[filled(held)]])

    return closed


def of_a_commune(command: type[Ask], filled: Callable[[Held], Ask]) -> Callable[[Held], str]:
    """The same, for an act about a commune: also that it is one of those that are consulted."""
    possible = when_possible(command, filled)

    def closed(held: Held) -> str:
        state = of(held)
        consulted = {seat.insee for seat in state.seats} or set(state.communes)
        members = {commune.insee for commune in held.scope.epci.communes}
        if held.commune not in (consulted or members):
            return "Cette commune n'est pas consultée ici ; revenez à la consultation et choisissez-la dans la liste."
        return possible(held)

    return closed


def day(name: str, label: str, value: date | None = None, hint: str = "", *, required: bool = True) -> Field:
    """A field that holds a day."""
    typed = value.isoformat() if value is not None else ""
    return Field(name, label, Kind.DAY, hint, required, typed)


def reason(label: str = "Raison", hint: str = NO_NAMES, *, required: bool = True, value: str = "") -> Field:
    """The field in which one says why."""
    return Field("raison", label, Kind.LONG, hint, required, value, most=2000)


def why(form: Form) -> str:
    """The reason that must be given."""
    return form.text("raison", 2000, WHY)


def votes(pour: int | None, contre: int | None, abstentions: int | None) -> tuple[Field, ...]:
    """The three fields that count a vote."""
    labels = ("Pour", "Contre", "Abstentions")
    known = ("" if count is None else str(count) for count in (pour, contre, abstentions))
    return tuple(
        Field(name, label, Kind.COUNT, value=count, legend="Voix", most=MOST_VOTES)
        for name, label, count in zip(_COUNTS, labels, known, strict=True)
    )


def counted(form: Form) -> dict[str, int | None]:
    """The three counts, as the commands name them: all or none, those left out being zero once one is given."""
    pour, contre, abstentions = (form.count(name, MOST_VOTES) for name in _COUNTS)
    if pour is None and contre is None and abstentions is None:
        return {}
    if pour is None:
        form.refuse("pour", "Donnez aussi le nombre de voix pour, ou laissez les trois nombres vides.")
    return {"votes_for": pour, "votes_against": contre or 0, "abstentions": abstentions or 0}


def past_day(form: Form, held: Held, name: str, missing: str) -> date | None:
    """The day typed there, which must have come."""
    found = form.day(name, missing)
    if found is not None and found > held.scope.today:
        form.refuse(name, NOT_YET)
    return found


def cited(source: Source) -> str:
    """« (article L5211-17 du CGCT) »."""
    return f"({source.citation})"


def told(seat: Seat) -> str:
    """What is recorded of the vote of a commune, in a few words; empty when nothing is."""
    avis = seat.avis
    if avis is None:
        return ""
    numbered = f" n° {avis.number}" if avis.number else ""
    return f"{SENS[avis.sens]}, délibération{numbered} du {long_day(avis.voted_on)}"
