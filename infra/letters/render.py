"""Letters, rendered when they leave from the states as they then stand."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from domain.calendar import METROPOLE, civil_day
from domain.consultation.state import Consultation
from domain.evaluation.state import Evaluation
from domain.french import join, plural, typeset
from domain.mailing import INFORMS
from domain.mandate.state import Mandate
from domain.notices import NoticeKind
from domain.objective.state import Objective
from domain.people import Recipient, Role
from infra.ledger import Due
from infra.letters import consultations, evaluations, mandates, objectives
from infra.letters.buttons import button
from infra.letters.ics import Entry, calendar
from infra.letters.kinds import RANKS, TEMPLATES, TOGETHER
from infra.letters.letter import Letter
from infra.letters.section import Section
from infra.letters.templating import HTML, TEXT, said
from infra.letters.urls import NOTHING, NOWHERE, Beside, Sending, Urls
from infra.papers.typed import clean

_FICTITIOUS: Final = "[Données fictives] "

_FUNCTIONS: Final = {
    Role.MAIRIE: "mairie",
    Role.MAIRE: "maire",
    Role.SECRETAIRE: "secrétaire de mairie",
    Role.REFERENT: "référent de la commune",
    Role.COORDINATEUR: "coordination du schéma de mutualisation",
    Role.PILOTE: "pilote",
    Role.PRESIDENT: "présidence de l'intercommunalité",
}


@dataclass(frozen=True)
class Letters:
    """Writes letters. `reply_to` is the address, read by a person, to which the answers go."""

    reply_to: str

    def render(
        self, notices: Sequence[Due], states: Mapping[str, Any], urls: Urls = NOWHERE, beside: Beside = NOTHING
    ) -> Letter:
        """One letter that says all of `notices`, at least one, to one person, the most urgent first.

        `states`: those of their streams, by id. Raises `LookupError` when a state does not hold what a notice says,
        and for a digest without what it tells. A code has a letter of its own: `code`.
        """
        sending = Sending(_today(notices, states, beside), urls, beside.phones, beside.digest)
        sections = [_section(group, states[group[0].notice.stream], sending) for group in _grouped(notices)]
        return self._letter(notices, states, sections, urls)

    def code(self, due: Due, state: Any, digits: str) -> Letter:
        """The letter of a notice of kind `code`: the six digits that confirm a deposit. They are in its text alone,
        and nothing in it can be opened. `state`: that of its stream."""
        facts = _of_commune(due, state) | {"digits": digits}
        return self._letter([due], {due.notice.stream: state}, [Section(due.notice.kind, facts)], NOWHERE)

    def _letter(
        self, notices: Sequence[Due], states: Mapping[str, Any], sections: Sequence[Section], urls: Urls
    ) -> Letter:
        titles, texts = _bodies(sections, TEXT, urls)
        _, htmls = _bodies(sections, HTML, urls)
        synthetic = any(states[one.notice.stream].synthetic for one in notices)
        mark = _FICTITIOUS if synthetic else ""
        frame = self._frame(notices, states) | {
            "subject": f"{mark}{titles[0]}{_others(len(titles) - 1)}",
            "titles": titles,
            "synthetic": synthetic,
            "button": button(sections[0].asks or sections[0].kind, urls),
            "preferences": urls.preferences,
        }
        return Letter(
            subject=typeset(frame["subject"]),
            text=_tidy(TEXT.get_template("layout.txt.j2").render(frame, bodies=texts)),
            html=typeset(HTML.get_template("layout.html.j2").render(frame, bodies=htmls)),
            ics=_calendar(sections, mark),
            attachments=tuple(file for section in sections for file in section.attachments),
            unsubscribe=urls.preferences if any(one.notice.kind in INFORMS for one in notices) else "",
        )

    def _frame(self, notices: Sequence[Due], states: Mapping[str, Any]) -> dict[str, Any]:
        """What stands around the matters: who writes, and why to this person."""
        functions = {_function(one.notice.to, states[one.notice.stream]) for one in notices}
        roles = {one.notice.to.role for one in notices}
        return {
            "epci": states[notices[0].notice.stream].epci_name,
            "functions": join(sorted(functions)),
            "reply_to": self.reply_to,
            "to_coordinator": roles == {Role.COORDINATEUR},
            "greeting": "Madame, Monsieur le Maire," if roles == {Role.MAIRE} else "Bonjour,",
        }


def _today(notices: Sequence[Due], states: Mapping[str, Any], beside: Beside) -> date:
    if beside.day is not None:
        return beside.day
    place = states[notices[0].notice.stream].place or METROPOLE
    return civil_day(max(one.notice.send_at for one in notices), place)


def _grouped(notices: Sequence[Due]) -> list[list[Due]]:
    """The notices of each section, the most urgent section first."""
    groups: dict[tuple[str, str], list[Due]] = defaultdict(list)
    for due in notices:
        notice = due.notice
        groups[notice.kind, notice.stream if notice.kind in TOGETHER else notice.about].append(due)
    return sorted(groups.values(), key=lambda group: (RANKS[group[0].notice.kind], group[0].notice.about))


def _section(notices: Sequence[Due], state: Any, sending: Sending) -> Section:
    if notices[0].notice.kind is NoticeKind.NEW_LINK:
        return Section(NoticeKind.NEW_LINK, _of_commune(notices[0], state))
    match state:
        case Consultation():
            return consultations.section(notices, state, sending)
        case Objective():
            return objectives.section(notices, state, sending)
        case Mandate():
            return mandates.section(notices, state, sending)
        case Evaluation():
            return evaluations.section(notices, state)
        case _:
            raise LookupError(f"{notices[0].notice.stream} has no letters")


def _of_commune(due: Due, state: Any) -> dict[str, Any]:
    """What is said to somebody who waits at a page: of which commune, if any, and about what."""
    commune = state.seat(due.notice.commune) if isinstance(state, Consultation) and due.notice.commune else None
    return {"epci": state.epci_name, "name": commune.name if commune else state.epci_name, "title": state.title}


def _bodies(sections: Sequence[Section], layout: Any, urls: Urls) -> tuple[list[str], list[str]]:
    """The titles of the sections and their bodies."""
    all_said = [
        said(layout, TEMPLATES[each.kind], {"kind": each.kind, "answer": urls.answer, **each.facts})
        for each in sections
    ]
    return [title for title, _ in all_said], [body for _, body in all_said]


def _others(count: int) -> str:
    return f" – et {count} {plural(count, 'autre sujet', 'autres sujets')}" if count else ""


def _function(to: Recipient, state: Any) -> str:
    """In which function somebody is written to: « mairie (Condom) », « pilote (DRH mutualisée) »."""
    of = to.function
    if isinstance(state, Consultation) and to.commune and (seat := state.seat(to.commune)):
        of = seat.name
    return f"{_FUNCTIONS[to.role]} ({of})" if of else _FUNCTIONS[to.role]


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _calendar(sections: Sequence[Section], mark: str) -> str | None:
    entries = [_worded(section.entry, mark) for section in sections if section.entry]
    return calendar(entries) if entries else None


def _worded(entry: Entry, mark: str) -> Entry:
    summary, description = typeset(clean(f"{mark}{entry.summary}")), typeset(clean(entry.description))
    return replace(entry, summary=summary, description=description)
