"""The acts that interrupt a consultation, take it back, or note what a judge or a commune changed of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from domain.base import Ask
from domain.consultation.commands import CancelConsultation, RecordAnnulment
from domain.consultation.life_commands import (
    ExtendConsultation,
    ReopenConsultation,
    ResumeConsultation,
    SuspendConsultation,
)
from domain.french import long_day
from web.acts.act import Act, Field, Held, Kind
from web.acts.consultation_parts import (
    ANYTHING,
    KIND,
    day,
    of,
    past_day,
    reason,
    when_allowed,
    when_possible,
    why,
)
from web.forms import Form

_ACT_HINT: Final = "L'acte et ce qui l'annule : « délibération n° 12, tribunal administratif de Pau, n° 2701234 »."


def _suspend(held: Held, form: Form) -> Sequence[Ask]:
    because = why(form)
    return () if form.wrong else [SuspendConsultation(reason=because)]


def _resume(held: Held, form: Form) -> Sequence[Ask]:
    because = form.text("raison", 2000)
    return () if form.wrong else [ResumeConsultation(reason=because)]


def _extend_lead(held: Held) -> str:
    wished = of(held).reply_by
    if wished is None:
        return (
            "Aucune date de réponse n'est souhaitée : en donner une (usage local, sans effet légal) ajoute des rappels."
        )
    return (
        f"La réponse est aujourd'hui souhaitée le {long_day(wished)}. Cette date est un usage local, sans effet "
        "légal : la reporter déplace les rappels."
    )


def _latest(held: Held) -> date:
    """The day after which the answers may be wished for, if it is put off."""
    return max(held.scope.today, of(held).reply_by or held.scope.today)


def _extended(held: Held) -> Ask:
    return ExtendConsultation(reply_by=_latest(held) + timedelta(days=1), reason=ANYTHING)


def _extend_fields(held: Held) -> Sequence[Field]:
    return [day("jusqu_au", "Nouvelle réponse souhaitée le"), reason()]


def _extend(held: Held, form: Form) -> Sequence[Ask]:
    reply_by = form.day("jusqu_au", "Donnez la nouvelle date.")
    because = why(form)
    latest = _latest(held)
    if reply_by is not None and reply_by <= latest:
        form.refuse("jusqu_au", f"Choisissez un jour à partir du {long_day(latest + timedelta(days=1))}.")
    if form.wrong or reply_by is None:
        return ()
    return [ExtendConsultation(reply_by=reply_by, reason=because)]


def _cancel_fields(held: Held) -> Sequence[Field]:
    return [reason(hint="Les communes la liront : dites-la comme vous la leur diriez.")]


def _cancel(held: Held, form: Form) -> Sequence[Ask]:
    because = why(form)
    return () if form.wrong else [CancelConsultation(reason=because)]


def _reopen(held: Held, form: Form) -> Sequence[Ask]:
    because = why(form)
    return () if form.wrong else [ReopenConsultation(reason=because)]


def _annulment_fields(held: Held) -> Sequence[Field]:
    return [
        day("le", "Décision du"),
        Field("acte", "Acte annulé et décision", Kind.LONG, _ACT_HINT, required=True, most=300),
    ]


def _annulment(held: Held, form: Form) -> Sequence[Ask]:
    on = past_day(form, held, "le", "Donnez le jour de la décision.")
    act = form.text("acte", 300, "Nommez l'acte annulé et la décision qui l'annule.")
    return () if form.wrong or on is None else [RecordAnnulment(act=act, on=on)]


ACTS: Final = (
    Act(
        name="suspendre",
        kinds=(KIND,),
        title="Suspendre la consultation",
        lead=lambda held: (
            "Plus aucun rappel ne part et aucun silence n'est constaté, jusqu'à la reprise. Les délais de la loi, eux, "
            "courent toujours."
        ),
        fields=lambda held: [reason()],
        read=_suspend,
        confirm="Suspendre",
        closed=when_possible(SuspendConsultation, lambda _: SuspendConsultation(reason=ANYTHING)),
        done="La consultation est suspendue.",
    ),
    Act(
        name="reprendre",
        kinds=(KIND,),
        title="Reprendre la consultation",
        lead=lambda held: (
            "Les rappels repartent ; chaque silence échu entre-temps est constaté à son jour légal, comme si rien ne "
            "l'avait retardé."
        ),
        fields=lambda held: [reason(required=False)],
        read=_resume,
        confirm="Reprendre",
        closed=when_possible(ResumeConsultation, lambda _: ResumeConsultation()),
        done="La consultation reprend.",
    ),
    Act(
        name="prolonger",
        kinds=(KIND,),
        title="Reporter la réponse souhaitée",
        lead=_extend_lead,
        fields=_extend_fields,
        read=_extend,
        confirm="Reporter",
        closed=when_possible(ExtendConsultation, _extended),
        done="La réponse souhaitée est reportée.",
    ),
    Act(
        name="annuler",
        kinds=(KIND,),
        title="Annuler la consultation",
        lead=lambda held: (
            "La demande est retirée aux communes : plus rien n'est attendu d'elles, et ce qu'elles ont répondu reste "
            "au journal. Annulée par erreur, elle se rouvre."
        ),
        fields=_cancel_fields,
        read=_cancel,
        confirm="Annuler la consultation",
        closed=when_allowed(CancelConsultation),
        done="La consultation est annulée.",
    ),
    Act(
        name="rouvrir",
        kinds=(KIND,),
        title="Rouvrir la consultation",
        lead=lambda held: (
            "Close ou annulée par erreur, ou son acte final annulé : elle reprend de ses faits. Les délibérations "
            "arrivées entre-temps sont jugées de nouveau, et toutes les communes consultées sont prévenues."
        ),
        fields=lambda held: [reason()],
        read=_reopen,
        confirm="Rouvrir",
        closed=when_allowed(ReopenConsultation),
        done="La consultation est rouverte.",
    ),
    Act(
        name="annulation-juge",
        kinds=(KIND,),
        title="Noter une annulation par le juge",
        lead=lambda held: (
            "Un acte de cette consultation a été annulé : c'est noté et montré. Si l'acte final est tombé, rouvrez "
            "ensuite la consultation."
        ),
        fields=_annulment_fields,
        read=_annulment,
        confirm="Noter l'annulation",
        closed=when_allowed(RecordAnnulment),
        done="L'annulation est notée.",
    ),
)
