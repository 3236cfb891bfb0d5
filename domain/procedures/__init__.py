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
    versions = [p for p in PROCEDURES if p.id == id]
    if not versions:
        known = ", ".join(sorted(PROCEDURE_IDS))
        raise DomainError(f"« {id} » n'est pas une procédure connue ; choisissez parmi {known}.")
    for procedure in versions:
        if (procedure.applies_from or date.min) <= day <= (procedure.applies_until or date.max):
            return procedure
    raise DomainError(f"Jalon ne connaît pas de texte applicable à « {id} » au {day.isoformat()}.")
