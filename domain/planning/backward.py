"""From the day by which a procedure must be closed back to the latest day of each of its acts.

Only what the law gives a length takes time here: the delay of the communes, on its safe side, and the notice of the
meetings. The rest (the arrêté of the préfet, the drafting of a report) takes no day: none is invented.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.calendar import Place, add_months
from domain.convocation import (
    CONSEIL_COMMUNAUTAIRE,
    CONSEIL_MUNICIPAL_3500_AND_MORE,
    CST_AGAIN_FROM,
    CST_SECOND_MEETING,
    cst_notice,
    last_sending,
)
from domain.deadline import END_OF_DELAY, legal_deadline
from domain.planning.plan import Plan, PlannedAct
from domain.planning.target import Target
from domain.procedures.model import ClosingAct, Consulted, Procedure
from domain.procedures.program import Actor, Prerequisite

_ONE_DAY = timedelta(days=1)
_AUGUST = 8

#: A council sits once a quarter at least (L2121-7 and L5211-11 CGCT).
_QUARTER = timedelta(days=92)


def plan_for(procedure: Procedure, target: Target, place: Place, councils: Sequence[date] = ()) -> Plan:
    """The latest day of each act so that the procedure is closed on the day of the target.

    `councils`: the known days of the EPCI's council; where one is known by the day needed, the last of them is taken.
    """
    acts = [*_Backward(procedure, place, councils).acts(target.on)]
    ordered = sorted(enumerate(acts), key=lambda one: (one[1].latest, -one[0]))
    return Plan(
        procedure=procedure.id,
        title=procedure.title,
        target=target,
        acts=tuple(act for _, act in ordered),
        warnings=tuple(_warnings(procedure, acts)),
    )


def latest_receipt(end: date, months: int, place: Place) -> date:
    """The last day on which a commune may receive the text so that its silence has fallen by the day `end`."""
    received = add_months(end, -months)
    while legal_deadline(received, months, place).silence_from > end:
        received -= _ONE_DAY
    return received


class _Backward:
    """The acts of one procedure, the last first."""

    def __init__(self, procedure: Procedure, place: Place, councils: Sequence[date]) -> None:
        self.procedure, self.place, self.councils = procedure, place, sorted(councils)

    def acts(self, end: date) -> Iterator[PlannedAct]:
        closed_on = end
        if self.procedure.closing is ClosingAct.DELIBERATION:
            closed_on = self._sitting(end)
            decides = self.procedure.decides or "Délibération qui clôt la procédure"
            yield from self._council("cloture", f"Conseil communautaire : {decides}", closed_on)
        else:
            yield self._closing(end)
        if self.procedure.consulted is not Consulted.NOBODY:
            yield from self._communes(closed_on)

    def _sitting(self, day: date) -> date:
        """The last council known by that day; what is known of a quarter long past says nothing of this one."""
        known = [council for council in self.councils if day - _QUARTER <= council <= day]
        return known[-1] if known else day

    def _closing(self, end: date) -> PlannedAct:
        is_arrete = self.procedure.closing is ClosingAct.ARRETE
        return PlannedAct(
            key="cloture",
            actor=Actor.PREFET if is_arrete else Actor.PARTIES,
            act="Arrêté du préfet" if is_arrete else "Signature de la convention",
            latest=end,
            why="la loi ne fixe pas de durée à cet acte ; gardez-lui du temps",
            source=self.procedure.source,
        )

    def _council(self, key: str, act: str, day: date, counts: bool = True) -> Iterator[PlannedAct]:
        source = self.procedure.source
        yield PlannedAct(
            key=key,
            actor=Actor.CONSEIL_COMMUNAUTAIRE,
            act=act,
            latest=day,
            why="dernière séance utile",
            source=source,
            counts=counts,
        )
        yield PlannedAct(
            key=f"{key}_convocation",
            actor=Actor.PRESIDENT,
            act="Envoi de la convocation du conseil communautaire et de la note de synthèse",
            latest=last_sending(day, CONSEIL_COMMUNAUTAIRE.jours_francs),
            why=f"{CONSEIL_COMMUNAUTAIRE.jours_francs} jours francs entre l'envoi et la séance, "
            "ni l'un ni l'autre comptés",
            source=CONSEIL_COMMUNAUTAIRE.source,
            counts=counts,
        )

    def _communes(self, closed_on: date) -> Iterator[PlannedAct]:
        months = self.procedure.delay_months
        if months is None:
            yield from self._agreements(closed_on)
            asked_on = last_sending(closed_on, CONSEIL_MUNICIPAL_3500_AND_MORE.jours_francs)
        else:
            asked_on = latest_receipt(closed_on, months, self.place)
            yield self._end_of_delay(asked_on, months)
        yield self._sending(asked_on)
        if self.procedure.deliberation_first:
            asked_on = self._sitting(asked_on)
            yield from self._council("deliberation", "Délibération du conseil communautaire", asked_on)
        elif self.procedure.council_agrees:
            yield from self._council("accord", "Accord du conseil communautaire", self._sitting(closed_on))
        for prerequisite in self.procedure.prerequisites:
            yield from self._prerequisite(prerequisite, asked_on)

    def _end_of_delay(self, received: date, months: int) -> PlannedAct:
        deadline = legal_deadline(received, months, self.place)
        return PlannedAct(
            key="silence",
            actor=Actor.CONSEIL_MUNICIPAL,
            act="Fin du délai des communes, dans sa lecture la plus longue",
            latest=deadline.silence_from,
            why=f"{months} mois à compter de la réception, puis le premier jour ouvré, puis le lendemain",
            source=END_OF_DELAY,
        )

    def _agreements(self, closed_on: date) -> Iterator[PlannedAct]:
        yield PlannedAct(
            key="communes",
            actor=Actor.CONSEIL_MUNICIPAL,
            act="Délibérations des communes",
            latest=closed_on,
            why="la loi ne fixe pas de délai aux communes",
            source=self.procedure.source,
        )

    def _sending(self, day: date) -> PlannedAct:
        months = self.procedure.delay_months
        notice = CONSEIL_MUNICIPAL_3500_AND_MORE
        by_notice = f"les conseils municipaux se convoquent jusqu'à {notice.jours_francs} jours francs avant la séance"
        return PlannedAct(
            key="envoi",
            actor=self.procedure.sender,
            act="Transmission aux communes, qui la reçoivent le jour même",
            latest=day,
            why=f"le délai court de la réception par chaque commune ({months} mois)" if months else by_notice,
            source=self.procedure.source if months else notice.source,
        )

    def _prerequisite(self, prerequisite: Prerequisite, day: date) -> Iterator[PlannedAct]:
        yield PlannedAct(
            key=prerequisite.key,
            actor=prerequisite.actor,
            act=prerequisite.act,
            latest=day,
            why="avant de saisir les communes",
            source=prerequisite.source,
            counts=prerequisite.binding,
        )
        if prerequisite.actor is Actor.CST:
            yield from self._cst(prerequisite, day)

    def _cst(self, prerequisite: Prerequisite, meeting: date) -> Iterator[PlannedAct]:
        notice = cst_notice(meeting)
        key, counts = prerequisite.key, prerequisite.binding
        days = (meeting - notice.convocation).days, (meeting - notice.documents).days
        for suffix, act, day, n in (
            ("convocation", "Convocation du comité social territorial", notice.convocation, days[0]),
            ("documents", "Envoi des documents au comité social territorial", notice.documents, days[1]),
        ):
            yield PlannedAct(
                key=f"{key}_{suffix}",
                actor=Actor.CST,
                act=act,
                latest=day,
                why=f"{n} jours avant la séance",
                source=notice.source,
                counts=counts,
            )
        if prerequisite.reexamined:
            yield PlannedAct(
                key=f"{key}_premiere_seance",
                actor=Actor.CST,
                act="Première séance du comité social territorial, pour qu'une seconde reste possible",
                latest=meeting - CST_AGAIN_FROM,
                why="un vote unanime défavorable impose une seconde séance 8 à 30 jours après",
                source=CST_SECOND_MEETING,
                counts=False,
            )


def _warnings(procedure: Procedure, acts: Sequence[PlannedAct]) -> Iterator[str]:
    days = {act.key: act.latest for act in acts}
    if "silence" in days and _holds_august(days["envoi"], days["silence"]):
        yield "Le délai des communes comprend le mois d'août, pendant lequel peu de conseils siègent (usage)."
    if procedure.closes_before_end:
        yield "L'acte qui clôt peut venir plus tôt si la majorité qualifiée des communes est déjà réunie."
    elif procedure.delay_months is not None:
        yield "Ce plan compte le silence de communes ; il se raccourcit si toutes délibèrent plus tôt."


def _holds_august(first: date, last: date) -> bool:
    return any(first <= date(year, _AUGUST, day) <= last for year in (first.year, last.year) for day in (1, 31))
