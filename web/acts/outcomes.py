"""What became of the commands of one act: recorded together, each is decided for itself, and the world may have moved
between two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.french import join
from domain.territory import Epci
from infra.inbox import Outcome, Status
from infra.reading.sentences import commune_name, sentence
from infra.reading.views import Views


class Came(StrEnum):
    """What came of an act as a whole."""

    APPLIED = "applied"
    PARTLY = "partly"  #: something is done, and something refused
    REFUSED = "refused"
    UNDER_WAY = "recorded"


@dataclass(frozen=True)
class No:
    """What was refused, for one reason and by one text: `of` names the communes that it is about, empty where it is
    about none or the only one."""

    of: str
    reason: str
    source: str


def came_of(outcomes: Sequence[Outcome]) -> Came:
    """What came of all of them. Nothing is told before each is decided."""
    found = {one.status for one in outcomes}
    if Status.RECORDED in found:
        return Came.UNDER_WAY
    if Status.REFUSED not in found:
        return Came.APPLIED
    return Came.PARTLY if Status.APPLIED in found else Came.REFUSED


def refusals(outcomes: Sequence[Outcome], epci: Epci) -> list[No]:
    """Each reason once, in order, with the communes that it is about where the act is about several."""
    communes: dict[tuple[str, str], list[str]] = {}
    for one in (one for one in outcomes if one.status is Status.REFUSED):
        about = communes.setdefault((one.reason or "Les règles ne le permettent pas.", one.source or ""), [])
        if len(outcomes) > 1 and (insee := str(one.command.get("commune") or "")):
            about.append(commune_name(insee, epci))
    return [No(join(names), reason, source) for (reason, source), names in communes.items()]


async def told_of(outcomes: Sequence[Outcome], views: Views, epci: Epci) -> list[str]:
    """What happened by them, in sentences, and nothing of what others did meanwhile."""
    told: list[str] = []
    for one in outcomes:
        if one.first_revision is not None and one.last_revision is not None:
            events = await views.between(one.stream, one.first_revision, one.last_revision)
            told += [sentence(event, epci) for event in events]
    return told
