"""A transfert of competence, story by story: the same delay and majority as a restitution, the opposite silence."""

from datetime import timedelta

import pytest

from domain.consultation.commands import (
    CancelConsultation,
    CloseConsultation,
    CountsAs,
    QualifyAvis,
    RecordAnnulment,
    Sens,
)
from domain.consultation.events import Result
from domain.consultation.next_act import next_act
from domain.consultation.state import Position, Status
from domain.errors import Refused
from domain.procedures.model import ClosingAct
from tests.domain.consultation.stories import Story, day, paris_midnight


def test_a_transfert_is_not_sent_before_the_council_voted_on_1_december_2026() -> None:
    story = Story().open("2026-11-30")
    with pytest.raises(Refused, match="doit d'abord adopter"):
        story.send("2026-12-01")


def test_a_deliberation_that_the_council_rejected_is_not_notified() -> None:
    story = Story().open("2026-11-30").council("2026-12-01", votes_for=10, votes_against=12)
    with pytest.raises(Refused, match="n'a pas adopté"):
        story.send("2026-12-01")


def test_a_tie_needs_the_casting_vote_of_the_president() -> None:
    story = Story().open("2026-11-30")
    with pytest.raises(Refused, match="voix prépondérante"):
        story.council("2026-12-01", votes_for=10, votes_against=10)
    assert story.council("2026-12-01", votes_for=10, votes_against=10, casting_vote=True).state.council_vote


def test_each_commune_has_its_own_clock_from_its_own_receipt() -> None:
    story = Story().sent(["01001"]).receive("01002", "2026-12-07")
    first, second, third = story.state.seats
    assert first.deadline is not None
    assert first.deadline.earliest == day("2027-03-01")
    assert second.deadline is not None
    assert second.deadline.earliest == day("2027-03-07")
    assert second.deadline.safe == day("2027-03-08")
    assert third.deadline is None


def test_silence_is_favorable_and_recorded_at_00_00_on_the_day_after_the_safe_reading() -> None:
    story = Story().sent().wait(paris_midnight("2027-03-03") - timedelta(seconds=1))
    assert story.result() is Result.EN_COURS
    story.wait(paris_midnight("2027-03-03"))
    silences = story.happened("SilenceRecorded")
    assert [silence.occurred_at for silence in silences] == [paris_midnight("2027-03-03")] * 3
    assert {seat.position for seat in story.state.seats} == {Position.FAVORABLE}
    assert story.result() is Result.MAJORITE_REUNIE
    assert story.status() is Status.ENDED
    assert next_act(story.state) == "l'arrêté préfectoral"


def test_a_commune_without_proof_of_receipt_is_never_silent() -> None:
    story = Story().sent(["01001", "01002"]).wait("2031-01-01")
    assert len(story.happened("SilenceRecorded")) == 2
    assert story.state.seats[2].position is Position.AWAITED
    assert story.status() is Status.SENT


def test_the_majority_is_reached_as_soon_as_it_is_there_and_can_be_revoked_until_the_end() -> None:
    story = Story().sent()
    story.answer("01001", Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    story.answer("01002", Sens.FAVORABLE, "2027-01-11", "2027-01-13")
    assert story.result() is Result.MAJORITE_REUNIE
    assert story.state.decided_on == day("2027-01-13")
    assert "L5211-5" in story.state.reason
    story.answer("01002", Sens.DEFAVORABLE, "2027-02-11", "2027-02-12")
    assert story.result() is Result.EN_COURS
    assert len(story.state.seats[1].versions) == 1


def test_the_largest_commune_over_a_quarter_blocks_alone() -> None:
    story = Story("transfert_competence", 500, 100, 100, 100, 100).sent([f"0100{n}" for n in range(1, 6)])
    story.answer("01001", Sens.DEFAVORABLE, "2027-01-10", "2027-01-12")
    assert story.result() is Result.MAJORITE_IMPOSSIBLE
    story.wait(paris_midnight("2027-03-03"))
    assert story.status() is Status.ENDED
    assert next_act(story.state) == ""


def test_a_failed_transfert_never_closes_by_itself_a_human_ends_it_with_a_reason() -> None:
    story = Story("transfert_competence", 500, 100, 100).sent()
    story.answer("01001", Sens.DEFAVORABLE, "2027-01-10", "2027-01-12").wait("2031-01-01")
    assert story.status() is Status.ENDED
    assert story.result() is Result.MAJORITE_IMPOSSIBLE
    story.do(CloseConsultation(on=day("2031-01-02"), reason="Sans suite"), "2031-01-02")
    assert story.status() is Status.CLOSED
    assert story.state.closing_act is None


@pytest.mark.parametrize("receipt_first", [True, False])
def test_a_vote_of_10_april_is_late_whenever_the_receipt_of_10_december_is_entered(receipt_first: bool) -> None:
    story = Story().sent([])
    for step in (1, 2) if receipt_first else (2, 1):
        if step == 1:
            story.receive("01001", "2027-05-01", received_on="2026-12-10")
        else:
            story.answer("01001", Sens.DEFAVORABLE, "2027-04-10", "2027-05-01")
    assert [avis.sens for avis in story.state.seats[0].late] == [Sens.DEFAVORABLE]
    assert story.state.seats[0].position is Position.FAVORABLE


def test_a_late_vote_counts_once_the_receipt_is_corrected_so_that_it_was_in_time() -> None:
    story = Story().sent().wait("2027-03-05").answer("01001", Sens.DEFAVORABLE, "2027-03-08", "2027-03-09")
    assert story.happened("LateAvisRecorded")
    story.receive("01001", "2027-03-10", received_on="2026-12-10", correction="Avis de réception retrouvé")
    assert not story.state.seats[0].late
    assert story.state.seats[0].position is Position.DEFAVORABLE


def test_a_vote_not_counted_after_the_end_gives_the_commune_back_its_silence() -> None:
    story = Story().sent().wait("2027-03-05").answer("01001", Sens.DEFAVORABLE, "2027-03-02", "2027-03-10")
    story.do(QualifyAvis(commune="01001", counts_as=CountsAs.NON_COMPTE, reason="Hors délai"), "2027-03-11")
    assert story.state.seats[0].position is Position.FAVORABLE
    assert story.happened("SilenceRecorded")[-1].occurred_at == paris_midnight("2027-03-03")


def test_a_commune_whose_vote_is_not_counted_is_reminded_again() -> None:
    story = Story().sent().answer("01001", Sens.NE_SE_PRONONCE_PAS, "2026-12-10", "2026-12-12")
    story.do(QualifyAvis(commune="01001", counts_as=CountsAs.NON_COMPTE, reason="Sans position"), "2026-12-14")
    story.wait("2027-02-27")
    reminded = [one.event for one in story.happened("ReminderDue") if one.event.commune == "01001"]  # type: ignore[attr-defined]
    assert len(reminded) == 8


def test_a_result_that_changes_after_the_end_is_told_to_the_coordinator_and_the_objective() -> None:
    story = Story("transfert_competence", 500, 100, 100, objective="objective/200000001/F1").sent().wait("2027-03-05")
    story.answer("01001", Sens.DEFAVORABLE, "2027-02-20", "2027-03-10")
    changed = story.happened("ResultChanged")[-1]
    assert len(changed.notices) == 1
    assert [reaction.stream for reaction in changed.reactions] == ["objective/200000001/F1"]


def test_an_arrete_is_not_older_than_the_sending() -> None:
    story = Story().sent().wait("2027-03-05")
    with pytest.raises(Refused, match="est partie le"):
        story.do(CloseConsultation(on=day("2026-11-20"), act=ClosingAct.ARRETE, number="1"), "2027-03-06")


def test_the_arrete_settles_a_majority_that_the_texts_leave_open_only_with_a_reason() -> None:
    story = Story("transfert_competence", 100, 100, 90).sent()
    story.answer("01002", Sens.DEFAVORABLE, "2027-01-10", "2027-01-12").wait("2027-03-05")
    arrete = CloseConsultation(on=day("2027-03-20"), act=ClosingAct.ARRETE, number="1")
    with pytest.raises(Refused, match="pour quelle raison"):
        story.do(arrete, "2027-03-21")
    story.do(arrete.model_copy(update={"reason": "Lecture de la préfecture"}), "2027-03-21")
    assert story.status() is Status.CLOSED


def test_half_of_the_votes_of_a_council_is_refused() -> None:
    with pytest.raises(Refused, match="ou aucune des deux"):
        Story().open("2026-11-30").council("2026-12-01", votes_against=30)


def test_a_consultation_never_speaks_to_the_streams_of_another_epci() -> None:
    with pytest.raises(Refused, match="du même EPCI"):
        Story(objective="objective/999999999/F1").open("2026-11-30")


def test_the_arrete_may_come_before_the_end_once_the_majority_is_there() -> None:
    story = Story().sent()
    arrete = CloseConsultation(on=day("2027-02-01"), act=ClosingAct.ARRETE, number="32-2027-02-01-003")
    with pytest.raises(Refused, match="n'est pas possible"):
        story.do(arrete, "2027-02-01")
    story.answer("01001", Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    story.answer("01002", Sens.FAVORABLE, "2027-01-11", "2027-01-13")
    story.do(arrete, "2027-02-01").wait("2027-06-01")
    assert story.status() is Status.CLOSED
    assert story.happened("SilenceRecorded") == []


def test_a_restitution_waits_for_the_end_and_is_lost_by_silence() -> None:
    story = Story("restitution_competence").sent()
    story.answer("01001", Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    story.wait(paris_midnight("2027-03-03"))
    assert [seat.position for seat in story.state.seats] == [
        Position.FAVORABLE,
        Position.DEFAVORABLE,
        Position.DEFAVORABLE,
    ]
    assert story.result() is Result.MAJORITE_IMPOSSIBLE


def test_a_restitution_reached_early_still_waits_for_every_delay() -> None:
    story = Story("restitution_competence").sent()
    story.answer("01001", Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    story.answer("01002", Sens.FAVORABLE, "2027-01-11", "2027-01-13")
    assert story.result() is Result.MAJORITE_REUNIE
    with pytest.raises(Refused, match="attendez la fin de leur délai"):
        story.do(CloseConsultation(on=day("2027-02-01"), act=ClosingAct.ARRETE, number="1"), "2027-02-01")


@pytest.mark.parametrize("sens", [Sens.FAVORABLE_AVEC_RESERVES, Sens.NE_SE_PRONONCE_PAS])
def test_a_vote_that_is_neither_yes_nor_no_waits_for_a_human_with_a_reason(sens: Sens) -> None:
    story = Story().sent().answer("01001", sens, "2027-01-10", "2027-01-12")
    assert story.state.seats[0].position is Position.TO_QUALIFY
    story.wait("2027-04-01")
    assert story.state.seats[0].silence is None
    assert story.status() is Status.SENT
    story.do(QualifyAvis(commune="01001", counts_as=CountsAs.FAVORABLE, reason="Réserve sans effet"), "2027-04-02")
    assert [seat.position for seat in story.state.seats] == [Position.FAVORABLE] * 3
    assert story.status() is Status.ENDED


def test_a_vote_that_a_human_does_not_count_leaves_the_commune_silent_at_its_legal_instant() -> None:
    story = Story().sent().answer("01001", Sens.NE_SE_PRONONCE_PAS, "2027-01-10", "2027-01-12")
    story.wait("2027-04-01")
    story.do(QualifyAvis(commune="01001", counts_as=CountsAs.NON_COMPTE, reason="Sans position"), "2027-04-02")
    assert story.happened("SilenceRecorded")[-1].occurred_at == paris_midnight("2027-03-03")


def test_a_clear_vote_is_not_qualified() -> None:
    story = Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    with pytest.raises(Refused, match="pas de vote à qualifier"):
        story.do(QualifyAvis(commune="01001", counts_as=CountsAs.DEFAVORABLE, reason="x"), "2027-01-13")


def test_a_vote_of_2_march_2027_stands_in_the_zone_of_uncertainty() -> None:
    story = Story().sent().answer("01001", Sens.DEFAVORABLE, "2027-03-02", "2027-03-02")
    avis = story.state.seats[0].avis
    assert avis is not None
    assert "zone d'incertitude" in avis.unclear
    assert "à confirmer" in avis.unclear
    assert story.state.seats[0].position is Position.TO_QUALIFY


def test_a_deliberation_in_time_that_arrives_after_the_silence_rectifies_it() -> None:
    story = Story("transfert_competence", 500, 100, 100).sent().wait("2027-03-05")
    assert story.result() is Result.MAJORITE_REUNIE
    story.answer("01001", Sens.DEFAVORABLE, "2027-02-20", "2027-03-10")
    assert story.happened("AvisRecorded")[-1].event.rectifies  # type: ignore[attr-defined]
    assert story.state.seats[0].silence is None
    assert story.result() is Result.MAJORITE_IMPOSSIBLE


def test_a_deliberation_voted_after_the_delay_is_kept_and_not_counted() -> None:
    story = Story().sent().wait("2027-03-05").answer("01001", Sens.DEFAVORABLE, "2027-03-04", "2027-03-06")
    assert [avis.sens for avis in story.state.seats[0].late] == [Sens.DEFAVORABLE]
    assert story.state.seats[0].position is Position.FAVORABLE
    late = story.happened("LateAvisRecorded")[0].event
    assert "2 mars 2027" in late.reason  # type: ignore[attr-defined]


def test_the_last_answer_before_midnight_counts_and_the_first_after_does_not() -> None:
    midnight = paris_midnight("2027-03-03")
    story = Story().sent().answer("01001", Sens.DEFAVORABLE, "2027-02-20", midnight - timedelta(microseconds=1))
    assert story.state.seats[0].position is Position.DEFAVORABLE
    assert not story.happened("AvisRecorded")[0].event.rectifies  # type: ignore[attr-defined]
    story.answer("01002", Sens.DEFAVORABLE, "2027-02-20", midnight)
    assert story.happened("AvisRecorded")[1].event.rectifies  # type: ignore[attr-defined]


def test_the_same_answer_twice_changes_nothing() -> None:
    story = Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    before = len(story.unfolding.happened)
    story.answer("01001", Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    assert len(story.unfolding.happened) == before


def test_a_deliberation_of_tomorrow_is_refused() -> None:
    with pytest.raises(Refused, match="pas encore venu"):
        Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-13", "2027-01-12")


def test_a_commune_that_is_not_consulted_is_refused() -> None:
    with pytest.raises(Refused, match="n'est pas consultée"):
        Story().sent().answer("99999", Sens.FAVORABLE, "2027-01-10", "2027-01-12")


def test_a_wrong_day_of_receipt_is_corrected_with_a_reason_and_the_silence_falls() -> None:
    story = Story().sent().wait("2027-03-05")
    assert story.status() is Status.ENDED
    with pytest.raises(Refused, match="donnez-en la raison"):
        story.receive("01001", "2027-03-05", received_on="2026-12-10")
    story.receive("01001", "2027-03-05", received_on="2026-12-10", correction="Avis de réception retrouvé")
    assert story.status() is Status.SENT
    assert story.state.seats[0].silence is None
    story.wait("2027-04-01")
    assert story.happened("SilenceRecorded")[-1].occurred_at == paris_midnight("2027-03-12")
    assert story.status() is Status.ENDED


def test_a_receipt_entered_months_late_makes_the_silence_at_its_legal_instant() -> None:
    story = Story().sent(["01001", "01002"]).receive("01003", "2027-05-01", received_on="2026-12-02")
    silence = story.happened("SilenceRecorded")[-1]
    assert silence.occurred_at == paris_midnight("2027-03-04")
    assert story.status() is Status.ENDED


@pytest.mark.parametrize("received_on", ["2026-11-30", "2026-12-05"])
def test_a_receipt_before_the_sending_or_not_yet_come_is_refused(received_on: str) -> None:
    with pytest.raises(Refused):
        Story().sent([]).receive("01001", "2026-12-03", received_on=received_on)


def test_a_consultation_that_began_by_letter_keeps_its_real_dates_and_sends_no_first_mail() -> None:
    story = Story().open("2027-01-10").council("2027-01-10").send("2027-01-15", sent_on="2027-01-10")
    assert story.state.by_letter
    assert all(not happened.notices for happened in story.happened("ConsultationSent"))
    story.receive("01001", "2027-01-15", received_on="2027-01-12")
    assert story.state.seats[0].deadline is not None
    assert story.state.seats[0].deadline.earliest == day("2027-04-12")


def test_a_cancelled_consultation_ends_annulee_and_tells_each_commune() -> None:
    story = Story().sent().do(CancelConsultation(reason="Projet retiré"), "2027-01-05")
    assert story.result() is Result.ANNULEE
    assert len(story.happened("ConsultationCancelled")[0].notices) == 3
    assert story.wait("2027-06-01").happened("SilenceRecorded") == []


def test_an_answer_after_the_close_is_kept_and_not_counted() -> None:
    story = Story().sent().do(CancelConsultation(reason="Projet retiré"), "2027-01-05")
    story.answer("01001", Sens.FAVORABLE, "2027-01-04", "2027-01-06")
    assert len(story.state.seats[0].late) == 1
    assert story.result() is Result.ANNULEE


def test_an_annulment_by_a_judge_is_kept() -> None:
    story = (
        Story().sent().do(RecordAnnulment(act="Délibération du 1er décembre 2026", on=day("2027-06-01")), "2027-06-02")
    )
    assert story.state.annulments == ("Délibération du 1er décembre 2026",)


def test_what_is_closed_refuses_with_a_sentence() -> None:
    story = Story().sent().do(CancelConsultation(reason="Projet retiré"), "2027-01-05")
    with pytest.raises(Refused, match="est annulée"):
        story.receive("01001", "2027-01-06")


def test_a_consultation_is_not_opened_twice_under_one_key() -> None:
    with pytest.raises(Refused, match="existe déjà"):
        Story().sent().open("2026-12-02")
