"""What a person reads, ready to be carried by any channel."""

from domain.base import Value


class Attachment(Value):
    """A file that goes with a letter, under its name and media type (« application/pdf »)."""

    filename: str
    media_type: str
    content: bytes


class Letter(Value):
    """One letter. `ics` is an iCalendar text of its dates, with CRLF line ends; `None` when it has none.

    `attachments` come after it, in order. `unsubscribe`: the page on which the person changes how often they are
    written to, for the header `List-Unsubscribe`; empty when all that the letter says is owed to them.
    """

    subject: str
    text: str
    html: str
    ics: str | None = None
    attachments: tuple[Attachment, ...] = ()
    unsubscribe: str = ""
