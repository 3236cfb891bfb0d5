"""From a roadmap file to the commands that enter it, in the order in which they are to be decided."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from domain.base import Value
from domain.errors import Refused
from domain.evaluation.commands import PointType
from domain.mandate.commands import Axis, OpenMandate, PlanRoadmap, Point, mandate_id
from domain.objective.commands import (
    AbandonObjective,
    BlockObjective,
    PauseObjective,
    PlanObjective,
    ReachObjective,
    StartObjective,
    objective_id,
)
from domain.objective.commands import PublicCommand as ObjectiveCommand
from domain.objective.values import Engagement, EngagementLevel, Indicator, Means, Milestone, ObjectivePlan
from domain.people import Recipient
from domain.registry import decider_of
from domain.roadmap.fiche import Fiche, Indicateur, Moyens
from domain.roadmap.file import RoadmapFile
from domain.roadmap.words import Nature, Statut
from domain.stream import Unfolding
from domain.territory import Epci

_CENTS = 100

#: Work on an objective of this status has begun, or is over.
BEGUN = frozenset({Statut.EN_COURS, Statut.BLOQUE, Statut.EN_PAUSE, Statut.REALISE, Statut.ABANDONNE})

#: A command and the stream that it is for.
Order = tuple[str, ObjectiveCommand | OpenMandate | PlanRoadmap]


class RoadmapContact(Value):
    """Somebody to write to, for the erasable table of contacts."""

    to: Recipient
    name: str | None
    address: str
    phone: str | None = None


def commands(file: RoadmapFile, epci: Epci) -> list[Order]:
    """Everything that the file stands for: the mandate first, then the objectives in the order of the file."""
    return [*mandate_commands(file, epci), *objective_commands(file, epci)]


def mandate_commands(file: RoadmapFile, epci: Epci) -> list[Order]:
    """The mandate opened with its plan; nothing when the file does not say when the mandate began."""
    if file.mandat is None:
        return []
    year = file.mandat.debut.year
    opening = OpenMandate(
        siren=epci.siren,
        epci_name=epci.name,
        nature=epci.nature,
        financing=epci.financing,
        place=epci.place,
        synthetic=file.nature is Nature.SYNTHETIQUE,
        year=year,
        renewal=file.mandat.debut,
        second_round=file.mandat.second_tour,
        end=file.mandat.fin,
    )
    stream = mandate_id(epci.siren, year)
    return [(stream, opening), (stream, roadmap_plan(file))]


def roadmap_plan(file: RoadmapFile) -> PlanRoadmap:
    """The plan that the file gives to its mandate: title, axes, councils, dated points."""
    calendar = file.calendrier
    return PlanRoadmap(
        title=file.titre,
        axes=tuple(Axis(key=axe.id, title=axe.intitule) for axe in file.axes),
        councils=calendar.conseils_communautaires,
        points=(
            *(Point(type=PointType.COMMUNICATION_ANNUELLE, on=day) for day in calendar.communications_annuelles),
            *(Point(type=point.type, on=point.date) for point in calendar.points_d_evaluation),
        ),
    )


def objective_commands(file: RoadmapFile, epci: Epci) -> list[Order]:
    """Each objective planned, then moved to the status that the file states; one without a status is to come."""
    return [
        (objective_id(epci.siren, fiche.id), command)
        for axe in file.axes
        for fiche in axe.fiches
        for command in (_planned(file, epci, axe.id, fiche), *_stated(fiche))
    ]


def contacts(file: RoadmapFile) -> list[RoadmapContact]:
    """Those to write to, in the order of the file."""
    return [
        RoadmapContact(
            to=Recipient(role=contact.role, commune=contact.commune, function=contact.fonction),
            name=contact.nom,
            address=contact.courriel,
            phone=contact.telephone,
        )
        for contact in file.contacts
    ]


def refusals(orders: Sequence[Order], at: datetime) -> Iterator[tuple[str, str]]:
    """Stream and reason of what the rules would refuse, were it all recorded at `at` in streams that nobody opened.

    One reason a stream: what comes after it could be refused only because of it.
    """
    rehearsed: dict[str, Unfolding[Value]] = {}
    refused: set[str] = set()
    for stream, command in orders:
        decider = decider_of(stream)
        unfolding = rehearsed.setdefault(stream, Unfolding(decider=decider, state=decider.new(stream)))
        try:
            if stream not in refused:
                unfolding.command(command, at)
        except Refused as refusal:
            refused.add(stream)
            yield stream, refusal.reason


def _planned(file: RoadmapFile, epci: Epci, axis: str, fiche: Fiche) -> PlanObjective:
    plan = ObjectivePlan(
        title=fiche.intitule,
        why=fiche.pourquoi,
        axis=axis,
        integration_level=fiche.niveau_integration,
        direction=fiche.sens,
        procedure=fiche.procedure,
        pilote=fiche.pilote,
        suppleant=fiche.suppleant,
        elu_referent=fiche.elu_referent,
        engagements=_engagements(fiche),
        deadline=fiche.echeance,
        scheduled=fiche.programmation,
        milestones=tuple(Milestone(name=e.nom, deadline=e.echeance, done_on=e.faite_le) for e in fiche.etapes),
        means=_means(fiche.moyens),
        repartition_key=fiche.cle_de_repartition,
        indicators=tuple(_indicator(indicateur) for indicateur in fiche.indicateurs),
        priority=fiche.priorite,
        risks=fiche.risques,
    )
    return PlanObjective(
        epci_name=epci.name,
        place=epci.place,
        plan=plan,
        to_discuss=fiche.statut is Statut.A_DISCUTER,
        begun=fiche.commence_le is not None or fiche.statut in BEGUN or fiche.deja_promise is True,
        synthetic=file.nature is Nature.SYNTHETIQUE,
    )


def _stated(fiche: Fiche) -> Iterator[ObjectiveCommand]:
    started = fiche.statut is Statut.EN_COURS or fiche.commence_le is not None
    if started:
        yield StartObjective(on=fiche.commence_le)
    match fiche.statut:
        case Statut.BLOQUE if fiche.blocage is not None:
            block = fiche.blocage
            yield BlockObjective(
                cause=block.cause, since=block.depuis, text=block.texte, expected_until=block.levee_prevue
            )
        case Statut.EN_PAUSE:
            yield PauseObjective()
        case Statut.REALISE:
            yield ReachObjective(on=fiche.realise_le)
        case Statut.ABANDONNE:
            yield AbandonObjective(reason=fiche.motif_abandon, on=fiche.abandonne_le)


def _engagements(fiche: Fiche) -> tuple[Engagement, ...]:
    return (
        *(Engagement(commune=insee, level=EngagementLevel.VOLONTAIRE) for insee in fiche.communes_volontaires),
        *(Engagement(commune=one.commune, level=one.niveau) for one in fiche.engagements),
    )


def _means(moyens: Moyens) -> Means:
    return Means(
        etp=moyens.etp,
        fonctionnement_cents=_cents(moyens.fonctionnement_annuel_eur),
        investissement_cents=_cents(moyens.investissement_eur),
    )


def _cents(euros: Decimal | None) -> int | None:
    return int(euros * _CENTS) if euros is not None else None


def _indicator(indicateur: Indicateur) -> Indicator:
    return Indicator(
        id=indicateur.id,
        name=indicateur.nom,
        unit=indicateur.unite,
        base=indicateur.base,
        base_year=indicateur.base_annee,
        target=indicateur.cible,
        direction=indicateur.sens,
    )
