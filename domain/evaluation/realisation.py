"""C1, Réalisation: did we do what we voted?"""

from collections.abc import Sequence

from domain.evaluation.evidence import Evidence, ObjectiveEvidence
from domain.evaluation.marking import Finding, Grade, percentage
from domain.french import number, plural, typeset
from domain.objective.transitions import Status
from domain.objective.values import Priority

_WEIGHTS = {Priority.ELEVEE: 3, Priority.MOYENNE: 2, Priority.BASSE: 1, None: 2}
_BASELINE = "Version approuvée (T0)"
_NO_BASELINE = "Faute de version approuvée (T0), on compte tous les objectifs sauf ceux à discuter"


def realisation(evidence: Evidence) -> Finding:
    """The share of objectives reached, weighted by the priority voted (3, 2, 1; 2 where it is not said).

    Under 20 %: 0; under 40 %: 1; up to 60 %: 2; up to 80 %: 3; above: 4 if every other objective has its written
    reason, 3 otherwise. Not evaluable without an objective that counts.
    """
    counted, scope = _counted(evidence)
    if not counted:
        return Finding.none(typeset(f"{scope} : aucun objectif à évaluer."))
    reached = [objective for objective in counted if objective.status is Status.REACHED]
    unexplained = sum(not _is_explained(objective) for objective in counted)
    part, whole = _weight(reached), _weight(counted)
    mark = mark_of_share(part, whole, all_explained=unexplained == 0)
    reason = (
        f"{scope} : {number(len(reached))} {plural(len(reached), 'objectif réalisé', 'objectifs réalisés')} "
        f"sur {number(len(counted))}, soit {percentage(part, whole)} en tenant compte des priorités "
        f"({number(part)} {plural(part, 'point', 'points')} sur {number(whole)})."
    )
    if unexplained:
        unreached = plural(unexplained, "objectif non réalisé n'a", "objectifs non réalisés n'ont")
        reason += f" {number(unexplained)} {unreached} pas de raison écrite."
    return Finding.of(mark, Grade.DOCUMENTED, typeset(reason))


def mark_of_share(part: int, whole: int, *, all_explained: bool) -> int:
    """The mark of `part` reached out of `whole`, in exact integers."""
    if 5 * part < whole:
        return 0
    if 5 * part < 2 * whole:
        return 1
    if 5 * part <= 3 * whole:
        return 2
    if 5 * part <= 4 * whole:
        return 3
    return 4 if all_explained else 3


def _counted(evidence: Evidence) -> tuple[list[ObjectiveEvidence], str]:
    """What was promised, and the words that say which promise: T0, or failing it all that was agreed on."""
    if evidence.baseline_sha256 is not None:
        return [objective for objective in evidence.objectives if objective.in_baseline], _BASELINE
    agreed = [objective for objective in evidence.objectives if objective.status is not Status.TO_DISCUSS]
    return agreed, _NO_BASELINE


def _weight(objectives: Sequence[ObjectiveEvidence]) -> int:
    return sum(_WEIGHTS[objective.priority] for objective in objectives)


def _is_explained(objective: ObjectiveEvidence) -> bool:
    return objective.status is Status.REACHED or objective.explained
