"""What a mandate causes outside itself: evaluations that open, what consultations follow, what the coordinator is
told."""

from collections.abc import Sequence
from datetime import datetime

from domain.evaluation.commands import OpenEvaluation
from domain.mandate import following
from domain.mandate.events import DigestDue, DutyReminderDue, EvaluationDue, Event
from domain.mandate.state import Mandate
from domain.notices import Notice, NoticeKind
from domain.people import COORDINATEUR
from domain.reminders import leaves_at
from domain.stream import Reaction


def react(state: Mandate, event: Event) -> Sequence[Reaction]:
    """An evaluation that falls due opens in its own stream; consultations that run follow councils and habits."""
    if not isinstance(event, EvaluationDue):
        return tuple(following.react(state, event))
    command = OpenEvaluation(
        siren=state.siren,
        epci_name=state.epci_name,
        place=state.home,
        synthetic=state.synthetic,
        year=event.on.year,
        type=event.type,
        on=event.on,
        mandate=state.stream,
    )
    return (Reaction(stream=event.evaluation, command=command),)


def notify(state: Mandate, event: Event, at: datetime) -> Sequence[Notice]:
    """What the coordinator is told: a duty that comes near, each a matter of its own; what the week holds."""
    match event:
        case DutyReminderDue():
            about = _matter(state, event.key)
            return (_notice(state, event.notice, at, f"{about}/{event.notice}{event.label}", about),)
        case DigestDue():
            return (_notice(state, NoticeKind.DIGEST, at, _digest(state), state.stream),)
        case _:
            return ()


def still_owed(state: Mandate, notice: Notice) -> bool:
    """Whether the duty of which the notice speaks is still to be done; of digests, whether it is the last one."""
    if notice.kind is NoticeKind.DIGEST:
        return notice.key == _digest(state)
    return any(duty.done_on is None for duty in state.duties if _matter(state, duty.key) == notice.about)


def _notice(state: Mandate, kind: NoticeKind, at: datetime, key: str, about: str) -> Notice:
    send_at = leaves_at(at, state.home, kind, COORDINATEUR, state.habits)
    return Notice(key=key, kind=kind, to=COORDINATEUR, about=about, send_at=send_at)


def _digest(state: Mandate) -> str:
    return f"{state.stream}/{NoticeKind.DIGEST}/{state.digest_on}"


def _matter(state: Mandate, duty: str) -> str:
    return f"{state.stream}#{duty}"
