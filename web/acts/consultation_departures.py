"""The acts that take a commune, or its délibération, out of what is counted."""

from collections.abc import Sequence
from typing import Final

from domain.base import Ask
from domain.consultation.labels import DEPARTURES
from domain.consultation.life_commands import AnnulAvis, Departure, RecordDeparture
from domain.french import long_day
from web.acts.act import Act, Field, Held, Kind
from web.acts.consultation_parts import (
    ANYTHING,
    KIND,
    day,
    of_a_commune,
    past_day,
    reason,
    seat_of,
    to_the_table,
    told,
    why,
)
from web.forms import Form


def _departure_lead(held: Held) -> str:
    left = seat_of(held).left
    known = (
        f"Déjà noté : {DEPARTURES[left.how]} le {long_day(left.on)} ; vous le corrigez. " if left is not None else ""
    )
    return (
        f"{known}{held.where} n'est plus de celles qui se prononcent. Plus rien n'est attendu d'elle ; le résultat est "
        "compté avec elle et sans elle, car aucun texte lu ne dit si elle compte encore (à confirmer)."
    )


def _departure_fields(held: Held) -> Sequence[Field]:
    left = seat_of(held).left
    others = {"": "—"} | {
        commune.insee: commune.name for commune in held.scope.epci.communes if commune.insee != held.commune
    }
    return [
        day("le", "Depuis le", left.on if left is not None else None),
        Field(
            *("comment", "Ce qui est arrivé", Kind.RADIOS),
            required=True,
            value=left.how.value if left is not None else "",
            choices={how.value: DEPARTURES[how] for how in Departure},
        ),
        Field(
            *("vers", "Commune nouvelle qu'elle a rejointe", Kind.SELECT),
            value=left.into if left is not None else "",
            choices=others,
        ),
        reason(value=left.reason if left is not None else ""),
    ]


def _departure(held: Held, form: Form) -> Sequence[Ask]:
    on = past_day(form, held, "le", "Donnez le jour de son départ.")
    how = form.choice("comment", Departure, "Dites ce qui est arrivé.")
    into = form.text("vers", 5) if how is Departure.MERGED else ""
    if into and into not in {commune.insee for commune in held.scope.epci.communes}:
        form.refuse("vers", "Choisissez la commune dans la liste.")
    because = why(form)
    if form.wrong or on is None or how is None:
        return ()
    return [RecordDeparture(commune=held.commune, on=on, how=how, into=into, reason=because)]


def _left_today(held: Held) -> Ask:
    return RecordDeparture(commune=held.commune, on=held.scope.today, how=Departure.WITHDRAWN, reason=ANYTHING)


def _annulled_lead(held: Held) -> str:
    seat = seat_of(held)
    return (
        f"{seat.name} : {told(seat)}. Une délibération annulée ou retirée est gardée ; un humain dit ensuite ce que la "
        "commune est réputée avoir répondu, ce qu'aucun texte lu ne règle (à confirmer)."
    )


def _annulled_today(held: Held) -> Ask:
    return AnnulAvis(commune=held.commune, on=held.scope.today, act=ANYTHING)


def _annulled_fields(held: Held) -> Sequence[Field]:
    return [
        day("le", "Annulée ou retirée le"),
        Field("acte", "Jugement ou acte de retrait", hint="Avec son numéro.", required=True, most=300),
    ]


def _annulled(held: Held, form: Form) -> Sequence[Ask]:
    on = past_day(form, held, "le", "Donnez le jour de l'annulation ou du retrait.")
    act = form.text("acte", 300, "Nommez le jugement, ou l'acte qui la retire.")
    return () if form.wrong or on is None else [AnnulAvis(commune=held.commune, on=on, act=act)]


ACTS: Final = (
    Act(
        name="depart",
        kinds=(KIND,),
        title="Noter le départ de la commune",
        lead=_departure_lead,
        fields=_departure_fields,
        read=_departure,
        confirm="Noter le départ",
        of_a_commune=True,
        back=to_the_table,
        closed=of_a_commune(RecordDeparture, _left_today),
        done="Le départ est noté.",
    ),
    Act(
        name="annulation-deliberation",
        kinds=(KIND,),
        title="Noter l'annulation de sa délibération",
        lead=_annulled_lead,
        fields=_annulled_fields,
        read=_annulled,
        confirm="Noter l'annulation",
        of_a_commune=True,
        back=to_the_table,
        closed=of_a_commune(AnnulAvis, _annulled_today),
        done="L'annulation est notée ; dites maintenant ce que ce vote compte.",
    ),
)
