"""What leaves of what is due: after an outage nobody is told one matter five times."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from domain.calendar import Place, civil_day
from domain.ids import derived_id
from domain.reminders import sending_window
from infra.ledger import Due


def by_matter(due: Sequence[Due], places: Mapping[str, Place]) -> Iterator[tuple[list[Due], list[Due]]]:
    """For each matter and recipient: the notices that leave, then those for which they stand, in order of instant.

    What should have left on one morning leaves together; what an outage left of earlier mornings is merged into the
    latest. An urgent notice begins a procedure: it leaves, and what only reminds of it does not. `places`: where the
    mornings of each stream are counted.
    """
    matters = defaultdict(list)
    for one in due:
        matters[one.notice.about, one.notice.to].append(one)
    for matter in matters.values():
        yield _stand(sorted(matter, key=_order), places)


def message_id(due: Sequence[Due], domain: str) -> str:
    """The Message-ID of the letter that carries these notices: the same ones always give the same."""
    return f"<{derived_id('letter', *sorted(one.notice.key for one in due))}@{domain}>"


def _stand(matter: list[Due], places: Mapping[str, Place]) -> tuple[list[Due], list[Due]]:
    mornings = [civil_day(sending_window(one.occurred_at, places[one.stream]), places[one.stream]) for one in matter]
    latest = [one for one, morning in zip(matter, mornings, strict=True) if morning == max(mornings)]
    leaving = [one for one in matter if one.notice.urgent] or latest
    return leaving, [one for one in matter if one not in leaving]


def _order(one: Due) -> tuple[object, ...]:
    return one.occurred_at, one.revision, one.notice.key
