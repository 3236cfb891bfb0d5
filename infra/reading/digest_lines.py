"""The lines of the digest: what waits for the coordination, councils, silent communes, what leaves by itself."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from domain.base import Day, Value
from domain.calendar import civil_day, start_of_day
from domain.consultation import schedule
from domain.consultation.labels import ROLES
from domain.consultation.next_act import next_act
from domain.consultation.owing import owes, running, to_confirm
from domain.consultation.state import Consultation, Position, Seat, Status
from domain.deadline import Deadline
from domain.french import join, long_day, plural
from domain.mandate.state import Mandate
from domain.notices import LABELS, NoticeKind
from domain.objective.ledger import is_held, owner
from domain.objective.state import Objective
from domain.people import COORDINATEUR, Recipient, mairie
from domain.reminders import Reminder, leaves_at
from infra.reading.dashboard import Standing
from infra.reading.risks import awaited_by_deadline, named

#: A call is due so many days before the end of a delay.
_CALL_DAYS: Final = timedelta(days=7)

#: Nothing was heard so many days after the question.
_SILENT_DAYS: Final = timedelta(days=30)


class Line(Value):
    """One thing, in French, the day that it is of, and the stream that it is about."""

    on: Day
    what: str
    stream: str


def todo(standing: Standing, day: date) -> Iterator[Line]:
    """What waits for the coordination on `day`."""
    for consultation in standing.consultations:
        yield from _of_consultation(consultation, day)
    for objective in standing.objectives:
        asked = objective.asked_on
        if asked is not None and not objective.closed and day - asked >= _SILENT_DAYS:
            what = f"{objective.key} : sans nouvelles du pilote de « {objective.title} », à qui elles sont demandées"
            yield Line(on=asked, what=what, stream=objective.stream)
    mandate = standing.mandate
    if mandate is not None and mandate.stock_due is not None and mandate.stock_due <= day:
        yield Line(on=mandate.stock_due, what="Faire le point sur la feuille de route", stream=mandate.stream)


def coming_councils(standing: Standing, day: date, until: date) -> Iterator[Line]:
    """The councils from `day` to `until`, both included: the EPCI's, and those of communes that still owe an answer."""
    mandate = standing.mandate
    for sits in mandate.councils if mandate is not None else ():
        if mandate is not None and day <= sits <= until:
            yield Line(on=sits, what="Conseil communautaire", stream=mandate.stream)
    for state in standing.consultations:
        sitting = defaultdict[date, list[str]](list)
        for seat in _owing(state):
            for sits in seat.councils:
                if day <= sits <= until:
                    sitting[sits].append(seat.name)
        for sits, names in sitting.items():
            councils = plural(len(names), "Conseil municipal", "Conseils municipaux")
            yield Line(on=sits, what=f"{councils} pour « {state.title} » : {named(names)}", stream=state.stream)


def silent(standing: Standing) -> Iterator[Line]:
    """The communes that have not answered, one line for each deadline of each consultation."""
    for state in standing.consultations:
        if not running(state):
            continue
        for deadline, names in awaited_by_deadline(state):
            on = deadline.earliest if deadline else state.reply_by or state.sent_on
            if on is not None:
                count = f"{len(names)} {plural(len(names), 'commune', 'communes')}"
                what = f"« {state.title} », {_until(state, deadline)}, {count} : {named(names)}"
                yield Line(on=on, what=what, stream=state.stream)


def leaving(standing: Standing, day: date, until: date) -> Iterator[Line]:
    """What is planned to leave by itself from `day` to `until`, excluded, one line for each kind and matter."""
    together = defaultdict[tuple[NoticeKind, str, str], list[_Planned]](list)
    for planned in _planned(standing, day):
        if day <= planned.on < until:
            together[planned.kind, planned.title, planned.stream].append(planned)
    for (kind, title, stream), told in together.items():
        names = [planned.name for planned in told if planned.name]
        to = f" : {named(names)}" if names else ""
        on = min(planned.on for planned in told)
        yield Line(on=on, what=f"{_capital(LABELS[kind])}, « {title} »{to}", stream=stream)


class _Planned(NamedTuple):
    """A reminder to come: the day on which it leaves, and the commune that it reminds, if any."""

    kind: NoticeKind
    title: str
    stream: str
    on: date
    name: str = ""


def _planned(standing: Standing, day: date) -> Iterator[_Planned]:
    """Those to come, and those that fell due and wait for the end of a quiet week."""
    for state in standing.consultations:
        for seat in _owing(state):
            waiting = schedule.held(state, seat, start_of_day(day, state.home))
            for reminder in (*waiting, *seat.pending):
                on = _leaves(state, reminder, mairie(seat.insee))
                yield _Planned(reminder.notice, state.title, state.stream, on, seat.name)
    for objective in standing.objectives:
        for reminder in _of_objective(objective, day):
            on = _leaves(objective, reminder, owner(objective))
            yield _Planned(reminder.notice, objective.title, objective.stream, on)
    if standing.mandate is not None:
        yield from _of_mandate(standing.mandate)


def _of_mandate(mandate: Mandate) -> Iterator[_Planned]:
    for duty in mandate.duties:
        for reminder in duty.reminders if duty.done_on is None else ():
            on = _leaves(mandate, reminder, COORDINATEUR)
            yield _Planned(reminder.notice, duty.title, mandate.stream, on)


def _of_objective(state: Objective, day: date) -> Iterator[Reminder]:
    if state.closed:
        return
    opening = start_of_day(day, state.home)
    yield from (told.reminder for told in state.reminded if is_held(state, told, opening))
    yield from state.schedule.reminders


def _of_consultation(state: Consultation, day: date) -> Iterator[Line]:
    if running(state):
        yield from _calls(state, day)
        yield from _refused(state)
    if state.status in (Status.SENT, Status.ENDED):
        unclear = state.holding(Position.TO_QUALIFY)
        voted = [seat.avis.voted_on for seat in unclear if seat.avis is not None]
        if voted:
            yield _line(state, max(voted), plural(len(unclear), "Vote à qualifier", "Votes à qualifier"), unclear)
    if state.status is Status.ENDED and state.ended_on is not None:
        if unsure := [seat for seat in state.seats if to_confirm(seat)]:
            words = plural(len(unsure), "Silence à confirmer", "Silences à confirmer")
            yield _line(state, state.ended_on, words, unsure)
        if act := next_act(state):
            yield Line(on=state.ended_on, what=f"Acte suivant de « {state.title} » : {act}", stream=state.stream)


def _calls(state: Consultation, day: date) -> Iterator[Line]:
    unproved = [seat for seat in _owing(state) if seat.called and seat.received_on is None]
    if unproved and state.receipts_due_at is not None:
        on = civil_day(state.receipts_due_at, state.home)
        yield _line(state, on, "Appeler, réception à prouver", unproved)
    ending = defaultdict[date, list[Seat]](list)
    for seat in _owing(state):
        if seat.deadline is not None and seat.deadline.alert_on - _CALL_DAYS <= day:
            ending[seat.deadline.alert_on - _CALL_DAYS].append(seat)
    for on, seats in ending.items():
        yield _line(state, on, "Appeler, le délai s'achève", seats)


def _refused(state: Consultation) -> Iterator[Line]:
    """The functions that a mail did not reach, of communes that still owe an answer."""
    lost = [
        f"{seat.name} ({join(sorted({ROLES[bounce.role] for bounce in seat.bounces}))})"
        for seat in _owing(state)
        if seat.bounces
    ]
    if lost and state.sent_on is not None:
        what = f"{plural(len(lost), 'Adresse refusée', 'Adresses refusées')}, « {state.title} » : {named(lost)}"
        yield Line(on=state.sent_on, what=what, stream=state.stream)


def _owing(state: Consultation) -> list[Seat]:
    return [seat for seat in state.seats if owes(seat)] if running(state) else []


def _leaves(state: Consultation | Objective | Mandate, reminder: Reminder, to: Recipient) -> date:
    return civil_day(leaves_at(reminder.at, state.home, reminder.notice, to, state.habits), state.home)


def _until(state: Consultation, deadline: Deadline | None) -> str:
    """Until when an answer is awaited, in French."""
    if deadline is not None:
        return f"avant le {long_day(deadline.earliest)}"
    if state.law.delay_months is not None:
        return "réception à prouver"
    return f"réponse souhaitée le {long_day(state.reply_by)}" if state.reply_by else "sans délai légal"


def _line(state: Consultation, on: date, words: str, seats: Sequence[Seat]) -> Line:
    what = f"{words}, « {state.title} » : {named([seat.name for seat in seats])}"
    return Line(on=on, what=what, stream=state.stream)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
