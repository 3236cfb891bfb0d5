"""The acts of the institutions: the délibération of the EPCI's council, the act that closes a consultation.

Closed by mistake, a consultation is corrected by the same acts: it is reopened and closed again in one step, and both
remain in the journal.
"""

from collections.abc import Sequence
from typing import Final

from domain.base import Ask
from domain.consultation.agreements import hardened
from domain.consultation.commands import CloseConsultation, RecordCouncilVote
from domain.consultation.life_commands import ReopenConsultation
from domain.consultation.moments import concordant
from domain.consultation.next_act import next_act
from domain.consultation.state import Consultation, Status
from domain.french import long_day
from domain.procedures.model import CLOSING_ACT_LABELS, ClosingAct, CouncilRule
from domain.procedures.words import COUNCIL_MAJORITIES
from web.acts.act import Act, Field, Held, Kind
from web.acts.consultation_parts import KIND, WHY, counted, day, of, past_day, votes, when_allowed
from web.forms import Form

_ENDED_BY_VOTE: Final = "Le conseil communautaire délibère : sa délibération s'entre comme un vote, et clôt."
_WITHOUT: Final = "sans_suite"
_SETTLED: Final = {"oui": True, "non": False}
_DOUBT: Final = (
    "À donner si la loi laisse un doute : majorité à trancher, conseil réuni dans la zone d'incertitude, acte plus "
    "ancien que ce qu'il conclut."
)
_REOPENED: Final = "Correction de l'acte qui l'avait close."


def _corrects(state: Consultation, *acts: ClosingAct | None) -> bool:
    """Whether the consultation was closed by one of these: entering it again corrects it."""
    return state.status is Status.CLOSED and state.closing_act in acts


def _vote_lead(held: Held) -> str:
    state, vote = of(held), of(held).council_vote
    rule = state.law.council_rule
    needed = "deux tiers des membres, l'avis étant défavorable" if hardened(state) else COUNCIL_MAJORITIES[rule]
    article = (state.law.council_source or state.law.source).citation
    lead = f"La délibération du conseil communautaire ; il faut : {needed} ({article})."
    if vote is None:
        return f"{lead} Sans le compte des voix, elle est tenue pour adoptée là où la majorité simple suffit."
    known = f"n° {vote.number} du {long_day(vote.voted_on)}, {'adoptée' if vote.adopted else 'rejetée'}"
    return f"Déjà entrée : {known}. Sous le même numéro vous la corrigez, et les deux versions sont gardées. {lead}"


def _vote_closed(held: Held) -> str:
    return "" if _corrects(of(held), ClosingAct.DELIBERATION) else when_allowed(RecordCouncilVote)(held)


def _vote_fields(held: Held) -> Sequence[Field]:
    state, vote = of(held), of(held).council_vote
    rule = state.law.council_rule
    simple = rule is CouncilRule.SIMPLE or (
        rule is CouncilRule.DEUX_TIERS_MEMBRES_SI_DEFAVORABLE and not hardened(state)
    )
    counts = (vote.votes_for, vote.votes_against, vote.abstentions) if vote else (None, None, None)
    known = str(vote.members) if vote is not None and vote.members is not None else ""
    members = Field("membres", "Membres du conseil", Kind.COUNT, "Présents ou non.", value=known, most=1000)
    return [
        day("votee_le", "Votée le", vote.voted_on if vote else None),
        Field("numero", "Numéro de la délibération", required=True, value=vote.number if vote else "", most=80),
        *votes(*counts),
        *(_tie() if simple else [members]),
        Field(
            *("tranche", "Si le texte se lit de deux façons", Kind.RADIOS),
            hint="Laissez vide sinon : le compte des voix décide.",
            choices={"oui": "tenue pour adoptée", "non": "tenue pour rejetée"},
        ),
        Field("raison", "Raison", Kind.LONG, _DOUBT, most=2000),
    ]


def _tie() -> list[Field]:
    return [
        Field(
            *("preponderante", "En cas de partage, la voix du président", Kind.RADIOS),
            choices={"oui": "favorable", "non": "défavorable"},
        ),
        Field("secret", "Le scrutin était secret (sans voix prépondérante)", Kind.TICK),
    ]


def _vote(held: Held, form: Form) -> Sequence[Ask]:
    voted_on = past_day(form, held, "votee_le", "Donnez le jour de la délibération.")
    number = form.text("numero", 80, "Donnez le numéro de la délibération.")
    counts = counted(form)
    members = form.count("membres", 1000) or None
    because = form.text("raison", 2000)
    settled = _SETTLED.get(form.typed.get("tranche", ""))
    if settled is not None and not because:
        form.refuse("raison", WHY)
    if form.wrong or voted_on is None:
        return ()
    vote = RecordCouncilVote(
        voted_on=voted_on,
        number=number,
        **counts,
        casting_vote=_SETTLED.get(form.typed.get("preponderante", "")),
        secret_ballot=bool(form.typed.get("secret")),
        members=members,
        settled_as_adopted=settled,
        reason=because,
    )
    return [*_again(held, ClosingAct.DELIBERATION), vote]


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
    return "" if state.status is Status.CLOSED else when_allowed(CloseConsultation)(held)


def _by_vote(state: Consultation) -> bool:
    """Whether nothing but a vote of the council closes it, or corrects what closed it."""
    if state.law.closing is not ClosingAct.DELIBERATION or concordant(state):
        return False
    if state.status is Status.CLOSED:
        return state.closing_act is ClosingAct.DELIBERATION
    return state.law.otherwise is None and state.status in (Status.OPEN, Status.SENT)


def _outcomes(state: Consultation) -> dict[str, str]:
    law = state.law
    closing = law.closing is not ClosingAct.DELIBERATION or concordant(state)
    acts = [*([law.closing] if closing else []), *([law.otherwise] if law.otherwise is not None else [])]
    return {act.value: CLOSING_ACT_LABELS[act] for act in acts} | {_WITHOUT: "sans suite : aucun acte ne viendra"}


def _close_fields(held: Held) -> Sequence[Field]:
    state = of(held)
    over = state.status is Status.CLOSED
    known = (state.closing_act.value if state.closing_act else _WITHOUT) if over else ""
    outcomes = _outcomes(state)
    return [
        Field(
            *("acte", "Ce qui clôt", Kind.RADIOS),
            required=True,
            value=known or next(iter(outcomes)),
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
            f"À donner pour finir sans suite. {_DOUBT}",
            value=state.closing_reason if over else "",
            most=2000,
        ),
    ]


def _close(held: Held, form: Form) -> Sequence[Ask]:
    chosen = form.choice("acte", _outcomes(of(held)), "Dites ce qui clôt la consultation.")
    act = ClosingAct(chosen) if chosen not in (None, _WITHOUT) else None
    on = past_day(form, held, "le", "Donnez le jour de l'acte, ou de la décision de s'arrêter.")
    number = form.text("numero", 80, "Donnez le numéro de l'acte, tel qu'il y figure." if _numbered(act) else "")
    effective_on = form.day("effet_le")
    because = form.text("raison", 2000, WHY if act is None and chosen is not None else "")
    if on is not None and effective_on is not None and effective_on < on:
        form.refuse("effet_le", "L'acte ne peut pas avoir pris effet avant sa date ; vérifiez les deux.")
    if form.wrong or on is None:
        return ()
    closing = CloseConsultation(on=on, act=act, number=number, reason=because, effective_on=effective_on)
    return [*_again(held, *ClosingAct, None), closing]


def _numbered(act: ClosingAct | None) -> bool:
    return act in (ClosingAct.ARRETE, ClosingAct.CONVENTION)


def _again(held: Held, *acts: ClosingAct | None) -> list[Ask]:
    """What opens again a consultation that was closed, for its act to be corrected."""
    return [ReopenConsultation(reason=_REOPENED)] if _corrects(of(held), *acts) else []


ACTS: Final = (
    Act(
        name="vote-du-conseil",
        kinds=(KIND,),
        title="Entrer le vote du conseil",
        lead=_vote_lead,
        fields=_vote_fields,
        read=_vote,
        confirm="Enregistrer le vote",
        closed=_vote_closed,
        done="La délibération du conseil communautaire est enregistrée.",
    ),
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
