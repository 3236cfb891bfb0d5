"""What holds whatever happens: in-time answers beat the timer, outages change nothing, time changes no answer."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.consultation import DECIDER
from domain.consultation.commands import Command, RecordAvis, RecordReceipt, Sens
from domain.consultation.state import Consultation
from domain.errors import Refused
from domain.stream import Unfolding
from tests.domain.consultation.stories import Story, day, instant, paris_midnight

COMMUNES = ("01001", "01002", "01003", "01004")
START = instant("2026-12-01")
#: Received on 1 December 2026: silence occurs at this instant.
MIDNIGHT = paris_midnight("2027-03-03")

moments = st.integers(min_value=0, max_value=200 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
near_midnight = st.integers(min_value=-30_000, max_value=30_000).map(lambda us: MIDNIGHT + timedelta(microseconds=us))
answers = st.builds(
    RecordAvis,
    commune=st.sampled_from(COMMUNES),
    sens=st.sampled_from(Sens),
    voted_on=st.dates(min_value=day("2026-12-01"), max_value=day("2027-03-10")),
)
receipts = st.builds(
    RecordReceipt,
    commune=st.sampled_from(COMMUNES),
    received_on=st.dates(min_value=day("2026-12-01"), max_value=day("2027-02-01")),
    proof=st.just("courriel"),
    correction=st.sampled_from(["", "Date relue sur l'avis de réception"]),
)
histories = st.lists(st.tuples(moments | near_midnight, answers | receipts), max_size=12).map(
    lambda commands: sorted(commands, key=lambda row: row[0])
)

History = list[tuple[datetime, Command]]


def sent() -> Consultation:
    return Story("transfert_competence", 400, 100, 100, 90).sent(["01001", "01002"]).state


SENT = sent()


def play(history: History, stops: list[datetime]) -> Unfolding[Consultation]:
    """Play the commands; the worker also wakes at each of `stops`, and once more at the end."""
    unfolding = Unfolding(decider=DECIDER, state=SENT)
    wakes: list[tuple[datetime, Command | None]] = [*history, *((stop, None) for stop in stops)]
    for at, command in sorted(wakes, key=lambda row: row[0]):
        unfolding.pass_time(at)
        if command is not None:
            try:
                unfolding.command(command, at)
            except Refused:
                continue
    unfolding.pass_time(START + timedelta(days=400))
    return unfolding


@given(histories, st.lists(moments | near_midnight, max_size=8))
@settings(max_examples=80, deadline=None)
def test_an_outage_changes_neither_types_nor_payloads_nor_instants(history: History, stops: list[datetime]) -> None:
    with_outage, without = play(history, []), play(history, stops)
    told = [(happened.event, happened.occurred_at, happened.notices) for happened in with_outage]
    # A receipt entered late makes past things happen at once or at the next wake: the instants are the same.
    assert told == [(happened.event, happened.occurred_at, happened.notices) for happened in without]


@given(st.lists(st.tuples(near_midnight, st.sampled_from(COMMUNES[:2])), max_size=6))
@settings(max_examples=80, deadline=None)
def test_an_answer_recorded_before_the_deadline_always_beats_the_timer(marks: list[tuple[datetime, str]]) -> None:
    history: History = [
        (at, RecordAvis(commune=commune, sens=Sens.DEFAVORABLE, voted_on=day("2027-02-20")))
        for at, commune in sorted(marks)
    ]
    state = play(history, []).state
    in_time = {command.commune for at, command in history if at < MIDNIGHT}  # type: ignore[union-attr]
    for seat in state.seats[:2]:
        assert (seat.insee in in_time) <= (seat.avis is not None and seat.silence is None)
    rectified = [happened.event for happened in play(history, []) if getattr(happened.event, "rectifies", False)]
    assert {event.commune for event in rectified}.isdisjoint(in_time)  # type: ignore[attr-defined]


@given(histories, moments)
@settings(max_examples=80, deadline=None)
def test_time_never_changes_an_answer(history: History, later: datetime) -> None:
    unfolding = Unfolding(decider=DECIDER, state=SENT)
    for at, command in history:
        unfolding.pass_time(at)
        try:
            unfolding.command(command, at)
        except Refused:
            continue
    answers_before = {seat.insee: seat.avis for seat in unfolding.state.seats}
    unfolding.pass_time(max(later, history[-1][0] if history else later))
    assert {seat.insee: seat.avis for seat in unfolding.state.seats} == answers_before


@given(histories)
@settings(max_examples=60, deadline=None)
def test_the_journal_alone_rebuilds_the_state(history: History) -> None:
    unfolding = play(history, [])
    state: Consultation = SENT
    for happened in unfolding:
        kept = DECIDER.events.validate_json(DECIDER.events.dump_json(happened.event))
        state = DECIDER.evolve(state, kept)
    assert state == unfolding.state
    assert Consultation.model_validate_json(state.model_dump_json()) == state


@given(histories)
@settings(max_examples=60, deadline=None)
def test_no_notice_has_the_key_of_another(history: History) -> None:
    notices = [notice for happened in play(history, []) for notice in happened.notices]
    reminders = [notice.key for notice in notices if notice.kind.startswith("avis_j")]
    assert len(reminders) == len(set(reminders))
