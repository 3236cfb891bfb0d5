"""The act that closes a consultation: that of its procedure, the one that the law puts in its place, or none.

Closed by mistake, it is corrected by the same act: it is reopened and closed again in one step, and both remain in the
journal.
"""

from collections.abc import Sequence
from typing import Final

from domain.base import Ask
from domain.consultation.commands import CloseConsultation
from domain.consultation.moments import concordant
from domain.consultation.next_act import next_act
from domain.consultation.state import Consultation, Status
from domain.french import long_day
from domain.procedures.model import CLOSING_ACT_LABELS, ClosingAct
from web.acts.act import Act, Field, Held, Kind
from web.acts.consultation_parts import ANYTHING, KIND, WHY, day, impossible, of, past_day, when_allowed
from web.acts.consultation_votes import DOUBT, closed_by_vote, reopening
from web.forms import Form

_ENDED_BY_VOTE: Final = "Le conseil communautaire délibère : sa délibération s'entre comme un vote, et clôt."
_WITHOUT: Final = "sans_suite"


def _close_lead(held: Held) -> str:
    state = of(held)
    awaited = next_act(state)
    if state.status is Status.CLOSED:
        act = CLOSING_ACT_LABELS[state.closing_act] if state.closing_act else "une fin sans suite"
        known = f" n° {state.closing_number}" if state.closing_number else ""
        on = f" du {long_day(state.closed_on)}" if state.closed_on else ""
        return f"Close par {act}{known}{on}. Ce que vous entrez le corrige : les deux restent au journal."
    head = f"Acte attendu : {awaited}. " if awaited else ""
    return f"{head}La consultation se clôt par {CLOSING_ACT_LABELS[state.law.closing]} ({state.law.source.citation})."


def _close_closed(held: Held) -> str:
    state = of(held)
    if _by_vote(state):
        return f"{_ENDED_BY_VOTE} Ouvrez « Entrer le vote du conseil »."
    allowed = "" if state.status is Status.CLOSED else when_allowed(CloseConsultation)(held)
    refused: list[str] = []
    for outcome in _outcomes(state) if not allowed else ():
        if not (no := _refusal(held, outcome)):
            return ""
        refused.append(no)
    return allowed or " ".join(dict.fromkeys(refused))


def _by_vote(state: Consultation) -> bool:
    """Whether nothing but a vote of the council closes it, or corrects what closed it."""
    if state.law.closing is not ClosingAct.DELIBERATION or concordant(state):
        return False
    if state.status is Status.CLOSED:
        return closed_by_vote(state)
    return state.law.otherwise is None and state.status in (Status.OPEN, Status.SENT)


def _outcomes(state: Consultation) -> dict[str, str]:
    law = state.law
    closing = law.closing is not ClosingAct.DELIBERATION or concordant(state)
    acts = [*([law.closing] if closing else []), *([law.otherwise] if law.otherwise is not None else [])]
    return {act.value: CLOSING_ACT_LABELS[act] for act in acts} | {_WITHOUT: "sans suite : aucun acte ne viendra"}


def _refusal(held: Held, outcome: str) -> str:
    """Why the rules refuse the outcome now, with all that they may ask; empty when they take it."""
    closing = CloseConsultation(on=held.scope.today, act=_act(outcome), number=ANYTHING, reason=ANYTHING)
    return impossible(held, [[*reopening(of(held).status is Status.CLOSED), closing]])


def _act(outcome: str | None) -> ClosingAct | None:
    return ClosingAct(outcome) if outcome not in (None, _WITHOUT) else None


def _close_fields(held: Held) -> Sequence[Field]:
    state = of(held)
    over = state.status is Status.CLOSED
    known = (state.closing_act.value if state.closing_act else _WITHOUT) if over else ""
    outcomes = {value: label for value, label in _outcomes(state).items() if not _refusal(held, value)}
    return [
        Field(
            *("acte", "Ce qui clôt", Kind.RADIOS),
            required=True,
            value=known or next(iter(outcomes), ""),
            choices=outcomes,
        ),
        day("le", "Daté du", state.closed_on if over else None),
        Field("numero", "Numéro de l'acte", value=state.closing_number if over else "", most=80),
        day(
            "effet_le",
            "Prend effet le",
            state.effective_on if over else None,
            "Si l'acte donne un autre jour que le sien.",
            required=False,
        ),
        Field(
            "raison",
            "Raison",
            Kind.LONG,
            f"À donner pour finir sans suite. {DOUBT}",
            value=state.closing_reason if over else "",
            most=2000,
        ),
    ]


def _close(held: Held, form: Form) -> Sequence[Ask]:
    chosen = form.choice("acte", _outcomes(of(held)), "Dites ce qui clôt la consultation.")
    act = _act(chosen)
    on = past_day(form, held, "le", "Donnez le jour de l'acte, ou de la décision de s'arrêter.")
    number = form.text("numero", 80, "Donnez le numéro de l'acte, tel qu'il y figure." if _numbered(act) else "")
    effective_on = form.day("effet_le")
    because = form.text("raison", 2000, WHY if act is None and chosen is not None else "")
    if on is not None and effective_on is not None and effective_on < on:
        form.refuse("effet_le", "L'acte ne peut pas avoir pris effet avant sa date ; vérifiez les deux.")
    if form.wrong or on is None:
        return ()
    closing = CloseConsultation(on=on, act=act, number=number, reason=because, effective_on=effective_on)
    return [*reopening(of(held).status is Status.CLOSED), closing]


def _numbered(act: ClosingAct | None) -> bool:
    return act in (ClosingAct.ARRETE, ClosingAct.CONVENTION)


ACTS: Final = (
    Act(
        name="cloturer",
        kinds=(KIND,),
        title="Clore la consultation",
        lead=_close_lead,
        fields=_close_fields,
        read=_close,
        confirm="Enregistrer et clore",
        closed=_close_closed,
        done="La consultation est close.",
    ),
)
