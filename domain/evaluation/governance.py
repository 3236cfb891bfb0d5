"""C6, Gouvernance et droit: were the procedures right, and the steps in time?"""

from domain.evaluation.evidence import Evidence
from domain.evaluation.marking import Finding, Grade, percentage
from domain.french import number, plural, typeset

_MOST_AFTER_ANNULMENT = 1


def gouvernance(evidence: Evidence) -> Finding:
    """The share of the steps due (milestones of objectives, yearly duties) that were done in time. A milestone is due
    as it was promised, even if it was moved or given up since.

    Under 50 %: 0; under 70 %: 1; under 85 %: 2; under 100 %: 3; all: 4. An act annulled by a judge leaves at most 1.
    Not evaluable while no step was due.
    """
    milestones = sum(objective.steps_due for objective in evidence.objectives)
    whole = milestones + evidence.duties_due
    part = sum(objective.steps_in_time for objective in evidence.objectives) + evidence.duties_in_time
    if whole == 0:
        return Finding.none("Aucune étape ni obligation n'était encore échue.")
    mark = mark_of_share(part, whole)
    reason = (
        f"{number(part)} {plural(part, 'étape faite', 'étapes faites')} à temps sur "
        f"{number(whole)} {plural(whole, 'échue', 'échues')}, soit {percentage(part, whole)} "
        f"(étapes des objectifs : {number(milestones)} ; obligations annuelles : {number(evidence.duties_due)})."
    )
    if changed := sum(objective.steps_changed for objective in evidence.objectives):
        of_them = plural(changed, "a été déplacée ou abandonnée", "ont été déplacées ou abandonnées")
        judged = plural(changed, "elle est jugée", "elles sont jugées")
        reason += f" {number(changed)} de ces étapes {of_them} depuis : {judged} sur l'échéance promise."
    if evidence.annulments:
        mark = min(mark, _MOST_AFTER_ANNULMENT)
        annulled = plural(evidence.annulments, "acte annulé", "actes annulés")
        reason += f" {number(evidence.annulments)} {annulled} par le juge : la note ne peut pas dépasser 1."
    return Finding.of(mark, Grade.MEASURED, typeset(reason))


def mark_of_share(part: int, whole: int) -> int:
    """The mark of `part` done in time out of `whole` due, in exact integers."""
    if 2 * part < whole:
        return 0
    if 10 * part < 7 * whole:
        return 1
    if 20 * part < 17 * whole:
        return 2
    return 3 if part < whole else 4
