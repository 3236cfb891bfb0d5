"""`jalon init` and `jalon mandate …`: the mandate of an EPCI, its roadmap as a whole, its duties."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import typer

from domain.french import join, long_day, number
from domain.mandate import DECIDER as MANDATE
from domain.mandate.commands import (
    ApproveRoadmap,
    CompleteDuty,
    MoveEnd,
    OpenMandate,
    RecordCouncils,
    TransmitRoadmap,
    WithdrawRoadmap,
    mandate_id,
)
from domain.mandate.renewals import RENEWALS
from domain.mandate.state import Status
from domain.planned import PlannedDay, parse_planned
from domain.territory import Epci, Nature
from infra.territories import load_epci, vintages
from terminal.epci import epci_of, needed_mandate
from terminal.exits import Misused
from terminal.options import Door, NumberOption, OnOption, ReasonOption, day, planned, siren
from terminal.posting import Build, record, written
from terminal.session import Session, run
from terminal.show import say

_YEARS: Final = 6
_NATURES: Final = {
    Nature.CC: "communauté de communes",
    Nature.CA: "communauté d'agglomération",
    Nature.CU: "communauté urbaine",
    Nature.METRO: "métropole",
    Nature.MET69: "métropole de Lyon",
}


@dataclass(frozen=True)
class Dates:
    """When the mandate begins and ends."""

    debut: Annotated[
        date | None,
        typer.Option(
            parser=day, metavar="AAAA-MM-JJ", help="Le jour du renouvellement général (par défaut : celui de 2026)."
        ),
    ] = None
    second_tour: Annotated[
        bool | None,
        typer.Option("--second-tour/--sans-second-tour", help="S'il y a eu un second tour dans une commune."),
    ] = None
    fin: Annotated[
        PlannedDay | None,
        typer.Option(parser=planned, metavar="AAAA-MM", help="La fin prévue (par défaut : mars, six ans après)."),
    ] = None

    @property
    def year(self) -> int:
        """The year of the renewal."""
        return self.debut.year if self.debut is not None else max(RENEWALS)

    def opening(self, epci: Epci) -> OpenMandate:
        """The command that opens the mandate."""
        known = RENEWALS.get(self.year)
        second = (
            known is not None and self.debut == known.second_round if self.second_tour is None else self.second_tour
        )
        renewal = self.debut
        if renewal is None:
            renewal = RENEWALS[self.year].second_round if second else RENEWALS[self.year].first_round
        return OpenMandate(
            siren=epci.siren,
            epci_name=epci.name,
            nature=epci.nature,
            financing=epci.financing,
            place=epci.place,
            year=self.year,
            renewal=renewal,
            second_round=second,
            end=self.fin or parse_planned(f"{self.year + _YEARS}-03"),
        )


def init(
    siren: Annotated[str, typer.Option("--siren", parser=siren, metavar="SIREN", help="Le SIREN de l'EPCI.")],
    dates: Dates,
) -> None:
    """Ouvre le mandat d'un EPCI, d'après les données publiques de son territoire."""

    async def within(session: Session) -> None:
        epci = load_epci(siren)
        for line in _presented(epci):
            say(line)
        stream = mandate_id(siren, dates.year)
        state = await session.snapshots.one(MANDATE, stream)
        if state.status is not Status.ABSENT:
            say(f"Le mandat {dates.year} est déjà ouvert.")
            return
        door = Door(siren=siren, request=f"init/{dates.year}")
        await record(session, door, stream, written(dates.opening, epci), epci)

    run(within)


def transmit(on: OnOption, door: Door) -> None:
    """Note que la feuille de route a été transmise aux communes pour avis."""
    ask_mandate(door, lambda _: TransmitRoadmap(on=on))


def withdraw(reason: ReasonOption, door: Door) -> None:
    """Reprend en projet une feuille de route transmise, pour la changer."""
    ask_mandate(door, lambda _: WithdrawRoadmap(reason=reason))


def approve(on: OnOption, number: NumberOption, door: Door) -> None:
    """Entre la délibération qui approuve la feuille de route, si les communes ont été consultées hors de Jalon."""
    ask_mandate(door, lambda _: ApproveRoadmap(on=on, number=number))


def move_end(
    end: Annotated[PlannedDay, typer.Argument(parser=planned, metavar="AAAA-MM", help="La nouvelle fin.")],
    reason: ReasonOption,
    door: Door,
) -> None:
    """Déplace la fin du mandat, quand une loi reporte le renouvellement."""
    ask_mandate(door, lambda _: MoveEnd(end=end, reason=reason))


def duty(
    key: Annotated[str, typer.Argument(metavar="OBLIGATION", help="Sa clé, telle que « jalon status » la donne.")],
    on: OnOption,
    door: Door,
) -> None:
    """Note qu'une obligation du mandat a été faite."""
    ask_mandate(door, lambda _: CompleteDuty(key=key, on=on))


def councils(
    door: Door,
    days: Annotated[
        list[str] | None,
        typer.Option(
            "--days",
            metavar="AAAA-MM-JJ,…",
            help="Les jours de séance, séparés par des virgules ; aucun : rien de prévu.",
        ),
    ] = None,
    commune: Annotated[
        str, typer.Option(metavar="NOM|INSEE", help="La commune ; à omettre pour le conseil communautaire.")
    ] = "",
) -> None:
    """Entre les séances prévues d'un conseil ; elles remplacent celles à venir qui étaient connues."""
    ask_mandate(
        door,
        lambda epci: RecordCouncils(commune=epci.find(commune).insee if commune else "", days=_listed(days or [])),
    )


def _listed(days: list[str]) -> tuple[date, ...]:
    """The days of all the lists given. Raises `Misused` when one is no day."""
    try:
        return tuple(day(one.strip()) for given in days for one in given.split(",") if one.strip())
    except ValueError as wrong:
        raise Misused(f"--days : {wrong}.") from wrong


def ask_mandate(door: Door, build: Build) -> None:
    """As `posting.ask`, for the mandate under way."""

    async def within(session: Session) -> None:
        epci = await epci_of(session, door.siren)
        mandate = await needed_mandate(session.snapshots, epci)
        await record(session, door, mandate.stream, written(build, epci), epci)

    run(within)


def _presented(epci: Epci) -> Iterator[str]:
    known = vintages()
    inhabitants = sum(commune.population.totale for commune in epci.communes)
    yield f"{epci.name}, {_NATURES[epci.nature]}, SIREN {epci.siren}"
    yield f"{number(len(epci.communes))} communes : {join([commune.name for commune in epci.communes])}."
    yield (
        f"{number(inhabitants)} habitants (population totale de référence {known.totale}) ; périmètre au "
        f"{long_day(known.perimeter)}, noms du code officiel géographique {known.names.removeprefix('cog')}."
    )
