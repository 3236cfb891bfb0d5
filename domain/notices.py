"""What is written in the ledger: one notice per thing to tell one recipient, under one key that is delivered once."""

from enum import StrEnum
from typing import Final

from domain.base import Instant, Value
from domain.people import Recipient


class NoticeKind(StrEnum):
    """What a notice says. Each kind has its letter in `infra/letters/`."""

    # a consultation, to a commune
    TRANSMISSION = "transmission"
    RECEIPT_MISSING = "receipt_missing"
    AVIS_J60 = "avis_j60"
    AVIS_J30 = "avis_j30"
    AVIS_J15 = "avis_j15"
    AVIS_J7 = "avis_j7"
    AVIS_J2 = "avis_j2"
    AVIS_CONVOCATION = "avis_convocation"  #: last day to convene in ordinary time the last council that counts
    AVIS_EXTRA = "avis_extra"  #: a reminder that the EPCI added to its plan
    DELIBERATION_AWAITED = "deliberation_awaited"  #: its council has sat: the signed délibération is awaited
    AVIS_RECEIPT = "avis_receipt"  #: the receipt of a délibération deposited by a link
    CODE = "code"  #: six digits that confirm a deposit
    NEW_LINK = "new_link"  #: asked for on a page whose link is over
    RESULT = "result"
    CONSULTATION_SUSPENDED = "consultation_suspended"
    CONSULTATION_RESUMED = "consultation_resumed"
    CONSULTATION_EXTENDED = "consultation_extended"
    CONSULTATION_REOPENED = "consultation_reopened"
    # a consultation, to the coordinator
    CALL_MAIRIE = "call_mairie"
    CALL_BEFORE_END = "call_before_end"  #: a week before the end of the delay, with nothing received
    COUNCILS_MISSING = "councils_missing"  #: no council is known in the delay of a commune
    ADDRESS_REFUSED = "address_refused"  #: a mail came back, or its address was refused
    SILENCE_RECORDED = "silence_recorded"
    SILENCE_TO_CONFIRM = "silence_to_confirm"
    AVIS_TO_QUALIFY = "avis_to_qualify"
    CONSULTATION_ENDED = "consultation_ended"
    # an objective, to its pilote
    OBJECTIVE_J60 = "objective_j60"
    OBJECTIVE_J30 = "objective_j30"
    OBJECTIVE_J7 = "objective_j7"
    OBJECTIVE_LATE = "objective_late"
    OBJECTIVE_EXTRA = "objective_extra"  #: a reminder that the EPCI added to its plan
    MILESTONE_J15 = "milestone_j15"
    MILESTONE_LATE = "milestone_late"
    PROGRESS_ASKED = "progress_asked"
    PROGRESS_AGAIN = "progress_again"  #: asked again, with the suppléant
    PROGRESS_SILENT = "progress_silent"  #: still nothing: told to the coordinator
    # a mandate and its evaluations, to the coordinator
    DUTY_J30 = "duty_j30"
    DUTY_J7 = "duty_j7"
    DUTY_EXTRA = "duty_extra"  #: a reminder that the EPCI added to its plan
    DIGEST = "digest"  #: what the week holds, on Tuesday
    EVALUATION_RECORDED = "evaluation_recorded"


class Notice(Value):
    """One thing to tell one recipient.

    `key` is unique in the installation and delivered once. `about` names the matter, `{stream}` or `{stream}#{INSEE}`:
    notices of one matter to one recipient that an outage left unsent are merged into the latest. `send_at` is the
    instant from which it may leave; an `urgent` one does not wait for the morning. An `express` one answers somebody
    who is waiting: it leaves at once, by itself, on its own queue.
    """

    key: str
    kind: NoticeKind
    to: Recipient
    about: str
    send_at: Instant
    urgent: bool = False
    express: bool = False

    @property
    def stream(self) -> str:
        """The stream that the notice speaks of."""
        return self.about.partition("#")[0]

    @property
    def commune(self) -> str | None:
        """The INSEE code of the commune that the notice speaks of, `None` when it speaks of none."""
        return self.about.partition("#")[2] or None


#: What each kind is called in lists and counts.
LABELS: Final = {
    NoticeKind.TRANSMISSION: "demandes transmises aux communes",
    NoticeKind.RECEIPT_MISSING: "accusés de réception demandés",
    NoticeKind.AVIS_J60: "rappels à 60 jours",
    NoticeKind.AVIS_J30: "rappels à 30 jours",
    NoticeKind.AVIS_J15: "rappels à 15 jours",
    NoticeKind.AVIS_J7: "rappels à 7 jours",
    NoticeKind.AVIS_J2: "rappels à 2 jours",
    NoticeKind.AVIS_CONVOCATION: "derniers jours de convocation rappelés",
    NoticeKind.AVIS_EXTRA: "rappels ajoutés par l'EPCI",
    NoticeKind.DELIBERATION_AWAITED: "délibérations demandées après le conseil",
    NoticeKind.AVIS_RECEIPT: "récépissés de délibération",
    NoticeKind.CODE: "codes de confirmation",
    NoticeKind.NEW_LINK: "liens renvoyés",
    NoticeKind.RESULT: "résultats communiqués",
    NoticeKind.CONSULTATION_SUSPENDED: "suspensions annoncées",
    NoticeKind.CONSULTATION_RESUMED: "reprises annoncées",
    NoticeKind.CONSULTATION_EXTENDED: "prolongations annoncées",
    NoticeKind.CONSULTATION_REOPENED: "réouvertures annoncées",
    NoticeKind.CALL_MAIRIE: "mairies à appeler",
    NoticeKind.CALL_BEFORE_END: "mairies à appeler avant la fin du délai",
    NoticeKind.COUNCILS_MISSING: "communes sans conseil connu dans leur délai",
    NoticeKind.ADDRESS_REFUSED: "adresses refusées",
    NoticeKind.SILENCE_RECORDED: "silences constatés",
    NoticeKind.SILENCE_TO_CONFIRM: "silences à confirmer",
    NoticeKind.AVIS_TO_QUALIFY: "votes à qualifier",
    NoticeKind.CONSULTATION_ENDED: "consultations terminées",
    NoticeKind.OBJECTIVE_J60: "échéances d'objectif à 60 jours",
    NoticeKind.OBJECTIVE_J30: "échéances d'objectif à 30 jours",
    NoticeKind.OBJECTIVE_J7: "échéances d'objectif à 7 jours",
    NoticeKind.OBJECTIVE_LATE: "objectifs en retard",
    NoticeKind.OBJECTIVE_EXTRA: "rappels d'objectif ajoutés par l'EPCI",
    NoticeKind.MILESTONE_J15: "étapes à 15 jours",
    NoticeKind.MILESTONE_LATE: "étapes en retard",
    NoticeKind.PROGRESS_ASKED: "nouvelles demandées aux pilotes",
    NoticeKind.PROGRESS_AGAIN: "nouvelles redemandées",
    NoticeKind.PROGRESS_SILENT: "objectifs sans nouvelles",
    NoticeKind.DUTY_J30: "obligations à 30 jours",
    NoticeKind.DUTY_J7: "obligations à 7 jours",
    NoticeKind.DUTY_EXTRA: "rappels d'obligation ajoutés par l'EPCI",
    NoticeKind.DIGEST: "points de la semaine",
    NoticeKind.EVALUATION_RECORDED: "évaluations enregistrées",
}
