"""The GRILLE: nine criteria, their weights, and how those that the record alone can answer are marked.

To evaluate one more criterion: write its rule (evidence in, `Finding` out) and name it in its row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain.base import Value
from domain.evaluation.evidence import Evidence
from domain.evaluation.governance import gouvernance
from domain.evaluation.marking import Finding
from domain.evaluation.realisation import realisation
from domain.french import typeset

Rule = Callable[[Evidence], Finding]


class CriterionMark(Value):
    """One criterion of one evaluation: `mark` 0 to 4 and `grade` of its evidence 1 to 4, both `None` if not evaluable.

    `reason` is the French sentence that explains the mark, or why there is none.
    """

    id: str
    title: str
    weight: int
    mark: int | None
    grade: int | None
    reason: str


@dataclass(frozen=True)
class Criterion:
    """One row of the grid. Without a rule the criterion is not evaluable, for the reason `missing` (in French)."""

    id: str
    title: str
    weight: int
    rule: Rule | None = None
    missing: str = ""

    def judge(self, evidence: Evidence) -> CriterionMark:
        """What `evidence` gives for this criterion."""
        found = self.rule(evidence) if self.rule else Finding.none(typeset(self.missing))
        return CriterionMark(id=self.id, title=self.title, weight=self.weight, **dict(found))


#: Weights sum to 100.
GRILLE: Final = (
    Criterion("C1", "Réalisation", 15, realisation),
    Criterion(
        "C2",
        "Usage et adhésion",
        15,
        missing="Les adhésions des communes et les unités de service utilisées ne sont pas relevées.",
    ),
    Criterion(
        "C3",
        "Qualité de service",
        15,
        missing="Les délais et la continuité des services ne sont pas relevés, et aucune enquête n'a été menée.",
    ),
    Criterion(
        "C4",
        "Finances",
        15,
        missing="Les dépenses réelles ne sont pas relevées : elles ne peuvent pas être comparées aux prévisions.",
    ),
    Criterion(
        "C5",
        "Effectifs et travail",
        10,
        missing="Les effectifs réels (rapport social unique) et les avis des comités sociaux ne sont pas relevés.",
    ),
    Criterion("C6", "Gouvernance et droit", 10, gouvernance),
    Criterion(
        "C7",
        "Confiance et satisfaction des communes",
        10,
        missing="Aucune enquête n'a été menée auprès des maires et des secrétaires de mairie.",
    ),
    Criterion(
        "C8",
        "Équité territoriale",
        5,
        missing="Les moyens reçus par chaque commune ne sont pas relevés.",
    ),
    Criterion(
        "C9",
        "Pérennité et apprentissage",
        5,
        missing="Aucun entretien n'a été mené sur la pérennité des services et les leçons tirées.",
    ),
)


def judge_all(evidence: Evidence) -> tuple[CriterionMark, ...]:
    """The nine criteria, in the order of the grid. The order of the evidence does not matter."""
    return tuple(criterion.judge(evidence) for criterion in GRILLE)
