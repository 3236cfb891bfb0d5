"""What the letters about an objective are told."""

from collections.abc import Sequence
from typing import Any, Final

from domain.french import long_day
from domain.ids import derived_id
from domain.notices import LABELS, NoticeKind
from domain.objective.state import Objective
from domain.objective.values import Milestone
from domain.people import Role
from infra.ledger import Due
from infra.letters.ics import Entry
from infra.letters.kinds import DATED
from infra.letters.section import Section
from infra.letters.urls import Sending

_FUNCTIONS: Final = {Role.PILOTE: "pilote", Role.PRESIDENT: "présidence"}
_OF_MILESTONES: Final = (NoticeKind.MILESTONE_J15, NoticeKind.MILESTONE_LATE)


def section(notices: Sequence[Due], state: Objective, sending: Sending) -> Section:
    """The section of a notice about one objective, or one of its milestones. Raises `LookupError` when it has not
    that milestone."""
    notice = notices[0].notice
    milestone = _milestone(notices[0], state)
    facts: dict[str, Any] = {
        "epci": state.epci_name,
        "objective": state,
        "deadline": state.deadline,
        "milestone": milestone,
        "to_pilote": notice.to.role is Role.PILOTE,
        "steps_left": [step for step in state.milestones if step.awaited],
        "since": f"depuis le {long_day(state.news_on)}" if state.news_on else "depuis le début",
        "asked_on": state.asked_on,
        "about_milestone": notice.kind in _OF_MILESTONES,
    }
    if notice.kind is NoticeKind.ADDRESS_REFUSED:
        facts |= {"refused": [_refused(one, state) for one in notices], "today": sending.today}
    entry = _entry(notices[0], state, milestone, sending.urls.answer) if notice.kind in DATED else None
    return Section(notice.kind, facts, entry)


def _milestone(due: Due, state: Objective) -> Milestone | None:
    if due.notice.kind not in _OF_MILESTONES:
        return None
    name = due.notice.about.partition("#")[2]
    for milestone in state.milestones:
        if milestone.name == name:
            return milestone
    raise LookupError(f"{state.stream} has no such milestone")


def _refused(due: Due, state: Objective) -> dict[str, str]:
    """The mail that came back: the key of the notice ends with its rank. Raises `LookupError` when there is none."""
    rank = due.notice.key.rpartition("/")[2]
    if not rank.isdecimal() or not 1 <= int(rank) <= len(state.bounces):
        raise LookupError(f"{state.stream} has no such bounce")
    bounce = state.bounces[int(rank) - 1]
    function = _FUNCTIONS.get(bounce.role, bounce.role.value)
    named = f"{function} ({state.pilote})" if bounce.role is Role.PILOTE and state.pilote else function
    return {
        "name": state.title,
        "phone": "",
        "function": named,
        "mail": LABELS[bounce.notice],
        "code": bounce.code,
        "next_to": "coordination" if bounce.next_to else "",
    }


def _entry(due: Due, state: Objective, milestone: Milestone | None, url: str) -> Entry | None:
    deadline = milestone.deadline if milestone else state.deadline
    if deadline is None:
        return None
    what = f"Étape « {milestone.name} » de l'objectif" if milestone else "Échéance de l'objectif"
    return Entry(
        uid=derived_id("deadline", due.notice.about),
        stamp=due.notice.send_at,
        day=deadline.last_day,
        summary=f"{what} « {state.title} »",
        description=f"Feuille de route, {state.epci_name}. Échéance : {deadline.label}.",
        sequence=due.revision,
        url=url,
    )
