"""Dates as a calendar file, attached to a letter or followed as a feed: the small part of RFC 5545 that all-day events
need."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

#: How often a calendar that follows a feed is asked to look again.
_REFRESH: Final = "PT12H"

_LINE_OCTETS = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Entry:
    """One all-day event. The same `uid` is the same event: the one with the higher `sequence` replaces the other.

    `stamp`: when it was said. `sequence`: a number that only grows, as the revision of a stream does. `cancelled`: the
    date no longer counts. `url`: where it is read about, empty when nowhere.
    """

    uid: UUID
    stamp: datetime
    day: date
    summary: str
    description: str
    sequence: int = 0
    cancelled: bool = False
    url: str = ""


def calendar(entries: Sequence[Entry], name: str = "", feed: bool = False) -> str:
    """The calendar file of `entries`, in their order, with CRLF line ends. `name`: what a calendar calls it, empty for
    a file that is added to one that has a name. `feed`: it is fetched again, and says how often."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jalon//Courriels//FR", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    if name:
        lines += [f"NAME:{name.translate(_ESCAPES)}", f"X-WR-CALNAME:{name.translate(_ESCAPES)}"]
    if feed:
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}", f"X-PUBLISHED-TTL:{_REFRESH}"]
    for entry in entries:
        lines += _event(entry)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(entry: Entry) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{entry.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{entry.sequence}",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{entry.summary.translate(_ESCAPES)}",
        f"DESCRIPTION:{entry.description.translate(_ESCAPES)}",
        *([f"URL:{entry.url}"] if entry.url else []),
        # A date to keep in mind, not a busy day.
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _folded(line: str) -> Iterator[str]:
    """The line cut so that no part is over 75 octets; the parts that follow begin with a space."""
    octets = line.encode()
    while len(octets) > _LINE_OCTETS:
        cut = _LINE_OCTETS
        while octets[cut] & 0xC0 == 0x80:  # within a character
            cut -= 1
        yield octets[:cut].decode()
        octets = b" " + octets[cut:]
    yield octets.decode()
