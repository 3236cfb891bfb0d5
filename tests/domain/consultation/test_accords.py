"""Conventions: the agreement of each commune concerned, no delay, no meaning of silence."""

import pytest

from domain.consultation.commands import CloseConsultation, Sens
from domain.consultation.events import Result
from domain.consultation.state import Status
from domain.errors import Refused
from domain.notices import NoticeKind
from domain.procedures import PROCEDURE_IDS, procedure_on
from domain.procedures.model import ClosingAct, Consulted, Rule
from domain.territory import Nature
from tests.domain.consultation.stories import Story, day

CONCERNED = ("01001", "01003")


def service() -> Story:
    return Story("service_commun", communes=CONCERNED, reply_by=day("2027-07-31"), objective="objective/200000001/F1")


def test_only_the_communes_concerned_have_a_seat() -> None:
    assert [seat.insee for seat in service().sent(CONCERNED).state.seats] == list(CONCERNED)


def test_a_service_commun_has_no_silence_even_in_2031() -> None:
    story = service().sent(CONCERNED).wait("2031-01-01")
    assert story.happened("SilenceRecorded") == []
    assert story.result() is Result.EN_COURS


def test_reminders_aim_at_the_day_agreed_locally() -> None:
    story = service().sent(CONCERNED).wait("2027-08-01")
    reminders = [happened.event for happened in story.happened("ReminderDue")]
    kinds = [reminder.notice for reminder in reminders if reminder.commune == "01001"]  # type: ignore[attr-defined]
    assert kinds == [
        NoticeKind.AVIS_J60,
        NoticeKind.AVIS_J30,
        NoticeKind.AVIS_J15,
        NoticeKind.CALL_BEFORE_END,
        NoticeKind.AVIS_J7,
        NoticeKind.AVIS_J2,
    ]


def test_all_agreements_then_the_convention_close_it_and_the_objective_knows() -> None:
    story = service().sent(CONCERNED)
    for commune in CONCERNED:
        story.answer(commune, Sens.FAVORABLE, "2027-01-10", "2027-01-12")
    assert story.result() is Result.ACCORDS_REUNIS
    assert story.status() is Status.ENDED
    story.council("2027-01-20")
    story.do(CloseConsultation(on=day("2027-02-01"), act=ClosingAct.CONVENTION, number="C-1"), "2027-02-02")
    assert story.status() is Status.CLOSED
    [reaction] = story.happened("ConsultationClosed")[0].reactions
    assert reaction.stream == "objective/200000001/F1"


def test_one_refusal_is_an_agreement_that_is_missing_and_can_still_change() -> None:
    story = service().sent(CONCERNED).answer("01003", Sens.DEFAVORABLE, "2027-01-10", "2027-01-12")
    assert story.result() is Result.ACCORD_MANQUANT
    assert "Commune 3 n'a pas donné son accord" in story.state.reason
    story.answer("01003", Sens.FAVORABLE, "2027-02-10", "2027-02-12")
    assert story.result() is Result.EN_COURS


def test_it_stops_without_an_act_only_for_a_reason() -> None:
    story = service().sent(CONCERNED)
    with pytest.raises(Refused, match="la raison"):
        story.do(CloseConsultation(on=day("2027-02-01")), "2027-02-02")
    story.do(CloseConsultation(on=day("2027-02-01"), reason="Recrutement abandonné"), "2027-02-02")
    assert story.status() is Status.CLOSED


def test_a_service_commun_asks_which_communes() -> None:
    with pytest.raises(Refused, match="communes concernées"):
        Story("service_commun").open("2026-11-30")


def test_a_transfert_asks_every_member() -> None:
    with pytest.raises(Refused, match="toutes les communes membres"):
        Story("transfert_competence", communes=("01001",)).open("2026-11-30")


def test_a_local_day_does_not_replace_a_legal_delay() -> None:
    with pytest.raises(Refused, match="la loi fixe le délai à 3 mois"):
        Story("transfert_competence", reply_by=day("2027-02-01")).open("2026-11-30")


def test_shared_goods_ask_nothing_of_communes_on_1_december_2026() -> None:
    with pytest.raises(Refused, match="L5211-4-3"):
        Story("biens_partages").open("2026-11-30").send("2026-12-01")


def test_a_procedure_that_jalon_does_not_know_is_refused_with_those_it_knows() -> None:
    with pytest.raises(Refused, match="transfert_competence"):
        Story("transfert").open("2026-11-30")


@pytest.mark.parametrize("id", sorted(PROCEDURE_IDS))
def test_every_procedure_says_its_article_and_what_silence_does(id: str) -> None:
    procedure = procedure_on(id, day("2026-11-25"))
    assert procedure.source.article
    assert procedure.source.citation in procedure.silence_effect
    assert (procedure.delay_months is None) == (procedure.rule is Rule.ACCORDS)
    delayed = procedure.consulted is Consulted.MEMBERS or procedure.single_commune
    assert delayed == (procedure.delay_months is not None)


def test_the_metropole_de_lyon_is_outside_these_procedures() -> None:
    story = Story("schema_mutualisation")
    story.opening["nature"] = Nature.MET69
    with pytest.raises(Refused, match="collectivité territoriale"):
        story.open("2026-11-30")
