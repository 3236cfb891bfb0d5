"""`jalon simulate …`: what the law would give, without a database nor a server."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, TypeVar

import typer

from domain.calendar import METROPOLE, civil_day
from domain.electorate import Base
from domain.errors import DomainError
from domain.french import long_day, number, weekday_day
from domain.procedures import PROCEDURE_IDS
from domain.simulation import (
    simulate_consultation,
    simulate_convocation,
    simulate_deadline,
    simulate_majority,
    simulate_plan,
    the_target,
)
from domain.simulation.consultation import CommuneSimulation, ConsultationSimulation
from domain.verdict import Majority
from infra.territories import load_epci
from terminal.exits import Misused
from terminal.options import JsonOption, day, siren
from terminal.show import give, say, table

T = TypeVar("T")

OfEpci = Annotated[str, typer.Option("--siren", parser=siren, metavar="SIREN", help="L'EPCI.")]
OfProcedure = Annotated[
    str, typer.Option("--procedure", metavar="PROCÉDURE", help=f"La procédure : {', '.join(sorted(PROCEDURE_IDS))}.")
]


def majority(
    of: OfEpci,
    rule: Annotated[Majority, typer.Option(metavar="creation_epci|cletc", help="La majorité à compter.")],
    favorable: Annotated[
        str, typer.Option(metavar="NOMS|INSEE", help="Les communes favorables, séparées par des virgules.")
    ] = "",
    defavorable: Annotated[
        str, typer.Option(metavar="NOMS|INSEE", help="Les communes défavorables ; les autres n'ont pas voté.")
    ] = "",
    base: Annotated[Base, typer.Option(metavar="totale|municipale", help="La population qui décide.")] = Base.TOTALE,
    json: JsonOption = False,
) -> None:
    """Compte une majorité qualifiée : qui est pour, qui est contre, ce que cela donne et pourquoi."""
    found = _told(lambda: simulate_majority(load_epci(of), rule, _listed(favorable), _listed(defavorable), base))
    if json:
        give(found)
        return
    say(found.reason)
    say()
    say(found.why.paragraph)


def deadline(
    procedure: OfProcedure,
    received: Annotated[
        date, typer.Option(parser=day, metavar="AAAA-MM-JJ", help="Le jour de la réception par le maire.")
    ],
    of: Annotated[
        str | None, typer.Option("--siren", parser=siren, metavar="SIREN", help="L'EPCI : ses jours fériés, son heure.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Calcule le délai d'une commune, de la réception au silence, dans ses deux lectures."""
    found = _told(lambda: simulate_deadline(procedure, received, load_epci(of) if of is not None else None))
    if json:
        give(found)
        return
    say(found.why.paragraph)


def convocation(
    council: Annotated[date, typer.Option(parser=day, metavar="AAAA-MM-JJ", help="Le jour de la séance.")],
    population: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Un conseil municipal : population municipale de la commune."),
    ] = None,
    epci: Annotated[bool, typer.Option("--epci", help="Le conseil communautaire.")] = False,
    cst: Annotated[bool, typer.Option("--cst", help="Un comité social territorial.")] = False,
    json: JsonOption = False,
) -> None:
    """Dit avant quand convoquer une séance, en temps ordinaire et en urgence."""
    found = _told(lambda: simulate_convocation(council, population, epci=epci, cst=cst))
    if json:
        give(found)
        return
    say(f"Séance du {weekday_day(council)}.")
    say(f"Convocation : au plus tard le {weekday_day(found.last_sending)}.")
    say(f"En urgence, motivée : au plus tard le {weekday_day(found.last_sending_urgent)}.")
    say(f"Pièces : au plus tard le {weekday_day(found.papers)}." if found.papers else "Pièces : aucun envoi exigé.")
    say()
    say(found.why.paragraph)


def consultation(
    of: OfEpci,
    procedure: OfProcedure,
    send: Annotated[date, typer.Option(parser=day, metavar="AAAA-MM-JJ", help="Le jour de l'envoi aux communes.")],
    council: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COMMUNE=JOUR[,JOUR]", help="Les jours de conseil connus d'une commune ; option répétable."
        ),
    ] = None,
    communes: Annotated[
        str, typer.Option(metavar="NOMS|INSEE", help="Les communes concernées ; à omettre pour toutes.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Montre ce que serait une consultation : les dates de chaque commune, le jour où le résultat est certain."""
    councils = dict(_council(each) for each in council or ())
    found = _told(lambda: simulate_consultation(load_epci(of), procedure, send, councils, _listed(communes)))
    if json:
        give(found)
    else:
        _show(found)


@dataclass(frozen=True)
class Goal:
    """What is aimed at: one of the three."""

    council: Annotated[
        date | None, typer.Option(parser=day, metavar="AAAA-MM-JJ", help="Le but : ce conseil communautaire.")
    ] = None
    budget: Annotated[int | None, typer.Option(min=2000, max=2190, metavar="ANNÉE", help="Le but : ce budget.")] = None
    year_end: Annotated[
        int | None, typer.Option(min=2000, max=2190, metavar="ANNÉE", help="Le but : la fin de cette année.")
    ] = None


def plan(
    procedure: OfProcedure,
    goal: Goal,
    of: Annotated[
        str | None, typer.Option("--siren", parser=siren, metavar="SIREN", help="L'EPCI : ses jours fériés, son heure.")
    ] = None,
    councils: Annotated[
        str, typer.Option(metavar="JOUR[,JOUR]", help="Les séances connues du conseil communautaire.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Calcule à rebours d'un but le dernier jour de chaque acte d'une procédure."""
    epci = _told(lambda: load_epci(of)) if of is not None else None
    target = _told(lambda: the_target(goal.council, goal.budget, goal.year_end))
    found = _told(lambda: simulate_plan(procedure, target, epci, _days(councils)))
    if json:
        give(found)
        return
    say(found.text)
    say()
    say(found.verdict(civil_day(datetime.now().astimezone(), epci.place if epci is not None else METROPOLE)))


def _show(found: ConsultationSimulation) -> None:
    say(f"{found.title} ({found.source}), envoi du {long_day(found.sent)}. Rien n'est enregistré.")
    say()
    columns = ("Commune", "Délai, au plus tôt", "Au plus tard", "Silence dès", "Dernière convocation", "Conseil utile")
    table(columns, [_row(commune) for commune in found.communes])
    say()
    say(f"Résultat certain : {found.certain[0].lower()}{found.certain[1:]}")
    say(found.by_silence)
    for holiday in found.holidays:
        say(f"Jour férié sur le chemin : {weekday_day(holiday.on)} ({holiday.name}).")
    for quiet in found.quiet_weeks:
        days = f"du {long_day(quiet.first)} au {long_day(quiet.last)}"
        say(f"Semaines où peu de conseils siègent ({quiet.name}) : {days}.")
    say(f"Communes : {number(len(found.communes))}. Chacune a son propre délai, qui part de sa propre réception.")
    if found.why is not None:
        say()
        say(found.why.paragraph)


def _row(commune: CommuneSimulation) -> tuple[str, ...]:
    days = (commune.earliest, commune.safe, commune.silence_from, commune.last_convocation)
    council = commune.last_council.isoformat() if commune.last_council is not None else "aucun connu"
    return (commune.name, *(_day(each) for each in days), council)


def _day(on: date | None) -> str:
    return on.isoformat() if on is not None else "–"


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _days(text: str) -> list[date]:
    """The days, parted by commas. Raises `Misused` for what is no day."""
    try:
        return [day(each) for each in _listed(text)]
    except ValueError as wrong:
        raise Misused(f"« {text} » : {wrong}.") from None


def _council(text: str) -> tuple[str, list[date]]:
    """The commune and its days. Raises `Misused` when it is written otherwise."""
    commune, equal, days = text.partition("=")
    found = _days(days)
    if not (equal and commune.strip() and found):
        raise Misused(f"« {text} » : écrivez la commune et ses jours, par exemple « Condom=2027-02-11,2027-03-18 ».")
    return commune.strip(), found


def _told(simulated: Callable[[], T]) -> T:
    """What it gives. Raises `Misused`, in French, when the law or the territory does not know what was asked."""
    try:
        return simulated()
    except DomainError as wrong:
        raise Misused(str(wrong)) from wrong
