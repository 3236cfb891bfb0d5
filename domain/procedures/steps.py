"""The program of a procedure: its acts in order, read from the procedure itself so that nothing is written twice."""

from collections.abc import Iterator
from enum import StrEnum

from domain.base import Value
from domain.majority import CGI_1609_NONIES_C_IV, L5211_5_II
from domain.procedures.model import CLOSING_ACT_LABELS, ClosingAct, Consulted, Procedure, Rule
from domain.procedures.program import Actor
from domain.procedures.texts import L2121_20
from domain.procedures.words import (
    ACTORS,
    CLOSES,
    COMMUNES_MAJORITIES,
    COUNCIL_MAJORITIES,
    GIVEN_AT_CLOSING,
    GIVEN_BEFORE,
    asked,
    rhythm,
    silence_of,
)
from domain.sources import Source


class StepKind(StrEnum):
    """Where an act stands in the program."""

    PREREQUISITE = "prerequisite"  #: before the communes are asked
    DELIBERATION = "deliberation"  #: of the EPCI's council, which is then notified
    SENDING = "sending"  #: to each commune: its receipt starts the delay
    POSITIONS = "positions"  #: the communes give their avis or their vote
    AGREEMENT = "agreement"  #: of the EPCI's council, before or after that of the communes
    CLOSING = "closing"  #: the act that closes
    OTHERWISE = "otherwise"  #: the act that closes when the communes have not given the result
    FOLLOW_UP = "follow_up"  #: opens by itself once closed
    AFTERWARDS = "afterwards"  #: comes after, without a length in law


class Step(Value):
    """One act: `order` from 1, `who` does what (`act`) and what it `gives`, in French; empty where there is nothing.

    `key`: that of the prerequisite or of the follow-up, else the kind. `required`: must be entered before the sending.
    `reexamined`: an unanimous refusal asks for a second meeting. `sources`: the text of the act, then of its majority.
    """

    order: int = 0
    kind: StepKind
    key: str
    actor: Actor
    who: str
    act: str
    sources: tuple[Source, ...]
    gives: str = ""
    delay: str = ""
    starts: str = ""
    silence: str = ""
    majority: str = ""
    required: bool = False
    reexamined: bool = False
    opens: str = ""

    @property
    def source(self) -> Source:
        """The text that asks for the act."""
        return self.sources[0]


def program(procedure: Procedure) -> tuple[Step, ...]:
    """Every act of the procedure, in order, from the first prerequisite to what follows its closing act."""
    return tuple(step.but(order=order) for order, step in enumerate(_steps(procedure), start=1))


def _steps(procedure: Procedure) -> Iterator[Step]:
    yield from _before(procedure)
    if procedure.consulted is not Consulted.NOBODY:
        yield from _communes(procedure)
    yield _closing(procedure)
    if procedure.otherwise is not None:
        yield _otherwise(procedure, procedure.otherwise)
    yield from _after(procedure)


def _before(procedure: Procedure) -> Iterator[Step]:
    for wanted in procedure.prerequisites:
        yield Step(
            kind=StepKind.PREREQUISITE,
            key=wanted.key,
            actor=wanted.actor,
            who=ACTORS[wanted.actor],
            act=wanted.act,
            gives=GIVEN_BEFORE[wanted.actor],
            sources=(wanted.source,),
            required=wanted.binding,
            reexamined=wanted.reexamined,
        )
    if procedure.deliberation_first:
        yield _council(
            procedure, StepKind.DELIBERATION, "Adopter la délibération à notifier aux communes", required=True
        )


def _communes(procedure: Procedure) -> Iterator[Step]:
    if procedure.starts:
        yield Step(
            kind=StepKind.SENDING,
            key=StepKind.SENDING,
            actor=procedure.sender,
            who="Président de la CLETC" if procedure.sender is Actor.CLETC else ACTORS[procedure.sender],
            act=procedure.starts[0].upper() + procedure.starts[1:],
            gives="preuve de réception de chaque commune",
            sources=(procedure.source,),
        )
    yield Step(
        kind=StepKind.POSITIONS,
        key=StepKind.POSITIONS,
        actor=Actor.CONSEIL_MUNICIPAL,
        who=f"Conseil municipal de {asked(procedure)}",
        act="Donner un avis" if procedure.word == "avis" else "Délibérer",
        gives=procedure.word,
        delay=f"{procedure.delay_months} mois" if procedure.delay_months else "aucun délai légal",
        starts=procedure.starts,
        silence=silence_of(procedure),
        majority=COMMUNES_MAJORITIES[procedure.rule],
        sources=_once(procedure.vote_source or procedure.source, *_majority_sources(procedure.rule)),
    )
    if procedure.council_agrees:
        yield _council(procedure, StepKind.AGREEMENT, "Donner l'accord de l'EPCI, avant ou après les communes")


def _council(procedure: Procedure, kind: StepKind, act: str, *, required: bool = False) -> Step:
    return Step(
        kind=kind,
        key=kind,
        actor=Actor.CONSEIL_COMMUNAUTAIRE,
        who=ACTORS[Actor.CONSEIL_COMMUNAUTAIRE],
        act=act,
        gives="délibération",
        majority=COUNCIL_MAJORITIES[procedure.council_rule],
        sources=(procedure.vote_source or procedure.source, procedure.council_source or L2121_20),
        required=required,
    )


def _closing(procedure: Procedure) -> Step:
    by_council = procedure.closing is ClosingAct.DELIBERATION
    sources = [procedure.vote_source or procedure.source]
    if by_council:
        sources.append(procedure.council_source or L2121_20)
    if procedure.closing_deadline_source is not None:
        sources.append(procedure.closing_deadline_source)
    if procedure.early_closing_source is not None:
        sources.append(procedure.early_closing_source)
    return Step(
        kind=StepKind.CLOSING,
        key=StepKind.CLOSING,
        actor=CLOSES[procedure.closing],
        who=ACTORS[CLOSES[procedure.closing]],
        act=procedure.decides,
        gives=GIVEN_AT_CLOSING[procedure.closing],
        delay=_closing_delay(procedure),
        majority=COUNCIL_MAJORITIES[procedure.council_rule] if by_council else "",
        sources=_once(*sources),
    )


def _closing_delay(procedure: Procedure) -> str:
    if procedure.closing_months_after_renewal is not None:
        return f"au plus tard {procedure.closing_months_after_renewal} mois après le renouvellement général"
    return "dès que la majorité est réunie" if procedure.closes_before_end else ""


def _otherwise(procedure: Procedure, act: ClosingAct) -> Step:
    return Step(
        kind=StepKind.OTHERWISE,
        key=StepKind.OTHERWISE,
        actor=CLOSES[act],
        who=ACTORS[CLOSES[act]],
        act=f"Si les communes n'approuvent pas : {CLOSING_ACT_LABELS[act]}",
        gives=GIVEN_AT_CLOSING[act],
        sources=(procedure.otherwise_source or procedure.source,),
    )


def _after(procedure: Procedure) -> Iterator[Step]:
    for follow_up in procedure.follow_ups:
        yield Step(
            kind=StepKind.FOLLOW_UP,
            key=follow_up.key,
            actor=follow_up.actor,
            who=ACTORS[follow_up.actor],
            act=follow_up.act + (f" (EPCI en {follow_up.financing})" if follow_up.financing else ""),
            delay=rhythm(follow_up),
            opens=follow_up.opens,
            sources=(follow_up.source,),
        )
    for later in procedure.afterwards:
        yield Step(
            kind=StepKind.AFTERWARDS,
            key=StepKind.AFTERWARDS,
            actor=later.actor,
            who=ACTORS[later.actor],
            act=later.act,
            delay=later.when,
            sources=(later.source,),
        )


def _once(*sources: Source) -> tuple[Source, ...]:
    """Each text once, in order."""
    return tuple(dict.fromkeys(sources))


def _majority_sources(rule: Rule) -> tuple[Source, ...]:
    return {
        Rule.AVIS_SIMPLE: (L2121_20,),
        Rule.CREATION_EPCI: (L2121_20, L5211_5_II),
        Rule.CLETC: (L2121_20, CGI_1609_NONIES_C_IV, L5211_5_II),
        Rule.ACCORDS: (L2121_20,),
    }[rule]
