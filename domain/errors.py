"""What the domain says when it will not: a refusal is an answer, with its reason in French and its source."""

from domain.sources import Source


class DomainError(Exception):
    """Something the domain cannot make sense of. The message is in French and says what to do."""


class Refused(DomainError):
    """A command that the rules do not allow.

    `reason` is the French sentence shown to the person; `source` names the text of law, where one decides.
    """

    def __init__(self, reason: str, source: Source | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.source = source
