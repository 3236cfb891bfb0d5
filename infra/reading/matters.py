"""What falls due: the deadlines of objectives, the ends of delays of consultations, the duties of the mandate."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.base import Day, Value
from domain.consultation.state import Consultation, Status
from domain.french import long_day
from domain.mandate.state import Mandate
from infra.reading.briefs import ObjectiveBrief
from infra.reading.risks import awaited_by_deadline, named


class Matter(Value):
    """Something to do by a day, or that should have been done by it; `source` cites the law that wants it, if any."""

    on: Day
    what: str
    stream: str
    source: str = ""


def matters(
    mandate: Mandate | None, objectives: Iterable[ObjectiveBrief], consultations: Iterable[Consultation], until: date
) -> tuple[Matter, ...]:
    """Everything that falls, or fell, due by the day `until` included, in the order of the days."""
    found = [matter for objective in objectives for matter in _of_objective(objective, until)]
    found += [matter for state in consultations for matter in _of_consultation(state) if matter.on <= until]
    found += [matter for matter in _of_mandate(mandate) if matter.on <= until] if mandate is not None else []
    return tuple(sorted(found, key=lambda matter: (matter.on, matter.stream, matter.what)))


def late(found: Sequence[Matter], day: date) -> tuple[Matter, ...]:
    """Those whose day is over on the day `day`."""
    return tuple(matter for matter in found if matter.on < day)


def _of_objective(brief: ObjectiveBrief, until: date) -> Iterator[Matter]:
    if brief.closed:
        return
    if brief.due is not None and brief.due <= until:
        yield Matter(on=brief.due, what=f"{brief.key} : échéance, {brief.title}", stream=brief.stream)
    for step in brief.steps:
        if step.due <= until:
            yield Matter(on=step.due, what=f"{brief.key} : étape « {step.name} »", stream=brief.stream)


def _of_consultation(state: Consultation) -> Iterator[Matter]:
    """The end of the delay of the communes that have not answered, in its shortest reading."""
    if state.status is not Status.SENT:
        return
    article = state.law.source.citation
    for deadline, names in awaited_by_deadline(state):
        what = f"{state.title} : réponse de {named(names)}"
        if deadline is not None:
            silence = f"silence constaté le {long_day(deadline.silence_from)}"
            yield Matter(on=deadline.earliest, what=f"{what} ({silence})", stream=state.stream, source=article)
        elif state.reply_by is not None:
            yield Matter(on=state.reply_by, what=what, stream=state.stream)


def _of_mandate(state: Mandate) -> Iterator[Matter]:
    for duty in state.duties:
        if duty.done_on is None:
            what = f"{duty.title} ({duty.key})"
            yield Matter(on=duty.due, what=what, stream=state.stream, source=duty.source.citation)
