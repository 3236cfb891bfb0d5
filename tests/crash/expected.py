"""What the law makes of the answers, worked out again from their instants alone, without the product's rules."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from infra.inbox import Outcome
from tests.crash.record import by_instant
from tests.crash.story import Midnight

REFUSED = "refused"
COUNTED = "counted"
RECTIFIES = "rectifies"
LATE = "late"


@dataclass
class Expected:
    """What each answer is, by command id, and the communes, as (stream, INSEE code), that midnight found silent."""

    answers: dict[UUID, str] = field(default_factory=dict)
    silent: set[tuple[str, str]] = field(default_factory=set)


def expected(commands: Iterable[Outcome], midnight: Midnight) -> Expected:
    """The outcome of every `RecordAvis`, and every silence, of communes whose receipt was entered on the eve.

    An answer recorded before midnight counts, unless it is dated of a day that had not come. One recorded later is late
    when it was voted after the delay; voted in time, it rectifies the silence. An older vote than the one that counts
    is kept as a late one is.
    """
    found = Expected()
    answers = _by_commune(commands)
    received = {(it.stream, it.command["commune"]) for it in commands if it.command["kind"] == "RecordReceipt"}
    for commune in received | answers.keys():
        newest = ""
        for it in answers[commune]:
            assert it.at is not None
            voted_on = it.command["voted_on"]
            in_time, before = voted_on < midnight.day.isoformat(), it.at < midnight.at
            if not before and not newest:
                found.silent.add(commune)
            if not in_time:
                found.answers[it.command_id] = REFUSED if before else LATE
            elif voted_on < newest:
                found.answers[it.command_id] = LATE
            else:
                found.answers[it.command_id] = COUNTED if before or newest else RECTIFIES
                newest = voted_on
        if not newest:
            found.silent.add(commune)
    found.silent &= received
    return found


def _by_commune(commands: Iterable[Outcome]) -> dict[tuple[str, str], list[Outcome]]:
    """The answers of each commune, in order."""
    answers = defaultdict(list)
    for it in by_instant(commands):
        if it.command["kind"] == "RecordAvis":
            answers[it.stream, it.command["commune"]].append(it)
    return answers
