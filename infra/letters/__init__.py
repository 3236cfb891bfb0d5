"""What people receive: one letter for each kind of notice, rendered when it leaves."""

from infra.letters.letter import Attachment, Letter
from infra.letters.render import Letters
from infra.letters.urls import NOTHING, NOWHERE, Beside, Urls

__all__ = ["NOTHING", "NOWHERE", "Attachment", "Beside", "Letter", "Letters", "Urls"]
