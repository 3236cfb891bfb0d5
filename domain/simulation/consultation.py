"""What a consultation sent on a given day would be: the dates of each commune, and when its result is certain."""

from collections.abc import Iterable, Mapping
from datetime import date

from domain.base import Day, Value
from domain.convocation import conseil_municipal
from domain.councils import CouncilWindow, council_window
from domain.deadline import Deadline, legal_deadline
from domain.electorate import Base, Electorate, Positions
from domain.errors import DomainError
from domain.french import long_day, typeset
from domain.majority import cletc, creation_epci
from domain.procedures.model import Consulted, Procedure, Rule, Silence
from domain.simulation.deadline import applicable
from domain.simulation.obstacles import Holiday, QuietWeeks, holidays_between, quiet_weeks_between
from domain.sources import Confidence
from domain.territory import Commune, Epci
from domain.verdict import Verdict
from domain.why.clocks import why_deadline
from domain.why.value import Why

_MAJORITIES = {Rule.CREATION_EPCI: creation_epci, Rule.CLETC: cletc}


class CommuneSimulation(Value):
    """The delay of one commune (INSEE code, name), received on the day of the sending; no day where the law sets none.

    `councils`: its known councils in the delay, in order, `last_council` the last that surely counts, with the last
    days of its convocation. `told` says it in French.
    """

    insee: str
    name: str
    received: Day
    earliest: Day | None = None
    safe: Day | None = None
    silence_from: Day | None = None
    councils: tuple[Day, ...] = ()
    last_council: Day | None = None
    last_convocation: Day | None = None
    last_urgent: Day | None = None
    told: str = ""


class ConsultationSimulation(Value):
    """`certain_on`: the day at whose 00:00 every silence has fallen, `None` where silence decides nothing; `certain`
    says it in French. `by_silence`: what silence alone would give.

    `holidays` and `quiet_weeks` lie between the sending and the end of the longest delay.
    """

    siren: str
    procedure: str
    title: str
    sent: Day
    silence: Silence
    source: str
    confidence: Confidence
    certain_on: Day | None
    certain: str
    by_silence: str
    communes: tuple[CommuneSimulation, ...]
    holidays: tuple[Holiday, ...]
    quiet_weeks: tuple[QuietWeeks, ...]
    why: Why | None


def simulate_consultation(
    epci: Epci,
    procedure: str,
    sent: date,
    councils: Mapping[str, Iterable[date]] | None = None,
    communes: Iterable[str] = (),
) -> ConsultationSimulation:
    """What `procedure` would be in `epci`, sent on the day `sent` and received that very day everywhere.

    `councils`: known council days by INSEE code. `communes`: those concerned (names or INSEE codes), every member when
    none is named. Raises `DomainError` for a commune or a procedure that is not known, `Refused` when the procedure
    does not apply in the EPCI or consults nobody.
    """
    law = applicable(procedure, sent, epci)
    asked = _asked(epci, law, communes)
    deadline = legal_deadline(sent, law.delay_months, epci.place) if law.delay_months is not None else None
    known = {epci.find(insee).insee: tuple(days) for insee, days in (councils or {}).items()}
    last = deadline.silence_from if deadline is not None else sent
    why = why_deadline("toute commune", deadline, epci.place, law) if deadline is not None else None
    return ConsultationSimulation(
        siren=epci.siren,
        procedure=law.id,
        title=law.title,
        sent=sent,
        silence=law.silence,
        source=law.source.citation,
        confidence=why.confidence or law.source.confidence if why is not None else law.source.confidence,
        certain_on=deadline.silence_from if deadline is not None else None,
        certain=_certain(law, deadline),
        by_silence=_by_silence(epci, law),
        communes=tuple(_commune(commune, sent, deadline, known.get(commune.insee, ())) for commune in asked),
        holidays=holidays_between(sent, last, epci.place) if deadline is not None else (),
        quiet_weeks=quiet_weeks_between(sent, last) if deadline is not None else (),
        why=why,
    )


def _asked(epci: Epci, law: Procedure, named: Iterable[str]) -> tuple[Commune, ...]:
    found = tuple(epci.find(text) for text in named)
    if found and law.consulted is Consulted.MEMBERS:
        raise DomainError(
            f"{law.title} : toutes les communes membres se prononcent ({law.source.citation}) ; n'en nommez aucune."
        )
    return tuple(sorted(set(found), key=lambda commune: commune.insee)) or epci.communes


def _commune(commune: Commune, sent: date, deadline: Deadline | None, days: tuple[date, ...]) -> CommuneSimulation:
    facts = {"insee": commune.insee, "name": commune.name, "received": sent}
    if deadline is None:
        return CommuneSimulation(**facts, councils=tuple(sorted(day for day in set(days) if day >= sent)))
    # The population of the last general renewal decides; that of the data stands for it.
    window = council_window(days, deadline, conseil_municipal(commune.population.municipale))
    useful = window.last or window.added
    return CommuneSimulation(
        **facts,
        earliest=deadline.earliest,
        safe=deadline.safe,
        silence_from=deadline.silence_from,
        councils=tuple(each.council for each in window.sittings),
        last_council=window.last.council if window.last is not None else None,
        last_convocation=useful.last_convocation,
        last_urgent=useful.last_urgent,
        told=_told(window),
    )


def _told(window: CouncilWindow) -> str:
    if window.last is not None or window.known:
        return window.sentence
    on = long_day(window.added.council)
    return typeset(f"{window.sentence} Le dernier jour sûr pour en tenir un est le {on}.")


def _certain(law: Procedure, deadline: Deadline | None) -> str:
    if deadline is None:
        return typeset(
            "Jamais par le silence : chaque commune doit délibérer, et la loi ne fixe pas de délai "
            f"({law.source.citation})."
        )
    effect = "les silences sont alors acquis"
    if law.silence is Silence.NEUTRE:
        effect = "le silence ne vaut alors ni accord ni refus"
    sooner = "si la majorité est réunie par des délibérations" if law.closes_before_end else "si toutes ont délibéré"
    return typeset(
        f"Le {long_day(deadline.silence_from)} à 0 heure au plus tard, si chaque commune reçoit la demande le jour de "
        f"l'envoi : {effect} ; plus tôt {sooner}."
    )


def _by_silence(epci: Epci, law: Procedure) -> str:
    """What comes when no commune deliberates."""
    count = _MAJORITIES.get(law.rule)
    if law.delay_months is None:
        return typeset("Sans délibération d'une commune, rien n'est acquis.")
    if count is None:
        words = {Silence.FAVORABLE: "favorable", Silence.DEFAVORABLE: "défavorable"}
        deemed = words.get(law.silence)
        said = (
            f"chaque avis est réputé {deemed}"
            if deemed
            else "aucun avis n'est réputé donné, et le conseil communautaire peut délibérer"
        )
        return typeset(f"Si aucune commune ne délibère : {said} ({law.source.citation}).")
    everybody = frozenset(commune.insee for commune in epci.communes)
    agreed = Positions(favorable=everybody) if law.silence is Silence.FAVORABLE else Positions(defavorable=everybody)
    verdict: Verdict = count(Electorate.of(epci), agreed, Base.TOTALE)
    outcome = "la majorité est réunie" if verdict.reached else "la majorité n'est pas réunie"
    return typeset(f"Si aucune commune ne délibère : {outcome} ({law.source.citation}).")
