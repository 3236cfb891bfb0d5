"""A strict reader of the part of RFC 5545 that a calendar file of all-day events uses: it forgives nothing."""

import re
from datetime import UTC, date, datetime

from icalendar import Calendar

_LINE = re.compile(
    r"(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=[^\"\x00-\x1f\x7f;:,]+)*):(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)"
)
_TEXT = re.compile(r"(?:[^\\;,\x00-\x1f\x7f]|\\[\\;,Nn])*")
_UNESCAPED = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}
_ONCE = {"UID", "DTSTAMP", "SEQUENCE", "STATUS", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP"}
_OF_FEEDS = {"NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"}
_HEADER = ["VERSION", "PRODID", "CALSCALE", "METHOD"]


def read(ics: str) -> list[dict[str, str]]:
    """The events, each by name of property, texts without their escapes. Raises `ValueError` on anything wrong, for
    this reader or for the library."""
    whole = Calendar.from_ical(ics)
    if faults := [fault for part in whole.walk() for fault in part.errors]:
        raise ValueError(f"icalendar: {faults}")
    lines = [_parsed(line) for line in _unfolded(ics)]
    if lines[0] != ("BEGIN", "", "VCALENDAR") or lines[-1] != ("END", "", "VCALENDAR"):
        raise ValueError("no VCALENDAR")
    if [name for name, _, _ in lines[1:5]] != _HEADER or lines[1][2] != "2.0" or lines[4][2] != "PUBLISH":
        raise ValueError(f"no {', '.join(_HEADER)}")
    first = next((n for n, (name, _, _) in enumerate(lines[5:], start=5) if name == "BEGIN"), len(lines) - 1)
    if unknown := [name for name, _, _ in lines[5:first] if name not in _OF_FEEDS]:
        raise ValueError(f"{unknown} out of place")
    return _events(lines[first:-1])


def day(value: str) -> date:
    return datetime.strptime(value, "%Y%m%d").replace(tzinfo=UTC).date()


def _unfolded(ics: str) -> list[str]:
    if not ics.endswith("\r\n") or re.search(r"(?<!\r)\n|\r(?!\n)", ics):
        raise ValueError("lines end by CRLF")
    physical = ics.split("\r\n")[:-1]
    if too_long := [line for line in physical if len(line.encode()) > 75]:
        raise ValueError(f"over 75 octets: {too_long}")
    logical: list[str] = []
    for line in physical:
        if line.startswith((" ", "\t")):
            logical[-1] += line[1:]
        else:
            logical.append(line)
    return logical


def _parsed(line: str) -> tuple[str, str, str]:
    match = _LINE.fullmatch(line)
    if not match:
        raise ValueError(f"no content line: {line!r}")
    return match["name"], match["parameters"], match["value"]


def _events(lines: list[tuple[str, str, str]]) -> list[dict[str, str]]:
    events: list[dict[str, str]] = []
    inside: dict[str, str] | None = None
    for name, parameters, value in lines:
        if (name, value) == ("BEGIN", "VEVENT") and inside is None:
            inside = {}
        elif (name, value) == ("END", "VEVENT") and inside is not None:
            events.append(_checked(inside))
            inside = None
        elif inside is None or name in inside:
            raise ValueError(f"{name} out of place")
        else:
            inside[name] = _value(name, parameters, value)
    if inside is not None or not events:
        raise ValueError("no whole VEVENT")
    return events


def _value(name: str, parameters: str, value: str) -> str:
    if name not in {*_ONCE, "URL"} or parameters != (";VALUE=DATE" if name in ("DTSTART", "DTEND") else ""):
        raise ValueError(f"{name}{parameters} is not expected")
    if name not in ("SUMMARY", "DESCRIPTION"):
        return value
    if not _TEXT.fullmatch(value):
        raise ValueError(f"not escaped: {value!r}")
    return re.sub(r"\\[\\;,Nn]", lambda escape: _UNESCAPED[escape[0]], value)


def _checked(event: dict[str, str]) -> dict[str, str]:
    if set(event) - {"URL"} != _ONCE or event["STATUS"] not in ("CONFIRMED", "CANCELLED"):
        raise ValueError(f"properties: {sorted(event)}")
    if day(event["DTEND"]) <= day(event["DTSTART"]) or not 0 <= int(event["SEQUENCE"]) < 2**31:
        raise ValueError("dates or sequence")
    datetime.strptime(event["DTSTAMP"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return event
