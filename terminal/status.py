"""`jalon status`: the dashboard, on one screen."""

from collections.abc import Iterator
from typing import Final

from domain.consultation import DECIDER as CONSULTATION
from domain.consultation.events import Result
from domain.consultation.labels import RESULTS
from domain.french import join, long_day, number, plural
from domain.mandate.state import Roadmap
from domain.objective import DECIDER as OBJECTIVE
from domain.objective.transitions import LABELS, Status
from domain.planned import parse_planned
from infra.reading.dashboard import ConsultationLine, Dashboard, MandateLine, ObjectiveLine, Standing, dashboard
from infra.reading.matters import Matter
from infra.reading.risks import Risk, named
from infra.roadmaps.standing import mandate_of
from terminal.epci import epci_of
from terminal.options import JsonOption, SirenOption
from terminal.session import Session, run
from terminal.show import give, say, table

_ROADMAPS: Final = {
    Roadmap.ABSENT: "pas encore saisie",
    Roadmap.DRAFT: "en projet",
    Roadmap.TRANSMITTED: "transmise aux communes",
    Roadmap.APPROVED: "approuvée",
    Roadmap.AMENDED: "modifiée depuis son approbation",
}
_NAMED = 6


def status(siren: SirenOption = None, json: JsonOption = False) -> None:
    """Dit où en est la feuille de route : objectifs, consultations, retards, trente prochains jours."""
    seen = run(lambda session: _seen(session, siren))
    if json:
        give(seen)
    else:
        _show(seen)


async def _seen(session: Session, siren: str | None) -> Dashboard:
    epci = await epci_of(session, siren)
    standing = Standing(
        mandate=await mandate_of(session.snapshots, epci.siren),
        objectives=await session.snapshots.every(OBJECTIVE, epci.siren),
        consultations=await session.snapshots.every(CONSULTATION, epci.siren),
    )
    return dashboard(epci.siren, epci.name, standing, await session.today(epci.place))


def _show(seen: Dashboard) -> None:
    say(f"{seen.epci} (SIREN {seen.siren}), le {long_day(seen.on)}{' — DONNÉES FICTIVES' if seen.synthetic else ''}")
    say(_mandate(seen.mandate) if seen.mandate else "Aucun mandat n'est ouvert : « jalon init » en ouvre un.")
    _show_objectives(seen)
    _show_consultations(seen.consultations)
    _show_matters("EN RETARD", "Rien n'est en retard.", seen.late)
    _show_risks(seen.at_risk)
    _show_matters("TRENTE PROCHAINS JOURS", "Rien à faire dans les trente prochains jours.", seen.coming)


def _mandate(line: MandateLine) -> str:
    start = long_day(line.start) if line.start else "?"
    end = parse_planned(line.end).label if line.end else "?"
    approved = f" le {long_day(line.approved_on)}" if line.approved_on else ""
    title = f" « {line.title} »" if line.title else ""
    return f"Mandat du {start} à {end} ; feuille de route{title} {_ROADMAPS[Roadmap(line.roadmap)]}{approved}."


def _show_objectives(seen: Dashboard) -> None:
    if not any(axis.objectives for axis in seen.axes):
        say()
        say("Aucun objectif : « jalon import FICHIER.yaml » en apporte.")
        return
    for axis in seen.axes:
        say()
        say(" ".join([axis.key, axis.title]).strip().upper())
        if axis.objectives:
            table(
                ("Objectif", "Intitulé", "Statut", "%", "Échéance", "Pilote"),
                [_objective(one) for one in axis.objectives],
            )
        else:
            say("Aucun objectif dans cet axe.")


def _objective(line: ObjectiveLine) -> tuple[str, ...]:
    percent = "" if line.percent is None else str(line.percent)
    deadline = line.lateness or line.deadline_label or "non connue"
    return line.key, line.title, LABELS[Status(line.status)], percent, deadline, line.pilote or "aucun"


def _show_consultations(lines: tuple[ConsultationLine, ...]) -> None:
    say()
    say("CONSULTATIONS")
    if not lines:
        say("Aucune consultation.")
        return
    table(
        ("Clé", "Objet", "Procédure", "État", "Résultat", "Attendu"),
        [
            (
                *(line.key, line.title, line.procedure, line.label),
                *(RESULTS[Result(line.result)], " ; ".join(_awaited(line))),
            )
            for line in lines
        ],
    )


def _awaited(line: ConsultationLine) -> Iterator[str]:
    if line.awaited:
        count = len(line.awaited)
        names = f" ({join(line.awaited)})" if count <= _NAMED else ""
        yield f"{number(count)} {plural(count, 'commune', 'communes')}{names}"
    if line.to_qualify:
        yield f"à qualifier : {join(line.to_qualify)}"
    if line.act:
        yield f"en attente de {line.act}"


def _show_risks(risks: tuple[Risk, ...]) -> None:
    say()
    say("RISQUES JURIDIQUES")
    for risk in risks:
        say(f"  {risk.title} : {named(risk.communes)}. {risk.why}")
    if not risks:
        say("Aucun délai ne finit dans les trente prochains jours sans réponse, aucune réception n'est à prouver.")


def _show_matters(title: str, nothing: str, matters: tuple[Matter, ...]) -> None:
    say()
    say(title)
    for matter in matters:
        say(f"  {long_day(matter.on)} — {matter.what}")
    if not matters:
        say(nothing)
