"""What the week holds for the coordination of an EPCI: what it is told on Tuesday, unless there is nothing to tell."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Final

from domain.base import Day, Value
from domain.consultation.state import Consultation
from domain.mandate.state import Mandate
from domain.objective.state import Objective
from infra.reading.dashboard import Standing, dashboard
from infra.reading.digest_lines import Line, coming_councils, leaving, silent, todo
from infra.reading.matters import Matter

#: How far ahead it looks: deadlines and councils, then what leaves by itself.
_AHEAD: Final = timedelta(days=14)
_WEEK: Final = timedelta(days=7)


class Digest(Value):
    """One line for each thing, as seen from the day `on`.

    `todo`: what waits for the coordination, and `late`: deadlines that have passed, the newest first. `coming`:
    deadlines and councils of the fourteen days to come, and `silent`: the communes that have not answered, the soonest
    first. `leaving`: what is planned to leave within seven days, in the order in which it leaves.
    """

    on: Day
    todo: tuple[Line, ...] = ()
    late: tuple[Line, ...] = ()
    coming: tuple[Line, ...] = ()
    silent: tuple[Line, ...] = ()
    leaving: tuple[Line, ...] = ()


def digest(
    mandate: Mandate | None, objectives: Sequence[Objective], consultations: Sequence[Consultation], day: date
) -> Digest | None:
    """The digest of an EPCI on the day `day`, whatever the order of its streams; `None` when there is nothing to tell.
    What is closed is not told."""
    standing = Standing(mandate, objectives, consultations)
    told = Digest(
        on=day,
        todo=_newest_first(todo(standing, day)),
        late=_newest_first(_passed(standing, day)),
        coming=_soonest_first(chain(_deadlines(standing, day), coming_councils(standing, day, day + _AHEAD))),
        silent=_soonest_first(silent(standing)),
        leaving=_soonest_first(leaving(standing, day, day + _WEEK)),
    )
    return told if told != Digest(on=day) else None


def _passed(standing: Standing, day: date) -> Iterator[Line]:
    yield from _of_objectives(dashboard("", "", standing, day).late)
    yield from (line for line in _duties(standing.mandate) if line.on < day)


def _deadlines(standing: Standing, day: date) -> Iterator[Line]:
    until = day + _AHEAD
    yield from (line for line in _of_objectives(dashboard("", "", standing, day).coming) if line.on <= until)
    yield from (line for line in _duties(standing.mandate) if day <= line.on <= until)


def _of_objectives(matters: Iterable[Matter]) -> Iterator[Line]:
    """What communes owe is told apart, as silent ones."""
    for matter in matters:
        if matter.stream.startswith("objective/"):
            yield Line(on=matter.on, what=matter.what, stream=matter.stream)


def _duties(mandate: Mandate | None) -> Iterator[Line]:
    for duty in mandate.duties if mandate is not None else ():
        if duty.done_on is None and mandate is not None:
            yield Line(on=duty.due, what=f"{duty.title} ({duty.source.citation})", stream=mandate.stream)


def _newest_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (-line.on.toordinal(), line.stream, line.what)))


def _soonest_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (line.on, line.stream, line.what)))
