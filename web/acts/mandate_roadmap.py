"""The acts of the roadmap as a whole: transmitted to the communes, withdrawn, approved; the end of its mandate."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from domain.base import Ask
from domain.french import join, long_day, number, plural
from domain.mandate import DECIDER
from domain.mandate.commands import ApproveRoadmap, MoveEnd, TransmitRoadmap, WithdrawRoadmap
from domain.mandate.state import Mandate, Roadmap, Status
from domain.objective.transitions import Status as ObjectiveStatus
from infra.reading.roadmap_lines import read_roadmap
from web.acts.act import Act, Field, Held, Kind
from web.acts.objective_deadline import PLANNED_HINT, planned_in
from web.acts.rehearsal import Rehearsal
from web.forms import Form
from web.house import house_of

_KINDS: Final = (DECIDER.kind,)
_PUBLIC: Final = "Conservée et montrée ; n'y écrivez le nom de personne."

#: What T0 leaves out.
NOT_PROMISED: Final = frozenset({ObjectiveStatus.TO_DISCUSS, ObjectiveStatus.ABANDONED})

#: Duties and objectives named one by one; beyond, they are counted.
_NAMED: Final = 5

_CLOSED: Final = {
    Status.ABSENT: "Ce mandat n'est pas ouvert.",
    Status.ENDED: "Ce mandat est terminé : rien ne peut plus y être changé.",
}
#: Said while the version voted is being frozen.
FREEZING: Final = "L'approbation vient d'être notée et la version votée est en cours de gel ; réessayez ensuite."

_WHERE: Final = {
    Roadmap.ABSENT: "La feuille de route n'est pas encore saisie : importez-la, ou commencez-la à la main, d'abord.",
    Roadmap.DRAFT: "La feuille de route est en projet.",
    Roadmap.TRANSMITTED: "La feuille de route est transmise aux communes.",
    Roadmap.APPROVED: "La feuille de route est approuvée.",
    Roadmap.AMENDED: "La feuille de route est modifiée depuis son approbation.",
}


def ended(held: Held) -> str:
    """Why nothing may be told of the mandate any more, empty when it is open."""
    return _CLOSED.get(held.state.status, "")


def duties_changed(rehearsal: Rehearsal) -> Iterator[str]:
    """The duties that would come, and those that would go, in sentences."""
    before, after = ({duty.key: duty for duty in state.duties} for state in (rehearsal.before, rehearsal.after))
    for keys, one, several in (
        (after.keys() - before.keys(), "obligation s'ajoute", "obligations s'ajoutent"),
        (before.keys() - after.keys(), "obligation ne tombe plus", "obligations ne tombent plus"),
    ):
        duties = sorted((after | before)[key].due for key in keys)
        if duties:
            days = ", ".join(long_day(due) for due in duties[:_NAMED]) + ("…" if len(duties) > _NAMED else "")
            yield f"{number(len(duties))} {plural(len(duties), one, several)} : {days}."


def only(*wanted: Roadmap, otherwise: str = "") -> dict[Roadmap, str]:
    """Why the act is not for a roadmap that is none of these."""
    return {status: f"{said} {otherwise}".strip() for status, said in _WHERE.items() if status not in wanted}


_NOT_TRANSMITTED: Final = only(Roadmap.DRAFT, otherwise="Seule une feuille de route en projet se transmet.")
_NOT_WITHDRAWN: Final = only(Roadmap.TRANSMITTED, otherwise="Seule une feuille de route transmise se retire.")
_NOT_APPROVED: Final = only(Roadmap.DRAFT, Roadmap.TRANSMITTED, Roadmap.APPROVED, Roadmap.AMENDED)


def closed_by(held: Held, why_not: Mapping[Roadmap, str]) -> str:
    """Why the act cannot be done now, empty when it can: the mandate is not open, the roadmap is one of `why_not`, or
    the version voted is being frozen."""
    return why_closed(held.state, why_not)


def why_closed(mandate: Mandate, why_not: Mapping[Roadmap, str]) -> str:
    """The same of a mandate that nobody holds."""
    freezing = FREEZING if mandate.awaits_baseline else ""
    return _CLOSED.get(mandate.status, "") or freezing or why_not.get(mandate.roadmap, "")


def _today(name: str, label: str, held: Held) -> Field:
    return Field(name, label, Kind.DAY, required=True, value=held.scope.today.isoformat())


def _transmit(held: Held, form: Form) -> Sequence[Ask]:
    on = form.day("le", "Donnez le jour où les communes l'ont reçue ou devaient la recevoir.")
    return () if form.wrong or on is None else (TransmitRoadmap(on=on),)


def _withdraw(held: Held, form: Form) -> Sequence[Ask]:
    reason = form.text("motif", 2000, "Écrivez pourquoi le texte est retiré.")
    return () if form.wrong else (WithdrawRoadmap(reason=reason),)


def _approve_lead(held: Held) -> str:
    if held.state.baseline is None:
        return "La délibération du conseil communautaire qui approuve la feuille de route (article L5211-39-1 du CGCT)."
    return (
        "La délibération du conseil communautaire qui approuve les modifications. La loi ne dit pas comment on les "
        "approuve : par prudence, les communes sont consultées de nouveau (à confirmer)."
    )


def _approve_fields(held: Held) -> Sequence[Field]:
    return (
        Field("numero", "Numéro de la délibération", required=True, hint="Par exemple « 2027-31 ».", most=80),
        _today("le", "Jour du vote", held),
    )


def _approve(held: Held, form: Form) -> Sequence[Ask]:
    number_, on = form.text("numero", 80, "Donnez le numéro."), form.day("le", "Donnez le jour du vote.")
    return () if form.wrong or on is None else (ApproveRoadmap(on=on, number=number_),)


def _approve_says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    if rehearsal.before.baseline is None:
        yield (
            "L'état initial (T0) est gelé dans la minute : chaque objectif retenu, son titre, sa priorité, son "
            "échéance et ses étapes tels qu'ils sont maintenant, avec leur empreinte. T0 ne changera plus : "
            "l'évaluation s'y compare."
        )
        yield "Avant de confirmer, vérifiez que la feuille de route saisie est bien celle qui a été votée."
    else:
        yield "L'état initial (T0) ne change pas : les modifications s'y comparent."
    yield from duties_changed(rehearsal)


async def _frozen(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    """How many objectives T0 would keep, and which ones it would leave out."""
    if rehearsal.before.baseline is not None:
        return ()
    read = await read_roadmap(house_of(held.scope.request).engine, held.scope.epci.siren)
    out = [line for line in read.lines if line.status in NOT_PROMISED]
    kept = [line for line in read.lines if line.status not in NOT_PROMISED]
    undated = sum(line.deadline is None for line in kept)
    count = f"{number(len(kept))} {plural(len(kept), 'objectif serait gelé', 'objectifs seraient gelés')}"
    told = [f"{count}, dont {number(undated)} sans échéance promise." if undated else f"{count}."]
    if out:
        keys = join([line.key for line in out[:_NAMED]]) + ("…" if len(out) > _NAMED else "")
        told.append(f"{plural(len(out), 'Laissé', 'Laissés')} de côté, à discuter ou abandonnés : {keys}.")
    return told


def _end_lead(held: Held) -> str:
    end = held.state.end
    now = end.label if end is not None else "inconnue"
    return f"Fin prévue aujourd'hui : {now}. Une loi peut reporter le renouvellement ; la raison reste écrite."


def _end_fields(held: Held) -> Sequence[Field]:
    return (
        Field("fin", "Nouvelle fin", hint=PLANNED_HINT, required=True, most=40),
        Field("motif", "Raison", Kind.LONG, f"Le texte qui la reporte. {_PUBLIC}", required=True),
    )


def _end(held: Held, form: Form) -> Sequence[Ask]:
    end = planned_in(form, "fin", "Écrivez la nouvelle fin du mandat.")
    reason = form.text("motif", 2000, "Écrivez la raison : le texte qui reporte la fin.")
    return () if form.wrong or end is None else (MoveEnd(end=end, reason=reason),)


ACTS: Final = (
    Act(
        name="transmettre",
        kinds=_KINDS,
        title="Transmettre la feuille de route aux communes",
        lead=lambda held: (
            "Pour leur avis (article L5211-39-1 du CGCT). Notez ici le jour où le texte leur a été transmis."
        ),
        fields=lambda held: (_today("le", "Transmise le", held),),
        read=_transmit,
        closed=lambda held: closed_by(held, _NOT_TRANSMITTED),
        says=lambda held, rehearsal: (
            "Le texte ne change plus : pour le modifier, il faudra d'abord le retirer.",
            "Cet acte n'écrit à aucune commune : la demande d'avis part de la consultation sur le schéma.",
        ),
        confirm="Noter la transmission",
        done="La feuille de route est transmise.",
    ),
    Act(
        name="retirer",
        kinds=_KINDS,
        title="Retirer la feuille de route",
        lead=lambda held: (
            "Elle redevient un projet, qui peut changer : ce que les communes lisent ne change pas sous leurs yeux."
        ),
        fields=lambda held: (Field("motif", "Raison", Kind.LONG, _PUBLIC, required=True),),
        read=_withdraw,
        closed=lambda held: closed_by(held, _NOT_WITHDRAWN),
        says=lambda held, rehearsal: (
            "La feuille de route redevient un projet ; la transmission et son retrait restent au journal.",
            "Une consultation en cours sur ce texte ne s'arrête pas d'elle-même : annulez-la aussi.",
        ),
        confirm="Retirer",
        done="La feuille de route est de nouveau un projet.",
    ),
    Act(
        name="approuver",
        kinds=_KINDS,
        title="Noter l'approbation de la feuille de route",
        lead=_approve_lead,
        fields=_approve_fields,
        read=_approve,
        closed=lambda held: closed_by(held, _NOT_APPROVED),
        says=lambda held, rehearsal: [*_approve_says(held, rehearsal)],
        looks=_frozen,
        confirm="Noter l'approbation",
        done="L'approbation est notée.",
    ),
    Act(
        name="fin-du-mandat",
        kinds=_KINDS,
        title="Déplacer la fin du mandat",
        lead=_end_lead,
        fields=_end_fields,
        read=_end,
        closed=ended,
        says=lambda held, rehearsal: [*duties_changed(rehearsal)],
        confirm="Déplacer la fin",
        done="La fin du mandat est déplacée.",
    ),
)
