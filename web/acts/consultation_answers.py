"""The acts about one commune that is asked: its receipt, its délibération. Entered again, each corrects what stood."""

from collections.abc import Sequence
from typing import Final

from domain.base import Ask
from domain.consultation.commands import Proof, RecordAvis, RecordReceipt, Sens
from domain.consultation.labels import PROOFS, SENS
from domain.french import long_day
from web.acts.act import Act, Field, Held, Kind
from web.acts.consultation_parts import (
    ANYTHING,
    BY_HAND,
    KIND,
    counted,
    day,
    of,
    of_a_commune,
    past_day,
    reason,
    seat_of,
    to_the_table,
    told,
    votes,
    why,
)
from web.acts.rehearsal import Rehearsal
from web.forms import Form
from web.visitors.answer import typed_of

_RESERVE: Final = "Écrivez la réserve, telle que le conseil l'a votée."
_VOTED: Final = "Donnez la date du vote : c'est elle qui décide si la délibération compte."


def _receipt_lead(held: Held) -> str:
    law, seat = of(held).law, seat_of(held)
    wished = of(held).reply_by
    aimed = (
        f"prouvée, la réception ouvre ses rappels, qui visent la réponse souhaitée le {long_day(wished)}"
        if wished is not None
        else "sans date de réponse souhaitée, aucun rappel de vote ne part"
    )
    starts = (
        f"Le délai de {law.delay_months} mois de {seat.name} part de ce jour, et ses rappels avec lui "
        f"({law.source.citation})."
        if law.delay_months is not None
        else f"La loi ne fixe pas de délai à {seat.name} ; {aimed}."
    )
    if seat.received_on is None:
        return starts
    known = f"La réception est déjà notée au {long_day(seat.received_on)}"
    return f"{known} : ce que vous entrez la corrige, et les deux dates restent au journal. {starts}"


def _receipt_fields(held: Held) -> Sequence[Field]:
    seat = seat_of(held)
    proofs = [proof for proof in Proof if proof in BY_HAND or proof is seat.proof]
    fields = [
        day("recue_le", "Reçue le", seat.received_on, "Le jour de la preuve, non celui de l'envoi."),
        Field(
            *("preuve", "Ce qui le prouve", Kind.RADIOS),
            required=True,
            value=seat.proof.value if seat.proof else "",
            choices={proof.value: PROOFS[proof] for proof in proofs},
        ),
        Field("fonction", "Fonction de qui a reçu", hint="Par exemple « secrétaire de mairie » ; jamais un nom."),
    ]
    return [*fields, reason("Raison de la correction")] if seat.received_on is not None else fields


def _receipt(held: Held, form: Form) -> Sequence[Ask]:
    seat = seat_of(held)
    received_on = past_day(form, held, "recue_le", "Donnez le jour de la réception.")
    proof = form.choice("preuve", Proof, "Dites ce qui prouve la réception.")
    function = form.text("fonction", 120)
    correction = why(form) if seat.received_on is not None else ""
    if form.wrong or received_on is None or proof is None:
        return ()
    return [
        RecordReceipt(
            commune=held.commune, received_on=received_on, proof=proof, function=function, correction=correction
        )
    ]


def _receipt_says(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    state, before = rehearsal.after, seat_of(held)
    seat = state.seat(held.commune)
    if seat is None or seat.deadline is None or not seat.silent:
        return ()
    on = long_day(seat.deadline.silence_from)
    later = ", à ce jour légal, mais une fois la consultation reprise" if state.suspended_on is not None else ""
    effect = f"Sans délibération d'ici là, son silence est constaté le {on}{later}. {of(held).law.silence_effect}"
    if before.silence is None or before.silence_on is None or seat.silence is not None:
        return (effect,)
    return (f"Le silence constaté le {long_day(before.silence_on)} ne compte plus : le délai court encore.", effect)


def _avis_lead(held: Held) -> str:
    state, seat = of(held), seat_of(held)
    what = f"Ce que le conseil municipal de {seat.name} a voté sur « {state.title} ». La date du vote décide"
    lead = f"{what} : arrivée trop tard, une délibération est gardée sans être comptée."
    if seat.avis is not None:
        return f"Déjà entrée : {told(seat)}. Ce que vous entrez la corrige, et les deux versions sont gardées. {lead}"
    return lead


def _avis_fields(held: Held) -> Sequence[Field]:
    seat = seat_of(held)
    known, avis = typed_of(seat), seat.avis
    return [
        Field(
            *("sens", "Sens du vote", Kind.RADIOS),
            required=True,
            value=known.get("sens", ""),
            choices={sens.value: SENS[sens] for sens in Sens},
        ),
        Field(
            *("reserve", "Réserve", Kind.LONG, "Le texte voté, si l'accord est donné avec réserves."),
            value=known.get("reserve", ""),
            most=2000,
        ),
        Field("votee_le", "Votée le", Kind.DAY, required=True, value=known.get("votee_le", "")),
        Field("numero", "Numéro de la délibération", value=known.get("numero", ""), most=80),
        *votes(*((avis.votes_for, avis.votes_against, avis.abstentions) if avis else (None, None, None))),
        Field(
            *("prefecture_le", "Reçue en préfecture le", Kind.DAY, "Le jour du tampon ou de l'accusé @ctes."),
            value=known.get("prefecture_le", ""),
        ),
        Field(
            *("fichier", "Délibération numérisée", Kind.FILE, "PDF, JPEG ou PNG, dix mégaoctets au plus."),
            value=avis.document if avis is not None else "",
        ),
    ]


def _avis(held: Held, form: Form) -> Sequence[Ask]:
    sens = form.choice("sens", Sens, "Choisissez le sens de la délibération.")
    with_reserve = sens is Sens.FAVORABLE_AVEC_RESERVES
    reserve = form.text("reserve", 2000, _RESERVE if with_reserve else "")
    voted_on = past_day(form, held, "votee_le", _VOTED)
    number = form.text("numero", 80)
    counts = counted(form)
    prefecture = past_day(form, held, "prefecture_le", "")
    if voted_on is not None and prefecture is not None and prefecture < voted_on:
        form.refuse("prefecture_le", "La préfecture n'a pas pu la recevoir avant le vote ; vérifiez les deux dates.")
    if form.wrong or sens is None or voted_on is None:
        return ()
    return [
        RecordAvis(
            commune=held.commune,
            sens=sens,
            voted_on=voted_on,
            number=number,
            **counts,
            reserve=reserve if with_reserve else "",
            prefecture_received_on=prefecture,
            document=form.text("fichier", 64),
        )
    ]


def _avis_says(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    state = of(held)
    if state.sent_on is None:
        return ("La demande n'est pas encore envoyée : cette délibération est gardée, et comptée à l'envoi.",)
    if seat_of(held).received_on is not None:
        return ()
    return ("La réception de la demande n'est pas notée : notez-la aussi, si vous en avez la preuve.",)


def _received_today(held: Held) -> Ask:
    return RecordReceipt(commune=held.commune, received_on=held.scope.today, proof=Proof.AUTRE, correction=ANYTHING)


def _voted_today(held: Held) -> Ask:
    return RecordAvis(commune=held.commune, sens=Sens.FAVORABLE, voted_on=held.scope.today)


ACTS: Final = (
    Act(
        name="noter-reception",
        kinds=(KIND,),
        title="Noter la réception",
        lead=_receipt_lead,
        fields=_receipt_fields,
        read=_receipt,
        says=_receipt_says,
        confirm="Noter la réception",
        of_a_commune=True,
        back=to_the_table,
        closed=of_a_commune(RecordReceipt, _received_today),
        done="La réception est notée.",
    ),
    Act(
        name="saisir-deliberation",
        kinds=(KIND,),
        title="Saisir la délibération",
        lead=_avis_lead,
        fields=_avis_fields,
        read=_avis,
        says=_avis_says,
        confirm="Enregistrer la délibération",
        of_a_commune=True,
        back=to_the_table,
        closed=of_a_commune(RecordAvis, _voted_today),
        done="La délibération est enregistrée.",
    ),
)
