"""The plans that Jalon comes with (practice, not law); an EPCI adapts them (`habits`)."""

from datetime import date
from typing import Final

from domain.notices import NoticeKind as Kind
from domain.people import Role
from domain.reminders.habits import PlanName
from domain.reminders.plan import Anchor, Only, Plan, Step

_SECRETAIRE, _MAIRE, _COORDINATEUR = Role.SECRETAIRE, Role.MAIRE, Role.COORDINATEUR

#: A commune asked for its avis or its vote; aims at the day before the earliest reading of its deadline, and at the
#: last of its councils that counts.
CONSULTATION_PLAN: Final = Plan(
    since=date(2026, 1, 1),
    steps=(
        Step(notice=Kind.AVIS_J60, days_before=60, only=Only.COUNCIL_UNKNOWN, to=(_SECRETAIRE,)),
        Step(notice=Kind.COUNCILS_MISSING, days_before=45, only=Only.COUNCIL_UNKNOWN, to=(_COORDINATEUR,)),
        Step(notice=Kind.AVIS_J30, days_before=30, only=Only.COUNCIL_UNKNOWN, to=(_SECRETAIRE, _MAIRE)),
        Step(
            notice=Kind.AVIS_J30,
            days_before=7,
            anchor=Anchor.AGENDA,
            only=Only.COUNCIL_KNOWN,
            to=(_SECRETAIRE, _MAIRE),
        ),
        Step(notice=Kind.AVIS_CONVOCATION, days_before=0, anchor=Anchor.CONVOCATION, to=(_SECRETAIRE,)),
        Step(
            notice=Kind.DELIBERATION_AWAITED,
            days_before=-1,
            anchor=Anchor.COUNCIL,
            only=Only.COUNCIL_KNOWN,
            to=(_SECRETAIRE,),
        ),
        Step(notice=Kind.AVIS_J15, days_before=15, to=(_MAIRE,)),
        Step(notice=Kind.AVIS_J7, days_before=7, to=(Role.REFERENT,)),
        Step(notice=Kind.CALL_BEFORE_END, days_before=7, to=(_COORDINATEUR,)),
        Step(notice=Kind.AVIS_J2, days_before=2, to=(_MAIRE,)),
    ),
)

#: The pilote of an objective (the coordinator if it has none); aims at the last day of its deadline.
OBJECTIVE_PLAN: Final = Plan(
    since=date(2026, 1, 1),
    steps=(
        Step(notice=Kind.OBJECTIVE_J60, days_before=60),
        Step(notice=Kind.OBJECTIVE_J30, days_before=30),
        Step(notice=Kind.OBJECTIVE_J7, days_before=7),
    ),
)

#: The same, for each milestone that has a day and is not done; aims at the last day of that milestone.
MILESTONE_PLAN: Final = Plan(
    since=date(2026, 1, 1),
    steps=(
        Step(notice=Kind.MILESTONE_J15, days_before=15),
        Step(notice=Kind.MILESTONE_LATE, days_before=-1),
    ),
)

#: The pilote who was asked for news and gave none; aims at the day of the question.
PROGRESS_PLAN: Final = Plan(
    since=date(2026, 1, 1),
    steps=(
        Step(notice=Kind.PROGRESS_AGAIN, days_before=-14),
        Step(notice=Kind.PROGRESS_SILENT, days_before=-30, to=(_COORDINATEUR,)),
    ),
)

#: A duty of the mandate, told to the coordinator; aims at its day.
DUTY_PLAN: Final = Plan(
    since=date(2026, 1, 1),
    steps=(
        Step(notice=Kind.DUTY_J30, days_before=30),
        Step(notice=Kind.DUTY_J7, days_before=7),
    ),
)

PLANS: Final = {
    PlanName.CONSULTATION: CONSULTATION_PLAN,
    PlanName.OBJECTIVE: OBJECTIVE_PLAN,
    PlanName.MILESTONE: MILESTONE_PLAN,
    PlanName.PROGRESS: PROGRESS_PLAN,
    PlanName.DUTY: DUTY_PLAN,
}

#: Working days after the transmission at which a commune that acknowledged nothing is called.
RECEIPT_WORKING_DAYS: Final = 3
