"""The acts by which a named human settles what is left open of a commune: an unclear vote, a silence presumed."""

from collections.abc import Sequence
from typing import Final

from domain.base import Ask
from domain.consultation.commands import CountsAs, QualifyAvis
from domain.consultation.labels import COUNTS_AS
from domain.consultation.life_commands import ConfirmSilence
from domain.french import long_day
from web.acts.act import Act, Field, Held, Kind
from web.acts.consultation_parts import (
    ANYTHING,
    KIND,
    NO_NAMES,
    WHY,
    of_a_commune,
    reason,
    seat_of,
    to_the_table,
    told,
)
from web.forms import Form


def _qualify_lead(held: Held) -> str:
    seat = seat_of(held)
    unclear = seat.avis.unclear if seat.avis is not None else ""
    already = ""
    if seat.qualification is not None:
        counts = COUNTS_AS[seat.qualification.counts_as]
        already = f" Déjà compté « {counts} » : ce que vous décidez la remplace, et les deux décisions sont gardées."
    return f"{seat.name} : {told(seat)}. {unclear}{already}"


def _qualified(held: Held) -> Ask:
    return QualifyAvis(commune=held.commune, counts_as=CountsAs.FAVORABLE, reason=ANYTHING)


def _qualify_fields(held: Held) -> Sequence[Field]:
    known = seat_of(held).qualification
    return [
        Field(
            *("compte", "Ce vote compte comme", Kind.RADIOS),
            required=True,
            value=known.counts_as.value if known else "",
            choices={CountsAs.FAVORABLE.value: "favorable", CountsAs.DEFAVORABLE.value: "défavorable"}
            | {CountsAs.NON_COMPTE.value: "non compté : la commune ne s'est pas encore exprimée"},
        ),
        reason(hint=f"Ce sur quoi vous vous fondez : l'avis de la préfecture, les termes du vote. {NO_NAMES}"),
    ]


def _qualify(held: Held, form: Form) -> Sequence[Ask]:
    counts_as = form.choice("compte", CountsAs, "Dites ce que ce vote compte.")
    because = form.text("raison", 2000, WHY)
    if form.wrong or counts_as is None:
        return ()
    return [QualifyAvis(commune=held.commune, counts_as=counts_as, reason=because)]


def _silence_lead(held: Held) -> str:
    seat = seat_of(held)
    on = f" depuis le {long_day(seat.silence_on)}" if seat.silence_on else ""
    return (
        f"{seat.name} n'a pas délibéré, à notre connaissance : son silence est présumé{on}. Appelez la mairie, puis "
        "confirmez ; le jour légal du silence ne change pas."
    )


def _confirmed(held: Held) -> Ask:
    return ConfirmSilence(commune=held.commune)


def _already(held: Held) -> str:
    """The rules take a silence confirmed again, by which nothing changes."""
    seat = seat_of(held)
    if seat.silence_confirmed_on is not None:
        return f"Le silence de {seat.name} est déjà confirmé, le {long_day(seat.silence_confirmed_on)}."
    return ""


def _silence_fields(held: Held) -> Sequence[Field]:
    return [Field("note", "Qui l'a confirmé", hint="Sa fonction, jamais un nom : « secrétaire de mairie ».", most=2000)]


def _silence(held: Held, form: Form) -> Sequence[Ask]:
    note = form.text("note", 2000)
    return () if form.wrong else [ConfirmSilence(commune=held.commune, note=note)]


ACTS: Final = (
    Act(
        name="qualifier",
        kinds=(KIND,),
        title="Qualifier le vote",
        lead=_qualify_lead,
        fields=_qualify_fields,
        read=_qualify,
        confirm="Enregistrer la décision",
        of_a_commune=True,
        back=to_the_table,
        closed=of_a_commune(QualifyAvis, _qualified),
        done="La décision est enregistrée.",
    ),
    Act(
        name="confirmer-silence",
        kinds=(KIND,),
        title="Confirmer le silence",
        lead=_silence_lead,
        fields=_silence_fields,
        read=_silence,
        confirm="Confirmer le silence",
        of_a_commune=True,
        back=to_the_table,
        closed=lambda held: of_a_commune(ConfirmSilence, _confirmed)(held) or _already(held),
        done="Le silence est confirmé.",
    ),
)
