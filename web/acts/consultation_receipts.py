"""Noting at once the receipts of several communes that have the same proof and the same day."""

from collections.abc import Sequence
from typing import Final

from domain.base import Ask
from domain.consultation.commands import Proof, RecordReceipt
from domain.consultation.labels import PROOFS
from domain.consultation.state import Consultation, Seat
from domain.french import join
from web.acts.act import BETWEEN, Act, Field, Held, Kind
from web.acts.consultation_parts import BY_HAND, KIND, day, of, past_day, to_the_table, when_allowed
from web.forms import Form

#: Communes noted in one go: what a stream decides in one turn.
MOST: Final = 40


def unproven(state: Consultation) -> list[Seat]:
    """The communes of which no receipt is known and that still owe something."""
    return [seat for seat in state.present if seat.received_on is None and seat.silent]


def _lead(held: Held) -> str:
    law = of(held).law
    starts = f" Le délai de {law.delay_months} mois de chacune part de ce jour ({law.source.citation})."
    return (
        "Pour des communes qui ont reçu la demande le même jour, avec la même preuve."
        f"{starts if law.delay_months is not None else ''} Une erreur se corrige commune par commune."
    )


def _closed(held: Held) -> str:
    return when_allowed(RecordReceipt)(held) or (
        "" if unproven(of(held)) else "Toutes les réceptions sont notées ; corrigez-les depuis la page de la commune."
    )


def _fields(held: Held) -> Sequence[Field]:
    return [
        Field(
            *("communes", "Communes", Kind.TICKS),
            hint=f"{MOST} au plus à la fois.",
            required=True,
            choices={seat.insee: seat.name for seat in unproven(of(held))},
        ),
        day("recue_le", "Reçue le", hint="Le jour de la preuve, non celui de l'envoi."),
        Field(
            *("preuve", "Ce qui le prouve", Kind.RADIOS),
            required=True,
            choices={proof.value: PROOFS[proof] for proof in BY_HAND},
        ),
    ]


def _read(held: Held, form: Form) -> Sequence[Ask]:
    wanted = set(form.typed.get("communes", "").split(BETWEEN))
    chosen = [seat for seat in unproven(of(held)) if seat.insee in wanted]
    noted = [seat.name for seat in of(held).seats if seat.insee in wanted and seat not in chosen]
    if noted:
        form.refuse("communes", f"Notée depuis, ou plus attendue : {join(noted)}. Vérifiez celles qui restent cochées.")
    if not chosen:
        form.refuse("communes", "Cochez les communes qui ont reçu la demande.")
    if len(chosen) > MOST:
        form.refuse("communes", f"Cochez {MOST} communes au plus à la fois ; il y en a {len(chosen)}.")
    received_on = past_day(form, held, "recue_le", "Donnez le jour de la réception.")
    proof = form.choice("preuve", Proof, "Dites ce qui prouve la réception.")
    if form.wrong or received_on is None or proof is None:
        return ()
    return [RecordReceipt(commune=seat.insee, received_on=received_on, proof=proof) for seat in chosen]


ACTS: Final = (
    Act(
        name="noter-receptions",
        kinds=(KIND,),
        title="Noter plusieurs réceptions",
        lead=_lead,
        fields=_fields,
        read=_read,
        says=lambda held, rehearsal: (of(held).law.silence_effect,),
        confirm="Noter ces réceptions",
        closed=_closed,
        back=to_the_table,
        done="Les réceptions sont notées.",
    ),
)
