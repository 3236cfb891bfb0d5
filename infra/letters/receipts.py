"""What the letter that carries a receipt is told, and the receipt itself."""

from typing import Any

from domain.consultation.ledger import aimed_by
from domain.consultation.state import Consultation, Seat
from infra.ledger import Due
from infra.letters.letter import Attachment
from infra.letters.section import Section
from infra.papers.receipt import pdf, receipt


def section(due: Due, state: Consultation, seat: Seat, facts: dict[str, Any]) -> Section:
    """The section of the receipt of one deposit, known by the day of its vote and its rank, which its key says."""
    voted_on = aimed_by(due.notice).aims_at
    if voted_on is None:
        raise LookupError(f"{due.notice.about} has no such deposit")
    told = receipt(state, seat, voted_on, _rank(due), due.occurred_at)
    paper = Attachment(filename=f"recepisse-{told.reference}.pdf", media_type="application/pdf", content=pdf(told))
    return Section(due.notice.kind, facts | {"receipt": told}, attachments=(paper,))


def _rank(due: Due) -> int:
    """The last number of the key, which a function may follow."""
    numbers = [part for part in due.notice.key.split("/")[-2:] if part.isdecimal()]
    if not numbers:
        raise LookupError(f"{due.notice.about} has no such deposit")
    return int(numbers[-1])
