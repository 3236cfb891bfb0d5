"""Why a meeting is to be convened by a day, why a duty of the mandate falls due, why an objective is late."""

from datetime import date
from typing import Final

from domain.convocation import Convocation, CstNotice, last_sending
from domain.french import long_day, plural, weekday_day
from domain.mandate.duties import Duty
from domain.objective.state import Objective, lateness
from domain.why.value import Alternative, Why, inputs

__all__ = ["why_convocation", "why_cst", "why_duty", "why_objective"]

_CLEAR_DAYS: Final = (
    "Ni le jour de l'envoi ni celui de la séance ne comptent ; les samedis, dimanches et jours fériés comptent comme "
    "les autres jours, et rien n'est reporté"
)


def why_convocation(council: date, convocation: Convocation, who: str = "le conseil") -> Why:
    """Why `who` is to be convened to the `council` of that day by the last day that the clear days leave."""
    days, urgent = convocation.jours_francs, convocation.urgence_jours_francs
    return Why(
        subject=f"Dernier envoi de la convocation, {who}",
        value=weekday_day(last_sending(council, days)),
        rule=_CLEAR_DAYS,
        sources=(convocation.source,),
        inputs=inputs(("séance", weekday_day(council)), ("préavis", _clear(days))),
        alternatives=(
            Alternative(
                reading=f"en cas d'urgence ({_clear(urgent)}, motivée et soumise au conseil)",
                value=weekday_day(last_sending(council, urgent)),
            ),
        ),
    )


def why_cst(notice: CstNotice) -> Why:
    """Why a comité social territorial is to be convened, and given its papers, by those days."""
    convened, papers = (notice.meeting - day for day in (notice.convocation, notice.documents))
    return Why(
        subject="Convocation du comité social territorial",
        value=f"au plus tard le {long_day(notice.convocation)}, les documents au plus tard le "
        f"{long_day(notice.documents)}",
        rule=f"La convocation part {convened.days} jours au moins avant la séance et les documents {papers.days} jours "
        "au moins ; le texte ne les dit pas francs",
        sources=(notice.source,),
        inputs=inputs(("séance", weekday_day(notice.meeting))),
    )


def why_duty(duty: Duty) -> Why:
    """Why a duty of the mandate falls due on its day."""
    return Why(
        subject=duty.title,
        value=f"au plus tard le {weekday_day(duty.due)}",
        rule="Le jour est le dernier qui soit sûrement dans le temps que donne le texte",
        sources=(duty.source,),
        inputs=inputs(("fait", long_day(duty.done_on) if duty.done_on is not None else "pas encore")),
    )


def why_objective(state: Objective, today: date) -> Why:
    """Why the objective has its deadline, and is late or not on the day `today`. No text of law is behind."""
    if state.deadline is None:
        return Why(
            subject=f"Échéance de l'objectif {state.key}",
            value="aucune échéance n'est promise",
            rule="Un objectif sans échéance n'est jamais en retard",
        )
    first = state.first_deadline
    revised = state.revisions[-1].reason if state.revisions else ""
    moves = len(state.revisions)
    return Why(
        subject=f"Échéance de l'objectif {state.key}",
        value=f"{state.deadline.label}, {lateness(state, today) or 'pas en retard'}",
        rule="Une échéance court jusqu'au dernier jour de ce qu'elle nomme ; l'objectif est en retard le lendemain, "
        "tant qu'il n'est ni atteint ni abandonné",
        reason=f"Dernière raison d'un report : {revised}" if revised else "",
        inputs=inputs(
            ("dernier jour", long_day(state.deadline.last_day)),
            ("aujourd'hui", long_day(today)),
            ("première promesse", first.label if first is not None else ""),
            ("échéance modifiée", f"{moves} {plural(moves, 'fois', 'fois')}" if moves else ""),
        ),
    )


def _clear(days: int) -> str:
    return f"{days} {plural(days, 'jour franc', 'jours francs')}"
