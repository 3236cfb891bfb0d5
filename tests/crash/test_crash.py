"""The short form of `make crash`, and the proof that its judge would have seen what it did not find."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from infra.inbox import Outcome, Status
from infra.reading.reads import JournalRow
from tests.crash.judge import Evidence, faults
from tests.crash.record import Record
from tests.crash.run import SHORT, Verdict, run

pytestmark = pytest.mark.timeout(300)

#: The seed of the short form; any other must do as well.
SEED = 20270301

ONE_SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
async def verdict() -> Verdict:
    """One run, for every test of this file."""
    return await run(SEED, SHORT)


async def test_every_silence_falls_at_midnight_and_no_answer_is_lost_while_every_part_is_killed(
    verdict: Verdict,
) -> None:
    assert verdict.faults == {}, verdict.figures
    assert set(verdict.figures["kills"]) == {"postgres", "temporal", "smtp", "worker", "web"}
    assert verdict.figures["acknowledged"] == verdict.figures["asked"]
    assert verdict.figures["kinds"]["SilenceRecorded"] > 0


Change = Callable[[Evidence], Evidence]


def _of_record(**changes: Callable[[Record], tuple[Any, ...]]) -> Change:
    """The same evidence, with other commands, events or ledger."""

    def changed(evidence: Evidence) -> Evidence:
        made = {name: change(evidence.record) for name, change in changes.items()}
        return replace(evidence, record=replace(evidence.record, **made))

    return changed


def _acknowledged(record: Record) -> Outcome:
    return next(it for it in record.commands if it.command["kind"] == "RecordAvis")


def _without_an_acknowledged_one(record: Record) -> tuple[Any, ...]:
    lost = _acknowledged(record)
    return tuple(it for it in record.commands if it is not lost)


def _one_acknowledged_twice(record: Record) -> tuple[Any, ...]:
    return (*record.commands, _acknowledged(record).but(number=record.commands[-1].number + 1))


def _one_undone(record: Record) -> tuple[Any, ...]:
    return (*record.commands[:-1], record.commands[-1].but(status=Status.RECORDED))


def _silence(record: Record) -> JournalRow:
    return next(event for event in record.events if event.kind == "SilenceRecorded")


def _without_a_silence(record: Record) -> tuple[Any, ...]:
    return tuple(event for event in record.events if event is not _silence(record))


def _a_silence_twice(record: Record) -> tuple[Any, ...]:
    return (*record.events, _silence(record))


def _a_silence_early(record: Record) -> tuple[Any, ...]:
    silence = _silence(record)
    return (*_without_a_silence(record), silence.but(occurred_at=silence.occurred_at - ONE_SECOND))


def _an_answer_twice(record: Record) -> tuple[Any, ...]:
    return (*record.events, next(event for event in record.events if event.kind == "AvisRecorded"))


def _answers_forgotten(record: Record) -> tuple[Any, ...]:
    return tuple(event for event in record.events if event.kind != "AvisRecorded")


def _receipts_of_another_instant(evidence: Evidence) -> Evidence:
    moved = [replace(it, at=it.at and it.at + ONE_SECOND) for it in evidence.received]
    return replace(evidence, received=moved)


def _a_mail_under_two_ids(evidence: Evidence) -> Evidence:
    settled = replace(evidence, record=replace(evidence.record, ledger=()))
    return replace(settled, mails=evidence.mails + Counter({"<autre@jalon.test>": 1}))


CHANGES: dict[str, Change] = {
    "acknowledged_lost": _of_record(commands=_without_an_acknowledged_one),
    "recorded_twice": _of_record(commands=_one_acknowledged_twice),
    "receipts_that_differ": _receipts_of_another_instant,
    "undone": _of_record(commands=_one_undone),
    "silences_missing": _of_record(events=_without_a_silence),
    "silences_twice": _of_record(events=_a_silence_twice),
    "silences_off_instant": _of_record(events=_a_silence_early),
    "answers_twice": _of_record(events=_an_answer_twice),
    "events_that_differ": _of_record(events=_answers_forgotten),
    "notices_missing": _of_record(ledger=lambda record: record.ledger[1:]),
    "mails_left_twice": _a_mail_under_two_ids,
}


@pytest.mark.parametrize("fault", CHANGES)
async def test_the_judge_sees(verdict: Verdict, fault: str) -> None:
    assert faults(verdict.evidence)[fault] == 0
    assert faults(CHANGES[fault](verdict.evidence))[fault] > 0
