"""What the pages offer can be done, and what they do not offer cannot: every act, in the states that a consultation of
each family of procedures goes through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import islice, product
from typing import Final

import pytest

from domain.base import Ask
from domain.calendar import METROPOLE, civil_day
from domain.consultation import DECIDER
from domain.consultation.commands import (
    CancelConsultation,
    CloseConsultation,
    CountsAs,
    OpenConsultation,
    Proof,
    QualifyAvis,
    RecordAvis,
    RecordCouncilVote,
    RecordReceipt,
    SendConsultation,
    Sens,
)
from domain.consultation.life_commands import (
    AnnulAvis,
    ConfirmSilence,
    Departure,
    RecordDeparture,
    RecordStep,
    ReopenConsultation,
    ResumeConsultation,
    SuspendConsultation,
)
from domain.consultation.state import Consultation, Seat, Status
from domain.errors import Refused
from domain.procedures.model import ClosingAct
from domain.stream import Unfolding
from domain.territory import Nature
from tests.domain.consultation.stories import STREAM, electorate, instant
from tests.web.acts.held import SHEET, held_at
from web.acts.act import BETWEEN, FILES, Act, Field, Held, Kind
from web.acts.consultations import ACTS
from web.acts.rehearsal import rehearse
from web.forms import Form
from web.pages.consultation_doings import Doing, acts_of, awaited_of, may, may_qualify, others_of

POPULATIONS: Final = (110, 100)
COMMUNES: Final = ("01001", "01002")
BY_NAME: Final = {act.name: act for act in ACTS}

#: One of each family: avis, with and without a delay that speaks; qualified majorities; agreements that end by a
#: convention or by a vote, asked of the council or not; what the council alone decides.
FAMILIES: Final = (
    *("schema_mutualisation", "pacte_gouvernance", "transfert_competence", "restitution_competence"),
    *("avis_commune_seule_concernee", "cletc", "ac_libre", "service_commun", "groupement_commandes", "biens_partages"),
)
CONCERNED: Final = {
    "avis_commune_seule_concernee": COMMUNES[:1],
    "ac_libre": COMMUNES,
    "service_commun": COMMUNES,
    "groupement_commandes": COMMUNES,
    "biens_partages": COMMUNES,
}

#: States of one procedure that are walked, in the order of their distance from the opening.
MOST: Final = 70

#: Ways in which one form is filled in before the act is taken for one that nothing makes possible.
FILLINGS: Final = 300


@dataclass(frozen=True)
class Reached:
    """A state, the instant at which it is looked at, and what was done to come there."""

    state: Consultation
    at: datetime
    way: tuple[str, ...]


@cache
def reached(procedure: str) -> tuple[Reached, ...]:
    """The states to which commands and time lead a consultation of the procedure, those that differ for its acts."""
    opened = _after(Reached(DECIDER.new(STREAM), instant("2026-11-30"), ()), "open", [_opening(procedure)])
    assert opened is not None
    found, seen, front = [opened], {_signature(opened.state)}, [opened]
    while front and len(found) < MOST:
        now, *front = front
        for name, commands in _moves(now):
            after = _after(now, name, commands)
            if after is not None and (mark := _signature(after.state)) not in seen and len(found) < MOST:
                seen.add(mark)
                found.append(after)
                front.append(after)
    return tuple(found)


def _opening(procedure: str) -> Ask:
    return OpenConsultation(
        siren="200000001",
        epci_name="CC d'Exemple",
        nature=Nature.CC,
        place=METROPOLE,
        procedure=procedure,
        title="Eau potable",
        communes=CONCERNED.get(procedure, ()),
        financing="FPU",
    )


def _after(now: Reached, name: str, commands: Sequence[Ask]) -> Reached | None:
    """What the commands make of it the next day; `None` when they are refused. Without any, five months pass."""
    at = now.at + (timedelta(days=1) if commands else timedelta(days=150))
    unfolding: Unfolding[Consultation] = Unfolding(DECIDER, now.state)
    unfolding.pass_time(at)
    try:
        for command in commands:
            unfolding.command(command, at)
    except Refused:
        return None
    return Reached(unfolding.state, at, (*now.way, name))


def _moves(now: Reached) -> Iterator[tuple[str, Sequence[Ask]]]:
    state, on = now.state, civil_day(now.at, METROPOLE)
    yield "prepare", [RecordStep(key=step.key, on=on) for step in state.law.prerequisites]
    for settled in (True, False):
        number = state.council_vote.number if state.council_vote is not None else "2026-48"
        vote = RecordCouncilVote(voted_on=on, number=number, settled_as_adopted=settled, reason="Vu.")
        yield f"vote {settled}", [vote]
    yield "send", [SendConsultation(sent_on=on, electorate=electorate(*POPULATIONS))]
    seats = [seat.insee for seat in state.seats]
    yield "receive", [RecordReceipt(commune=one, received_on=on, proof=Proof.AUTRE, correction="1") for one in seats]
    for sens in (Sens.FAVORABLE, Sens.DEFAVORABLE, Sens.NE_SE_PRONONCE_PAS):
        yield f"all {sens}", [RecordAvis(commune=one, sens=sens, voted_on=on) for one in seats]
    yield "first", [RecordAvis(commune=COMMUNES[0], sens=Sens.FAVORABLE, voted_on=on, number="7")]
    yield "wait", []
    yield "suspend", [SuspendConsultation(reason="Attente.")]
    yield "resume", [ResumeConsultation()]
    yield "qualify", [QualifyAvis(commune=one, counts_as=CountsAs.FAVORABLE, reason="Vu.") for one in seats]
    yield "confirm", [ConfirmSilence(commune=one) for one in seats]
    yield "annul", [AnnulAvis(commune=COMMUNES[0], on=on, act="Jugement n° 1")]
    yield "leave", [RecordDeparture(commune=COMMUNES[0], on=on, how=Departure.WITHDRAWN, reason="Partie.")]
    for act in (*ClosingAct, None):
        yield f"close {act}", [CloseConsultation(on=on, act=act, number="1", reason="Vu.")]
    yield "cancel", [CancelConsultation(reason="Retirée.")]
    yield "reopen", [ReopenConsultation(reason="Erreur.")]


def _signature(state: Consultation) -> object:
    """What tells apart the states of which acts may differ."""
    vote = state.council_vote
    seats = [(seat.position, seat.silent, seat.received_on is None, seat.left is None) for seat in state.seats]
    facts = (state.status, state.result, state.suspended_on is None, len(state.steps), len(state.early))
    return *facts, vote and vote.adopted, state.closing_act, state.closing_number, tuple(seats)


# How a form may be filled in


def fillings(held: Held, act: Act) -> Iterator[Form]:
    """The form of the act filled in, in as many plausible ways as there are up to `FILLINGS`."""
    fields = act.fields(held)
    ways = product(*(_likely(field, held) for field in fields))
    for values in islice(ways, FILLINGS):
        yield Form({field.name: value for field, value in zip(fields, values, strict=True)})


def _likely(field: Field, held: Held) -> Sequence[str]:
    """What one may give to a field, the most usual first."""
    today = held.scope.today
    match field.kind:
        case Kind.RADIOS:
            return [*field.choices] if field.required else [*field.choices, ""]
        case Kind.DAY if not field.required:
            return [""]
        case Kind.DAY:
            days = (today, held.state.sent_on, today + timedelta(days=60))
            return list(dict.fromkeys([*filter(None, [field.value]), *(day.isoformat() for day in days if day)]))
        case Kind.COUNT:
            return [field.value]
        case Kind.TICKS:
            return [BETWEEN.join(field.choices)]
        case Kind.TICK | Kind.SELECT:
            return [field.value]
        case kind if kind in FILES:
            return [SHEET]
        case _:
            return [field.value or "1"]


def accepted(held: Held, act: Act) -> bool:
    """Whether the rules take one of the ways in which its form may be filled in, and something happens by it."""
    for form in fillings(held, act):
        commands = act.read(held, form)
        if not form.wrong and commands:
            told = rehearse(held.stream, held.state, commands, held.scope.now)
            if not told.refused and told.happened:
                return True
    return False


# What the pages offer


def offers(held: Held) -> Iterator[tuple[Doing, Held]]:
    """The acts that the page of the consultation and those of its communes name, and what each takes hold of."""
    main = awaited_of(held.state)
    for doing in [*([main] if main else []), *others_of(held)]:
        yield doing, replace(held, mark=doing.mark)
    for seat in seats(held):
        for doing in acts_of(held, seat):
            yield doing, replace(held, commune=seat.insee)


def everything(held: Held) -> Iterator[tuple[Act, Held]]:
    """Every act of a consultation, on all that it may take hold of there."""
    for act in (act for act in ACTS if DECIDER.kind in act.kinds):
        if act.of_a_commune:
            yield from ((act, replace(held, commune=seat.insee)) for seat in seats(held))
        elif act.name == "acte-prealable":
            yield from ((act, replace(held, mark=step.key)) for step in held.state.law.prerequisites)
        else:
            yield act, held


def corrected_by_vote(act: Act, held: Held) -> bool:
    """Whether the act sends to the council's vote, by which the consultation was closed and which corrects it."""
    over = held.state.status is Status.CLOSED
    return over and act.name == "cloturer" and not BY_NAME["vote-du-conseil"].closed(held)


def seats(held: Held) -> list[Seat]:
    """Those that have a page: before the sending, the communes that may already have voted."""
    state: Consultation = held.state
    if state.seats or state.status is not Status.OPEN:
        return list(state.seats)
    asked = state.communes or COMMUNES
    return [Seat(insee=insee, name=insee) for insee in asked]


@pytest.mark.parametrize("procedure", FAMILIES)
def test_what_is_offered_can_be_done_and_what_is_put_off_cannot(procedure: str) -> None:
    wrong: list[str] = []
    for one in reached(procedure):
        for doing, held in offers(held_at(one.state, one.at, *POPULATIONS)):
            act = BY_NAME[doing.name]
            if accepted(held, act) is bool(doing.not_yet):
                wrong.append(f"{' > '.join(one.way)}: {doing} {held.commune} ({act.closed(held)})")
    assert wrong == []


@pytest.mark.parametrize("procedure", FAMILIES)
def test_an_act_that_says_that_it_cannot_be_done_is_one_that_no_filling_makes_possible(procedure: str) -> None:
    wrong: list[str] = []
    for one in reached(procedure):
        for act, held in everything(held_at(one.state, one.at, *POPULATIONS)):
            if act.closed(held) and not corrected_by_vote(act, held) and accepted(held, act):
                wrong.append(f"{' > '.join(one.way)}: {act.name} {held.commune}")
    assert wrong == []


@pytest.mark.parametrize("procedure", FAMILIES)
def test_votes_that_are_unclear_are_qualified_all_or_none(procedure: str) -> None:
    for one in reached(procedure):
        held = held_at(one.state, one.at, *POPULATIONS)
        unclear = [seat.insee for seat in one.state.seats if seat.avis and seat.avis.unclear]
        assert {may(held, "qualifier", insee) for insee in unclear} == ({may_qualify(held)} if unclear else set())


def test_the_walk_goes_everywhere() -> None:
    """Else the two tests above say nothing."""
    walked = [one.state for procedure in FAMILIES for one in reached(procedure)]
    assert {state.status for state in walked} == set(Status) - {Status.ABSENT}
    assert any(state.suspended_on for state in walked)
    assert any(seat.left for state in walked for seat in state.seats)
    assert any(sum(bool(seat.avis and seat.avis.unclear) for seat in state.seats) > 1 for state in walked)
    assert {state.closing_act for state in walked} == {*ClosingAct, None}
    assert any(state.status is Status.CLOSED and state.closing_act is None for state in walked)
