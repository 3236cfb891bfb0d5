"""What interrupts a consultation and lets it go on: nothing is lost, and no legal day moves."""

from typing import Any

import pytest

from domain.consultation import DECIDER
from domain.consultation.commands import CancelConsultation, CloseConsultation, CountsAs, QualifyAvis, Sens
from domain.consultation.events import Result
from domain.consultation.labels import status_label
from domain.consultation.life_commands import (
    AnnulAvis,
    ConfirmSilence,
    ExtendConsultation,
    ReopenConsultation,
    ResumeConsultation,
    SuspendConsultation,
)
from domain.consultation.state import Position, Status
from domain.errors import Refused
from domain.notices import NoticeKind
from domain.people import Role
from domain.procedures.model import ClosingAct
from tests.domain.consultation.stories import Story, day, paris_midnight

CONCERNED = ("01001", "01003")
SUSPENDED = SuspendConsultation(reason="Étude à refaire")


def events(story: Story, kind: str) -> list[Any]:
    return [happened.event for happened in story.happened(kind)]


def service(**opening: Any) -> Story:
    return Story("groupement_commandes", communes=CONCERNED, **opening).sent(CONCERNED)


def test_nothing_happens_from_5_january_to_10_march_2027_while_it_is_suspended() -> None:
    story = Story().sent().do(SUSPENDED, "2026-12-05").wait("2027-03-10")
    assert DECIDER.next_due(story.state) is None
    assert (story.happened("ReminderDue"), story.happened("SilenceRecorded")) == ([], [])
    assert status_label(story.state) == "suspendue"


def test_silences_of_3_march_2027_keep_their_legal_instant_when_it_is_resumed_on_10_march() -> None:
    story = Story().sent().do(SUSPENDED, "2026-12-05").do(ResumeConsultation(), "2027-03-10")
    assert {one.occurred_at for one in story.happened("SilenceRecorded")} == {paris_midnight("2027-03-03")}
    assert {seat.silence_on for seat in story.state.seats} == {day("2027-03-03")}
    assert story.happened("ReminderDue") == [], "les rappels dont le jour est passé ne partent pas tous ensemble"
    assert (story.status(), status_label(story.state)) == (Status.ENDED, "terminée pour les communes")
    assert (story.state.decided_on, story.state.ended_on) == (day("2027-03-10"), day("2027-03-10"))


def test_resumed_on_1_february_2027_only_the_reminders_to_come_leave() -> None:
    story = Story().sent().do(SUSPENDED, "2026-12-05").do(ResumeConsultation(), "2027-02-01").wait("2027-03-01")
    kinds = [one.notice for one in events(story, "ReminderDue") if one.commune == "01001"]
    assert set(kinds[1:3]) == {NoticeKind.AVIS_J7, NoticeKind.CALL_BEFORE_END}, "le même matin"
    assert (kinds[0], kinds[3:]) == (NoticeKind.AVIS_J15, [NoticeKind.AVIS_CONVOCATION, NoticeKind.AVIS_J2])


def test_a_reminder_of_the_morning_of_28_january_2027_leaves_when_it_is_resumed_that_day() -> None:
    story = Story().sent().do(SUSPENDED, "2027-01-20").do(ResumeConsultation(), "2027-01-28").wait("2027-01-29")
    assert [one.notice for one in events(story, "ReminderDue") if one.commune == "01001"][-1] is NoticeKind.AVIS_J30


def test_a_mairie_without_proof_of_receipt_is_called_once_it_is_resumed_on_10_january_2027() -> None:
    story = Story().sent([]).do(SUSPENDED, "2026-12-02").do(ResumeConsultation(), "2027-01-10")
    asked = events(story, "ReminderDue")
    assert [(one.notice, one.to) for one in asked] == [(NoticeKind.RECEIPT_MISSING, (Role.MAIRIE, Role.SECRETAIRE))] * 3
    again = [one.to for one in events(story.wait("2027-01-12"), "ReminderDue")[3:]]
    assert again == [(Role.REFERENT,)] * 3, "deux jours ouvrés après la reprise, et non le même jour"


def test_an_answer_that_comes_while_it_is_suspended_in_january_2027_counts() -> None:
    story = Story().sent().do(SUSPENDED, "2027-01-05").answer("01001", Sens.DEFAVORABLE, "2027-01-10", "2027-01-12")
    assert story.state.seats[0].position is Position.DEFAVORABLE


def test_the_last_answers_of_january_2027_end_a_suspended_consultation() -> None:
    story = Story().sent().do(SUSPENDED, "2027-01-05")
    for commune in ("01001", "01002", "01003"):
        story.answer(commune, Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    assert (story.status(), story.state.suspended_on) == (Status.ENDED, None)


def test_suspended_twice_or_resumed_for_nothing_in_january_2027_is_refused() -> None:
    story = Story().sent()
    with pytest.raises(Refused, match="n'est pas suspendue"):
        story.do(ResumeConsultation(), "2027-01-04")
    story.do(SUSPENDED, "2027-01-05")
    with pytest.raises(Refused, match="suspendue depuis le 5 janvier 2027"):
        story.do(SUSPENDED, "2027-01-06")


def test_a_legal_delay_is_not_prolonged_on_5_january_2027() -> None:
    with pytest.raises(Refused, match="aucun texte lu ne permet de le prolonger"):
        Story().sent().do(ExtendConsultation(reply_by=day("2027-06-30"), reason="Conseil reporté"), "2027-01-05")


def test_the_day_wished_for_moves_from_28_february_to_30_april_2027_with_its_reminders() -> None:
    story = service(reply_by=day("2027-02-28"))
    story.do(ExtendConsultation(reply_by=day("2027-04-30"), reason="Conseil reporté"), "2027-01-05").wait("2027-05-01")
    before, *after = [one.aims_at for one in events(story, "ReminderDue") if one.commune == "01001"]
    assert (before, after) == (day("2027-02-28"), [day("2027-04-30")] * 6)
    assert story.state.reply_by == day("2027-04-30")


@pytest.mark.parametrize("reply_by", ["2027-01-05", "2027-02-28"])
def test_an_extension_of_5_january_2027_is_after_today_and_after_the_day_wished_for(reply_by: str) -> None:
    with pytest.raises(Refused, match="reportée qu'après le 28 février 2027"):
        service(reply_by=day("2027-02-28")).do(ExtendConsultation(reply_by=day(reply_by), reason="x"), "2027-01-05")


def test_a_first_day_wished_for_on_5_january_2027_is_after_that_day() -> None:
    story = service()
    with pytest.raises(Refused, match="5 janvier 2027"):
        story.do(ExtendConsultation(reply_by=day("2027-01-05"), reason="x"), "2027-01-05")
    story.do(ExtendConsultation(reply_by=day("2027-01-06"), reason="x"), "2027-01-05")
    assert story.state.reply_by == day("2027-01-06")


def test_a_commune_that_received_after_the_extension_of_5_january_2027_is_reminded_of_the_new_day() -> None:
    story = Story("groupement_commandes", communes=CONCERNED, reply_by=day("2027-02-28")).sent([])
    story.do(ExtendConsultation(reply_by=day("2027-04-30"), reason="Conseil reporté"), "2027-01-05")
    story.receive("01001", "2027-01-10").wait("2027-05-01")
    assert {one.aims_at for one in events(story, "ReminderDue") if one.notice is not NoticeKind.RECEIPT_MISSING} == {
        day("2027-04-30")
    }


def test_cancelled_by_mistake_on_5_january_2027_it_goes_on_with_its_silences() -> None:
    story = Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-04", "2027-01-04")
    story.do(CancelConsultation(reason="Par erreur"), "2027-01-05").do(
        ReopenConsultation(reason="Erreur"), "2027-02-01"
    )
    assert (story.status(), story.result()) == (Status.SENT, Result.EN_COURS)
    assert (story.state.closed_on, story.state.reopened) == (None, ("Erreur",))
    story.wait("2027-03-05")
    assert {seat.silence_on for seat in story.state.seats[1:]} == {day("2027-03-03")}
    assert (story.status(), story.result()) == (Status.ENDED, Result.MAJORITE_REUNIE)


def test_an_answer_of_10_january_2027_that_came_while_it_was_cancelled_counts_once_reopened() -> None:
    story = Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-04", "2027-01-04")
    story.do(CancelConsultation(reason="Par erreur"), "2027-01-05")
    story.answer("01001", Sens.DEFAVORABLE, "2027-01-10", "2027-01-12")
    assert (story.state.seats[0].position, len(story.state.seats[0].late)) == (Position.FAVORABLE, 1)
    story.do(ReopenConsultation(reason="Erreur"), "2027-01-15")
    [seat, *_] = story.state.seats
    assert (seat.position, seat.late, len(seat.versions)) == (Position.DEFAVORABLE, (), 1)


def test_closed_on_20_march_2027_then_reopened_it_is_ended_as_it_was() -> None:
    story = Story().sent().wait("2027-03-05")
    arrete = CloseConsultation(on=day("2027-03-20"), act=ClosingAct.ARRETE, number="1", effective_on=day("2028-01-01"))
    before = story.state
    story.do(arrete, "2027-03-21").do(ReopenConsultation(reason="Arrêté annulé"), "2027-04-01")
    state = story.state
    assert (state.status, state.result, state.decided_on) == (Status.ENDED, before.result, before.decided_on)
    assert state.ended_on == before.ended_on
    assert (state.closing_act, state.closing_number, state.effective_on) == (None, "", None)
    assert state.closed_before is ClosingAct.ARRETE
    assert len(story.happened("ConsultationEnded")) == 1


def test_a_vote_annulled_after_the_closing_of_20_march_2027_is_awaited_again_once_reopened() -> None:
    story = Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-04", "2027-01-04").wait("2027-03-05")
    story.do(CloseConsultation(on=day("2027-03-20"), act=ClosingAct.ARRETE, number="1"), "2027-03-21")
    story.do(AnnulAvis(commune="01001", on=day("2027-05-10"), act="TA, n° 27"), "2027-05-11")
    assert story.status() is Status.CLOSED
    story.do(ReopenConsultation(reason="Arrêté annulé"), "2027-05-12")
    assert (story.status(), story.state.ended_on) == (Status.SENT, None)


def test_cancelled_before_it_was_sent_it_is_open_again_on_2_december_2026() -> None:
    story = Story().open("2026-11-30").do(CancelConsultation(reason="Par erreur"), "2026-12-01")
    story.do(ReopenConsultation(reason="Erreur"), "2026-12-02")
    assert (story.status(), story.result(), story.state.reason) == (Status.OPEN, Result.EN_COURS, "")


def test_what_is_not_closed_on_5_january_2027_is_not_reopened() -> None:
    with pytest.raises(Refused, match="n'est pas terminée"):
        Story().sent().do(ReopenConsultation(reason="Erreur"), "2027-01-05")


def test_a_silence_of_3_march_2027_is_confirmed_once_and_keeps_its_day() -> None:
    story = Story().sent()
    with pytest.raises(Refused, match="rien à confirmer"):
        story.do(ConfirmSilence(commune="01001"), "2027-03-01")
    story.wait("2027-03-05").do(ConfirmSilence(commune="01001"), "2027-03-06")
    story.do(ConfirmSilence(commune="01001"), "2027-03-07")
    [seat, *_] = story.state.seats
    assert (seat.silence_on, seat.silence_confirmed_on) == (day("2027-03-03"), day("2027-03-06"))
    assert len(story.happened("SilenceConfirmed")) == 1


def test_a_confirmed_silence_that_a_vote_of_20_february_2027_rectifies_is_confirmed_no_more() -> None:
    story = Story().sent().wait("2027-03-05").do(ConfirmSilence(commune="01001"), "2027-03-06")
    story.answer("01001", Sens.DEFAVORABLE, "2027-02-20", "2027-03-10")
    assert story.state.seats[0].silence_confirmed_on is None


def annulled() -> Story:
    story = Story().sent()
    for commune in ("01001", "01002", "01003"):
        story.answer(commune, Sens.FAVORABLE, "2027-01-04", "2027-01-04")
    return story.do(AnnulAvis(commune="01001", on=day("2027-01-20"), act="TA de Pau, n° 27"), "2027-01-21")


def test_a_vote_annulled_on_20_january_2027_is_qualified_by_a_human_and_awaited_meanwhile() -> None:
    story = annulled()
    assert (story.state.seats[0].position, story.status()) == (Position.TO_QUALIFY, Status.SENT)
    assert story.state.seats[0].avis is not None
    for said in ("TA de Pau, n° 27", "20 janvier 2027", "à confirmer"):
        assert said in story.state.seats[0].avis.unclear
    decided = QualifyAvis(commune="01001", counts_as=CountsAs.NON_COMPTE, reason="Annulée pour vice de forme")
    story.do(decided, "2027-01-25").wait("2027-03-05")
    assert story.state.seats[0].silence_on == day("2027-03-03")


def test_a_vote_annulled_on_20_january_2027_stays_so_when_it_is_entered_again() -> None:
    story = annulled().answer("01001", Sens.FAVORABLE, "2027-01-04", "2027-01-22")
    story.receive("01001", "2027-01-23", received_on="2026-12-02", correction="Date relue")
    assert story.state.seats[0].position is Position.TO_QUALIFY


def test_a_new_vote_of_10_february_2027_replaces_the_one_annulled() -> None:
    story = annulled().answer("01001", Sens.DEFAVORABLE, "2027-02-10", "2027-02-11")
    assert story.state.seats[0].position is Position.DEFAVORABLE


def test_an_annulment_of_20_january_2027_fits_a_vote_that_is_there() -> None:
    story = Story().sent()
    act = AnnulAvis(commune="01001", on=day("2027-01-20"), act="TA, n° 27")
    with pytest.raises(Refused, match="rien à annuler"):
        story.do(act, "2027-01-21")
    story.answer("01001", Sens.FAVORABLE, "2027-01-21", "2027-01-21")
    with pytest.raises(Refused, match="est du 21 janvier 2027"):
        story.do(act, "2027-01-21")
    with pytest.raises(Refused, match="pas encore venu"):
        story.do(act.model_copy(update={"on": day("2027-01-25")}), "2027-01-22")
    again = act.model_copy(update={"on": day("2027-01-21")})
    story.do(again, "2027-01-22").do(again, "2027-01-23")
    assert len(story.happened("AvisAnnulled")) == 1
