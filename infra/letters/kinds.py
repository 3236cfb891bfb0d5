"""The template of each kind of notice, and which kinds are told together."""

from typing import Final

from domain.notices import NoticeKind

#: The most urgent first: a message about several matters begins with it.
TEMPLATES: Final = {
    NoticeKind.AVIS_J2: "avis.j2",
    NoticeKind.AVIS_J7: "avis.j2",
    NoticeKind.AVIS_TO_QUALIFY: "avis_to_qualify.j2",
    NoticeKind.CALL_MAIRIE: "call_mairie.j2",
    NoticeKind.SILENCE_TO_CONFIRM: "silence_to_confirm.j2",
    NoticeKind.CONSULTATION_REOPENED: "consultation_reopened.j2",
    NoticeKind.CONSULTATION_RESUMED: "consultation_resumed.j2",
    NoticeKind.TRANSMISSION: "transmission.j2",
    NoticeKind.RECEIPT_MISSING: "receipt_missing.j2",
    NoticeKind.AVIS_J15: "avis.j2",
    NoticeKind.DUTY_J7: "duty.j2",
    NoticeKind.OBJECTIVE_LATE: "objective_late.j2",
    NoticeKind.SILENCE_RECORDED: "silence_recorded.j2",
    NoticeKind.CONSULTATION_ENDED: "consultation_ended.j2",
    NoticeKind.OBJECTIVE_J7: "objective_deadline.j2",
    NoticeKind.CONSULTATION_EXTENDED: "consultation_extended.j2",
    NoticeKind.CONSULTATION_SUSPENDED: "consultation_suspended.j2",
    NoticeKind.AVIS_J30: "avis.j2",
    NoticeKind.DUTY_J30: "duty.j2",
    NoticeKind.OBJECTIVE_J30: "objective_deadline.j2",
    NoticeKind.PROGRESS_ASKED: "progress_asked.j2",
    NoticeKind.AVIS_J60: "avis.j2",
    NoticeKind.OBJECTIVE_J60: "objective_deadline.j2",
    NoticeKind.EVALUATION_RECORDED: "evaluation_recorded.j2",
    NoticeKind.RESULT: "result.j2",
}

RANKS: Final = {kind: rank for rank, kind in enumerate(TEMPLATES)}

#: Told once for all the communes of a consultation: one thing to do, a list of names.
TOGETHER: Final = frozenset(
    {
        NoticeKind.CALL_MAIRIE,
        NoticeKind.SILENCE_RECORDED,
        NoticeKind.SILENCE_TO_CONFIRM,
        NoticeKind.AVIS_TO_QUALIFY,
    }
)

#: Those that carry their date as a calendar file.
DATED: Final = frozenset(
    {
        NoticeKind.TRANSMISSION,
        NoticeKind.AVIS_J60,
        NoticeKind.AVIS_J30,
        NoticeKind.AVIS_J15,
        NoticeKind.AVIS_J7,
        NoticeKind.AVIS_J2,
        NoticeKind.CONSULTATION_RESUMED,
        NoticeKind.CONSULTATION_EXTENDED,
        NoticeKind.OBJECTIVE_J60,
        NoticeKind.OBJECTIVE_J30,
        NoticeKind.OBJECTIVE_J7,
        NoticeKind.DUTY_J30,
        NoticeKind.DUTY_J7,
    }
)
