"""The judge: what must never be found in the record of a run, counted. Every count is zero, or something is broken."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.ids import derived_id
from domain.registry import decider_of
from infra.chain import canonical
from infra.inbox import Outcome, Status
from infra.reading.reads import JournalRow
from tests.crash.expected import COUNTED, LATE, RECTIFIES, REFUSED, Expected, expected
from tests.crash.record import Record, by_instant
from tests.crash.senders import Acknowledged
from tests.crash.story import Asked, Midnight

_ANSWERS = ("AvisRecorded", "LateAvisRecorded")


@dataclass(frozen=True)
class Evidence:
    """The record, what the senders were told, what was asked in all, and the mails taken, by Message-ID.

    `now`: the instant of the record. `mails_awaited`: whether the mails due have had the time to leave.
    """

    record: Record
    midnight: Midnight
    asked: Sequence[Asked]
    received: Sequence[Acknowledged]
    repeated: Sequence[Acknowledged]
    mails: Counter[str]
    now: datetime
    mails_awaited: bool


def faults(evidence: Evidence) -> dict[str, int]:
    """How many of each thing that must not be."""
    record, law = evidence.record, expected(evidence.record.commands, evidence.midnight)
    return {
        **_receipts(evidence),
        **_commands(record),
        **_answers(record, law),
        **_silences(record, law, evidence.midnight),
        **_ledger(evidence),
        "chains_broken": sum(not report.ok for report in record.chains),
        "snapshots_that_differ": sum(not rebuilt.ok for rebuilt in record.rebuilt),
    }


def _receipts(evidence: Evidence) -> dict[str, int]:
    """What was acknowledged, against the inbox. Two askings never have the same body: bodies tell rows."""
    rows = defaultdict(list)
    for it in evidence.record.commands:
        rows[_body(it.stream, it.command)].append(it)
    of = {asked.key: rows[_body(asked.stream, asked.command.model_dump(mode="json"))] for asked in evidence.asked}
    told = [*evidence.received, *evidence.repeated]
    # A reaction bears who caused it, and its cause.
    sent = [it for it in evidence.record.commands if it.by.startswith("jeton:") and it.cause is None]
    return {
        "acknowledged_lost": sum(not of[it.asked.key] for it in evidence.received),
        "recorded_twice": sum(len(found) > 1 for found in of.values()),
        "receipts_that_differ": sum(not _is_of(it, row) for it in told for row in of[it.asked.key]),
        "recorded_unasked": len(sent) - sum(map(len, of.values())),
    }


def _is_of(receipt: Acknowledged, row: Outcome) -> bool:
    return receipt.number == row.number and receipt.at in (None, row.at)


def _commands(record: Record) -> dict[str, int]:
    """Every command is done, once, in order, with the events that it says it caused and no other."""
    caused = defaultdict(list)
    for event in record.events:
        caused[event.cause].append(event.revision)
    return {
        "undone": sum(it.status is Status.RECORDED for it in record.commands),
        "behind_time": sum(it.alarm for it in record.commands),
        "events_that_differ": sum(caused[str(it.command_id)] != _revisions(it) for it in record.commands),
        "out_of_order": sum(_disorders(record.commands)),
    }


def _revisions(it: Outcome) -> list[int]:
    if it.first_revision is None or it.last_revision is None:
        return []
    return list(range(it.first_revision, it.last_revision + 1))


def _disorders(commands: Sequence[Outcome]) -> Iterator[bool]:
    """For each command that made events, whether an earlier one of its stream made later ones."""
    last: dict[str, int] = defaultdict(int)
    for it in by_instant(commands):
        if it.first_revision is not None:
            yield it.first_revision <= last[it.stream]
            last[it.stream] = max(last[it.stream], it.first_revision)


def _answers(record: Record, law: Expected) -> dict[str, int]:
    """Each answer is what its instant makes of it, and everything else that was asked is applied."""
    said: dict[str, list[JournalRow]] = defaultdict(list)
    for event in record.events:
        if event.kind in _ANSWERS:
            said[event.cause].append(event)
    found = {it.command_id: _what(it, said[str(it.command_id)]) for it in record.commands}
    wrong = Counter(what for id, what in law.answers.items() if found[id] != what)
    others = [it for it in record.commands if it.command_id not in law.answers]
    return {
        "in_time_not_counted": wrong[COUNTED],
        "silence_not_rectified": wrong[RECTIFIES],
        "late_counted": wrong[LATE],
        "not_refused": wrong[REFUSED],
        "refused_wrongly": sum(it.status is Status.REFUSED for it in others),
        "answers_twice": sum(len(events) > 1 for events in said.values()),
    }


def _what(it: Outcome, said: Sequence[JournalRow]) -> str:
    if it.status is Status.REFUSED:
        return REFUSED
    if not said:
        return "nothing"
    if said[0].kind == "LateAvisRecorded":
        return LATE
    return RECTIFIES if said[0].event["rectifies"] else COUNTED


def _silences(record: Record, law: Expected, midnight: Midnight) -> dict[str, int]:
    """Each silence due is recorded once, at the legal instant, and no other is."""
    events = [event for event in record.events if event.kind == "SilenceRecorded"]
    times = Counter((event.stream, event.event["commune"]) for event in events)
    return {
        "silences_missing": len(law.silent - set(times)),
        "silences_twice": sum(count > 1 for count in times.values()),
        "silences_undue": len(set(times) - law.silent),
        "silences_off_instant": sum(event.occurred_at != midnight.at for event in events),
    }


def _ledger(evidence: Evidence) -> dict[str, int]:
    """What the journal makes owed is in the ledger and in the inboxes, once; what left was taken, under one id."""
    record = evidence.record
    keys, reactions = _consequences(record)
    kept = {owed.key for owed in record.ledger}
    sent = {owed.message_id for owed in record.ledger if owed.state == "sent"}
    late = sum(owed.state == "planned" and owed.send_at <= evidence.now for owed in record.ledger)
    return {
        "notices_missing": len(keys - kept),
        "notices_undue": len(kept - keys),
        "reactions_missing": len(reactions - {it.command_id for it in record.commands}),
        "notices_due_unsent": late if evidence.mails_awaited else 0,
        "notices_failed": sum(owed.state in ("failed", "no_contact") for owed in record.ledger),
        "mails_sent_not_taken": len(sent - set(evidence.mails)),
        # What they said left again under another Message-ID, which no mail reader merges with the first one.
        "mails_left_twice": 0 if late else len(set(evidence.mails) - sent),
    }


def _consequences(record: Record) -> tuple[set[str], set[UUID]]:
    """The keys of the notices and the ids of the reactions that the journal causes, folded again."""
    keys: set[str] = set()
    reactions: set[UUID] = set()
    states: dict[str, Any] = {}
    for row in record.events:
        decider = decider_of(row.stream)
        event = decider.events.validate_python(row.event)
        state = states[row.stream] = decider.evolve(states.get(row.stream) or decider.new(row.stream), event)
        keys |= {notice.key for notice in decider.notify(state, event, row.occurred_at)}
        told = decider.react(state, event)
        reactions |= {derived_id(f"{row.stream}#{row.revision}.{n}") for n in range(len(told))}
    return keys, reactions


def _body(stream: str, command: dict[str, Any]) -> bytes:
    return canonical([stream, command])
