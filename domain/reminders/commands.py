"""What is asked of the reminders of a stream, by a human (`Ask`) or by Jalon itself (`Value`), whatever the stream.

One class for all streams: the kind of a command names one command in all of Jalon. `commune` is the INSEE code, where
the stream reminds communes; a stream that reminds none has none.
"""

from typing import Literal

from pydantic import Field

from domain.base import Ask, Day, Value
from domain.councils import CommuneCouncils
from domain.notices import NoticeKind
from domain.people import Role
from domain.reminders.habits import Habits


class SkipReminder(Ask):
    """Leave out one reminder to come, known by its kind and its `label`, with the reason."""

    kind: Literal["SkipReminder"] = "SkipReminder"
    commune: str | None = None
    notice: NoticeKind
    label: str = Field(default="", max_length=20)
    reason: str = Field(min_length=1, max_length=2000)


class SnoozeReminders(Ask):
    """Leave in peace until the day `until`, with the reason: the last of the reminders that fall before it takes their
    place, on its morning. No legal delay moves."""

    kind: Literal["SnoozeReminders"] = "SnoozeReminders"
    commune: str | None = None
    until: Day
    reason: str = Field(min_length=1, max_length=2000)


class SendReminderNow(Ask):
    """Let one reminder to come, known by its kind and its `label`, leave at once."""

    kind: Literal["SendReminderNow"] = "SendReminderNow"
    commune: str | None = None
    notice: NoticeKind
    label: str = Field(default="", max_length=20)


class FollowCouncils(Value):
    """The days on which the councils of some communes sit, as the mandate now knows them; each replaces those known
    before. A commune that a consultation does not ask is passed over."""

    kind: Literal["FollowCouncils"] = "FollowCouncils"
    councils: tuple[CommuneCouncils, ...]


class FollowHabits(Value):
    """What the EPCI now changes of the plans, and its quiet weeks."""

    kind: Literal["FollowHabits"] = "FollowHabits"
    habits: Habits


class NoteBounce(Value):
    """A mail of this kind to that function came back, or its address was refused. `commune`: `None` when the mail was
    not to a commune. `code`: that of the refusal (« 5.1.1 »), never its text, which may name somebody."""

    kind: Literal["NoteBounce"] = "NoteBounce"
    commune: str | None = None
    notice: NoticeKind
    role: Role
    code: str = Field(default="", max_length=20)
