"""Any change of what the roadmap says of an objective that has « signature » and « bilan » as milestones, and the
indicator I1."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from domain.objective.amend_commands import (
    AssignObjective,
    DefineIndicator,
    DescribeObjective,
    DropIndicator,
    GiveUpMilestone,
    PlanMeans,
    PlanMilestone,
    RecordMeans,
)
from domain.objective.values import Described, Indicator, Means
from tests.domain.objective.objectives import day, planned

_NAMES = st.sampled_from(["signature", "bilan", "recette"])
_FUNCTIONS = st.sampled_from([None, "DSI", "DRH", "DGS"])
_DAYS = st.sampled_from([None, "2026-07", "2026-12-31", "2027-03", "2027-08-15", "2028"]).map(planned)
_MEANS = st.builds(
    Means,
    etp=st.sampled_from([None, Decimal("0.5"), Decimal(2)]),
    fonctionnement_cents=st.sampled_from([None, 0, 1200050]),
)
_FICHES = st.builds(
    Described,
    title=st.sampled_from(["Secrétariat remplaçant", "Secrétariat"]),
    why=st.sampled_from(["", "Remplacer"]),
    procedure=st.sampled_from([None, "transfert_competence"]),
)
_INDICATORS = st.builds(
    Indicator,
    id=st.sampled_from(["I1", "I2"]),
    name=st.sampled_from(["postes", "agents"]),
    unit=st.sampled_from(["", "jours"]),
)

MILESTONE_CHANGES: st.SearchStrategy[Any] = st.one_of(
    st.builds(PlanMilestone, name=_NAMES, was=st.just("") | _NAMES, deadline=_DAYS),
    st.builds(lambda name, deadline: PlanMilestone(name=name, was=name, deadline=deadline), _NAMES, _DAYS),
    st.builds(
        GiveUpMilestone, name=_NAMES, reason=st.just("Sans objet"), on=st.sampled_from([None, day("2026-06-01")])
    ),
)
AMENDS: st.SearchStrategy[Any] = st.one_of(
    MILESTONE_CHANGES,
    st.builds(DescribeObjective, description=_FICHES, reason=st.just("Vote")),
    st.builds(AssignObjective, pilote=_FUNCTIONS, suppleant=_FUNCTIONS),
    st.builds(DefineIndicator, indicator=_INDICATORS),
    st.builds(DropIndicator, id=st.sampled_from(["I1", "I2"]), reason=st.just("Mal défini")),
    st.builds(PlanMeans, means=_MEANS, reason=st.just("Budget")),
    st.builds(RecordMeans, year=st.integers(2025, 2029), means=_MEANS.filter(lambda means: means != Means())),
)
