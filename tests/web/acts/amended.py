"""An objective of the example that is new on 19 May 2028, and one that the council voted in 2027."""

from decimal import Decimal

from domain.objective.commands import PlanObjective
from domain.objective.values import Described, Indicator, Means, Milestone, ObjectivePlan
from domain.planned import parse_planned
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.acts.acting import Doer

#: Entered on 19 May 2028, so not in T0; voted on 8 April 2027; reached.
NEW, VOTED, REACHED = (f"objective/{SIREN}/{key}" for key in ("F9", "F2.1", "F1.1"))


async def entered(doer: Doer, **facts: object) -> None:
    """Enters `NEW`, with two steps, an indicator and means; `facts` of its plan instead of these."""
    epci = load_epci(SIREN)
    known = {
        "title": "Archives communes",
        "axis": "A2",
        "why": "Les dépôts sont pleins",
        "pilote": "DGS",
        "deadline": parse_planned("2029-12-31"),
        "milestones": (
            Milestone(name="état des lieux", deadline=parse_planned("2028-09-30")),
            Milestone(name="convention", deadline=parse_planned("2029-06-30")),
        ),
        "indicators": (Indicator(id="I9", name="mètres traités", unit="m", base=Decimal(0), target=Decimal(500)),),
        "means": Means(etp=Decimal("0.5"), fonctionnement_cents=1_200_000, investissement_cents=300_000),
    }
    plan = ObjectivePlan.model_validate(known | facts)
    await doer.it.tell(NEW, PlanObjective(epci_name=epci.name, place=epci.place, plan=plan))


def fiche(described: Described) -> dict[str, str]:
    """What a browser sends of the form that is prefilled with it."""
    return {
        "titre": described.title,
        "axe": described.axis,
        "pourquoi": described.why,
        "procedure": described.procedure or "",
        "niveau": str(described.integration_level or ""),
        "sens": described.direction or "",
        "priorite": described.priority or "",
        "programmation": described.scheduled.text if described.scheduled else "",
        "repartition": described.repartition_key,
        "risques": "\r\n".join(described.risks),
    }
