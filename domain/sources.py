"""Every text of law that Jalon relies on, cited once, with the version read and how sure we are of it."""

from enum import StrEnum

from domain.base import Value


class Confidence(StrEnum):
    """How a fact of law is known."""

    A = "A"  #: read in a published text
    B = "B"  #: known, high confidence, not read in the text in force
    C = "C"  #: uncertain, disputed or inferred: shown « à confirmer »


class Source(Value):
    """One text of law: `article` as it is cited to the user, the `version` that was read, the confidence."""

    article: str
    version: str
    confidence: Confidence

    @property
    def citation(self) -> str:
        """The article as shown on screens and in mails, with « à confirmer » where the confidence is C."""
        return f"{self.article} (à confirmer)" if self.confidence is Confidence.C else self.article
