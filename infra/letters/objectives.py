"""What the letters about an objective are told."""

from collections.abc import Sequence

from domain.ids import derived_id
from domain.objective.state import Objective
from domain.people import Role
from infra.ledger import Due
from infra.letters.ics import Entry
from infra.letters.kinds import DATED
from infra.letters.section import Section


def section(notices: Sequence[Due], state: Objective) -> Section:
    """The section of a notice about one objective."""
    notice = notices[0].notice
    facts = {
        "epci": state.epci_name,
        "objective": state,
        "deadline": state.deadline,
        "to_pilote": notice.to.role is Role.PILOTE,
        "steps_left": [milestone for milestone in state.milestones if milestone.done_on is None],
    }
    entry = _entry(notices[0], state) if notice.kind in DATED else None
    return Section(notice.kind, facts, entry)


def _entry(due: Due, state: Objective) -> Entry | None:
    if state.deadline is None:
        return None
    return Entry(
        uid=derived_id("deadline", due.notice.about),
        stamp=due.notice.send_at,
        day=state.deadline.last_day,
        summary=f"Échéance de l'objectif « {state.title} »",
        description=f"Feuille de route, {state.epci_name}. Échéance : {state.deadline.label}.",
    )
