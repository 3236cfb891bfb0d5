"""A pilote gives news of an objective by the link of a letter, in two minutes."""

from decimal import Decimal

import pytest

from domain.objective import DECIDER
from domain.objective.amend_commands import (
    AssignObjective,
    DefineIndicator,
    DropIndicator,
    GiveUpMilestone,
    PlanMilestone,
)
from domain.objective.commands import StartObjective
from domain.objective.state import Objective
from domain.objective.transitions import Status
from domain.objective.values import Indicator
from tests.domain.objective.objectives import IMPACT, SIGNATURE, day, plan
from tests.web.visitors.town import OBJECTIVE, Town, said

BEDS = Indicator(id="postes", name="Postes partagés", unit="postes", target=Decimal("12.5"))


async def started(town: Town) -> str:
    """Under way since 4 January 2027; gives the link of its pilote."""
    planned = plan("2027-09-01", pilote="DSI", milestones=(IMPACT, SIGNATURE), indicators=(BEDS,))
    await town.tell(OBJECTIVE, "2026-11-30", planned)
    await town.tell(OBJECTIVE, "2027-01-04", StartObjective())
    return await town.pilote()


async def objective(town: Town) -> Objective:
    return await town.site.house.snapshots.one(DECIDER, OBJECTIVE)


async def test_the_page_of_4_january_2027_shows_the_objective_and_what_may_be_told(town: Town) -> None:
    secret = await started(town)
    page = await town.get(f"/r/{secret}")
    assert page.status_code == 200
    told = said(page.text)
    assert "Secrétariat remplaçant" in told
    assert "Postes partagés (postes)" in told
    assert "Cible : 12,5" in told
    assert "Fiche d'impact" in told
    assert len(page.content) < 100_000


async def test_news_of_4_january_2027_are_recorded_in_the_name_of_the_function(town: Town) -> None:
    secret = await started(town)
    news = {"pourcentage": "40", "valeur_0": "3,5", "note": "Deux conventions signées", "etape_0": "1"}
    done = await town.post(f"/r/{secret}/objectif/F1.1/avancement", {"demande": "a", **news})
    assert done.status_code == 303
    assert "Merci : c'est enregistré" in said((await town.get(done.headers["location"])).text)
    state = await objective(town)
    assert state.percent == 40
    assert (state.notes[-1].text, state.notes[-1].by) == ("Deux conventions signées", "DSI")
    assert state.measures[-1].value == Decimal("3.5")
    assert state.milestones[0].done_on == day("2027-01-04")


async def test_what_was_given_up_or_dropped_is_not_asked_and_the_others_keep_their_places(town: Town) -> None:
    secret = await started(town)
    days = Indicator(id="jours", name="Jours de remplacement")
    for command in (
        DefineIndicator(indicator=days),
        DropIndicator(id="postes", reason="Mal défini"),
        GiveUpMilestone(name="Fiche d'impact", reason="Sans objet"),
        PlanMilestone(name="Convention signée", was="Signature", deadline=SIGNATURE.deadline),
    ):
        await town.tell(OBJECTIVE, "2027-01-04", command)
    told = said((await town.get(f"/r/{secret}")).text)
    assert "Convention signée (échéance : juin 2027)" in told
    assert "Jours de remplacement" in told
    for gone in ("Fiche d'impact", "Postes partagés", "Signature"):
        assert gone not in told
    path = f"/r/{secret}/objectif/F1.1/avancement"
    news = {"demande": "a", "valeur_1": "12", "etape_1": "1", "etape_1_le": "2027-01-02"}
    assert (await town.post(path, news)).status_code == 303
    state = await objective(town)
    assert [(one.indicator, one.value) for one in state.measures] == [("jours", Decimal(12))]
    assert [one.done_on for one in state.milestones] == [None, day("2027-01-02")]


@pytest.mark.parametrize(
    ("news", "why"),
    [
        ({"etape_0": "1"}, "L'étape « Fiche d'impact » est abandonnée"),
        ({"valeur_0": "3"}, "« postes » n'est pas un indicateur de l'objectif F1.1"),
    ],
)
async def test_who_had_the_form_before_something_was_given_up_is_told_so(
    town: Town, news: dict[str, str], why: str
) -> None:
    secret = await started(town)
    await town.tell(OBJECTIVE, "2027-01-04", GiveUpMilestone(name="Fiche d'impact", reason="Sans objet"))
    await town.tell(OBJECTIVE, "2027-01-04", DropIndicator(id="postes", reason="Mal défini"))
    answer = await town.post(f"/r/{secret}/objectif/F1.1/avancement", {"demande": "a", **news})
    assert answer.status_code == 422
    assert why in said(answer.text)


async def test_another_pilote_sees_the_objective_once_it_is_theirs(town: Town) -> None:
    secret = await started(town)
    await town.tell(OBJECTIVE, "2027-01-04", AssignObjective(pilote="DRH"))
    assert (await town.get(f"/r/{secret}/objectif/F1.1")).status_code == 404
    other = await town.pilote("DRH")
    assert (await town.get(f"/r/{other}/objectif/F1.1")).status_code == 200


async def test_the_same_news_sent_twice_are_recorded_once(town: Town) -> None:
    secret = await started(town)
    for _ in range(2):
        await town.post(f"/r/{secret}/objectif/F1.1/avancement", {"demande": "a", "note": "Rien de neuf"})
    assert len((await objective(town)).notes) == 1


async def test_a_form_sent_as_it_was_given_changes_nothing(town: Town) -> None:
    secret = await started(town)
    answer = await town.post(f"/r/{secret}/objectif/F1.1/avancement", {"demande": "a", "pourcentage": "", "note": " "})
    assert answer.status_code == 422
    assert "Changez au moins une chose" in said(answer.text)
    assert await town.site.rows("SELECT 1 FROM inbox WHERE by LIKE 'lien:%%'") == []


async def test_what_is_badly_typed_is_said_and_kept(town: Town) -> None:
    secret = await started(town)
    typed = {"pourcentage": "140", "valeur_0": "beaucoup", "etape_1": "1", "etape_1_le": "2030-01-01", "note": "Gardée"}
    answer = await town.post(f"/r/{secret}/objectif/F1.1/avancement", typed)
    assert answer.status_code == 422
    told = said(answer.text)
    for message in ("de 0 à 100", "Écrivez un nombre, par exemple 12 ou 12,5", "pas encore venue", "Gardée"):
        assert message in told


async def test_a_blockage_is_told_then_lifted(town: Town) -> None:
    secret = await started(town)
    path = f"/r/{secret}/objectif/F1.1/avancement"
    await town.post(path, {"demande": "a", "cause": "rh", "blocage": "Poste vacant"})
    assert (await objective(town)).status is Status.BLOCKED
    assert "n'est plus bloqué" in said((await town.get(f"/r/{secret}")).text)
    await town.post(path, {"demande": "b", "debloque": "1"})
    assert (await objective(town)).status is Status.IN_PROGRESS


async def test_a_pilote_sees_no_objective_of_another(town: Town) -> None:
    secret = await started(town)
    other = await town.pilote("DRH")
    assert (await town.get(f"/r/{secret}/objectif/F1.1")).status_code == 200
    assert (await town.get(f"/r/{other}/objectif/F1.1")).status_code == 404
    assert "Rien n'est attendu de vous" in said((await town.get(f"/r/{other}")).text)
    assert (await town.get(f"/r/{secret}/demande/eau")).status_code == 410


async def test_the_calendar_of_a_pilote_holds_the_deadline_and_the_steps(town: Town) -> None:
    secret = await started(town)
    page = await town.post(f"/r/{secret}/calendrier", {"agenda": "creer"})
    path = "/calendrier/" + page.text.partition("/calendrier/")[2].partition("<")[0]
    feed = (await town.get(path)).text
    assert feed.count("BEGIN:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20270901" in feed
    assert "STATUS:CANCELLED" not in feed
    await town.tell(OBJECTIVE, "2027-01-04", GiveUpMilestone(name="Fiche d'impact", reason="Sans objet"))
    assert (await town.get(path)).text.count("STATUS:CANCELLED") == 1
