"""The délibération of the EPCI's council, entered as a vote; where it closed the consultation, entered again."""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.base import Ask
from domain.consultation.agreements import hardened
from domain.consultation.commands import RecordCouncilVote
from domain.consultation.events import CouncilVote
from domain.consultation.life_commands import ReopenConsultation
from domain.consultation.state import Consultation, Status
from domain.french import long_day
from domain.procedures.model import ClosingAct, CouncilRule
from domain.procedures.words import COUNCIL_MAJORITIES
from web.acts.act import Act, Field, Held, Kind
from web.acts.consultation_parts import ANYTHING, KIND, WHY, counted, day, impossible, of, past_day, votes, when_allowed
from web.forms import Form

_SETTLED: Final = {"oui": True, "non": False}
_SAID: Final = {True: "oui", False: "non", None: ""}
DOUBT: Final = (
    "À donner si la loi laisse un doute : majorité à trancher, conseil réuni dans la zone d'incertitude, acte plus "
    "ancien que ce qu'il conclut."
)
_REOPENED: Final = "Correction de l'acte qui l'avait close."


def closed_by_vote(state: Consultation) -> bool:
    """Whether a vote of the council closed it, adopted or not: entering it again corrects it."""
    vote = state.council_vote
    if state.status is not Status.CLOSED or vote is None or state.law.closing is not ClosingAct.DELIBERATION:
        return False
    rejected = not vote.adopted and state.closing_act is None and state.closing_number == vote.number
    return rejected or state.closing_act is ClosingAct.DELIBERATION


def reopening(closed: bool) -> list[Ask]:
    """What opens again a consultation that was closed, for its act to be corrected."""
    return [ReopenConsultation(reason=_REOPENED)] if closed else []


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
    allowed = "" if closed_by_vote(of(held)) else when_allowed(RecordCouncilVote)(held)
    return allowed or impossible(held, _likely_votes(held))


def _likely_votes(held: Held) -> Iterator[Sequence[Ask]]:
    """Votes that say all that the rules may ask, on each day that they may want: the one that corrects what stands
    where there is one."""
    state, known = of(held), of(held).council_vote
    number, days = (known.number if known else ANYTHING), (known.voted_on if known else None, state.sent_on)
    for on in dict.fromkeys([held.scope.today, *filter(None, days)]):
        vote = RecordCouncilVote(voted_on=on, number=number, settled_as_adopted=True, reason=ANYTHING)
        yield [*reopening(closed_by_vote(state)), vote]


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
        *(_tie(vote) if simple or (vote and (vote.casting_vote is not None or vote.secret_ballot)) else []),
        *([members] if known or not simple else []),
        Field(
            *("tranche", "Si le texte se lit de deux façons", Kind.RADIOS),
            value=_SAID[vote.settled_as_adopted] if vote else "",
            choices={"": "sans objet : le compte des voix décide", "oui": "tenue pour adoptée"}
            | {"non": "tenue pour rejetée"},
        ),
        Field("raison", "Raison", Kind.LONG, DOUBT, value=vote.said if vote else "", most=2000),
    ]


def _tie(vote: CouncilVote | None) -> list[Field]:
    return [
        Field(
            *("preponderante", "En cas de partage, la voix du président", Kind.RADIOS),
            value=_SAID[vote.casting_vote] if vote else "",
            choices={"": "sans objet", "oui": "favorable", "non": "défavorable"},
        ),
        Field(
            *("secret", "Le scrutin était secret (sans voix prépondérante)", Kind.TICK),
            value="oui" if vote is not None and vote.secret_ballot else "",
        ),
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
    return [*reopening(closed_by_vote(of(held))), vote]


ACTS: Final = (
    Act(
        name="vote-du-conseil",
        whole=True,
        kinds=(KIND,),
        title="Entrer le vote du conseil",
        lead=_vote_lead,
        fields=_vote_fields,
        read=_vote,
        confirm="Enregistrer le vote",
        closed=_vote_closed,
        done="La délibération du conseil communautaire est enregistrée.",
    ),
)
