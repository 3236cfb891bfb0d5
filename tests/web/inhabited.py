"""The example with people in it: accounts of each role, a token, an evaluation that was recorded."""

from decimal import Decimal
from typing import Final
from uuid import UUID

from activities.evaluations import Evaluations, Gathered
from activities.recording import Recorder
from domain.access import Access
from domain.evaluation.commands import PointType, evaluation_id
from domain.mandate.commands import StartEvaluation, mandate_id
from domain.objective.amend_commands import (
    DefineIndicator,
    DropIndicator,
    GiveUpMilestone,
    PlanMilestone,
    RecordMeans,
)
from domain.objective.values import Indicator, Means
from domain.planned import parse_planned
from domain.registry import decider_of
from infra.identity.accounts import Role
from infra.snapshots import Snapshots
from scripts.played import SIREN
from tests.web.examples import Example
from tests.web.signing import PASSWORD

ADMINISTRATOR: Final = "ana@epci.fr"

#: The objective that was amended.
AMENDED: Final = f"objective/{SIREN}/F2.1"
MANDATE: Final = mandate_id(SIREN, 2026)


async def started(it: Example, stream: str, type: PointType) -> None:
    """Somebody starts an evaluation; nobody has gathered its evidence yet."""
    await it.tell(MANDATE, StartEvaluation(type=type))
    await it.player.store.advance(stream, it.player.clock.at)


async def recorded(it: Example, stream: str, type: PointType) -> None:
    """What the workflow of the evaluation does once it is started."""
    await started(it, stream, type)
    activities = Evaluations(Snapshots(it.house.engine, decider_of), Recorder(it.house.inbox, it.player.clock))
    pages = await activities.list_pages(stream)
    objectives = [one for page in pages for one in await activities.gather_page(page)]
    await activities.record_evidence(Gathered(evaluation=stream, objectives=tuple(objectives)))
    await told(it, stream)


async def told(it: Example, stream: str) -> None:
    """The mandate learns the result."""
    await it.player.store.advance(stream, it.player.clock.at)
    await it.player.store.advance(MANDATE, it.player.clock.at)


async def amended(it: Example) -> None:
    """An objective changed since the vote: steps moved and given up, an indicator dropped, two years noted."""
    inventory, charter, training = "inventaire des postes", "charte des usages", "formation des agents"
    year = Means(etp=Decimal("1.6"), fonctionnement_cents=13_250_050, investissement_cents=900_000)
    unused = Indicator(id="I5", name="tickets en attente", unit="nb", base=Decimal(40), target=Decimal(10))
    await it.tell(
        AMENDED,
        PlanMilestone(name=inventory, deadline=parse_planned("2028-03-31")),
        PlanMilestone(name=charter, deadline=parse_planned("2028-06")),
        PlanMilestone(name=training, deadline=parse_planned("2028-T3")),
        PlanMilestone(name=charter, was=charter, deadline=parse_planned("2028-09-30"), reason="Relue par les DGS"),
        GiveUpMilestone(name=training, reason="Le centre de gestion s'en charge"),
        DefineIndicator(indicator=unused),
        DropIndicator(id="I5", reason="L'outil ne les compte plus"),
        RecordMeans(year=2026, means=Means(etp=Decimal("0.8")), note="Arrivée du technicien en juillet"),
        RecordMeans(year=2027, means=year),
    )


async def inhabited(it: Example) -> UUID:
    """Somebody of each role, who has a password, but for the one who was just invited; the id of the pilote."""
    await it.house.roster.found(ADMINISTRATOR, "Ana Lopez", PASSWORD)
    people = {
        Access.COORDINATEUR: ("luc@epci.fr", "Luc Martin"),
        Access.PILOTE: ("mia@epci.fr", "Mia Petit"),
        Access.LECTEUR: ("noe@epci.fr", "Noé Roux"),
    }
    ids = {}
    for access, (address, name) in people.items():
        role = Role(siren=SIREN, access=access, function="DSI" if access is Access.PILOTE else "")
        account, _ = await it.house.roster.invite(address, name, role)
        ids[access] = account.id
        if access is not Access.LECTEUR:
            await it.house.accounts.change_password(account.id, PASSWORD)
    await it.house.tokens.create("logiciel des délibérations", SIREN)
    await recorded(it, evaluation_id(SIREN, 2028, PointType.MI_MANDAT, 1), PointType.MI_MANDAT)
    await amended(it)
    return ids[Access.PILOTE]
