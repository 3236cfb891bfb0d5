"""Who is told of what interrupts a consultation: only those whom it concerns, while it still does."""

from typing import Any

from domain.consultation import DECIDER
from domain.consultation.commands import (
    CancelConsultation,
    CloseConsultation,
    CountsAs,
    QualifyAvis,
    RecordAvis,
    RecordCouncilVote,
    Sens,
)
from domain.consultation.life_commands import (
    AnnulAvis,
    ConfirmSilence,
    Departure,
    ExtendConsultation,
    RecordDeparture,
    ReopenConsultation,
    ResumeConsultation,
    SuspendConsultation,
)
from domain.mandate import DECIDER as MANDATES
from domain.mandate.commands import NoteOver, NoteRunning, TransmitRoadmap, WithdrawRoadmap
from domain.notices import Notice, NoticeKind
from domain.people import Role
from domain.procedures.model import ClosingAct
from tests.domain.consultation.stories import Story, day

MANDATE = "mandate/200000001/2026"


def told(story: Story, kind: NoticeKind) -> list[Notice]:
    return [notice for happened in story.unfolding.happened for notice in happened.notices if notice.kind is kind]


def communes(story: Story, kind: NoticeKind) -> list[str]:
    return [str(notice.commune) for notice in told(story, kind)]


def owed(story: Story, kind: NoticeKind) -> list[str | None]:
    return [notice.commune for notice in told(story, kind) if DECIDER.still_owed(story.state, notice)]


def half_answered() -> Story:
    return Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-04", "2027-01-04")


def test_a_suspension_of_5_january_2027_is_told_to_those_who_still_owe_an_answer() -> None:
    story = half_answered().do(SuspendConsultation(reason="Étude à refaire"), "2027-01-05")
    assert communes(story, NoticeKind.CONSULTATION_SUSPENDED) == ["01002", "01003"]
    assert owed(story, NoticeKind.CONSULTATION_SUSPENDED) == ["01002", "01003"]
    story.do(ResumeConsultation(), "2027-01-06")
    assert owed(story, NoticeKind.CONSULTATION_SUSPENDED) == []
    assert owed(story, NoticeKind.CONSULTATION_RESUMED) == ["01002", "01003"]


def test_a_second_suspension_of_5_january_2027_is_announced_like_the_first() -> None:
    story = half_answered().do(SuspendConsultation(reason="Étude à refaire"), "2027-01-05")
    story.do(ResumeConsultation(), "2027-01-05").do(SuspendConsultation(reason="Étude à refaire"), "2027-01-05")
    keys = [notice.key for notice in told(story, NoticeKind.CONSULTATION_SUSPENDED)]
    assert len(keys) == len(set(keys)) == 4


def test_a_vote_with_reserves_corrected_after_it_was_qualified_in_january_2027_is_to_be_qualified_again() -> None:
    story = Story().sent()
    for reserve, on in (("Coût", "2027-01-05"), ("Coût et délais", "2027-01-07")):
        vote = {"commune": "01001", "sens": Sens.FAVORABLE_AVEC_RESERVES, "voted_on": day("2027-01-04")}
        story.do(RecordAvis(**vote, reserve=reserve), on)
        assert len(owed(story, NoticeKind.AVIS_TO_QUALIFY)) > 0
        story.do(QualifyAvis(commune="01001", counts_as=CountsAs.FAVORABLE, reason="Réserve sans effet"), on)
    keys = [notice.key for notice in told(story, NoticeKind.AVIS_TO_QUALIFY)]
    assert len(keys) == len(set(keys)) == 2


def test_no_reminder_of_january_2027_leaves_while_the_consultation_is_suspended() -> None:
    story = Story().sent().wait("2027-01-30")
    twice = [insee for insee in ("01001", "01002", "01003") for _ in (Role.SECRETAIRE, Role.MAIRE)]
    assert sorted(communes(story, NoticeKind.AVIS_J30)) == twice
    assert len(owed(story, NoticeKind.AVIS_J30)) == 6
    story.do(SuspendConsultation(reason="Étude à refaire"), "2027-01-30")
    assert owed(story, NoticeKind.AVIS_J30) == []


def test_a_wish_moved_on_5_january_2027_is_told_to_the_one_who_owes_its_agreement() -> None:
    concerned = ("01001", "01003")
    story = Story("groupement_commandes", communes=concerned, reply_by=day("2027-02-28")).sent(concerned)
    story.answer("01001", Sens.FAVORABLE, "2027-01-04", "2027-01-04")
    story.do(ExtendConsultation(reply_by=day("2027-04-30"), reason="Conseil reporté"), "2027-01-05")
    assert communes(story, NoticeKind.CONSULTATION_EXTENDED) == ["01003"]
    story.answer("01003", Sens.FAVORABLE, "2027-01-06", "2027-01-06")
    assert owed(story, NoticeKind.CONSULTATION_EXTENDED) == []


def test_a_cancellation_of_5_january_2027_is_told_to_all_and_no_more_once_it_is_undone() -> None:
    story = half_answered().do(CancelConsultation(reason="Par erreur"), "2027-01-05")
    assert owed(story, NoticeKind.RESULT) == ["01001", "01002", "01003"]
    story.do(ReopenConsultation(reason="Annulée par erreur"), "2027-01-06")
    assert owed(story, NoticeKind.RESULT) == []
    assert owed(story, NoticeKind.CONSULTATION_REOPENED) == ["01001", "01002", "01003"]


def test_a_result_told_again_on_20_march_2027_after_a_reopening_is_a_new_letter() -> None:
    story = Story().sent().wait("2027-03-05")
    arrete = CloseConsultation(on=day("2027-03-20"), act=ClosingAct.ARRETE, number="1")
    story.do(arrete, "2027-03-21").do(ReopenConsultation(reason="Mauvais numéro"), "2027-03-22")
    story.do(arrete.model_copy(update={"number": "2"}), "2027-03-22")
    keys = [notice.key for notice in told(story, NoticeKind.RESULT)]
    assert len(keys) == len(set(keys)) == 6


def test_a_commune_that_left_on_5_january_2027_is_not_written_to_any_more() -> None:
    story = half_answered()
    gone = RecordDeparture(commune="01003", on=day("2027-01-05"), how=Departure.WITHDRAWN, reason="Arrêté")
    story.do(gone, "2027-01-05").do(CancelConsultation(reason="Projet retiré"), "2027-01-06")
    assert communes(story, NoticeKind.RESULT) == ["01001", "01002"]
    assert "01003" not in owed(story, NoticeKind.TRANSMISSION)


def test_each_silence_presumed_on_3_march_2027_is_a_call_to_make_until_it_is_confirmed() -> None:
    story = half_answered().wait("2027-03-05")
    assert owed(story, NoticeKind.SILENCE_TO_CONFIRM) == ["01002", "01003"]
    story.do(ConfirmSilence(commune="01002"), "2027-03-06")
    assert owed(story, NoticeKind.SILENCE_TO_CONFIRM) == ["01003"]
    story.answer("01003", Sens.DEFAVORABLE, "2027-02-20", "2027-03-08")
    assert owed(story, NoticeKind.SILENCE_TO_CONFIRM) == []


def test_no_call_is_asked_before_the_end_while_a_commune_has_no_receipt_in_april_2027() -> None:
    story = Story().sent(["01001", "01002"]).wait("2027-04-01")
    assert told(story, NoticeKind.SILENCE_TO_CONFIRM) == []


def test_the_vote_of_the_council_of_8_april_2027_confirms_the_silences_before_it() -> None:
    story = Story("schema_mutualisation").sent().wait("2027-03-05")
    story.do(RecordCouncilVote(voted_on=day("2027-04-08"), number="2027-31"), "2027-04-09")
    assert {seat.silence_confirmed_on for seat in story.state.seats} == {day("2027-04-08")}
    assert {seat.silence_on for seat in story.state.seats} == {day("2027-03-03")}, "le jour légal ne bouge pas"


def test_a_vote_annulled_on_5_january_2027_is_for_a_human_to_qualify() -> None:
    story = half_answered().do(AnnulAvis(commune="01001", on=day("2027-01-05"), act="TA, n° 27"), "2027-01-06")
    assert owed(story, NoticeKind.AVIS_TO_QUALIFY) == ["01001"]


def schema() -> Story:
    return Story("schema_mutualisation", mandate=MANDATE).sent()


def caused(story: Story, kind: str) -> list[Any]:
    return [reaction.command for happened in story.happened(kind) for reaction in happened.reactions]


def test_a_schema_cancelled_on_5_january_2027_and_reopened_is_withdrawn_then_transmitted_again() -> None:
    story = schema().do(CancelConsultation(reason="Par erreur"), "2027-01-05")
    stream = story.state.stream
    assert caused(story, "ConsultationCancelled") == [
        WithdrawRoadmap(reason="Par erreur"),
        NoteOver(consultation=stream),
    ]
    story.do(ReopenConsultation(reason="Annulée par erreur"), "2027-01-06")
    assert caused(story, "ConsultationReopened") == [
        TransmitRoadmap(on=day("2026-12-01")),
        NoteRunning(consultation=stream),
    ]


def test_a_schema_approved_on_8_april_2027_then_reopened_tells_the_mandate_nothing_twice() -> None:
    story = schema().wait("2027-03-05")
    approved = RecordCouncilVote(voted_on=day("2027-04-08"), number="2027-31")
    story.do(approved, "2027-04-09").do(ReopenConsultation(reason="À vérifier"), "2027-04-10")
    story.do(approved, "2027-04-11")
    assert len(caused(story, "ConsultationClosed")) == 1
    assert caused(story, "ConsultationReopened") == []


def test_a_schema_never_sent_is_cancelled_on_1_december_2026_without_a_word_to_the_mandate() -> None:
    story = Story("schema_mutualisation", mandate=MANDATE).open("2026-11-30")
    story.do(CancelConsultation(reason="Par erreur"), "2026-12-01")
    assert caused(story, "ConsultationCancelled") == []


def test_what_the_mandate_is_told_it_can_read() -> None:
    for command in (*caused(schema(), "ConsultationSent"), WithdrawRoadmap(reason="Par erreur")):
        assert MANDATES.commands.validate_json(command.model_dump_json()) == command


def test_a_transfert_of_december_2026_with_a_mandate_transmits_no_roadmap() -> None:
    story = Story(mandate=MANDATE).sent()
    assert caused(story, "ConsultationSent") == [NoteRunning(consultation=story.state.stream)]


def test_the_mandate_knows_from_1_december_2026_to_3_march_2027_that_communes_are_reminded() -> None:
    story = Story(mandate=MANDATE).sent().wait("2027-03-05")
    over = NoteOver(consultation=story.state.stream)
    assert caused(story, "ConsultationEnded") == [over]
    arrete = CloseConsultation(on=day("2027-03-20"), act=ClosingAct.ARRETE, number="1")
    story.do(arrete, "2027-03-21")
    assert over not in caused(story, "ConsultationClosed"), "il le sait déjà"


def test_a_vote_annulled_on_5_march_2027_runs_again_and_the_mandate_knows_it() -> None:
    story = Story(mandate=MANDATE).sent().answer("01001", Sens.FAVORABLE, "2027-01-04", "2027-01-04").wait("2027-03-04")
    story.do(AnnulAvis(commune="01001", on=day("2027-03-05"), act="TA, n° 27"), "2027-03-05")
    assert caused(story, "AvisAnnulled") == [NoteRunning(consultation=story.state.stream)]


def test_a_silence_of_3_march_2027_that_a_later_receipt_undoes_runs_again() -> None:
    story = Story(mandate=MANDATE).sent().wait("2027-03-04")
    story.receive("01001", "2027-03-05", received_on="2026-12-20", correction="Date relue")
    assert NoteRunning(consultation=story.state.stream) in caused(story, "ReceiptRecorded")


def test_a_consultation_without_a_mandate_tells_nobody_that_it_runs_in_december_2026() -> None:
    assert caused(Story().sent(), "ConsultationSent") == []
