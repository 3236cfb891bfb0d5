"""`jalon consult show` and `list`: each commune with its clock, then the result with its reason and its article."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.consultation import DECIDER
from domain.consultation.events import Result
from domain.consultation.labels import DEPARTURES, POSITIONS, RESULTS, SENS, SILENCES, status_label
from domain.consultation.state import Consultation, Seat, Status
from domain.french import long_day, number, plural
from infra.reading.consultation_program import PROGRESS_LABELS, Stage, stages
from infra.reading.consultation_view import ConsultationView, view
from infra.reading.council_view import Councils, councils_of
from infra.reading.majority_view import majority_view
from infra.roadmaps.standing import mandate_of
from terminal.consult import KeyArgument
from terminal.epci import epci_of, stream_of
from terminal.exits import Misused
from terminal.options import JsonOption, SirenOption
from terminal.session import Session, run
from terminal.show import give, say, table

_LIVE: Final = (Status.SENT, Status.ENDED, Status.CLOSED)


def show(key: KeyArgument, siren: SirenOption = None, json: JsonOption = False) -> None:
    """Montre une consultation : l'horloge et la réponse de chaque commune, le résultat et sa raison."""
    state, councils = run(lambda session: _with_councils(session, siren, key))
    if json:
        give(view(state))
    else:
        _show(state, councils)


def list_(siren: SirenOption = None, json: JsonOption = False) -> None:
    """Liste les consultations."""
    states = run(lambda session: _every(session, siren))
    if json:
        give({"consultations": [view(state).model_dump(mode="json", exclude={"communes"}) for state in states]})
    elif not states:
        say("Aucune consultation : « jalon consult open » en ouvre une.")
    else:
        rows = [
            (
                state.stream.rpartition("/")[2],
                state.title,
                state.law.title,
                status_label(state),
                RESULTS[state.result],
            )
            for state in states
        ]
        table(("Clé", "Objet", "Procédure", "État", "Résultat"), rows)


async def one(session: Session, siren: str | None, key: str) -> Consultation:
    """The consultation of that key. Raises `Misused` when there is none."""
    epci = await epci_of(session, siren)
    state = await session.snapshots.one(DECIDER, stream_of(DECIDER.kind, epci.siren, key))
    if state.status is Status.ABSENT:
        raise Misused(f"{epci.name} n'a pas de consultation « {key} » : « jalon consult list » les donne toutes.")
    return state


async def _every(session: Session, siren: str | None) -> tuple[Consultation, ...]:
    epci = await epci_of(session, siren)
    return await session.snapshots.every(DECIDER, epci.siren)


async def _with_councils(session: Session, siren: str | None, key: str) -> tuple[Consultation, Councils]:
    state = await one(session, siren, key)
    epci = await epci_of(session, siren)
    mandate = await mandate_of(session.snapshots, epci.siren)
    return state, councils_of(state, mandate, await session.today(epci.place))


def _show(state: Consultation, councils: Councils) -> None:
    seen = view(state)
    say(f"{seen.title} — {state.epci_name}{' (DONNÉES FICTIVES)' if seen.synthetic else ''}")
    say(f"{seen.procedure} ({seen.article}) ; consultation {status_label(state)}{_on(state)}.")
    if state.suspended_on is not None:
        say(f"Suspendue depuis le {long_day(state.suspended_on)} : {state.suspended_reason}")
    for reason in state.reopened:
        say(f"Rouverte : {reason}")
    say()
    table(("N°", "Acte", "Qui", "Où on en est"), [_act(stage) for stage in stages(state)])
    say()
    if seen.communes:
        columns = ("Commune", "Reçue le", "Délai, au plus tôt", "Au plus tard", "Silence dès", "Réponse", "Position")
        table(columns, [_row(seat, state) for seat in state.seats])
        say()
        for line in _councils(state, councils):
            say(line)
        late = sum(seat.late for seat in seen.communes)
        if late:
            say(f"Délibérations reçues hors délai, conservées et non comptées : {number(late)}.")
    say(f"Résultat : {RESULTS[Result(seen.result)]}.")
    for line in (*_majority(state), *_explained(seen)):
        say(line)


def _councils(state: Consultation, councils: Councils) -> Iterator[str]:
    """What is known of the councils of those who still owe an answer."""
    names = {seat.insee: seat.name for seat in state.seats}
    for line in councils.known:
        yield f"{names[line.insee]} : {line.told}"
    if councils.unknown:
        count = len(councils.unknown)
        those = f"{number(count)} {plural(count, 'commune', 'communes')}"
        yield f"Dates de conseil inconnues : {those} (« jalon mandate councils » les entre)."


def _act(stage: Stage) -> tuple[str, ...]:
    told = f" ; {stage.told}" if stage.told else ""
    return (str(stage.step.order), stage.step.act, stage.step.who, f"{PROGRESS_LABELS[stage.progress]}{told}")


def _majority(state: Consultation) -> Iterator[str]:
    """Where a qualified majority stands: what is missing of each condition, and whether both populations agree."""
    seen = majority_view(state) if state.status in _LIVE else None
    if seen is None:
        return
    yield seen.headline
    if seen.deciding and state.status is Status.SENT:
        yield seen.deciding
    yield from (f"- {way.title} : {way.told}" for way in seen.ways)
    if seen.clause is not None:
        yield f"- {seen.clause.title} : {seen.clause.told}{' (à confirmer)' if seen.clause.doubt else ''}"
    yield from (f"{one.base_label.capitalize()} {one.vintage} : {one.outcome}." for one in (seen.counted, seen.beside))
    if not seen.bases_agree:
        yield "Attention : les deux populations ne donnent pas le même résultat ; la totale décide."


def _on(state: Consultation) -> str:
    day = state.closed_on or state.sent_on
    return f" le {long_day(day)}" if day else ""


def _explained(seen: ConsultationView) -> Iterator[str]:
    if seen.reason:
        yield seen.reason
    yield from (f"À qualifier, {seat.name} : {seat.to_qualify}" for seat in seen.communes if seat.to_qualify)
    if seen.act:
        yield f"En attente de {seen.act}."
    yield seen.silence_effect


def _row(seat: Seat, state: Consultation) -> tuple[str, ...]:
    clock = seat.deadline
    days = (clock.earliest, clock.safe, clock.silence_from) if clock else (state.reply_by, None, None)
    return (seat.name, *map(_day, (seat.received_on, *days)), _answer(seat), POSITIONS[seat.position])


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else "—"


def _answer(seat: Seat) -> str:
    if seat.left is not None:
        return f"{DEPARTURES[seat.left.how]}, le {_day(seat.left.on)}"
    if seat.avis is not None and not seat.uncounted:
        return f"{SENS[seat.avis.sens]}, le {_day(seat.avis.voted_on)}"
    if seat.silence is not None:
        checked = f"confirmé le {_day(seat.silence_confirmed_on)}" if seat.silence_confirmed_on else "à vérifier"
        return f"{SILENCES[seat.silence]} ({checked})"
    return "réception à prouver" if seat.received_on is None else "—"
