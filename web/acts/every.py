"""Every act, by its name in addresses."""

from typing import Final

from web.acts import consultations, quiet_weeks, reminder_plans, roadmaps
from web.acts.act import Act

_BY_KIND: Final[tuple[tuple[Act, ...], ...]] = (
    consultations.ACTS,
    reminder_plans.ACTS,
    quiet_weeks.ACTS,
    roadmaps.ACTS,
)

ACTS: Final[dict[str, Act]] = {act.name: act for acts in _BY_KIND for act in acts}
