"""The letters of the gallery, by name of file: each kind of notice, alone or with what makes it another example."""

from collections.abc import Callable
from datetime import date

from domain.consultation.commands import CancelConsultation
from domain.consultation.life_commands import ResumeConsultation
from domain.notices import NoticeKind as Kind
from domain.objective.commands import AskProgress
from domain.people import Role
from scripts.gallery_cases import (
    evaluation,
    informatique,
    mandate,
    objective,
    schema,
    schema_received,
    schema_silent,
    schema_suspended,
    secretariat,
    secretariat_extended,
    transfert,
    transfert_blocked,
    transfert_decided,
    transfert_reopened,
)
from scripts.gallery_reminders import (
    deposited,
    mandate_adapted,
    objective_adapted,
    refused,
    schema_adapted,
    schema_with_councils,
    stale,
    week,
)
from scripts.gallery_tale import Case, Tale


def _restitution() -> Tale:
    return transfert("restitution_competence")


def _cancelled() -> Case:
    withdrawn = CancelConsultation(reason="Le plafond du bénéficiaire est dépassé.")
    return secretariat().tell("2027-05-10", withdrawn).case(Kind.RESULT, "Beaumont")


def _resumed() -> Case:
    resuming = ResumeConsultation(reason="L'annexe financière est jointe au projet.")
    return schema_suspended().tell("2027-02-01", resuming).case(Kind.CONSULTATION_RESUMED, "Béraut")


def _stale() -> Case:
    return objective("2029").tell("2027-07-12", AskProgress(on=date(2027, 7, 12))).case(Kind.PROGRESS_ASKED)


def _morning_of_a_commune() -> Case:
    return schema_received().case(Kind.AVIS_J7, "Béraut") + transfert(sent="2027-02-22").case(
        Kind.TRANSMISSION, "Béraut"
    )


def _morning_of_the_coordinator() -> Case:
    silent = schema_silent()
    orphan = objective("2027-04-02", with_news=False, pilote=None)
    told = silent.case(Kind.SILENCE_RECORDED) + silent.case(Kind.CONSULTATION_ENDED)
    told += silent.case(Kind.SILENCE_TO_CONFIRM)
    return told + orphan.case(Kind.OBJECTIVE_J30)


CASES: dict[str, Callable[[], Case]] = {
    "transmission": lambda: schema().case(Kind.TRANSMISSION, "Béraut"),
    "transmission_transfert": lambda: transfert().case(Kind.TRANSMISSION, "Condom"),
    "transmission_restitution": lambda: _restitution().case(Kind.TRANSMISSION, "Condom"),
    "receipt_missing": lambda: schema().case(Kind.RECEIPT_MISSING, "Roquepine"),
    "avis_j60": lambda: schema_received().case(Kind.AVIS_J60, "Béraut"),
    "avis_j15_sans_delai_legal": lambda: secretariat().case(Kind.AVIS_J15, "Beaumont"),
    "avis_j30": lambda: schema_received().case(Kind.AVIS_J30, "Béraut"),
    "avis_j15": lambda: schema_received().case(Kind.AVIS_J15, "Béraut"),
    "avis_j7": lambda: schema_received().case(Kind.AVIS_J7, "Béraut"),
    "avis_j7_plus_de_3500_habitants": lambda: schema_received().case(Kind.AVIS_J7, "Condom"),
    "avis_j2": lambda: schema_received().case(Kind.AVIS_J2, "Béraut"),
    "avis_j2_sans_delai_legal": lambda: secretariat().case(Kind.AVIS_J2, "Beaumont"),
    "avis_convocation": lambda: schema_with_councils().case(Kind.AVIS_CONVOCATION, "Béraut"),
    "avis_convocation_sans_conseil_connu": lambda: schema_received().case(Kind.AVIS_CONVOCATION, "Condom"),
    "avis_j30_conseil_connu": lambda: schema_with_councils().case(Kind.AVIS_J30, "Béraut", role=Role.MAIRE),
    "avis_extra": lambda: schema_adapted().case(Kind.AVIS_EXTRA, "Béraut"),
    "deliberation_awaited": lambda: schema_with_councils().case(Kind.DELIBERATION_AWAITED, "Béraut"),
    "avis_receipt": deposited,
    "code": lambda: schema_received().asked(Kind.CODE, "Béraut", "2027-02-12"),
    "new_link": lambda: schema_received().asked(Kind.NEW_LINK, "Béraut", "2027-02-12"),
    "consultation_suspended": lambda: schema_suspended().case(Kind.CONSULTATION_SUSPENDED, "Béraut"),
    "consultation_resumed": _resumed,
    "consultation_extended": lambda: secretariat_extended().case(Kind.CONSULTATION_EXTENDED, "Beaumont"),
    "consultation_reopened": lambda: transfert_reopened().case(Kind.CONSULTATION_REOPENED, "Fourcès"),
    "result": lambda: transfert_decided().case(Kind.RESULT, "Fourcès"),
    "result_retiree": _cancelled,
    "call_mairie": lambda: schema().case(Kind.CALL_MAIRIE, "Roquepine", "Mansencôme"),
    "call_before_end": lambda: schema_with_councils().case(Kind.CALL_BEFORE_END, "Béraut", "Roquepine"),
    "councils_missing": lambda: schema_with_councils().case(Kind.COUNCILS_MISSING, "Roquepine", "Beaumont"),
    "address_refused": refused,
    "silence_recorded": lambda: schema_silent().case(Kind.SILENCE_RECORDED),
    "silence_to_confirm": lambda: schema_silent().case(Kind.SILENCE_TO_CONFIRM),
    "avis_to_qualify": lambda: informatique().case(Kind.AVIS_TO_QUALIFY),
    "consultation_ended": lambda: schema_silent().case(Kind.CONSULTATION_ENDED),
    "consultation_ended_sans_majorite": lambda: transfert_blocked().case(Kind.CONSULTATION_ENDED),
    "objective_j60": lambda: objective().case(Kind.OBJECTIVE_J60),
    "objective_j30": lambda: objective().case(Kind.OBJECTIVE_J30),
    "objective_j7": lambda: objective(pilote=None).case(Kind.OBJECTIVE_J7),
    "objective_late": lambda: objective().case(Kind.OBJECTIVE_LATE),
    "objective_extra": lambda: objective_adapted().case(Kind.OBJECTIVE_EXTRA),
    "milestone_j15": lambda: objective().case(Kind.MILESTONE_J15),
    "milestone_late": lambda: objective().case(Kind.MILESTONE_LATE),
    "progress_asked": _stale,
    "progress_again": lambda: stale().case(Kind.PROGRESS_AGAIN),
    "progress_silent": lambda: stale().case(Kind.PROGRESS_SILENT),
    "duty_j30": lambda: mandate().case(Kind.DUTY_J30),
    "duty_extra": lambda: mandate_adapted().case(Kind.DUTY_EXTRA),
    "duty_j7": lambda: mandate().case(Kind.DUTY_J7),
    "digest": week,
    "evaluation_recorded": lambda: evaluation().case(Kind.EVALUATION_RECORDED),
    "un_matin_a_la_mairie": _morning_of_a_commune,
    "un_matin_a_la_coordination": _morning_of_the_coordinator,
}
