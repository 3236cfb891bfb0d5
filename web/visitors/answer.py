"""The two things that a commune deposits by a link, read from what was typed: a receipt and a délibération."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.base import Ask, Value
from domain.consultation import DECIDER
from domain.consultation.commands import Proof, RecordAvis, RecordReceipt, Sens
from domain.consultation.events import Avis, AvisRecorded, LateAvisRecorded
from domain.consultation.state import Seat
from domain.errors import Refused
from domain.french import long_day
from domain.people import Role
from domain.stream import Unfolding
from infra.deposits import Depositor
from web.forms import Form
from web.visitors.matter import Matter

#: The functions among which who answers chooses.
FUNCTIONS: Final = {
    "maire": "maire",
    "adjoint": "adjoint au maire",
    "secretaire": "secrétaire de mairie",
    "agent": "agent de la mairie",
    "autre": "autre fonction",
}
_OTHER: Final = "autre"

RECEIPT_FIELDS: Final = ("recue_le", "fonction", "fonction_autre")
ANSWER_FIELDS: Final = (
    *("sens", "reserve", "votee_le", "numero", "pour", "contre", "abstentions", "prefecture_le"),
    *("nom", "fonction", "fonction_autre"),
)

_SENS: Final = "Choisissez le sens de la délibération."
_VOTED: Final = "Donnez la date du vote : c'est elle qui décide si la délibération compte."
_FUNCTION: Final = "Choisissez votre fonction."
_OTHER_MISSING: Final = "Écrivez votre fonction, par exemple « conseiller municipal »."
_NAME: Final = "Écrivez votre nom : il figure au dépôt, jamais dans le journal."
_RESERVE: Final = "Écrivez la réserve, telle que le conseil l'a votée."
_NOT_YET: Final = "Cette date n'est pas encore venue."

_MOST_VOTES: Final = 200
_COUNTS: Final = ("pour", "contre", "abstentions")


@dataclass(frozen=True)
class Deposit:
    """What is to be confirmed: the command that says it, and who deposits it."""

    command: RecordReceipt | RecordAvis
    who: Depositor


class Foreseen(Value):
    """What commands would make happen now. `refused`: why the last is not taken, empty when it is; `late`: why a
    délibération would not count; `unclear`: why a human would have to look at it; `changes`: whether anything would
    change; `rectifies`: whether it would take the place of a silence."""

    refused: str = ""
    late: str = ""
    unclear: str = ""
    changes: bool = False
    rectifies: bool = False


def read_receipt(form: Form, matter: Matter) -> Deposit | None:
    """The acknowledgement that a form holds; `None`, and `form.wrong`, when something is missing."""
    received_on = form.day("recue_le", "Donnez le jour de la réception.")
    function = _function(form)
    if received_on is not None and received_on > matter.today:
        form.refuse("recue_le", _NOT_YET)
    sent_on = matter.state.sent_on
    if received_on is not None and sent_on is not None and received_on < sent_on:
        form.refuse("recue_le", f"La demande est partie le {long_day(sent_on)} : elle n'a pas pu être reçue avant.")
    if form.wrong or received_on is None:
        return None
    who = Depositor(name="", function=function)
    return Deposit(receipt_of(matter.seat.insee, received_on, function), who)


def read_answer(form: Form, matter: Matter, role: Role, document: str = "") -> Deposit | None:
    """The délibération that a form holds, deposited by who has the `role`, with the file of that SHA-256; `None`, and
    `form.wrong`, when something is missing."""
    sens = form.choice("sens", Sens, _SENS)
    reserve = form.text("reserve", 2000, _RESERVE if sens is Sens.FAVORABLE_AVEC_RESERVES else "")
    voted_on = form.day("votee_le", _VOTED)
    number = form.text("numero", 80)
    votes = _votes(form)
    prefecture = form.day("prefecture_le")
    name = form.text("nom", 120, _NAME)
    function = _function(form)
    _days(form, matter, voted_on, prefecture)
    if form.wrong or sens is None or voted_on is None:
        return None
    command = RecordAvis(
        commune=matter.seat.insee,
        sens=sens,
        voted_on=voted_on,
        number=number,
        **dict(zip(("votes_for", "votes_against", "abstentions"), votes, strict=True)),
        reserve=reserve if sens is Sens.FAVORABLE_AVEC_RESERVES else "",
        prefecture_received_on=prefecture,
        document=document,
        deposited_as=role,
    )
    return Deposit(command, Depositor(name=name, function=function))


def receipt_of(commune: str, received_on: date, function: str) -> RecordReceipt:
    """The receipt that a page gives."""
    return RecordReceipt(commune=commune, received_on=received_on, proof=Proof.PAGE, function=function)


def commands_of(deposit: Deposit, matter: Matter) -> list[RecordReceipt | RecordAvis]:
    """What is recorded when the deposit is confirmed: who answers has received, today at the latest."""
    if isinstance(deposit.command, RecordAvis) and matter.may_acknowledge:
        return [receipt_of(matter.seat.insee, matter.today, deposit.who.function), deposit.command]
    return [deposit.command]


def foresee(matter: Matter, commands: Sequence[Ask], now: datetime) -> Foreseen:
    """What `commands` would make happen at `now`, by the rules that will judge them."""
    unfolding = Unfolding(DECIDER, matter.state)
    unfolding.pass_time(now)
    before = len(unfolding.happened)
    try:
        for command in commands:
            unfolding.command(command, now)
    except Refused as refused:
        return Foreseen(refused=str(refused))
    found = Foreseen(changes=len(unfolding.happened) > before)
    for one in unfolding.happened[before:]:
        match one.event:
            case LateAvisRecorded():
                found = found.but(late=one.event.reason)
            case AvisRecorded():
                found = found.but(unclear=one.event.avis.unclear, rectifies=one.event.rectifies)
    return found


def typed_of(seat: Seat) -> dict[str, str]:
    """The form of a commune that has answered: what is recorded, to be corrected."""
    avis = seat.avis or (seat.late[-1] if seat.late else None)
    return {} if avis is None else _typed(avis)


def _typed(avis: Avis) -> dict[str, str]:
    counts = zip(_COUNTS, (avis.votes_for, avis.votes_against, avis.abstentions), strict=True)
    prefecture = avis.prefecture_received_on
    return {
        "sens": avis.sens.value,
        "reserve": avis.reserve,
        "votee_le": avis.voted_on.isoformat(),
        "numero": avis.number,
        "prefecture_le": prefecture.isoformat() if prefecture else "",
        **{name: str(count) for name, count in counts if count is not None},
    }


def _function(form: Form) -> str:
    chosen = form.choice("fonction", FUNCTIONS, _FUNCTION)
    if chosen != _OTHER:
        return FUNCTIONS.get(chosen or "", "")
    return form.text("fonction_autre", 80, _OTHER_MISSING)


def _votes(form: Form) -> tuple[int | None, int | None, int | None]:
    """The three counts: all of them or none, those left out being zero once one is given."""
    votes = [form.count(name, _MOST_VOTES) for name in _COUNTS]
    if all(count is None for count in votes):
        return None, None, None
    if votes[0] is None and "pour" not in form.wrong:
        form.refuse("pour", "Donnez aussi le nombre de voix pour, ou laissez les trois nombres vides.")
    return votes[0], votes[1] or 0, votes[2] or 0


def _days(form: Form, matter: Matter, voted_on: date | None, prefecture: date | None) -> None:
    """Days in their order: the vote, its reception at the préfecture, today."""
    if voted_on is not None and voted_on > matter.today:
        form.refuse("votee_le", f"{_NOT_YET} Déposez la délibération une fois votée.")
    if prefecture is None:
        return
    if prefecture > matter.today:
        form.refuse("prefecture_le", _NOT_YET)
    elif voted_on is not None and prefecture < voted_on:
        form.refuse("prefecture_le", "La préfecture n'a pas pu la recevoir avant le vote ; vérifiez les deux dates.")
