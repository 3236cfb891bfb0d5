"""The law as dated data: every procedure in which communes have a say, one file per family, one registry.

Law is appended, never edited: a text that changes is a new value whose `applies_from` is the day it came into force,
the former one receives its `applies_until`.
"""

from datetime import date

from domain.errors import DomainError
from domain.procedures.competences import COMPETENCES
from domain.procedures.conventions import CONVENTIONS
from domain.procedures.finances import FINANCES
from domain.procedures.model import Procedure
from domain.procedures.perimetre import PERIMETRE
from domain.procedures.schema import SCHEMA

PROCEDURES: tuple[Procedure, ...] = (*SCHEMA, *COMPETENCES, *PERIMETRE, *FINANCES, *CONVENTIONS)
PROCEDURE_IDS = frozenset(procedure.id for procedure in PROCEDURES)


def procedure_on(id: str, day: date) -> Procedure:
    """The procedure `id` as the law has it on `day`.

    Raises `DomainError` when Jalon does not know it, or does not know a text that applied on that day.
    """
    if id not in PROCEDURE_IDS:
        known = ", ".join(sorted(PROCEDURE_IDS))
        raise DomainError(f"« {id} » n'est pas une procédure connue ; choisissez parmi {known}.")
    procedure = known_on(id, day)
    if procedure is None:
        raise DomainError(f"Jalon ne connaît pas de texte applicable à « {id} » au {day.isoformat()}.")
    return procedure


def known_on(id: str | None, day: date) -> Procedure | None:
    """The same, `None` when Jalon knows no text of that day for it."""
    for procedure in PROCEDURES:
        if procedure.id == id and (procedure.applies_from or date.min) <= day <= (procedure.applies_until or date.max):
            return procedure
    return None
