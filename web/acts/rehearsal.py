"""What would happen if some commands were recorded now, by the very rules that will judge them, in French."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.base import Ask
from domain.calendar import civil_day
from domain.consultation.state import Consultation
from domain.errors import Refused
from domain.forecast import coming
from domain.french import join, long_day, number, plural
from domain.mandate.state import Mandate
from domain.notices import LABELS, Notice
from domain.objective.state import Objective
from domain.objective.transitions import REMINDED
from domain.objective.transitions import Status as ObjectiveStatus
from domain.registry import decider_of
from domain.stream import Happened, Unfolding
from domain.territory import Epci
from infra.contacts import Contact, behind
from infra.reading.sentences import commune_name, sentence

#: Sentences of one kind of event beyond which they are counted, and communes beyond which they are.
_MANY: Final = 6
_NAMED: Final = 12


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
        """What would be told at once or in the next mornings: not what a later command of the same act makes void, as
        a reopening that is closed again."""
        told = (notice for one in self.happened for notice in one.notices)
        return tuple(notice for notice in told if self._stays_owed(notice))

    def _stays_owed(self, notice: Notice) -> bool:
        return decider_of(notice.stream).still_owed(self.after, notice)


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
            first, *others = (event for event in events if event["kind"] == kind)
            told.append(f"{sentence(first, epci)} {_alike(others, epci)}")
    return told


def _alike(events: Sequence[Mapping[str, Any]], epci: Epci) -> str:
    """The others of the same kind: by the name of their commune, as far as they can be named."""
    names = [commune_name(str(event["commune"]), epci) for event in events if event.get("commune")]
    if len(names) < len(events):
        return f"(et {number(len(events))} autres faits de même sorte)"
    rest = len(names) - _NAMED
    return f"De même pour {join([*names[:_NAMED], f'{number(rest)} autres communes'] if rest > 1 else names)}."


def letters(rehearsal: Rehearsal, epci: Epci, contacts: Sequence[Contact]) -> list[str]:
    """What would be told, and to how many of `contacts`, those of the EPCI: one sentence for each kind of letter. Who
    has several functions reads one."""
    groups: dict[tuple[str, str], list[Notice]] = defaultdict(list)
    for notice in rehearsal.notices:
        day = max(civil_day(notice.send_at, epci.place), civil_day(rehearsal.at, epci.place))
        groups[LABELS[notice.kind], long_day(day)].append(notice)
    return [_letter(label, day, told, contacts) for (label, day), told in groups.items()]


def _letter(label: str, day: str, notices: Sequence[Notice], contacts: Sequence[Contact]) -> str:
    known = behind(contacts, {notice.to for notice in notices})
    count = len({contact.id for contact in known.values() if contact is not None})
    if not count:
        return f"Courriels : {label} ; aucun ne peut partir, faute d'une adresse utilisable."
    return f"Courriels : {label}, à {number(count)} {plural(count, 'personne', 'personnes')}, à partir du {day}."


def reminders(rehearsal: Rehearsal, epci: Epci) -> Iterator[str]:
    """Those to come that the commands would add, take away or hold back, in sentences."""
    before, after = _coming(rehearsal.before, rehearsal.at), _coming(rehearsal.after, rehearsal.at)
    gone, added = before.keys() - after.keys(), after.keys() - before.keys()
    moved = [key for key in before.keys() & after.keys() if before[key] != after[key]]
    waits = _is_halted(rehearsal.after)
    for keys, one, several in (
        (gone if waits else (), "rappel prévu attendra la reprise", "rappels prévus attendront la reprise"),
        (() if waits else gone, "rappel prévu ne partira plus", "rappels prévus ne partiront plus"),
        (moved, "rappel prévu change de jour", "rappels prévus changent de jour"),
    ):
        if keys:
            yield f"{number(len(keys))} {plural(len(keys), one, several)}."
    if added:
        first = min(after[key] for key in added)
        planned = plural(len(added), "rappel est prévu, le", "rappels sont prévus, à partir du")
        yield f"{number(len(added))} {planned} {long_day(civil_day(first, epci.place))}."


def _is_halted(state: Any) -> bool:
    """Whether its reminders wait until somebody takes it up again."""
    if isinstance(state, Consultation):
        return state.suspended_on is not None
    return isinstance(state, Objective) and state.status is ObjectiveStatus.PAUSED


def _coming(state: Any, at: datetime) -> dict[Any, datetime]:
    # What is suspended, paused or over keeps its timetable, by which nothing leaves.
    if _is_halted(state) or (isinstance(state, Objective) and state.status not in REMINDED):
        return {}
    if isinstance(state, Mandate):
        return {(duty.key, reminder.name): reminder.at for duty in state.duties for reminder in duty.reminders}
    return {(commune, reminder.name): reminder.at for commune, reminder in coming(state, at)}
