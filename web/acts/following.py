"""What an act changes in other streams, in French: the reminders that they would move, what happens there by itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from domain.calendar import civil_day
from domain.forecast import coming
from domain.french import join, long_day
from domain.mandate.plan_labels import step_label
from domain.objective.state import Objective
from domain.registry import decider_of
from infra.reading.sentences import commune_name
from web.acts.act import Held
from web.acts.rehearsal import Rehearsal, facts, rehearse, reminders
from web.house import house_of

#: Reminders of one stream that are named; when more of them change, they are counted.
_NAMED: Final = 6

#: What streams tell one another of themselves, and no reader has a use for.
_UNSEEN: Final = frozenset({"RunningNoted", "OverNoted", "CouncilsFollowed", "HabitsFollowed", "EvaluationOpened"})

Coming = Mapping[tuple[str | None, Any], datetime]


async def told_by_followers(held: Held, rehearsal: Rehearsal) -> list[str]:
    """What the streams that would be told of it would change of their reminders, a sentence or two for each."""
    told: list[str] = []
    for stream, commands in _asked(rehearsal).items():
        state = await held.scope.views.state(stream)
        if state is not None:
            title = getattr(state, "title", "") or stream.rpartition("/")[2]
            told += [f"{title} : {said}" for said in _changed(held, rehearse(stream, state, commands, rehearsal.at))]
    return told


async def told_elsewhere(held: Held, rehearsal: Rehearsal) -> list[str]:
    """What would happen by itself in other streams: what an objective learns, what the roadmap becomes, what opens."""
    snapshots = house_of(held.scope.request).snapshots
    told: list[str] = []
    for stream, commands in _asked(rehearsal).items():
        state = await snapshots.one(decider_of(stream), stream)
        there = rehearse(stream, state, commands, rehearsal.at)
        seen = tuple(one for one in there.happened if getattr(one.event, "kind", "") not in _UNSEEN)
        where = f"Objectif {state.key} : " if isinstance(state, Objective) else ""
        told += [f"{where}{said}" for said in facts(replace(there, happened=seen), held.scope.epci)]
    return told


def _asked(rehearsal: Rehearsal) -> dict[str, list[Any]]:
    """The commands that would be sent to each other stream."""
    asked: dict[str, list[Any]] = {}
    for happened in rehearsal.happened:
        for reaction in happened.reactions:
            asked.setdefault(reaction.stream, []).append(reaction.command)
    return asked


def _changed(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    before, after = (_coming(state, rehearsal.at) for state in (rehearsal.before, rehearsal.after))
    told = list(_each(held, before, after))
    if not told:
        return ("aucun rappel ne change.",)
    return [f"{join(told)}."] if len(told) <= _NAMED else [*reminders(rehearsal, held.scope.epci)]


def _each(held: Held, before: Coming, after: Coming) -> Iterator[str]:
    """« rappels à 30 jours » of a commune, from one day to another."""
    for key in sorted(before.keys() | after.keys(), key=lambda one: (after.get(one) or before[one], str(one))):
        then, now = (_day(held, one.get(key)) for one in (before, after))
        if then == now:
            continue
        commune, (notice, label) = key
        # A commune that is named in the address is not named again.
        where = f" à {commune_name(commune, held.scope.epci)}" if commune and commune != held.commune else ""
        named = f"« {step_label(notice, label)} »{where}"
        if not now:
            yield f"{named} ne part plus (prévu le {then})"
        else:
            yield f"{named} passe du {then} au {now}" if then else f"{named} s'ajoute le {now}"


def _day(held: Held, at: datetime | None) -> str:
    return long_day(civil_day(at, held.scope.epci.place)) if at is not None else ""


def _coming(state: Any, at: datetime) -> Coming:
    return {(commune, reminder.name): reminder.at for commune, reminder in coming(state, at)}
