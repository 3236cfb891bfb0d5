"""The acts of an objective on 19 May 2028: what each one asks, what it says will happen, what came of it."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from domain.access import Access
from domain.objective.commands import PlanObjective
from domain.objective.transitions import Status
from domain.objective.values import EngagementLevel, Indicator, Milestone, ObjectivePlan
from domain.planned import parse_planned
from infra.identity.accounts import Role
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.acts.acting import Doer
from tests.web.conftest import visitor
from tests.web.readers import FROM_HERE

F21, F22, F11 = (f"objective/{SIREN}/{key}" for key in ("F2.1", "F2.2", "F1.1"))
NEW = f"objective/{SIREN}/F9"


async def planned(doer: Doer, *, to_discuss: bool = False, procedure: str | None = None) -> None:
    """A new objective, with two milestones and an indicator."""
    epci = load_epci(SIREN)
    plan = ObjectivePlan(
        title="Archives communes",
        pilote="DGS",
        procedure=procedure,
        deadline=parse_planned("2029-12-31"),
        milestones=(
            Milestone(name="état des lieux", deadline=parse_planned("2028-05-01")),
            Milestone(name="convention", deadline=parse_planned("2029-06-30")),
        ),
        indicators=(Indicator(id="I9", name="mètres traités", unit="m", base=Decimal(0), target=Decimal(500)),),
    )
    opening = PlanObjective(epci_name=epci.name, place=epci.place, plan=plan, to_discuss=to_discuss)
    await doer.it.tell(NEW, opening)


# Progress


async def test_a_percentage_a_value_and_a_milestone_are_told_in_one_form_on_19_may_2028(doer: Doer) -> None:
    await planned(doer)
    form = await doer.form("noter-avancement", NEW)
    assert "aucun avancement n'est dit" in form
    assert "Mètres traités (m)" in form
    assert "Cible : 500" in form
    assert "état des lieux (prévue : 1er mai 2028)" in form
    typed = {"pourcentage": "30", "note": "Visite des dépôts", "valeur_0": "120,5", "etapes": "0", "dit_par": "DGS"}
    preview = await doer.preview("noter-avancement", NEW, typed | {"le": "2028-05-18"})
    assert "Étape faite le 18 mai 2028 : état des lieux." in preview
    assert "Objectif commencé le 18 mai 2028." in preview
    assert "Avancement : non dit jusqu'ici, 30 % ensuite." in preview
    assert "Étape faite avec 17 jours de retard (prévue : 1er mai 2028)." in preview
    assert (await doer.state(NEW)).status is Status.PLANNED
    done = await doer.does("noter-avancement", NEW, typed | {"le": "2028-05-18"})
    assert "L'avancement est noté." in done
    state = await doer.state(NEW)
    assert (state.percent, state.status) == (30, Status.IN_PROGRESS)
    assert state.milestones[0].done_on == date(2028, 5, 18)
    assert state.measures[0].value == Decimal("120.5")
    assert state.notes[0].by == "DGS"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Dites au moins une chose"),
        ({"pourcentage": "101"}, "Écrivez un nombre entier, de 0 à 100."),
        ({"valeur_0": "beaucoup"}, "Écrivez un nombre, par exemple 12 ou 12,5."),
        ({"note": "fait", "le": "demain"}, "Cette date n'est pas lisible"),
        ({"note": "fait", "le": "2028-05-20"}, "n'est pas encore venu"),
    ],
)
async def test_progress_that_cannot_be_read_is_told_and_changes_nothing(
    doer: Doer, typed: dict[str, str], told: str
) -> None:
    assert told in await doer.refused("noter-avancement", F21, typed)
    assert (await doer.state(F21)).percent == 70


async def test_100_percent_does_not_declare_the_objective_reached(doer: Doer) -> None:
    preview = await doer.preview("noter-avancement", F21, {"pourcentage": "100"})
    assert "Avancement : 70 % jusqu'ici, 100 % ensuite." in preview
    assert "n'est pas encore déclaré réalisé" in preview


async def test_of_a_reached_objective_a_note_may_still_be_written_and_no_percentage(doer: Doer) -> None:
    form = await doer.form("noter-avancement", F11)
    assert "Avancement, en pourcentage" not in form
    assert "L'avancement est noté." in await doer.does("noter-avancement", F11, {"note": "Bilan rendu aux communes"})


async def test_a_pilote_tells_of_its_own_objectives_only(doer: Doer) -> None:
    house, function = doer.it.house, (await doer.state(F21)).pilote or ""
    role = Role(siren=SIREN, access=Access.PILOTE, function=function)
    account, _ = await house.roster.invite("pilote@epci.fr", "Pilote", role)
    pilote = visitor(doer.it.app)
    pilote.cookies.set("jalon", await house.sessions.open(account=account.id))
    before = await doer.state(F22)
    typed = {"cle": str(uuid4()), "etape": "confirmer", "note": "Vu", "annee": "2027", "etp": "1"}
    for act in ("noter-avancement", "noter-moyens"):
        assert (await pilote.get(f"/actes/{act}", params={"flux": F21})).status_code == 200
        assert (await pilote.get(f"/actes/{act}", params={"flux": F22})).status_code == 403
        done = await pilote.post(f"/actes/{act}", params={"flux": F22}, data=typed, headers=FROM_HERE)
        assert (done.status_code, "pas votre fonction" in done.text) == (403, True)
    assert (await pilote.get("/actes/modifier-moyens", params={"flux": F21})).status_code == 403
    assert await doer.state(F22) == before


async def test_a_milestone_is_dated_and_its_day_corrected(doer: Doer) -> None:
    await planned(doer)
    named = {"repere": "convention"}
    assert "Étape « convention », prévue : 30 juin 2029." in await doer.form("etape-faite", NEW, **named)
    done = await doer.does("etape-faite", NEW, {"le": "17/05/2028"}, **named)
    assert "Étape faite le 17 mai 2028 : convention." in done
    again = await doer.form("etape-faite", NEW, **named)
    assert "Elle est notée faite le 17 mai 2028 : un autre jour le corrige." in again
    await doer.does("etape-faite", NEW, {"le": "2028-05-16"}, **named)
    assert (await doer.state(NEW)).milestones[1].done_on == date(2028, 5, 16)
    assert "Choisissez l'étape." in await doer.refused("etape-faite", NEW, {"le": "2028-05-16"})
    await doer.does("etape-faite", NEW, {"le": "2028-05-17", "laquelle": "1"})
    assert (await doer.state(NEW)).milestones[1].done_on == date(2028, 5, 17)
    assert "n'est pas, ou plus, dans cet objectif" in await doer.form("etape-faite", NEW, repere="autre")
    assert "n'a pas d'étape" in await doer.form("etape-faite", F21)


# The deadline


async def test_a_deadline_moved_keeps_the_first_promise_and_says_what_is_reminded(doer: Doer) -> None:
    form = await doer.form("deplacer-echeance", F22)
    assert "L'échéance est aujourd'hui : 30 avril 2028." in form
    typed = {"echeance": "2028-T4", "motif": "Le poste est pourvu en septembre", "dit_par": "copil"}
    preview = await doer.preview("deplacer-echeance", F22, typed)
    assert "Échéance : 30 avril 2028, puis 4e trimestre 2028. Le poste est pourvu en septembre" in preview
    assert "La première promesse reste : 1er janvier 2029. Ce sera le changement n° 2." in preview
    assert "n'est plus en retard" in preview
    assert "rappels sont prévus, à partir du" in preview
    assert "L'échéance est déplacée." in await doer.does("deplacer-echeance", F22, typed)
    assert (await doer.state(F22)).deadline == parse_planned("2028-T4")


async def test_a_deadline_shorter_than_the_law_is_refused_with_the_plan_that_shows_why(doer: Doer) -> None:
    await planned(doer, procedure="transfert_competence")
    told = await doer.refused("deplacer-echeance", NEW, {"echeance": "2028-06-30", "motif": "Plus vite"})
    assert "Impossible pour" in told
    assert "En commençant aujourd'hui, donnez au plus tôt le" in told
    assert "Au plus tard le 30 juin 2028 : Arrêté du préfet" in told
    assert "L5211-17" in told


async def test_a_deadline_that_is_no_longer_known_is_told_as_such(doer: Doer) -> None:
    preview = await doer.preview("deplacer-echeance", F21, {"inconnue": "oui", "motif": "Le marché est annulé"})
    assert "Échéance : 30 juin 2028, puis inconnue." in preview


# From one status to another


async def test_an_objective_is_retained_begun_blocked_freed_paused_and_taken_up_again(doer: Doer) -> None:
    await planned(doer, to_discuss=True)
    assert "L'objectif est retenu." in await doer.does("retenir", NEW, {"le": "2028-05-10"})
    assert "L'objectif est commencé." in await doer.does("commencer", NEW, {"le": "2028-05-11"})
    assert "Choisissez ce qui bloque." in await doer.refused("bloquer", NEW, {"le": "2028-05-12"})
    block = {"cause": "rh", "le": "2028-05-12", "texte": "Poste vacant", "attendu": "2028-09"}
    preview = await doer.preview("bloquer", NEW, block)
    assert "Objectif bloqué depuis le 12 mai 2028, cause : ressources humaines. Poste vacant" in preview
    await doer.does("bloquer", NEW, block)
    assert (await doer.state(NEW)).blockage.expected_until == parse_planned("2028-09")
    assert "Le blocage est levé." in await doer.does("debloquer", NEW, {"le": ""})
    paused = await doer.preview("mettre-en-pause", NEW, {"motif": "Élections", "le": "2028-05-14"})
    assert "rien n'est rappelé à son pilote" in paused
    await doer.does("mettre-en-pause", NEW, {"motif": "Élections", "le": "2028-05-14"})
    assert (await doer.state(NEW)).status is Status.PAUSED
    await doer.does("reprendre-objectif", NEW, {"le": "2028-05-18"})
    assert (await doer.state(NEW)).status is Status.IN_PROGRESS


async def test_before_it_is_reached_the_steps_left_are_told_and_after_nothing_is_reminded(doer: Doer) -> None:
    await planned(doer)
    preview = await doer.preview("realiser", NEW, {"le": "2028-05-19"})
    assert "2 étapes ne sont pas notées faites" in preview
    assert "ne redevient pas en cours" in preview
    await doer.does("realiser", NEW, {"le": "2028-05-19"})
    state = await doer.state(NEW)
    assert (state.status, state.percent, state.reached_on) == (Status.REACHED, 100, date(2028, 5, 19))
    for name in ("realiser", "abandonner", "bloquer", "commencer", "retenir"):
        assert "L'objectif F9 est réalisé" in await doer.form(name, NEW)


async def test_an_objective_is_abandoned_with_a_reason_and_never_without(doer: Doer) -> None:
    assert "Écrivez la raison" in await doer.refused("abandonner", F22, {"le": ""})
    done = await doer.does("abandonner", F22, {"motif": "Aucune commune ne le veut plus", "le": "2028-05-18"})
    assert "L'objectif est abandonné." in done
    assert (await doer.state(F22)).status is Status.ABANDONED


# The communes


async def test_a_commune_joins_and_leaves_and_both_stay_written(doer: Doer) -> None:
    condom = load_epci(SIREN).find("Condom").insee
    assert "Condom est aujourd'hui « volontaire »" in await doer.form("engagement", F21, commune=condom)
    preview = await doer.preview("engagement", F21, {"niveau": "sortie", "le": "2028-05-02"}, commune=condom)
    assert "Condom : « volontaire » jusqu'ici, « sortie » ensuite." in preview
    await doer.does("engagement", F21, {"niveau": "sortie", "le": "2028-05-02"}, commune=condom)
    levels = {one.commune: one.level for one in (await doer.state(F21)).engagements}
    assert levels[condom] is EngagementLevel.SORTIE
    beraut = load_epci(SIREN).find("Béraut").insee
    assert "Choisissez la commune." in await doer.refused("engagement", F21, {"niveau": "pilote"})
    joined = await doer.preview("engagement", F21, {"qui": beraut, "niveau": "interessee"})
    assert "Béraut : pas encore engagée, « intéressée » ensuite." in joined
