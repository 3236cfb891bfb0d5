"""The dates of a letter as a calendar file: the small part of RFC 5545 that all-day events need."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

_LINE_OCTETS = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Entry:
    """One all-day event. The same `uid` is the same event: the one with the later `stamp` replaces the other."""

    uid: UUID
    stamp: datetime
    day: date
    summary: str
    description: str


def calendar(entries: Sequence[Entry]) -> str:
    """The calendar file of `entries`, in their order."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jalon//Courriels//FR", "CALSCALE:GREGORIAN"]
    for entry in entries:
        lines += _event(entry)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(entry: Entry) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{entry.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        # Grows with time, as a revision must.
        f"SEQUENCE:{entry.stamp.astimezone(UTC).toordinal()}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{entry.summary.translate(_ESCAPES)}",
        f"DESCRIPTION:{entry.description.translate(_ESCAPES)}",
        # A date to keep in mind, not a busy day.
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _folded(line: str) -> Iterator[str]:
    """The line cut so that no part is over 75 octets; the parts that follow begin with a space."""
    part, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > _LINE_OCTETS:
            yield part
            part, octets = " ", 1
        part, octets = part + character, octets + size
    yield part
