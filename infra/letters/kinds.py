"""The template of each kind of notice, and which kinds are told together."""

from typing import Final

from domain.notices import NoticeKind as Kind

#: The most urgent first: a message about several matters begins with it.
TEMPLATES: Final = {
    Kind.CODE: "code.j2",
    Kind.NEW_LINK: "new_link.j2",
    Kind.AVIS_RECEIPT: "avis_receipt.j2",
    Kind.AVIS_J2: "avis.j2",
    Kind.AVIS_CONVOCATION: "avis.j2",
    Kind.AVIS_J7: "avis.j2",
    Kind.ADDRESS_REFUSED: "address_refused.j2",
    Kind.CALL_BEFORE_END: "call_before_end.j2",
    Kind.AVIS_TO_QUALIFY: "avis_to_qualify.j2",
    Kind.CALL_MAIRIE: "call_mairie.j2",
    Kind.SILENCE_TO_CONFIRM: "silence_to_confirm.j2",
    Kind.CONSULTATION_REOPENED: "consultation_reopened.j2",
    Kind.CONSULTATION_RESUMED: "consultation_resumed.j2",
    Kind.TRANSMISSION: "transmission.j2",
    Kind.RECEIPT_MISSING: "receipt_missing.j2",
    Kind.DELIBERATION_AWAITED: "deliberation_awaited.j2",
    Kind.AVIS_J15: "avis.j2",
    Kind.COUNCILS_MISSING: "councils_missing.j2",
    Kind.DUTY_J7: "duty.j2",
    Kind.OBJECTIVE_LATE: "objective_late.j2",
    Kind.MILESTONE_LATE: "milestone_late.j2",
    Kind.SILENCE_RECORDED: "silence_recorded.j2",
    Kind.CONSULTATION_ENDED: "consultation_ended.j2",
    Kind.OBJECTIVE_J7: "objective_deadline.j2",
    Kind.CONSULTATION_EXTENDED: "consultation_extended.j2",
    Kind.CONSULTATION_SUSPENDED: "consultation_suspended.j2",
    Kind.AVIS_J30: "avis.j2",
    Kind.AVIS_EXTRA: "avis.j2",
    Kind.DUTY_J30: "duty.j2",
    Kind.DUTY_EXTRA: "duty.j2",
    Kind.OBJECTIVE_J30: "objective_deadline.j2",
    Kind.OBJECTIVE_EXTRA: "objective_deadline.j2",
    Kind.MILESTONE_J15: "milestone_j15.j2",
    Kind.PROGRESS_SILENT: "progress_silent.j2",
    Kind.PROGRESS_AGAIN: "progress_asked.j2",
    Kind.PROGRESS_ASKED: "progress_asked.j2",
    Kind.AVIS_J60: "avis.j2",
    Kind.OBJECTIVE_J60: "objective_deadline.j2",
    Kind.EVALUATION_RECORDED: "evaluation_recorded.j2",
    Kind.RESULT: "result.j2",
    Kind.DIGEST: "digest.j2",
}

RANKS: Final = {kind: rank for rank, kind in enumerate(TEMPLATES)}

#: Told once for all the communes of a consultation: one thing to do, a list of names.
TOGETHER: Final = frozenset(
    {
        Kind.ADDRESS_REFUSED,
        Kind.CALL_BEFORE_END,
        Kind.CALL_MAIRIE,
        Kind.COUNCILS_MISSING,
        Kind.SILENCE_RECORDED,
        Kind.SILENCE_TO_CONFIRM,
        Kind.AVIS_TO_QUALIFY,
    }
)

#: Those that carry their date as a calendar file.
DATED: Final = frozenset(
    {
        Kind.TRANSMISSION,
        Kind.AVIS_J60,
        Kind.AVIS_J30,
        Kind.AVIS_J15,
        Kind.AVIS_CONVOCATION,
        Kind.AVIS_EXTRA,
        Kind.AVIS_J7,
        Kind.AVIS_J2,
        Kind.CONSULTATION_RESUMED,
        Kind.CONSULTATION_EXTENDED,
        Kind.OBJECTIVE_J60,
        Kind.OBJECTIVE_J30,
        Kind.OBJECTIVE_J7,
        Kind.OBJECTIVE_EXTRA,
        Kind.MILESTONE_J15,
        Kind.DUTY_J30,
        Kind.DUTY_J7,
        Kind.DUTY_EXTRA,
    }
)
