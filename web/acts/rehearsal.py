"""What would happen if some commands were recorded now, by the very rules that will judge them, in French."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.base import Ask
from domain.calendar import civil_day
from domain.errors import Refused
from domain.forecast import coming
from domain.french import long_day, number, plural
from domain.mandate.state import Mandate
from domain.notices import LABELS, Notice
from domain.registry import decider_of
from domain.stream import Happened, Unfolding
from domain.territory import Epci
from infra.sentences import sentence

#: Sentences of one kind of event beyond which they are counted.
_MANY: Final = 6


@dataclass(frozen=True)
class Rehearsal:
    """What would happen. `refused`: why it would not be done, with the `article` that decides, both empty when it would
    be; `before` and `after`: the stream."""

    before: Any
    after: Any
    at: datetime
    happened: tuple[Happened, ...] = ()
    refused: str = ""
    article: str = ""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What would be told at once or in the next mornings."""
        return tuple(notice for one in self.happened for notice in one.notices)


def rehearse(stream: str, state: Any, commands: Sequence[Ask], now: datetime) -> Rehearsal:
    """What the commands would do to the stream, which stands at `state`, at the instant `now`."""
    unfolding: Unfolding[Any] = Unfolding(decider_of(stream), state)
    unfolding.pass_time(now)
    before, start = unfolding.state, len(unfolding.happened)
    try:
        for command in commands:
            unfolding.command(command, now)
    except Refused as no:
        article = no.source.citation if no.source is not None else ""
        return Rehearsal(before, before, now, refused=no.reason, article=article)
    return Rehearsal(before, unfolding.state, now, tuple(unfolding.happened[start:]))


def facts(rehearsal: Rehearsal, epci: Epci) -> list[str]:
    """Each event in a sentence; those of one kind, when they are many, are counted."""
    events = [one.event.model_dump(mode="json") for one in rehearsal.happened]
    counts = Counter(event["kind"] for event in events)
    told: list[str] = []
    for event in events:
        if counts[event["kind"]] <= _MANY:
            told.append(sentence(event, epci))
    for kind, count in counts.items():
        if count > _MANY:
            first = next(event for event in events if event["kind"] == kind)
            told.append(f"{sentence(first, epci)} (et {number(count - 1)} autres faits de même sorte)")
    return told


def letters(rehearsal: Rehearsal, epci: Epci) -> list[str]:
    """What would be told, and what would not be any more: one sentence for each kind of letter."""
    counts: Counter[tuple[str, str]] = Counter()
    for notice in rehearsal.notices:
        day = max(civil_day(notice.send_at, epci.place), civil_day(rehearsal.at, epci.place))
        counts[LABELS[notice.kind], long_day(day)] += 1
    told = [f"Courriels : {label} ({number(count)}), à partir du {day}." for (label, day), count in counts.items()]
    return [*told, *_reminders(rehearsal, epci)]


def _reminders(rehearsal: Rehearsal, epci: Epci) -> Iterable[str]:
    """Those to come that the commands would add or take away."""
    before, after = _coming(rehearsal.before, rehearsal.at), _coming(rehearsal.after, rehearsal.at)
    gone, added = before.keys() - after.keys(), after.keys() - before.keys()
    moved = [key for key in before.keys() & after.keys() if before[key] != after[key]]
    for keys, one, several in (
        (gone, "rappel prévu ne partira plus", "rappels prévus ne partiront plus"),
        (moved, "rappel prévu change de jour", "rappels prévus changent de jour"),
    ):
        if keys:
            yield f"{number(len(keys))} {plural(len(keys), one, several)}."
    if added:
        first = min(after[key] for key in added)
        planned = plural(len(added), "rappel est prévu", "rappels sont prévus")
        yield f"{number(len(added))} {planned}, à partir du {long_day(civil_day(first, epci.place))}."


def _coming(state: Any, at: datetime) -> dict[Any, datetime]:
    if isinstance(state, Mandate):
        return {(duty.key, reminder.name): reminder.at for duty in state.duties for reminder in duty.reminders}
    return {(commune, reminder.name): reminder.at for commune, reminder in coming(state, at)}
