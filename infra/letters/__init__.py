"""What people receive: one letter for each kind of notice, rendered when it leaves."""

from infra.letters.letter import Letter
from infra.letters.render import Letters

__all__ = ["Letter", "Letters"]
