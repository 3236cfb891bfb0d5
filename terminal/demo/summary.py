"""The report as a page that a person reads in a terminal."""

from collections.abc import Iterator
from textwrap import fill

from domain.consultation.commands import Sens
from domain.consultation.events import Result
from domain.consultation.labels import RESULTS, SENS
from domain.evaluation.criteria import GRILLE
from domain.french import join, long_day, number, plural, typeset
from domain.notices import LABELS, NoticeKind
from terminal.demo.report import ConsultationPart, EvaluationPart, ObjectivesPart, Report

_WIDTH = 100


def summary(report: Report, titles: dict[str, str]) -> str:
    """The page. `titles`: the title of each consultation, by its stream."""
    return typeset("\n".join(_lines(report, titles)))


def _lines(report: Report, titles: dict[str, str]) -> Iterator[str]:
    epci, mandate = report.epci, report.mandate
    if report.synthetic:
        yield "DONNÉES FICTIVES : l'EPCI et ses communes existent, les actes et les votes sont inventés."
        yield ""
    yield f"{epci.name} (SIREN {epci.siren}), {number(epci.communes)} communes, mandat de {_years(report)}"
    if mandate.approved_on:
        yield f"Feuille de route approuvée le {long_day(mandate.approved_on)}."
    yield ""
    yield _objectives(report.objectives)
    yield ""
    yield "CONSULTATIONS"
    for consultation in report.consultations:
        yield from _consultation(consultation, titles[consultation.id])
    yield "COURRIELS ET TÂCHES"
    for kind, count in report.notices.items():
        yield f"  {number(count):>6}  {LABELS[NoticeKind(kind)]}"
    yield f"  {number(sum(report.notices.values())):>6}  au registre des relances"
    yield ""
    if report.evaluation:
        yield from _evaluation(report.evaluation)
    chain = "intacte" if report.journal.chain_ok else "ROMPUE"
    yield f"JOURNAL : {number(report.journal.events)} événements, chaîne {chain}."


def _years(report: Report) -> str:
    start = report.mandate.start
    return f"{start.year if start else '?'} à {report.mandate.end[:4]}"


def _objectives(part: ObjectivesPart) -> str:
    parts = [
        f"{number(part.reached)} {plural(part.reached, 'réalisé', 'réalisés')}",
        f"{number(part.abandoned)} {plural(part.abandoned, 'abandonné', 'abandonnés')}",
        f"{number(part.open)} {plural(part.open, 'ouvert', 'ouverts')}",
    ]
    late = f", dont {number(part.late)} en retard" if part.late else ""
    return f"OBJECTIFS : {number(part.total)}, {join(parts)}{late}."


def _consultation(part: ConsultationPart, title: str) -> Iterator[str]:
    decided = f" le {long_day(part.decided_on)}" if part.decided_on else ""
    yield f"  {title}"
    yield f"    {RESULTS[Result(part.result)]}{decided}"
    answers = [f"{SENS[Sens(sens)]} {count}" for sens, count in part.avis.items() if count]
    silences = [f"{number(part.silences)} {plural(part.silences, 'silence', 'silences')}"] if part.silences else []
    if answers or silences:
        yield f"    {', '.join([*answers, *silences])}"
    yield fill(part.reason, _WIDTH, initial_indent="    ", subsequent_indent="    ")
    yield ""


def _evaluation(part: EvaluationPart) -> Iterator[str]:
    score = "pas de note globale" if part.score is None else f"{part.score:g} sur 100".replace(".", ",")
    yield f"ÉVALUATION : {score}, {round(part.coverage * 100)} % de la grille évalués ({part.label})"
    titles = {criterion.id: criterion.title for criterion in GRILLE}
    for criterion in part.criteria:
        mark = "NE" if criterion.mark is None else f"{criterion.mark}/4"
        line = f"{mark:>4}  {criterion.id} {titles[criterion.id]} : {criterion.reason}"
        yield fill(line, _WIDTH, initial_indent="  ", subsequent_indent="        ")
    yield ""
