"""Where a letter leads its reader, and what it says that no stream holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from infra.reading.digest import Digest


@dataclass(frozen=True)
class Urls:
    """Absolute addresses, empty where there is nothing to open. `answer`: what the person owes, by their link;
    `console`: the coordinator's page about the matter; `preferences`: how often to be written to."""

    answer: str = ""
    console: str = ""
    preferences: str = ""


NOWHERE: Final = Urls()


@dataclass(frozen=True)
class Beside:
    """`day`: the civil day of the sending, that of the latest notice when `None`. `phones`: the numbers of town halls,
    by INSEE code. `digest`: what a notice of kind `digest` tells, which has no letter without it."""

    day: date | None = None
    phones: Mapping[str, str] = field(default_factory=dict)
    digest: Digest | None = None


NOTHING: Final = Beside()


@dataclass(frozen=True)
class Sending:
    """All that sections are told beside their notices and states; `today` is the civil day of the sending."""

    today: date
    urls: Urls = NOWHERE
    phones: Mapping[str, str] = field(default_factory=dict)
    digest: Digest | None = None
