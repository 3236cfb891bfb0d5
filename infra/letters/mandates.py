"""What the letters about a mandate are told: its duties, and what the week holds."""

from collections.abc import Sequence

from domain.ids import derived_id
from domain.mandate.state import Mandate
from domain.notices import NoticeKind
from infra.ledger import Due
from infra.letters.ics import Entry
from infra.letters.section import Section
from infra.letters.urls import Sending


def section(notices: Sequence[Due], state: Mandate, sending: Sending) -> Section:
    """The section of a notice about one duty, or of the digest. Raises `LookupError` when the mandate does not have
    that duty, or when there is nothing to digest."""
    due = notices[0]
    if due.notice.kind is NoticeKind.DIGEST:
        if sending.digest is None:
            raise LookupError(f"{due.notice.about} has nothing to digest")
        return Section(due.notice.kind, {"epci": state.epci_name, "digest": sending.digest})
    duty = state.duty(due.notice.about.partition("#")[2])
    if duty is None:
        raise LookupError(f"{due.notice.about} is no duty")
    entry = Entry(
        uid=derived_id("deadline", due.notice.about),
        stamp=due.notice.send_at,
        day=duty.due,
        summary=f"{duty.title} ({state.epci_name})",
        description=f"Dernier jour. Texte : {duty.source.citation}.",
        sequence=due.revision,
        url=sending.urls.console,
    )
    return Section(due.notice.kind, {"epci": state.epci_name, "duty": duty}, entry)
