"""A turn of a stream, without a database: order, refusals, bugs, and the same story whatever the outages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base import Value
from domain.errors import DomainError
from domain.ids import derived_id
from domain.stream import Decider, Unfolding
from infra.turn import Turn, Undone
from tests.infra.ballot import BALLOT, Note, Open, RecordAvis, ballot_id

PLUM = ballot_id("plum")
MARCH_1 = datetime(2027, 3, 1, tzinfo=UTC)
COMMUNES = tuple(f"32{n:03}" for n in range(4))
OPEN = Open(communes=COMMUNES, remind_at=MARCH_1 + timedelta(hours=20), deadline=MARCH_1 + timedelta(hours=40))
START = datetime.min.replace(tzinfo=UTC)


def row(number: int, command: Any, at: datetime | None) -> Undone:
    return Undone(number, derived_id(PLUM, str(number)), at, "coordinateur", command.model_dump_json())


def turn(now: datetime, decider: Decider[Any] = BALLOT, after: Turn | None = None) -> Turn:
    if after:
        return Turn(PLUM, Unfolding(decider, after.unfolding.state), after.revision, after.time, now)
    return Turn(PLUM, Unfolding(decider, decider.new(PLUM)), 0, START, now)


def story(turns: Sequence[Turn]) -> list[tuple[int, str, dict[str, Any], datetime]]:
    return [(it.revision, it.by, it.event, it.occurred_at) for each in turns for it in each.entries]


hours = st.integers(min_value=0, max_value=60).map(lambda hour: MARCH_1 + timedelta(hours=hour))
answers = st.lists(st.tuples(hours, st.sampled_from(COMMUNES), st.booleans()), max_size=12)


@given(answers=answers, awake=st.lists(hours, max_size=8))
def test_whatever_the_outages_the_same_things_happen_at_the_same_instants(
    answers: list[tuple[datetime, str, bool]], awake: list[datetime]
) -> None:
    asked = sorted(answers, key=lambda answer: answer[0])
    rows = [row(0, OPEN, MARCH_1)]
    rows += [row(n, RecordAvis(commune=who, favorable=yes), at) for n, (at, who, yes) in enumerate(asked, start=1)]
    end = MARCH_1 + timedelta(hours=61)

    at_once = turn(end)
    for each in rows:
        at_once.take(each)
    at_once.pass_time(end)

    turns: list[Turn] = []
    for now in [*sorted(awake), end]:
        waking = turn(now, after=turns[-1] if turns else None)
        seen = sum(len(each.done) for each in turns)
        for each in rows[seen:]:
            if each.at and each.at <= now:
                waking.take(each)
        waking.pass_time(now)
        turns.append(waking)

    assert story(turns) == story([at_once])
    outcomes = [(done.number, done.status, done.first_revision) for each in turns for done in each.done]
    assert outcomes == [(done.number, done.status, done.first_revision) for done in at_once.done]
    assert not any(done.alarm for each in turns for done in each.done)


@given(answers=answers, most=st.integers(min_value=1, max_value=5))
def test_turns_that_end_before_all_is_done_tell_the_same_story(
    answers: list[tuple[datetime, str, bool]], most: int
) -> None:
    asked = sorted(answers, key=lambda answer: answer[0])
    rows = [row(0, OPEN, MARCH_1)]
    rows += [row(n, RecordAvis(commune=who, favorable=yes), at) for n, (at, who, yes) in enumerate(asked, start=1)]
    end = MARCH_1 + timedelta(hours=61)
    at_once = turn(end)
    assert all(at_once.take(each) for each in rows)
    assert at_once.pass_time(end)

    turns: list[Turn] = []
    whole = False
    while not whole:
        short = turn(end, after=turns[-1] if turns else None)
        short.most = most
        left = rows[sum(len(each.done) for each in turns) :]
        whole = all(short.take(each) for each in left) and short.pass_time(end)
        turns.append(short)
        assert len(turns) <= len(at_once.entries) + 1
    assert story(turns) == story([at_once])


def test_what_the_domain_cannot_make_sense_of_is_a_refusal_with_its_french_sentence() -> None:
    def decide(state: Any, command: Any, at: datetime) -> Sequence[Value]:
        raise DomainError("La commune 99999 n'est pas de cet EPCI ; vérifiez son code INSEE.")

    refused = turn(MARCH_1, replace(BALLOT, decide=decide))
    refused.take(row(1, Note(text="a"), MARCH_1))
    (done,) = refused.done
    assert (done.status, done.source) == ("refused", None)
    assert done.reason == "La commune 99999 n'est pas de cet EPCI ; vérifiez son code INSEE."
    assert refused.entries == []


def test_a_rule_that_fails_after_its_first_event_is_a_crash_not_a_refusal() -> None:
    def notify(state: Any, event: Any, at: datetime) -> Sequence[Any]:
        raise DomainError("trop tard")

    broken = turn(MARCH_1, replace(BALLOT, notify=notify))
    with pytest.raises(DomainError):
        broken.take(row(1, Note(text="a"), MARCH_1))
    assert broken.done == []


def test_a_command_that_changes_nothing_is_applied_without_a_revision() -> None:
    quiet = turn(MARCH_1, replace(BALLOT, decide=lambda state, command, at: ()))
    quiet.take(row(1, Note(text="a"), None))
    (done,) = quiet.done
    assert (done.status, done.at, done.first_revision, done.last_revision) == ("applied", MARCH_1, None, None)
