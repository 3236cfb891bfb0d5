"""The duties of a mandate on a calendar, a year at a time, with its councils, its evaluations and the quiet weeks."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from domain.base import Day, Value
from domain.evaluation.commands import PointType
from domain.french import MONTHS, plural
from domain.mandate.duties import Duty
from domain.mandate.landmarks import landmarks
from domain.mandate.state import EvaluationRef, Mandate, Status
from domain.reminders import USUAL, is_quiet
from domain.sources import Confidence
from domain.why import Why, why_duty

_ONE_DAY = timedelta(days=1)
_YEAR_END_MONTHS = (12, 1)


class Kind(StrEnum):
    """What stands on a day."""

    DUTY = "duty"
    COMMUNICATION = "communication"  #: planned, and no duty yet
    EVALUATION = "evaluation"
    COUNCIL = "council"
    LANDMARK = "landmark"  #: a day that the law counts, and that nobody enters as done
    MANDATE = "mandate"  #: its first and its last day


class Standing(StrEnum):
    """Where a duty is."""

    TO_COME = "to_come"
    TODAY = "today"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"


class DutyLine(Value):
    """A duty, seen from a day. `days_late`: how long it has been, or was, overdue; `consultation`: the stream whose
    closing act asks for it, empty when none does."""

    key: str
    title: str
    due: Day
    done_on: Day | None
    standing: Standing
    days_late: int
    citation: str
    confidence: Confidence
    consultation: str
    reminders: int
    why: Why


class Entry(Value):
    """What stands on one day. `duty`: that of a `Kind.DUTY`; `evaluation`: the key of the one that began then;
    `citation`: the text of a `Kind.LANDMARK`, empty for the others."""

    on: Day
    kind: Kind
    title: str
    past: bool
    duty: DutyLine | None = None
    evaluation: str = ""
    citation: str = ""


class Quiet(Value):
    """Days, both included, in which reminders are held, and why."""

    first: Day
    last: Day
    reason: str


class Month(Value):
    """A month of the calendar; `summary` says in French what it holds, empty when it holds nothing."""

    number: int
    short: str
    name: str
    entries: tuple[Entry, ...]
    quiet: tuple[Quiet, ...]
    late: int
    summary: str


class Year(Value):
    """A year of the mandate: its twelve months, and the years that may be shown."""

    year: int
    years: tuple[int, ...]
    months: tuple[Month, ...]
    late: tuple[DutyLine, ...]


def years_of(state: Mandate) -> tuple[int, ...]:
    """The calendar years of an open or ended mandate."""
    first = state.renewal.year if state.renewal is not None else state.year
    return tuple(range(first, state.last_day.year + 1))


def calendar_of(state: Mandate, year: int, today: date) -> Year:
    """The calendar of the year, seen from `today`; `late`: every duty of the mandate that is overdue."""
    lines = [duty_line(duty, today) for duty in state.duties]
    entries = sorted(_entries(state, lines, today), key=lambda one: (one.on, list(Kind).index(one.kind), one.title))
    quiet = list(_quiet(state, year))
    return Year(
        year=year,
        years=years_of(state),
        months=tuple(_month(year, number, entries, quiet) for number in range(1, 13)),
        late=tuple(line for line in lines if line.standing is Standing.LATE),
    )


def duty_line(duty: Duty, today: date) -> DutyLine:
    """The duty as it stands on the day `today`."""
    until = duty.done_on or today
    return DutyLine(
        key=duty.key,
        title=duty.title,
        due=duty.due,
        done_on=duty.done_on,
        standing=_standing(duty, today),
        days_late=max((until - duty.due).days, 0),
        citation=duty.source.citation,
        confidence=duty.source.confidence,
        consultation=duty.consultation,
        reminders=len(duty.reminders),
        why=why_duty(duty),
    )


def _standing(duty: Duty, today: date) -> Standing:
    if duty.done_on is not None:
        return Standing.DONE if duty.in_time else Standing.DONE_LATE
    if duty.due == today:
        return Standing.TODAY
    return Standing.LATE if duty.due < today else Standing.TO_COME


def _entries(state: Mandate, lines: list[DutyLine], today: date) -> Iterator[Entry]:
    for line in lines:
        yield Entry(on=line.due, kind=Kind.DUTY, title=line.title, past=line.due < today, duty=line)
    for council in state.councils:
        yield Entry(on=council, kind=Kind.COUNCIL, title="Conseil communautaire", past=council < today)
    yield from _points(state, {line.key for line in lines}, today)
    for one in landmarks(state):
        citation = one.source.citation
        yield Entry(on=one.on, kind=Kind.LANDMARK, title=one.title, past=one.on < today, citation=citation)
    first, last = state.renewal, state.last_day
    if first is not None:
        yield Entry(on=first, kind=Kind.MANDATE, title="Renouvellement général", past=first < today)
    ended = "Fin du mandat" if state.status is Status.ENDED else "Fin prévue du mandat"
    yield Entry(on=last, kind=Kind.MANDATE, title=ended, past=last < today)


def _points(state: Mandate, duties: set[str], today: date) -> Iterator[Entry]:
    """The communications that are no duty yet, the evaluations planned, and those that were started."""
    for point in state.points:
        if point.type is PointType.COMMUNICATION_ANNUELLE:
            if f"{point.type}-{point.on.isoformat()}" not in duties:
                title = "Communication annuelle au conseil, prévue"
                yield Entry(on=point.on, kind=Kind.COMMUNICATION, title=title, past=point.on < today)
        elif not any((ref.type, ref.on) == (point.type, point.on) for ref in state.evaluations):
            title = f"{EVALUATIONS[point.type]}, prévue"
            yield Entry(on=point.on, kind=Kind.EVALUATION, title=title, past=point.on < today)
    for ref in state.evaluations:
        yield Entry(
            on=ref.on, kind=Kind.EVALUATION, title=_started(ref), past=ref.on < today, evaluation=key_of(ref.evaluation)
        )


#: What an evaluation of each type is called.
EVALUATIONS = {
    PointType.MI_MANDAT: "Évaluation de mi-mandat",
    PointType.FIN_DE_MANDAT: "Évaluation de fin de mandat",
}


def key_of(stream: str) -> str:
    """The key of a stream, by which its page is known."""
    return stream.split("/", 2)[2]


def _started(ref: EvaluationRef) -> str:
    return f"{EVALUATIONS[ref.type]}, {'enregistrée' if ref.outcome is not None else 'en cours de collecte'}"


def _quiet(state: Mandate, year: int) -> Iterator[Quiet]:
    """The quiet weeks of every year, then those that the EPCI added."""
    day, first = date(year - 1, 12, 1), None
    while day.year <= year or first is not None:
        held = is_quiet(day, USUAL)
        if held and first is None:
            first = day
        if not held and first is not None:
            yield Quiet(first=first, last=day - _ONE_DAY, reason=_season(first))
            first = None
        day += _ONE_DAY
    for week in state.habits.quiet:
        if week.first.year <= year <= week.last.year:
            yield Quiet(first=week.first, last=week.last, reason=week.reason or "semaine ajoutée par l'EPCI")


def _season(first: date) -> str:
    return "fin d'année" if first.month in _YEAR_END_MONTHS else "été"


def _month(year: int, number: int, entries: list[Entry], quiet: list[Quiet]) -> Month:
    here = tuple(one for one in entries if (one.on.year, one.on.month) == (year, number))
    first = date(year, number, 1)
    after = date(year + number // 12, number % 12 + 1, 1)
    return Month(
        number=number,
        short=MONTHS[number - 1],
        name=f"{MONTHS[number - 1]} {year}",
        entries=here,
        quiet=tuple(one for one in quiet if one.first < after and first <= one.last),
        late=sum(one.duty is not None and one.duty.standing is Standing.LATE for one in here),
        summary=_summary(here),
    )


def _summary(entries: tuple[Entry, ...]) -> str:
    """« 2 obligations, 1 conseil »."""
    counts = Counter(one.kind for one in entries)
    return ", ".join(f"{counts[kind]} {plural(counts[kind], *_WORDS[kind])}" for kind in Kind if counts[kind])


_WORDS = {
    Kind.DUTY: ("obligation", "obligations"),
    Kind.COMMUNICATION: ("communication prévue", "communications prévues"),
    Kind.EVALUATION: ("évaluation", "évaluations"),
    Kind.COUNCIL: ("conseil", "conseils"),
    Kind.LANDMARK: ("date légale", "dates légales"),
    Kind.MANDATE: ("date du mandat", "dates du mandat"),
}
