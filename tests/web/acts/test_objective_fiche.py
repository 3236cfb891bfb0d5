"""The fiche of an objective amended, and its pilote changed, on 19 May 2028: the roadmap was voted on 8 April 2027."""

from domain.mandate.commands import TransmitRoadmap
from domain.objective.values import Direction, Priority
from domain.planned import parse_planned
from tests.web.acts.acting import MANDATE, Doer
from tests.web.acts.amended import NEW, REACHED, VOTED, entered, fiche
from tests.web.examples import IMPORTED

_WHY = {"motif": "Le copil a revu l'action"}


#: What is typed, and what is said of it.
_REFUSED: list[tuple[dict[str, str], str]] = [
    ({"titre": " "}, "Donnez l'intitulé de l'action."),
    ({"motif": ""}, "Écrivez la raison : on la cherchera dans des années."),
    ({"axe": "A9"}, "Choisissez l'axe dans la liste."),
    ({"procedure": "tirage_au_sort"}, "Choisissez dans la liste."),
    ({"programmation": "un jour"}, "Cette échéance n'est pas lisible."),
    ({"risques": "x" * 301}, "Une ligne est trop longue : 300 caractères au plus."),
    ({}, "Rien ne changerait : c'est déjà ce qui est enregistré."),
]


async def test_the_fiche_is_prefilled_and_each_field_that_changes_is_told_from_what_to_what(doer: Doer) -> None:
    await entered(doer)
    form = await doer.form("modifier-fiche", NEW)
    assert "A2, Partager les expertises" in form
    assert "Mise à disposition de services (article L5211-4-1 II et III et D5211-16 du CGCT)" in form
    assert "Les dépôts sont pleins" in form
    changes = {
        "titre": "Archives mutualisées",
        "axe": "A3",
        "priorite": "elevee",
        "sens": "descendant",
        "niveau": "2",
        "procedure": "mise_a_disposition_services",
        "programmation": "2028-T4",
        "risques": "recrutement\r\n\r\nplace",
    }
    typed = fiche(await doer.state(NEW)) | changes | _WHY
    preview = await doer.preview("modifier-fiche", NEW, typed)
    assert "Fiche modifiée : titre, axe, niveau d'intégration, sens, procédure, programmation, priorité" in preview
    assert "Intitulé : « Archives communes » jusqu'ici, « Archives mutualisées » ensuite." in preview
    assert "Axe : « A2, Partager les expertises » jusqu'ici, « A3, Matériel et technique » ensuite." in preview
    assert "Priorité : rien jusqu'ici, « élevée » ensuite." in preview
    assert "Niveau d'intégration : rien jusqu'ici, « 2, convention ou prestation » ensuite." in preview
    assert "Risques : rien jusqu'ici, « recrutement et place » ensuite." in preview
    assert "Programmée pour : rien jusqu'ici, « 4e trimestre 2028 » ensuite." in preview
    assert "Pourquoi cette action :" not in preview
    assert "n'est pas dans l'état initial (T0), voté le 8 avril 2027, qui ne change pas." in preview
    assert (await doer.state(NEW)).title == "Archives communes"
    assert "La fiche est modifiée." in await doer.does("modifier-fiche", NEW, typed)
    state = await doer.state(NEW)
    assert (state.title, state.axis, state.priority) == ("Archives mutualisées", "A3", Priority.ELEVEE)
    assert (state.direction, state.integration_level) == (Direction.DESCENDANT, 2)
    assert (state.scheduled, state.risks) == (parse_planned("2028-T4"), ("recrutement", "place"))
    assert (state.procedure, state.why) == ("mise_a_disposition_services", "Les dépôts sont pleins")
    assert state.first_plan.title == "Archives communes"


async def test_of_what_was_voted_t0_stays_and_the_law_is_said_to_be_silent(doer: Doer) -> None:
    typed = fiche(await doer.state(VOTED)) | {"titre": "Informatique partagée"} | _WHY
    preview = await doer.preview("modifier-fiche", VOTED, typed)
    assert "L'état initial (T0), voté le 8 avril 2027, ne change pas : l'évaluation s'y compare." in preview
    assert "La loi ne dit pas comment on approuve une modification" in preview
    assert "(à confirmer)" in preview
    await doer.does("modifier-fiche", VOTED, typed)
    lines = {line.key: line.title for line in (await doer.state(MANDATE)).baseline.lines}
    assert lines["F2.1"] == "Informatique et cybersécurité mutualisées"


async def test_while_the_communes_have_the_text_they_are_said_to_judge_the_one_before(draft: Doer) -> None:
    typed = fiche(await draft.state(VOTED)) | {"priorite": "basse"} | _WHY
    assert "T0" not in await draft.preview("modifier-fiche", VOTED, typed)
    await draft.it.tell(MANDATE, TransmitRoadmap(on=IMPORTED.date()))
    preview = await draft.preview("modifier-fiche", VOTED, typed)
    assert "les communes se prononcent sur le texte d'avant ce changement" in preview
    assert "(à confirmer)" in preview


async def test_while_the_version_voted_is_being_frozen_nothing_of_it_changes(draft: Doer) -> None:
    await draft.does("transmettre", MANDATE, {"le": "2026-04-20"})
    await draft.does("approuver", MANDATE, {"numero": "2026-12", "le": "2026-04-20"})
    for name in ("modifier-fiche", "ajouter-etape", "ajouter-indicateur", "modifier-moyens"):
        assert "la version votée est en cours de gel" in await draft.form(name, VOTED)


async def test_a_fiche_that_cannot_be_read_or_changes_nothing_is_told_so(doer: Doer) -> None:
    known = fiche(await doer.state(VOTED)) | _WHY
    for changes, told in _REFUSED:
        assert told in await doer.refused("modifier-fiche", VOTED, known | changes)
    assert (await doer.state(VOTED)).title == "Informatique et cybersécurité mutualisées"


async def test_a_procedure_that_leaves_no_time_is_refused_with_the_plan_that_shows_why(doer: Doer) -> None:
    await entered(doer, deadline=parse_planned("2028-06-30"))
    typed = fiche(await doer.state(NEW)) | {"procedure": "transfert_competence"} | _WHY
    told = await doer.refused("modifier-fiche", NEW, typed)
    assert "Impossible pour" in told
    assert "L5211-17" in told
    assert "Au plus tard le 30 juin 2028" in told


async def test_what_was_planned_of_a_reached_objective_does_not_change_any_more(doer: Doer) -> None:
    names = ("modifier-fiche", "changer-pilote", "ajouter-etape", "ajouter-indicateur", "modifier-moyens")
    for name in names:
        assert "L'objectif est réalisé : ce qui en était prévu ne change plus." in await doer.form(name, REACHED)


# Who holds it


async def test_a_new_pilote_is_told_by_its_function_and_whether_a_mail_reaches_it(doer: Doer) -> None:
    await entered(doer)
    form = await doer.form("changer-pilote", NEW)
    assert "Aujourd'hui, pilote : « DGS »." in form
    assert "Fonctions connues :" in form
    typed = {"pilote": "DSI", "suppleant": "DGS", "elu_referent": "VP numérique", "motif": "Mobilité", "dit_par": "DGS"}
    preview = await doer.preview("changer-pilote", NEW, typed)
    told = "Pilote : DGS, puis DSI ; suppléance : aucune, puis DGS ; élu référent : aucun, puis VP numérique. Mobilité"
    assert told in preview
    assert "Les rappels vont au pilote, « DSI », dont l'adresse est connue." in preview
    await doer.does("changer-pilote", NEW, typed)
    state = await doer.state(NEW)
    assert (state.pilote, state.suppleant, state.elu_referent) == ("DSI", "DGS", "VP numérique")
    assert "Aucune adresse n'est connue pour la fonction « archiviste »" in await doer.preview(
        "changer-pilote", NEW, {"pilote": "archiviste"}
    )


async def test_without_a_pilote_the_coordination_is_reminded_and_nobody_supplies_nobody(doer: Doer) -> None:
    await entered(doer)
    assert "les rappels de l'objectif vont à la coordination" in await doer.preview("changer-pilote", NEW, {})
    told = await doer.refused("changer-pilote", NEW, {"suppleant": "DGS"})
    assert "Une suppléance sans pilote ne supplée personne" in told
    assert "Rien ne changerait" in await doer.refused("changer-pilote", NEW, {"pilote": "DGS"})
