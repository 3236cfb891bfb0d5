"""What of all that is told only informs or only reminds, and how often who reads it wants to be told."""

from enum import StrEnum
from typing import Final

from domain.notices import NoticeKind
from domain.people import Role


class Rhythm(StrEnum):
    """How often somebody wants to be told what only informs. What they have to do, and what the law asks, always
    leaves."""

    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


#: What only informs: it follows the rhythm of its reader.
INFORMS: Final = frozenset(
    {
        NoticeKind.OBJECTIVE_J60,
        NoticeKind.OBJECTIVE_J30,
        NoticeKind.OBJECTIVE_LATE,
        NoticeKind.MILESTONE_J15,
        NoticeKind.MILESTONE_LATE,
        NoticeKind.PROGRESS_SILENT,
        NoticeKind.DUTY_J30,
        NoticeKind.EVALUATION_RECORDED,
        NoticeKind.DIGEST,
    }
)

#: What only reminds of a matter: the latest stands for those that an outage left unsent. A task, a result or a fact is
#: told whatever comes after it.
REMINDS: Final = frozenset(
    {
        NoticeKind.RECEIPT_MISSING,
        NoticeKind.AVIS_J60,
        NoticeKind.AVIS_J30,
        NoticeKind.AVIS_J15,
        NoticeKind.AVIS_J7,
        NoticeKind.AVIS_J2,
        NoticeKind.AVIS_CONVOCATION,
        NoticeKind.AVIS_EXTRA,
        NoticeKind.OBJECTIVE_J60,
        NoticeKind.OBJECTIVE_J30,
        NoticeKind.OBJECTIVE_J7,
        NoticeKind.OBJECTIVE_EXTRA,
        NoticeKind.OBJECTIVE_LATE,
        NoticeKind.MILESTONE_J15,
        NoticeKind.MILESTONE_LATE,
        NoticeKind.PROGRESS_ASKED,
        NoticeKind.PROGRESS_AGAIN,
        NoticeKind.DUTY_J30,
        NoticeKind.DUTY_J7,
        NoticeKind.DUTY_EXTRA,
        NoticeKind.DIGEST,
    }
)

#: The rhythm of who chose none.
USUAL_RHYTHM: Final = {Role.COORDINATEUR: Rhythm.WEEKLY}
