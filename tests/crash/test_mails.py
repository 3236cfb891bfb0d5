"""The short form of `python -m tests.crash.mails`, and the proof that its judge sees what it must not find."""

from collections import Counter

import pytest

from tests.crash.mails import judge, run

KEPT: list[tuple[str, str, str | None]] = [
    ("a/maire", "sent", "<1@jalon.test>"),
    ("a/mairie", "sent", "<1@jalon.test>"),
    ("b", "sent", "<2@jalon.test>"),
]
TAKEN = Counter({"<1@jalon.test>": 2, "<2@jalon.test>": 1})


@pytest.mark.timeout(300)
async def test_each_request_leaves_once_while_worker_and_relay_are_killed() -> None:
    verdict = await run(20270301, letters=150, kills_s=6.0)
    assert verdict.faults == {}, verdict.figures
    assert set(verdict.figures["kills"]) == {"worker", "smtp"}
    assert verdict.figures["letters"] >= 150


def test_a_letter_taken_twice_under_one_message_id_is_no_fault() -> None:
    assert not any(judge(KEPT, TAKEN, 2).values())


@pytest.mark.parametrize(
    ("fault", "kept", "taken", "letters"),
    [
        ("keys_not_sent", [*KEPT, ("c", "planned", None)], TAKEN, 2),
        ("letters_unknown", KEPT, TAKEN + Counter({"<3@jalon.test>": 1}), 2),
        ("letters_not_taken", KEPT, Counter({"<1@jalon.test>": 1}), 2),
        ("letters_missing", KEPT, TAKEN, 3),
        ("letters_too_many", KEPT, TAKEN, 1),
    ],
)
def test_the_judge_sees(fault: str, kept: list[tuple[str, str, str | None]], taken: Counter[str], letters: int) -> None:
    assert judge(kept, taken, letters)[fault] == 1
