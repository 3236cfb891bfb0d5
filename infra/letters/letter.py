"""What a person reads, ready to be carried by any channel."""

from domain.base import Value


class Letter(Value):
    """One letter. `ics` is an iCalendar text of its dates, with CRLF line ends; `None` when it has none."""

    subject: str
    text: str
    html: str
    ics: str | None = None
