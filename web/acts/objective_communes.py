"""Saying how far a commune is in an objective."""

from collections.abc import Sequence
from typing import Final

from domain.base import Ask
from domain.french import long_day
from domain.objective import DECIDER
from domain.objective.commands import SetEngagement
from domain.objective.labels import ENGAGEMENTS
from domain.objective.values import Engagement, EngagementLevel
from infra.reading.sentences import commune_name
from web.acts.act import Act, Field, Held, Kind
from web.acts.objective_progress import said_by
from web.acts.rehearsal import Rehearsal
from web.forms import Form


def _known(held: Held, commune: str) -> Engagement | None:
    return next((one for one in held.state.engagements if one.commune == commune), None)


def _lead(held: Held) -> str:
    if not held.commune:
        return "Choisissez la commune et dites où elle en est dans cet objectif."
    known = _known(held, held.commune)
    if known is None:
        return f"{held.where} n'est pas encore engagée dans cet objectif."
    since = f" depuis le {long_day(known.since)}" if known.since is not None else ", depuis la feuille de route"
    return f"{held.where} est aujourd'hui « {ENGAGEMENTS[known.level]} »{since}."


def _fields(held: Held) -> Sequence[Field]:
    communes = {one.insee: one.name for one in held.scope.epci.communes}
    levels = {level.value: label for level, label in ENGAGEMENTS.items()}
    chosen = [] if held.commune else [Field("qui", "Commune", Kind.SELECT, required=True, choices=communes)]
    known = _known(held, held.commune)
    return (
        *chosen,
        Field("niveau", "Engagement", Kind.RADIOS, required=True, choices=levels, value=known.level if known else ""),
        Field("le", "Depuis le", Kind.DAY, "À laisser vide si on ne le sait pas."),
        said_by(held),
    )


def _read(held: Held, form: Form) -> Sequence[Ask]:
    codes = [one.insee for one in held.scope.epci.communes]
    commune = held.commune or form.choice("qui", codes, "Choisissez la commune.")
    level = form.choice("niveau", EngagementLevel, "Dites où elle en est.")
    on, by = form.day("le"), form.text("dit_par", 120)
    if form.wrong or commune is None or level is None:
        return ()
    return (SetEngagement(commune=commune, level=level, on=on, by=by),)


def _says(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    before = {one.commune: one for one in rehearsal.before.engagements}
    changed = [one for one in rehearsal.after.engagements if before.get(one.commune) != one]
    return tuple(_changed(held, before.get(one.commune), one) for one in changed)


def _changed(held: Held, before: Engagement | None, after: Engagement) -> str:
    then = f"« {ENGAGEMENTS[before.level]} » jusqu'ici" if before is not None else "pas encore engagée"
    kept = " L'ancien engagement reste au journal." if before is not None else ""
    name = commune_name(after.commune, held.scope.epci)
    return f"{name} : {then}, « {ENGAGEMENTS[after.level]} » ensuite.{kept}"


ACTS: Final = (
    Act(
        name="engagement",
        kinds=(DECIDER.kind,),
        title="Noter l'engagement d'une commune",
        lead=_lead,
        fields=_fields,
        read=_read,
        says=_says,
        confirm="Noter l'engagement",
        done="L'engagement est noté.",
    ),
)
