"""Who is told what, when and why: the plans of reminders, as dated data, and the hours at which mail may leave."""

from domain.reminders.habits import USUAL, Change, Habits, PlanName, Week, adapted
from domain.reminders.plan import Aims, Anchor, Only, Plan, Reminder, Step
from domain.reminders.plans import (
    CONSULTATION_PLAN,
    DUTY_PLAN,
    MILESTONE_PLAN,
    OBJECTIVE_PLAN,
    PLANS,
    PROGRESS_PLAN,
    RECEIPT_WORKING_DAYS,
)
from domain.reminders.window import (
    ALLOWED_IN_QUIET_WEEKS,
    LATEST,
    WINDOW_CLOSES,
    WINDOW_OPENS,
    is_quiet,
    leaves_at,
    sending_window,
)

__all__ = [
    "ALLOWED_IN_QUIET_WEEKS",
    "CONSULTATION_PLAN",
    "DUTY_PLAN",
    "LATEST",
    "MILESTONE_PLAN",
    "OBJECTIVE_PLAN",
    "PLANS",
    "PROGRESS_PLAN",
    "RECEIPT_WORKING_DAYS",
    "USUAL",
    "WINDOW_CLOSES",
    "WINDOW_OPENS",
    "Aims",
    "Anchor",
    "Change",
    "Habits",
    "Only",
    "Plan",
    "PlanName",
    "Reminder",
    "Step",
    "Week",
    "adapted",
    "is_quiet",
    "leaves_at",
    "sending_window",
]
