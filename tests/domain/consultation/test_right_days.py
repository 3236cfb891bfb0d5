"""The right day of each thing, in whatever order facts come: silences, results, départs, votes replaced."""

from datetime import timedelta

import pytest

from domain.consultation import DECIDER
from domain.consultation.commands import CountsAs, QualifyAvis, RecordAvis, Sens
from domain.consultation.events import Result
from domain.consultation.life_commands import ConfirmSilence, Departure, RecordDeparture
from domain.consultation.state import Consultation, Position, Status
from domain.errors import Refused
from tests.domain.consultation.stories import Story, day, paris_midnight

WITHDRAWN = Departure.WITHDRAWN


def left(on: str, commune: str = "01001", how: Departure = WITHDRAWN) -> RecordDeparture:
    return RecordDeparture(commune=commune, on=day(on), how=how, reason="Arrêté préfectoral")


def vote(number: str, sens: Sens, voted_on: str) -> RecordAvis:
    return RecordAvis(commune="01001", sens=sens, voted_on=day(voted_on), number=number)


def test_a_receipt_entered_on_1_may_2027_dates_the_silence_in_march_and_the_result_in_may() -> None:
    story = Story().sent(["01001", "01002"]).receive("01003", "2027-05-01", received_on="2026-12-02")
    assert story.state.seats[2].silence_on == day("2027-03-04")
    assert (story.state.ended_on, story.state.latest_on) == (day("2027-05-01"), day("2027-05-01"))
    alone = Story().sent([]).receive("01001", "2027-05-01", received_on="2026-12-02")
    alone.receive("01002", "2027-05-02", received_on="2026-12-02")
    assert (alone.result(), alone.state.decided_on) == (Result.MAJORITE_REUNIE, day("2027-05-02"))


def test_silences_of_3_march_2027_date_the_result_when_nothing_was_known_later() -> None:
    story = Story().sent().wait("2027-04-01")
    assert (story.state.decided_on, story.state.ended_on) == (day("2027-03-03"), day("2027-03-03"))


def test_a_vote_not_counted_on_2_april_2027_dates_the_result_that_its_silence_of_march_makes() -> None:
    story = Story().sent().answer("01001", Sens.NE_SE_PRONONCE_PAS, "2027-01-10", "2027-01-12").wait("2027-04-01")
    story.do(QualifyAvis(commune="01001", counts_as=CountsAs.NON_COMPTE, reason="Sans position"), "2027-04-02")
    assert (story.state.seats[0].silence_on, story.state.ended_on) == (day("2027-03-03"), day("2027-04-02"))


def test_events_written_before_the_day_of_recording_was_kept_still_load() -> None:
    state: Consultation = DECIDER.new("consultation/200000001/eau")
    for happened in Story().sent().wait("2027-04-01").unfolding.happened:
        old = happened.event.model_dump(mode="json", exclude={"recorded_on"})
        state = DECIDER.evolve(state, DECIDER.events.validate_python(old))
    assert (state.status, state.latest_on) == (Status.ENDED, None)


@pytest.mark.parametrize(("received_on", "silence_on"), [("2026-12-02", "2027-03-04"), ("2026-12-10", "2027-03-12")])
def test_a_receipt_corrected_on_1_may_2027_gives_the_silence_its_right_day(received_on: str, silence_on: str) -> None:
    story = Story().sent().wait("2027-03-20").do(ConfirmSilence(commune="01001"), "2027-03-11")
    story.receive("01001", "2027-05-01", received_on=received_on, correction="Avis de réception retrouvé")
    [seat, *_] = story.state.seats
    assert (seat.silence_on, story.status()) == (day(silence_on), Status.ENDED)
    assert (seat.silence_confirmed_on is None) == (silence_on == "2027-03-12")
    story.receive("01001", "2027-05-02", received_on="2026-12-01", correction="Première date")
    assert story.state.seats[0].silence_on == day("2027-03-03")


def test_a_silence_is_not_recorded_again_when_the_correction_of_1_may_2027_leaves_its_day() -> None:
    # 5 and 6 December 2026: both delays end, in the longest reading, on Monday 8 March 2027.
    story = Story().sent([]).receive("01001", "2026-12-07", received_on="2026-12-05").wait("2027-04-01")
    before = len(story.happened("SilenceRecorded"))
    story.receive("01001", "2027-05-01", received_on="2026-12-06", correction="Date relue")
    assert story.state.seats[0].silence_on == day("2027-03-09")
    assert len(story.happened("SilenceRecorded")) == before


def test_a_vote_that_a_correction_of_1_may_2027_brings_back_in_time_leaves_no_silence() -> None:
    story = Story().sent().wait("2027-03-05").answer("01001", Sens.DEFAVORABLE, "2027-03-08", "2027-03-09")
    story.receive("01001", "2027-05-01", received_on="2026-12-10", correction="Avis de réception retrouvé")
    [seat, *_] = story.state.seats
    assert (seat.position, seat.silence_on, seat.late) == (Position.DEFAVORABLE, None, ())


def test_a_new_vote_of_11_february_2027_is_not_bound_by_the_decision_on_the_old_one() -> None:
    story = Story().sent().answer("01001", Sens.FAVORABLE_AVEC_RESERVES, "2027-01-10", "2027-01-12")
    story.do(QualifyAvis(commune="01001", counts_as=CountsAs.FAVORABLE, reason="Réserve sans effet"), "2027-01-13")
    story.answer("01001", Sens.DEFAVORABLE, "2027-02-11", "2027-02-12")
    [seat, *_] = story.state.seats
    assert (seat.qualification, seat.position) == (None, Position.DEFAVORABLE)


@pytest.mark.parametrize(
    ("voted_on", "unclear", "counted"),
    [("2027-03-07", False, True), ("2027-03-08", True, True), ("2027-03-09", False, False)],
)
def test_the_zone_of_uncertainty_begins_after_7_and_ends_with_8_march_2027(
    voted_on: str, unclear: bool, counted: bool
) -> None:
    story = Story().sent([]).receive("01001", "2026-12-07").answer("01001", Sens.DEFAVORABLE, voted_on, "2027-03-15")
    avis = story.state.seats[0].avis
    assert (avis is not None) is counted
    assert bool(avis and avis.unclear) is unclear


def test_a_consultation_that_began_by_letter_on_4_december_2026_calls_after_three_working_days() -> None:
    story = Story().open("2026-12-01").council("2026-12-01").send("2026-12-20", sent_on="2026-12-04")
    due = story.state.receipts_due_at
    assert due is not None
    assert timedelta(hours=6) <= due - paris_midnight("2026-12-09") < timedelta(hours=8)


def test_an_older_vote_of_10_january_2027_that_arrives_last_is_kept_and_does_not_count() -> None:
    story = Story().sent().do(vote("31", Sens.DEFAVORABLE, "2027-02-11"), "2027-02-12")
    story.do(vote("4", Sens.FAVORABLE, "2027-01-10"), "2027-02-20").do(
        vote("4", Sens.FAVORABLE, "2027-01-10"), "2027-02-21"
    )
    [seat, *_] = story.state.seats
    assert (seat.position, [avis.number for avis in seat.late]) == (Position.DEFAVORABLE, ["4"])
    reason = story.happened("LateAvisRecorded")[0].event.reason  # type: ignore[attr-defined]
    assert "n° 31 du 11 février 2027 est plus récente" in reason


def test_the_day_of_a_vote_is_corrected_to_10_january_2027_under_its_number() -> None:
    story = Story().sent().do(vote("31", Sens.FAVORABLE, "2027-02-11"), "2027-02-12")
    story.do(vote("31", Sens.FAVORABLE, "2027-01-10"), "2027-02-20")
    avis = story.state.seats[0].avis
    assert avis is not None
    assert avis.voted_on == day("2027-01-10")


def test_a_vote_that_a_correction_makes_late_gives_way_to_the_one_of_10_january_2027_before_it() -> None:
    story = Story().sent([]).do(vote("4", Sens.FAVORABLE, "2027-01-10"), "2027-01-12")
    story.do(vote("31", Sens.DEFAVORABLE, "2027-03-05"), "2027-03-06")
    story.receive("01001", "2027-03-07", received_on="2026-12-01")
    [seat, *_] = story.state.seats
    assert (seat.position, [avis.number for avis in seat.late]) == (Position.FAVORABLE, ["31"])
    assert (seat.versions, seat.silence_on) == ((), None)


def test_the_same_answer_entered_again_after_the_closing_of_april_2027_takes_nothing_away() -> None:
    story = Story("schema_mutualisation").sent().answer("01001", Sens.DEFAVORABLE, "2027-01-10", "2027-01-12")
    story.wait("2027-03-05").council("2027-04-08").answer("01001", Sens.DEFAVORABLE, "2027-01-10", "2027-04-10")
    [seat, *_] = story.state.seats
    assert (seat.position, seat.late) == (Position.DEFAVORABLE, ())


@pytest.mark.parametrize("departure_first", [True, False])
def test_a_vote_of_10_january_2027_after_a_departure_of_the_5th_is_kept_not_counted(departure_first: bool) -> None:
    story = Story().sent()
    if departure_first:
        story.do(left("2027-01-05"), "2027-01-20")
    story.answer("01001", Sens.DEFAVORABLE, "2027-01-10", "2027-01-21")
    if not departure_first:
        story.do(left("2027-01-05"), "2027-01-22")
    [seat, *_] = story.state.seats
    assert (seat.avis, len(seat.late)) == (None, 1)
    late = story.happened("LateAvisRecorded")[-1].event.reason  # type: ignore[attr-defined]
    assert "5 janvier 2027" in late


def test_a_vote_of_4_january_2027_before_the_departure_of_the_5th_still_weighs() -> None:
    story = Story().sent().do(left("2027-01-05"), "2027-01-20")
    story.answer("01001", Sens.DEFAVORABLE, "2027-01-04", "2027-01-21")
    assert story.state.seats[0].position is Position.DEFAVORABLE


def test_a_commune_that_left_on_5_january_2027_owes_no_reminder_and_no_silence() -> None:
    story = Story().sent(["01001"]).do(left("2027-01-05"), "2027-01-05").do(left("2027-01-05", "01002"), "2027-01-05")
    happened = len(story.happened("ReminderDue"))
    story.wait("2027-04-01")
    assert len(story.happened("ReminderDue")) == happened
    assert story.happened("SilenceRecorded") == []


def test_a_departure_of_1_february_2027_entered_after_the_silence_of_march_takes_it_away() -> None:
    story = Story().sent().wait("2027-03-05").do(left("2027-02-01"), "2027-03-06")
    assert story.state.seats[0].silence is None
    story.do(left("2027-03-04"), "2027-03-07")
    assert story.state.seats[0].silence_on == day("2027-03-03"), "partie après, elle a bien gardé le silence"


def test_a_departure_of_5_january_2027_is_entered_once_and_corrected() -> None:
    story = Story().sent().do(left("2027-01-05"), "2027-01-06").do(left("2027-01-05"), "2027-01-07")
    assert len(story.happened("CommuneDeparted")) == 1
    story.do(left("2027-01-04", how=Departure.MERGED), "2027-01-08")
    assert story.state.seats[0].left is not None
    assert story.state.seats[0].left.how is Departure.MERGED


@pytest.mark.parametrize("on", ["2026-11-30", "2027-01-07"])
def test_a_departure_before_the_sending_or_after_6_january_2027_is_refused(on: str) -> None:
    with pytest.raises(Refused):
        Story().sent().do(left(on), "2027-01-06")
