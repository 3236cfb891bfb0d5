"""Moving an objective through its life: retained, begun, blocked, paused, reached, abandoned."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from domain.access import Right
from domain.base import Ask
from domain.errors import Refused
from domain.french import number, plural
from domain.objective import DECIDER
from domain.objective.commands import (
    AbandonObjective,
    BlockObjective,
    PauseObjective,
    ReachObjective,
    ResumeObjective,
    RetainObjective,
    StartObjective,
    UnblockObjective,
)
from domain.objective.labels import CAUSES
from domain.objective.state import Objective
from domain.objective.steps import allow
from domain.objective.timetable import STALE_DAYS
from domain.objective.transitions import LABELS, Move
from domain.objective.values import BlockageCause
from web.acts.act import Act, Field, Held, Kind
from web.acts.objective_deadline import PLANNED_HINT, planned_in
from web.acts.rehearsal import Rehearsal
from web.forms import Form

_PUBLIC: Final = "Conservé et montré ; n'y écrivez le nom de personne."
_FINAL: Final = (
    "Un objectif {} ne redevient pas en cours : vérifiez avant de confirmer. Une note peut encore s'y ajouter."
)

Says = Callable[[Held, Rehearsal], Sequence[str]]


def on_field(label: str, held: Held) -> Field:
    """The field of the day of a fact, today until somebody says otherwise."""
    return Field("le", label, Kind.DAY, "À laisser vide si on ne le sait pas.", value=held.scope.today.isoformat())


def _here(held: Held) -> str:
    return f"L'objectif est aujourd'hui {LABELS[held.state.status]}."


def _unless(move: Move) -> Callable[[Held], str]:
    def closed(held: Held) -> str:
        """Why the table has no such move from here."""
        try:
            allow(held.state, move)
        except Refused as no:
            return no.reason
        return ""

    return closed


def _dated(label: str) -> Callable[[Held], Sequence[Field]]:
    return lambda held: (on_field(label, held),)


def _reading(build: Callable[[date | None], Ask]) -> Callable[[Held, Form], Sequence[Ask]]:
    def read(held: Held, form: Form) -> Sequence[Ask]:
        on = form.day("le")
        return () if form.wrong else (build(on),)

    return read


def _always(*told: str) -> Says:
    return lambda held, rehearsal: told


def _reach_says(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    state: Objective = held.state
    left = sum(step.awaited for step in state.milestones)
    steps = plural(left, "étape n'est pas notée faite", "étapes ne sont pas notées faites")
    told = [f"{number(left)} {steps} : notez-les si elles le sont."] if left else []
    return ("L'avancement passe à 100 %, plus rien n'est rappelé.", *told, _FINAL.format("réalisé"))


def _block_fields(held: Held) -> Sequence[Field]:
    return (
        Field("cause", "Cause", Kind.SELECT, required=True, choices={each.value: CAUSES[each] for each in CAUSES}),
        Field("le", "Bloqué depuis le", Kind.DAY, value=held.scope.today.isoformat()),
        Field("texte", "Ce qui bloque", Kind.LONG, _PUBLIC),
        Field("attendu", "Fin attendue", hint=PLANNED_HINT, most=40),
    )


def _block(held: Held, form: Form) -> Sequence[Ask]:
    cause = form.choice("cause", BlockageCause, "Choisissez ce qui bloque.")
    since, text, until = form.day("le"), form.text("texte", 2000), planned_in(form, "attendu")
    if form.wrong or cause is None:
        return ()
    return (BlockObjective(cause=cause, since=since, text=text, expected_until=until),)


def _pause_fields(held: Held) -> Sequence[Field]:
    return (Field("motif", "Raison", Kind.LONG, _PUBLIC), on_field("En pause depuis le", held))


def _pause(held: Held, form: Form) -> Sequence[Ask]:
    reason, on = form.text("motif", 2000), form.day("le")
    return () if form.wrong else (PauseObjective(reason=reason, on=on),)


def _abandon_fields(held: Held) -> Sequence[Field]:
    return (Field("motif", "Raison", Kind.LONG, _PUBLIC, required=True), on_field("Abandonné le", held))


def _abandon(held: Held, form: Form) -> Sequence[Ask]:
    reason = form.text("motif", 2000, "Écrivez la raison : l'évaluation la reprendra.")
    on = form.day("le")
    return () if form.wrong else (AbandonObjective(reason=reason, on=on),)


_KINDS: Final = (DECIDER.kind,)
_PILOTE: Final = Right.PROGRESS

ACTS: Final = (
    Act(
        name="retenir",
        kinds=_KINDS,
        title="Retenir l'objectif",
        lead=_here,
        closed=_unless(Move.RETAIN),
        confirm="Retenir l'objectif",
        done="L'objectif est retenu.",
        fields=_dated("Retenu le"),
        read=_reading(lambda on: RetainObjective(on=on)),
        says=_always("Il compte désormais parmi les objectifs promis, avec les rappels de son échéance."),
    ),
    Act(
        name="commencer",
        kinds=_KINDS,
        title="Commencer l'objectif",
        lead=_here,
        closed=_unless(Move.START),
        confirm="Commencer l'objectif",
        done="L'objectif est commencé.",
        right=_PILOTE,
        fields=_dated("Commencé le"),
        read=_reading(lambda on: StartObjective(on=on)),
        says=_always(f"Sans nouvelles pendant {STALE_DAYS} jours, Jalon en demandera au pilote."),
    ),
    Act(
        name="bloquer",
        kinds=_KINDS,
        title="Dire l'objectif bloqué",
        lead=_here,
        closed=_unless(Move.BLOCK),
        confirm="Dire l'objectif bloqué",
        done="Le blocage est noté.",
        right=_PILOTE,
        fields=_block_fields,
        read=_block,
        says=_always("L'échéance ne change pas : elle continue d'être rappelée, et le retard de se compter."),
    ),
    Act(
        name="debloquer",
        kinds=_KINDS,
        title="Dire le blocage levé",
        lead=_here,
        closed=_unless(Move.UNBLOCK),
        confirm="Dire le blocage levé",
        done="Le blocage est levé.",
        right=_PILOTE,
        fields=_dated("Levé le"),
        read=_reading(lambda on: UnblockObjective(on=on)),
        says=_always("L'objectif reprend là où il en était. Si l'échéance ne tient plus, déplacez-la avec sa raison."),
    ),
    Act(
        name="mettre-en-pause",
        kinds=_KINDS,
        title="Mettre l'objectif en pause",
        lead=_here,
        closed=_unless(Move.PAUSE),
        confirm="Mettre l'objectif en pause",
        done="L'objectif est en pause.",
        fields=_pause_fields,
        read=_pause,
        says=_always("Tant qu'il est en pause, rien n'est rappelé à son pilote ; l'échéance, elle, reste promise."),
    ),
    Act(
        name="reprendre-objectif",
        kinds=_KINDS,
        title="Reprendre l'objectif",
        lead=_here,
        closed=_unless(Move.RESUME),
        confirm="Reprendre l'objectif",
        done="L'objectif est repris.",
        fields=_dated("Repris le"),
        read=_reading(lambda on: ResumeObjective(on=on)),
        says=_always("Ses rappels à venir reprennent ; ceux dont le jour est passé pendant la pause ne partent pas."),
    ),
    Act(
        name="realiser",
        kinds=_KINDS,
        title="Déclarer l'objectif réalisé",
        lead=_here,
        closed=_unless(Move.REACH),
        confirm="Déclarer l'objectif réalisé",
        done="L'objectif est réalisé.",
        right=_PILOTE,
        fields=_dated("Réalisé le"),
        read=_reading(lambda on: ReachObjective(on=on)),
        says=_reach_says,
    ),
    Act(
        name="abandonner",
        kinds=_KINDS,
        title="Abandonner l'objectif",
        lead=_here,
        closed=_unless(Move.ABANDON),
        confirm="Abandonner l'objectif",
        done="L'objectif est abandonné.",
        fields=_abandon_fields,
        read=_abandon,
        says=_always(
            "Plus rien n'est rappelé ; l'objectif reste dans l'histoire de la feuille de route.",
            _FINAL.format("abandonné"),
        ),
    ),
)
