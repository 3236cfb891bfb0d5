"""What became of a notice, in French: its fate, what came after, to whom it went, what it was about."""

from typing import Final, NamedTuple

from domain.forecast import FUNCTIONS, TITLES
from domain.french import local_time
from domain.territory import Epci
from infra.ledger import State
from infra.reading.notice_history import Told
from infra.reading.sentences import commune_name

#: What became of a notice, and whether it is good, bad, or neither (empty).
_FATES: Final = {
    State.SENT: ("envoyé", "good"),
    State.MERGED: ("dit par un autre courriel", ""),
    State.NOT_OWED: ("n'était plus dû", ""),
    State.NO_CONTACT: ("personne à qui écrire", "bad"),
    State.FAILED: ("refusé par la messagerie", "bad"),
    State.BOUNCED: ("revenu", "bad"),
}


class Past(NamedTuple):
    """A notice as it is shown once it is no longer to come. `tone`: good, bad, or empty; `more`: what came after."""

    told: Told
    title: str
    to: str
    about: str
    at: str
    fate: str
    tone: str
    more: str


def past(told: Told, epci: Epci) -> Past:
    """The same notice in words, its instants in the zone of the EPCI."""
    tz = epci.place.tz
    fate, tone = _FATES[told.state]
    if told.bounced_at is not None and told.state is State.SENT:
        fate, tone = "envoyé, puis revenu", "bad"
    more = [f"revenu le {local_time(told.bounced_at, tz)} (code {told.bounce or 'inconnu'})"] if told.bounced_at else []
    more += [f"page ouverte le {local_time(told.opened_at, tz)}"] if told.opened_at else []
    where = f", {commune_name(told.commune, epci)}" if told.commune else ""
    named = f" ({commune_name(told.about_commune, epci)})" if told.about_commune and not told.commune else ""
    return Past(
        told=told,
        title=TITLES[told.kind],
        to=f"{told.function or FUNCTIONS[told.role]}{where}",
        about=f"{told.stream.split('/', 2)[2]}{named}",
        at=local_time(told.at, tz),
        fate=fate,
        tone=tone,
        more=" ; ".join(more),
    )
