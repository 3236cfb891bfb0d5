"""Examples on the CC de la Tenarèze, played by the real rules. The EPCI is real; people and acts are invented."""

from datetime import date
from typing import Any

from domain.consultation.commands import (
    CloseConsultation,
    OpenConsultation,
    Proof,
    RecordAnnulment,
    RecordAvis,
    RecordCouncilVote,
    RecordReceipt,
    SendConsultation,
    Sens,
)
from domain.consultation.life_commands import (
    ExtendConsultation,
    RecordStep,
    ReopenConsultation,
    SuspendConsultation,
)
from domain.electorate import Electorate
from domain.evaluation.commands import OpenEvaluation, PointType, RecordEvidence
from domain.evaluation.evidence import Evidence, ObjectiveEvidence
from domain.mandate.commands import ApproveRoadmap, OpenMandate, PlanRoadmap, Point, TransmitRoadmap
from domain.objective.commands import CompleteMilestone, PlanObjective, RecordProgress, StartObjective
from domain.objective.transitions import Status
from domain.objective.values import Milestone, ObjectivePlan
from domain.planned import parse_planned
from domain.procedures.model import ClosingAct
from scripts.gallery_tale import COMMUNES, EPCI, SIREN, Tale


def _opening(**fields: Any) -> OpenConsultation:
    known = {"siren": SIREN, "epci_name": EPCI.name, "nature": EPCI.nature, "place": EPCI.place, "synthetic": True}
    return OpenConsultation(**known | fields)


def _sent(day: str) -> SendConsultation:
    return SendConsultation(sent_on=date.fromisoformat(day), electorate=Electorate.of(EPCI))


def received(day: str, *communes: str) -> list[RecordReceipt]:
    """The receipts of communes, by name."""
    on = date.fromisoformat(day)
    return [
        RecordReceipt(commune=COMMUNES[name], received_on=on, proof=Proof.COURRIEL, function="secrétaire de mairie")
        for name in communes
    ]


def voted(day: str, sens: Sens, *communes: str, **fields: Any) -> list[RecordAvis]:
    """The délibérations of communes, by name."""
    on = date.fromisoformat(day)
    return [RecordAvis(commune=COMMUNES[name], sens=sens, voted_on=on, number="2027-09", **fields) for name in communes]


def _prepared(day: str) -> list[RecordStep]:
    """What a service commun wants before its communes are asked."""
    return [RecordStep(key=key, on=date.fromisoformat(day)) for key in ("fiche_impact", "avis_cst")]


def schema() -> Tale:
    """The schéma sent to the 26 communes on 30 November 2026."""
    opening = _opening(
        procedure="schema_mutualisation",
        title="Schéma de mutualisation 2026-2032",
        question="Le conseil municipal est appelé à donner son avis sur le rapport relatif aux mutualisations de "
        "services et sur le projet de schéma",
    )
    return Tale(f"consultation/{SIREN}/schema").tell("2026-11-23", opening).tell("2026-11-30", _sent("2026-11-30"))


def schema_received() -> Tale:
    """The same, received by all on the day of its sending."""
    return schema().tell("2026-12-01", *received("2026-11-30", *COMMUNES))


def schema_suspended() -> Tale:
    """The same, suspended on 15 January 2027."""
    return schema_received().tell(
        "2027-01-15", SuspendConsultation(reason="Le projet de schéma doit être complété par son annexe financière.")
    )


def schema_silent() -> Tale:
    """Seven communes say nothing; one votes against."""
    silent = {"Beaumont", "Blaziert", "Cazeneuve", "Lagardère", "Larroque-Saint-Sernin", "Mansencôme", "Roquepine"}
    spoken = [name for name in COMMUNES if name not in silent | {"Montréal"}]
    tale = schema_received().tell("2027-02-12", *voted("2027-02-11", Sens.FAVORABLE, *spoken))
    return tale.tell("2027-02-15", *voted("2027-02-11", Sens.DEFAVORABLE, "Montréal"))


_TITLES = {
    "transfert_competence": "Transfert de la compétence eau potable",
    "restitution_competence": "Restitution de la compétence enseignement musical",
}


def transfert(procedure: str = "transfert_competence", sent: str = "2028-02-29") -> Tale:
    """A transfert, or a restitution, notified on the day `sent`."""
    opening = _opening(procedure=procedure, title=_TITLES[procedure])
    vote = RecordCouncilVote(voted_on=date.fromisoformat(sent), number="2028-09", votes_for=35, votes_against=6)
    return Tale(f"consultation/{SIREN}/{procedure}").tell(sent, opening, vote, _sent(sent))


def transfert_blocked() -> Tale:
    """The same, to which the most populated commune alone says no."""
    tale = transfert().tell("2028-03-01", *received("2028-02-29", *COMMUNES))
    tale.tell("2028-04-14", *voted("2028-04-13", Sens.FAVORABLE, *[name for name in COMMUNES if name != "Condom"]))
    return tale.tell("2028-05-12", *voted("2028-05-11", Sens.DEFAVORABLE, "Condom"))


def transfert_decided() -> Tale:
    """A transfert reached, and closed by the préfet's arrêté."""
    against = ["Montréal", "Fourcès"]
    tale = transfert().tell("2028-03-01", *received("2028-02-29", *COMMUNES))
    tale.tell("2028-04-14", *voted("2028-04-13", Sens.DEFAVORABLE, *against))
    tale.tell("2028-05-12", *voted("2028-05-11", Sens.FAVORABLE, *[name for name in COMMUNES if name not in against]))
    return tale.tell(
        "2028-06-21", CloseConsultation(on=date(2028, 6, 20), act=ClosingAct.ARRETE, number="32-2028-06-20-002")
    )


def secretariat() -> Tale:
    """A service commun, without a legal delay, asked of three communes for 30 June 2027."""
    names = ("Roquepine", "Mansencôme", "Beaumont")
    opening = _opening(
        procedure="service_commun",
        title="Service commun de secrétariat de mairie remplaçant",
        communes=tuple(COMMUNES[name] for name in names),
        reply_by=date(2027, 6, 30),
    )
    tale = Tale(f"consultation/{SIREN}/secretariat").tell("2027-04-28", opening, *_prepared("2027-04-15"))
    tale.tell("2027-04-28", _sent("2027-04-28"))
    return tale.tell("2027-04-29", *received("2027-04-29", *names))


def secretariat_extended() -> Tale:
    """The same, for which answers are wished by 30 September 2027."""
    later = ExtendConsultation(
        reply_by=date(2027, 9, 30), reason="Deux conseils municipaux ne se réunissent qu'en septembre."
    )
    return secretariat().tell("2027-05-10", later)


def transfert_reopened() -> Tale:
    """The transfert reached and closed, whose arrêté a judge annulled."""
    annulled = RecordAnnulment(act="Arrêté n° 32-2028-06-20-002, tribunal administratif de Pau", on=date(2028, 11, 16))
    again = ReopenConsultation(reason="L'arrêté du 20 juin 2028 a été annulé par le tribunal administratif de Pau")
    return transfert_decided().tell("2028-11-20", annulled, again)


def informatique() -> Tale:
    """An agreement under a reserve, which a human must qualify."""
    opening = _opening(
        procedure="service_commun",
        title="Service commun informatique",
        communes=(COMMUNES["Condom"], COMMUNES["Montréal"]),
        reply_by=date(2028, 5, 31),
    )
    tale = Tale(f"consultation/{SIREN}/informatique").tell("2028-03-14", opening, *_prepared("2028-03-02"))
    tale.tell("2028-03-14", _sent("2028-03-14"))
    tale.tell("2028-03-15", *received("2028-03-15", "Condom", "Montréal"))
    reserve = "Sous réserve d'un bilan financier chaque année"
    return tale.tell("2028-05-19", *voted("2028-05-17", Sens.FAVORABLE_AVEC_RESERVES, "Condom", reserve=reserve))


def objective(deadline: str = "2027-09-01", *, with_news: bool = True, **fields: Any) -> Tale:
    """An objective under way, at 20 % if there are news of it."""
    plan = ObjectivePlan(
        title="Service commun de secrétariat de mairie remplaçant",
        deadline=parse_planned(deadline),
        milestones=(
            Milestone(name="fiche d'impact", deadline=parse_planned("2027-03-31")),
            Milestone(name="délibérations des communes", deadline=parse_planned("2027-07-31")),
            Milestone(name="signature de la convention", deadline=parse_planned("2027-08")),
        ),
        **{"pilote": "DRH mutualisée"} | fields,
    )
    planning = PlanObjective(epci_name=EPCI.name, place=EPCI.place, plan=plan, synthetic=True)
    tale = Tale(f"objective/{SIREN}/F1.1").tell("2026-04-20", planning).tell("2026-06-08", StartObjective())
    if not with_news:
        return tale
    tale.tell("2027-03-31", CompleteMilestone(name="fiche d'impact", on=date(2027, 3, 30)))
    return tale.tell("2027-04-12", RecordProgress(percent=20, note="Fiche d'impact rédigée."))


def mandate() -> Tale:
    """A mandate whose roadmap was approved on 8 April 2027."""
    opening = OpenMandate(
        siren=SIREN,
        epci_name=EPCI.name,
        nature=EPCI.nature,
        financing="FPU",
        place=EPCI.place,
        synthetic=True,
        year=2026,
        renewal=date(2026, 3, 22),
        second_round=True,
        end=parse_planned("2032-03"),
    )
    point = Point(type=PointType.COMMUNICATION_ANNUELLE, on=date(2028, 2, 24))
    tale = Tale(f"mandate/{SIREN}/2026").tell("2026-04-20", opening, PlanRoadmap(title="Schéma", points=(point,)))
    tale.tell("2026-12-01", TransmitRoadmap(on=date(2026, 12, 1)))
    return tale.tell("2027-04-09", ApproveRoadmap(on=date(2027, 4, 8), number="2027-31"))


def evaluation() -> Tale:
    """An evaluation at mid-mandate, recorded."""
    opening = OpenEvaluation(
        siren=SIREN,
        epci_name=EPCI.name,
        place=EPCI.place,
        synthetic=True,
        year=2029,
        type=PointType.MI_MANDAT,
        on=date(2029, 3, 31),
        mandate=f"mandate/{SIREN}/2026",
    )
    objectives = tuple(
        ObjectiveEvidence(key=f"F{n}", title=f"F{n}", status=status, in_baseline=True, steps_due=3, steps_in_time=2)
        for n, status in enumerate((Status.REACHED, Status.REACHED, Status.REACHED, Status.IN_PROGRESS), start=1)
    )
    evidence = Evidence(
        frozen_on=date(2029, 3, 31), baseline_sha256="0" * 64, objectives=objectives, duties_due=3, duties_in_time=3
    )
    return Tale(f"evaluation/{SIREN}/2029-mi_mandat-1").tell("2029-03-31", opening, RecordEvidence(evidence=evidence))
