"""Examples of what councils, habits, deposits and refused addresses make of reminders, on the CC de la Tenarèze."""

from datetime import date

from domain.consultation.commands import RecordAvis, Sens
from domain.councils import CommuneCouncils
from domain.mandate.commands import AdaptReminders
from domain.notices import NoticeKind as Kind
from domain.objective.commands import AskProgress
from domain.people import Role
from domain.reminders import Change, Habits, PlanName
from domain.reminders.commands import FollowCouncils, FollowHabits, NoteBounce
from infra.reading.digest import digest
from scripts.gallery_cases import mandate, objective, schema_received, transfert, voted
from scripts.gallery_tale import COMMUNES, Case, Tale


def schema_with_councils() -> Tale:
    """The schéma, with the councils of three communes known: one that counts, one too late, one on the last days."""
    known = (
        CommuneCouncils(commune=COMMUNES["Béraut"], days=(date(2027, 1, 14), date(2027, 2, 18))),
        CommuneCouncils(commune=COMMUNES["Condom"], days=(date(2027, 2, 10),)),
        CommuneCouncils(commune=COMMUNES["Roquepine"], days=(date(2027, 3, 1),)),
    )
    return schema_received().tell("2026-12-07", FollowCouncils(councils=known))


def schema_adapted() -> Tale:
    """The schéma, in an EPCI that adds a reminder twenty days before the end."""
    added = Change(plan=PlanName.CONSULTATION, notice=Kind.AVIS_EXTRA, label="J-20", days_before=20)
    return schema_received().tell("2026-12-07", FollowHabits(habits=Habits(changes=(added,))))


def deposited(**fields: object) -> Case:
    """The receipt of a délibération deposited by a link on 12 February 2027."""
    answer = RecordAvis(
        commune=COMMUNES["Béraut"],
        sens=Sens.FAVORABLE,
        voted_on=date(2027, 2, 11),
        number="2027-09",
        votes_for=9,
        votes_against=1,
        abstentions=1,
        document="3f0a9c51d7b2e846" * 4,
        deposited_as=Role.SECRETAIRE,
    )
    answer = answer.model_copy(update=fields)
    return schema_received().tell("2027-02-12", answer).case(Kind.AVIS_RECEIPT, "Béraut")


def refused() -> Case:
    """Two addresses of town halls that refused the mails of December 2026."""
    tale = schema_received().tell(
        "2026-12-30",
        NoteBounce(commune=COMMUNES["Béraut"], notice=Kind.AVIS_J60, role=Role.SECRETAIRE, code="5.1.1"),
        NoteBounce(commune=COMMUNES["Roquepine"], notice=Kind.TRANSMISSION, role=Role.MAIRE, code="5.2.2"),
    )
    return tale.case(Kind.ADDRESS_REFUSED)


def objective_adapted() -> Tale:
    """An objective, in an EPCI that adds a reminder ninety days before its deadline."""
    added = Change(plan=PlanName.OBJECTIVE, notice=Kind.OBJECTIVE_EXTRA, label="J-90", days_before=90)
    return objective().tell("2027-04-13", FollowHabits(habits=Habits(changes=(added,))))


def stale() -> Tale:
    """An objective of which nothing was heard; its pilote was asked on 20 September 2027."""
    return objective("2029", suppleant="Secrétariat général").tell("2027-09-20", AskProgress(on=date(2027, 9, 20)))


def mandate_adapted() -> Tale:
    """A mandate, in an EPCI that adds a reminder sixty days before its duties."""
    added = Change(plan=PlanName.DUTY, notice=Kind.DUTY_EXTRA, label="J-60", days_before=60)
    return mandate().tell("2027-04-12", AdaptReminders(changes=(added,), reason="Le conseil se prépare tôt."))


def week() -> Case:
    """The digest of Tuesday 9 February 2027, while the schéma is asked for."""
    told = mandate().until("2027-02-09").case(Kind.DIGEST)
    asked = schema_with_councils()
    asked.tell("2027-01-15", *voted("2027-01-14", Sens.FAVORABLE, "Montréal", "Fourcès"))
    late, soon = objective("2027-01-31", with_news=False), transfert(sent="2027-02-01")
    states = [tale.until("2027-02-09").unfolding.state for tale in (asked, late, soon)]
    (mandat,) = told.states.values()
    consultations = [states[0], states[2]]
    return Case(told.notices, told.states, digest(mandat, [states[1]], consultations, date(2027, 2, 9)))
