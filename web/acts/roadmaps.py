"""The acts of the roadmap: those of its objectives, and those of the mandate that holds it."""

from typing import Final

from web.acts import (
    mandate_duties,
    mandate_evaluation,
    mandate_objective,
    mandate_plan,
    mandate_roadmap,
    objective_communes,
    objective_deadline,
    objective_fiche,
    objective_indicators,
    objective_means,
    objective_milestones,
    objective_progress,
    objective_steps,
)
from web.acts.act import Act

ACTS: Final[tuple[Act, ...]] = (
    *objective_progress.ACTS,
    *objective_deadline.ACTS,
    *objective_fiche.ACTS,
    *objective_milestones.ACTS,
    *objective_indicators.ACTS,
    *objective_means.ACTS,
    *objective_steps.ACTS,
    *objective_communes.ACTS,
    *mandate_plan.ACTS,
    *mandate_objective.ACTS,
    *mandate_roadmap.ACTS,
    *mandate_duties.ACTS,
    *mandate_evaluation.ACTS,
)
