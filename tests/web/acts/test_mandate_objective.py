"""Adding an objective by hand: what is asked, what will happen, what of the roadmap it changes, what files hold."""

import asyncio
import re
from datetime import date
from typing import Final

import pytest

from domain.access import Right
from domain.mandate.commands import Axis, PlanRoadmap, TransmitRoadmap, mandate_id
from domain.mandate.state import Roadmap
from domain.objective.state import Objective
from domain.objective.transitions import Status
from domain.objective.values import Direction, Priority
from domain.people import pilote
from domain.planned import parse_planned
from infra.contacts import Contacts, Person
from infra.reading.roadmap_lines import Line
from infra.roadmaps.exporting import Format, export_roadmap
from infra.roadmaps.importing import prepare
from infra.roadmaps.roadmap_source import Source
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.acts.acting import MANDATE, Doer, _Held, said
from tests.web.examples import OTHER, second_epci
from web.acts.mandate_keys import next_axis, next_objective

ACT: Final = "ajouter-objectif"
F33: Final = f"objective/{SIREN}/F3.3"
PAIE: Final = {"axe": "A3", "titre": "Paie commune"}
WHOLE: Final = PAIE | {
    "pourquoi": "Une seule chaîne de paie.\nMoins d'erreurs.",
    "pilote": "DRH mutualisée",
    "suppleant": "DGS",
    "elu_referent": "VP mutualisation",
    "procedure": "service_commun",
    "niveau": "3",
    "sens": "descendant",
    "echeance": "30/06/2029",
    "priorite": "elevee",
}


def _line(key: str, axis: str) -> Line:
    values = dict.fromkeys(Line._fields) | {"key": key, "axis": axis}
    return Line(**values)  # type: ignore[arg-type]  # a key and an axis are all that keys are made of


AXES: Final = tuple(Axis(key=key, title=key) for key in ("A1", "A2", "A3"))


@pytest.mark.parametrize(
    ("keys", "axis", "proposed"),
    [
        ({"A1": ("F1.1", "F1.2")}, "A1", "F1.3"),
        ({"A1": ("F1.9", "F1.10")}, "A1", "F1.11"),
        ({"A1": ("M-01", "M-02")}, "A1", "M-03"),
        ({"A1": ("F1.1", "F1.2", "X7")}, "A1", "F1.3"),
        ({"A1": ("F1.1",), "A2": ("F1.2",)}, "A1", "F1.3"),
        ({"A1": ("F1.1",), "A2": ("f1.2",)}, "A1", "F1.3"),
        ({"A2": ("F2.1",)}, "A3", "F3.1"),
        ({"A1": ("1-1",)}, "A2", "2-1"),
        ({}, "A2", "F2.1"),
        ({}, "Voirie", "Voirie.1"),
        ({"A1": ("paie",)}, "A1", ""),
        ({"A1": ("F" * 39 + "9",)}, "A1", ""),
    ],
)
def test_the_next_key_is_called_as_the_others_of_the_axis_are(
    keys: dict[str, tuple[str, ...]], axis: str, proposed: str
) -> None:
    lines = [_line(key, of) for of, some in keys.items() for key in some]
    assert next_objective(axis, AXES, lines) == proposed


def test_the_next_axis_follows_the_others() -> None:
    assert [next_axis(keys) for keys in ([], ["A1", "A2"], ["I"], ["Axe-09", "x"])] == ["A1", "A3", "", "Axe-10"]


async def test_the_form_offers_axes_procedures_with_their_articles_and_the_next_key_of_the_axis(draft: Doer) -> None:
    html = (await draft.client.get(f"/actes/{ACT}", params={"flux": MANDATE, "repere": "A3"})).text
    assert '<option value="A3" selected>' in html
    assert 'name="identifiant" type="text" value="F3.3"' in html
    assert "Service commun" in html
    assert "L5211-4-2 du CGCT" in said(html)
    form = await draft.form(ACT, MANDATE)
    assert "Laissez vide pour prendre le prochain de l'axe choisi (A1 : F1.3, A2 : F2.3, A3 : F3.3)." in form
    assert "Fonctions connues : « DRH mutualisée »" in form or "« DSI »" in form


async def test_an_objective_is_added_whole_and_its_page_leads_on(draft: Doer) -> None:
    seen = await draft.preview(ACT, MANDATE, WHOLE)
    assert "Objectif inscrit : Paie commune ; échéance : 30 juin 2029." in seen
    assert "Il s'appellera F3.3, dans l'axe A3," in seen
    assert "Identifiant F3.3" in seen
    assert re.search(r"\d+ rappels sont prévus, à partir du", seen)
    assert "Étapes, indicateurs, moyens et communes s'ajoutent ensuite sur sa page." in seen
    assert "T0" not in seen
    done = await draft.does(ACT, MANDATE, WHOLE)
    assert "L'objectif est ajouté. Continuez sur sa page" in done
    assert "Continuer" in done
    state: Objective = await draft.state(F33)
    assert (state.key, state.axis, state.title, state.status) == ("F3.3", "A3", "Paie commune", Status.PLANNED)
    assert state.why == "Une seule chaîne de paie.\nMoins d'erreurs."
    assert (state.pilote, state.suppleant, state.elu_referent) == ("DRH mutualisée", "DGS", "VP mutualisation")
    assert (state.procedure, state.integration_level) == ("service_commun", 3)
    assert (state.direction, state.priority) == (Direction.DESCENDANT, Priority.ELEVEE)
    assert state.deadline == parse_planned("2029-06-30")
    assert state.synthetic
    assert (await draft.state(MANDATE)).roadmap is Roadmap.DRAFT
    page = said((await draft.client.get("/feuille-de-route")).text)
    assert "F3.3 Paie commune" in page


async def test_little_is_enough_and_what_is_not_written_is_not_known(draft: Doer) -> None:
    seen = await draft.preview(ACT, MANDATE, PAIE)
    assert "Sans échéance, rien n'en est rappelé" in seen
    await draft.does(ACT, MANDATE, PAIE)
    state = await draft.state(F33)
    assert (state.deadline, state.pilote, state.procedure, state.why, state.priority) == (None, None, None, "", None)


async def test_one_to_discuss_waits_to_be_retained(draft: Doer) -> None:
    seen = await draft.preview(ACT, MANDATE, WHOLE | {"a_discuter": "oui"})
    assert "ses rappels attendent qu'il soit retenu" in seen
    assert "rappels sont prévus" not in seen
    await draft.does(ACT, MANDATE, WHOLE | {"a_discuter": "oui"})
    assert (await draft.state(F33)).status is Status.TO_DISCUSS


async def test_the_pilote_without_an_address_is_said(draft: Doer) -> None:
    assert "Aucune adresse n'est connue pour la fonction « Paie »" in await draft.preview(
        ACT, MANDATE, WHOLE | {"pilote": "Paie"}
    )
    await Contacts(draft.it.house.engine).add(SIREN, Person(to=pilote("Paie"), address="paie@epci.fr"))
    assert "Les rappels vont au pilote, « Paie »" in await draft.preview(ACT, MANDATE, WHOLE | {"pilote": "Paie"})
    assert "Aucun pilote n'est donné" in await draft.preview(ACT, MANDATE, WHOLE | {"pilote": ""})


async def test_a_deadline_for_which_the_law_leaves_no_time_is_refused_with_its_plan_unless_it_was_promised(
    doer: Doer,
) -> None:
    late = PAIE | {"procedure": "transfert_competence", "echeance": "2028-07-31"}
    told = await doer.refused(ACT, MANDATE, late)
    assert "article L5211-17 du CGCT" in told
    assert "En commençant aujourd'hui, donnez au plus tôt le" in told
    assert "si elle était déjà promise, ou la procédure déjà engagée, dites-la « déjà promise »" in told
    html = (await doer._post(ACT, MANDATE, late, "verifier", {})).text
    assert html.count("<li>") > 2
    assert 'value="2028-07-31"' in html
    seen = await doer.preview(ACT, MANDATE, late | {"deja_promise": "oui"})
    assert "Ce qui va se passer" in seen
    past = await doer.preview(ACT, MANDATE, PAIE | {"echeance": "2028-04"})
    assert "Son échéance est passée : l'objectif sera en retard de 19 jours" in past


async def test_after_the_approval_t0_stays_and_what_the_law_does_not_say_is_said(doer: Doer) -> None:
    before = await doer.state(MANDATE)
    seen = await doer.preview(ACT, MANDATE, WHOLE)
    assert "L'état initial (T0) ne change pas : cet objectif n'y est pas." in seen
    assert "l'évaluation, qui juge ce qui a été voté, ne compte pas sa réalisation" in seen
    assert "La loi ne dit pas comment on approuve un ajout" in seen
    assert "(à confirmer)" in seen
    await doer.does(ACT, MANDATE, WHOLE)
    after = await doer.state(MANDATE)
    assert (after.baseline, after.roadmap) == (before.baseline, before.roadmap)


async def test_while_the_communes_have_the_text_one_is_told_that_it_is_not_in_it(draft: Doer) -> None:
    await draft.it.tell(MANDATE, TransmitRoadmap(on=date(2026, 4, 20)))
    seen = await draft.preview(ACT, MANDATE, PAIE)
    assert "Les communes se prononcent sur un texte où cet objectif n'est pas" in seen
    assert "retirez d'abord la feuille de route" in seen


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"titre": ""}, "Donnez l'intitulé de l'action."),
        ({"titre": "x" * 301}, "trop long"),
        ({"axe": ""}, "Choisissez l'axe dans la liste."),
        ({"axe": "A9"}, "Choisissez l'axe dans la liste."),
        (
            {"identifiant": "F1.1"},
            "L'objectif F1.1, « Service commun de secrétariat de mairie remplaçant », porte déjà",
        ),
        ({"identifiant": "f1.1"}, "Donnez-en un autre : F3.3 est libre."),
        ({"identifiant": "../x"}, "des lettres sans accent, des chiffres"),
        ({"identifiant": "é"}, "des lettres sans accent, des chiffres"),
        ({"echeance": "bientôt"}, "Cette échéance n'est pas lisible."),
        ({"deja_promise": "oui"}, "Écrivez l'échéance qui était promise"),
        ({"procedure": "inconnue"}, "Choisissez dans la liste."),
        ({"niveau": "5"}, "Choisissez dans la liste."),
        ({"pilote": "x" * 121}, "trop long"),
    ],
)
async def test_what_is_wrong_is_told_by_field_and_what_was_typed_stays(
    draft: Doer, typed: dict[str, str], told: str
) -> None:
    html = (await draft._post(ACT, MANDATE, PAIE | {"pourquoi": "Pour la paie."} | typed, "verifier", {})).text
    assert told in said(html)
    assert "Pour la paie." in html
    assert "Rien n'est enregistré" in said(html)


async def test_two_who_take_the_same_key_at_once_and_one_is_told(draft: Doer) -> None:
    address = {"flux": MANDATE}
    held = []
    for title in ("Paie commune", "Archives communes"):
        preview = await draft._post(ACT, MANDATE, PAIE | {"titre": title, "identifiant": "F3.3"}, "verifier", {})
        held.append(_Held(preview.text).fields | {"etape": "confirmer"})
    answers = await asyncio.gather(*(draft.client.post(f"/actes/{ACT}", params=address, data=typed) for typed in held))
    pages = [
        said((await draft.client.get(one.headers["location"])).text) if one.status_code == 303 else said(one.text)
        for one in answers
    ]
    told = [page for page in pages if "porte déjà" in page]
    assert len(told) == 1
    assert sum("L'objectif est ajouté" in page for page in pages) == 1


async def test_confirmed_twice_it_is_added_once(draft: Doer) -> None:
    preview = await draft._post(ACT, MANDATE, PAIE, "verifier", {})
    held = _Held(preview.text).fields | {"etape": "confirmer"}
    first, second = [await draft.client.post(f"/actes/{ACT}", params={"flux": MANDATE}, data=held) for _ in range(2)]
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert "L'objectif est ajouté" in said((await draft.client.get(second.headers["location"])).text)
    assert await draft.state(f"objective/{SIREN}/F3.4") is None


async def test_where_there_is_no_axis_one_is_told_how_to_add_one(draft: Doer) -> None:
    await second_epci(draft.it)
    there = mandate_id(OTHER, 2026)
    absent = await draft.form(ACT, there, siren=OTHER)
    assert "La feuille de route n'est pas encore saisie : importez-la, ou commencez-la à la main, d'abord." in absent
    await draft.it.tell(there, PlanRoadmap(title="Schéma"))
    assert "ajoutez-en un d'abord, par « Modifier la feuille de route »" in await draft.form(ACT, there, siren=OTHER)


@pytest.mark.parametrize("right", [Right.READ, Right.PROGRESS])
async def test_who_does_not_coordinate_adds_nothing_and_sees_no_link_to_it(draft: Doer, right: Right) -> None:
    secret = await draft.it.house.tokens.create("lecture", siren=SIREN, scopes=[Right.READ, right])
    headers = {"Authorization": f"Bearer {secret}"}
    answer = await draft.client.get(f"/actes/{ACT}", params={"flux": MANDATE}, headers=headers)
    assert answer.status_code == 403
    assert "ajouter-objectif" not in (await draft.client.get("/feuille-de-route", headers=headers)).text


@pytest.mark.parametrize("format", Format)
async def test_what_was_added_by_hand_is_in_the_export_which_imports_again_without_a_change(
    draft: Doer, format: Format
) -> None:
    await draft.does(ACT, MANDATE, WHOLE)
    await draft.does(ACT, MANDATE, {"axe": "A1", "titre": "À discuter", "a_discuter": "oui", "echeance": "2028-T2"})
    house, epci = draft.it.house, load_epci(SIREN)
    today = draft.it.player.clock.at
    export = await export_roadmap(epci, format, house.snapshots, today.date(), Contacts(house.engine))
    prepared = await prepare(Source(export.name, export.content), today, house.snapshots, epci)
    assert not prepared.compared.orders
    assert {"F3.3", "F1.3"} <= set(prepared.compared.kept)
