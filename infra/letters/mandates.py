"""What the letters about the duties of a mandate are told."""

from collections.abc import Sequence

from domain.ids import derived_id
from domain.mandate.state import Mandate
from infra.ledger import Due
from infra.letters.ics import Entry
from infra.letters.section import Section


def section(notices: Sequence[Due], state: Mandate) -> Section:
    """The section of a notice about one duty. Raises `LookupError` when the mandate does not have it."""
    due = notices[0]
    duty = state.duty(due.notice.about.partition("#")[2])
    if duty is None:
        raise LookupError(f"{due.notice.about} is no duty")
    entry = Entry(
        uid=derived_id("deadline", due.notice.about),
        stamp=due.notice.send_at,
        day=duty.due,
        summary=f"{duty.title} ({state.epci_name})",
        description=f"Dernier jour. Texte : {duty.source.citation}.",
    )
    return Section(due.notice.kind, {"epci": state.epci_name, "duty": duty}, entry)
