"""The acts of the mandate: the roadmap transmitted, withdrawn, approved; duties, councils, evaluations, its end."""

from datetime import date

import pytest

from domain.mandate.commands import PlanRoadmap
from domain.mandate.readings import baseline
from domain.mandate.state import Roadmap
from domain.objective.state import Objective
from domain.objective.transitions import Status
from domain.planned import parse_planned
from infra.territories import load_epci
from scripts.played import SIREN
from tests.web.acts.acting import MANDATE, Doer
from web.acts.mandate_roadmap import NOT_PROMISED

# The roadmap


async def test_a_roadmap_is_transmitted_withdrawn_transmitted_again_and_approved_from_april_2026(draft: Doer) -> None:
    preview = await draft.preview("transmettre", MANDATE, {"le": "2026-04-20"})
    assert "Feuille de route transmise aux communes le 20 avril 2026." in preview
    assert "Cet acte n'écrit à aucune commune" in preview
    assert "La feuille de route est transmise." in await draft.does("transmettre", MANDATE, {"le": "2026-04-20"})
    assert "Seule une feuille de route en projet se transmet." in await draft.form("transmettre", MANDATE)
    assert "Écrivez pourquoi le texte est retiré." in await draft.refused("retirer", MANDATE, {"motif": " "})
    await draft.does("retirer", MANDATE, {"motif": "Une fiche manque"})
    assert (await draft.state(MANDATE)).roadmap is Roadmap.DRAFT
    assert "Seule une feuille de route transmise se retire." in await draft.form("retirer", MANDATE)
    await draft.does("transmettre", MANDATE, {"le": "2026-04-20"})
    approved = {"numero": "2026-12", "le": "2026-04-20"}
    preview = await draft.preview("approuver", MANDATE, approved)
    assert "L'état initial (T0) est gelé dans la minute" in preview
    assert "5 objectifs seraient gelés" in preview
    assert "Laissé de côté, à discuter ou abandonnés : F2.2." in preview
    assert "5 obligations s'ajoutent : 25 février 2027, 24 février 2028" in preview
    await draft.does("approuver", MANDATE, approved)
    state = await draft.state(MANDATE)
    assert state.approval is not None
    assert state.awaits_baseline
    assert "la version votée est en cours de gel" in await draft.form("transmettre", MANDATE)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"numero": "", "le": "2026-04-20"}, "Donnez le numéro."),
        ({"numero": "12", "le": ""}, "Donnez le jour du vote."),
        ({"numero": "12", "le": "2026-04-21"}, "n'est pas encore venu"),
    ],
)
async def test_an_approval_wants_its_number_and_a_day_that_has_come(
    draft: Doer, typed: dict[str, str], told: str
) -> None:
    assert told in await draft.refused("approuver", MANDATE, typed)


async def test_an_amendment_is_approved_and_t0_stays_as_it_was_voted(doer: Doer) -> None:
    assert "qui approuve les modifications" in await doer.form("approuver", MANDATE)
    before = await doer.state(MANDATE)
    same = {"numero": before.approval.number, "le": before.approval.on.isoformat()}
    assert "Rien ne changerait" in await doer.refused("approuver", MANDATE, same)
    assert "est déjà notée" in await doer.refused("approuver", MANDATE, same | {"numero": "autre"})
    plan = PlanRoadmap(title="Schéma révisé", axes=before.axes, councils=before.councils, points=before.points)
    await doer.it.tell(MANDATE, plan)
    assert "par prudence, les communes sont consultées de nouveau" in await doer.form("approuver", MANDATE)
    approved = {"numero": "2028-20", "le": "2028-05-18"}
    preview = await doer.preview("approuver", MANDATE, approved)
    assert "L'état initial (T0) ne change pas" in preview
    await doer.does("approuver", MANDATE, approved)
    after = await doer.state(MANDATE)
    assert (after.roadmap, after.baseline) == (Roadmap.APPROVED, before.baseline)
    assert after.amendments[0].number == "2028-20"


async def test_the_end_of_the_mandate_moves_with_its_reason_and_its_duties(doer: Doer) -> None:
    assert "Fin prévue aujourd'hui : mars 2032." in await doer.form("fin-du-mandat", MANDATE)
    typed = {"fin": "2032-T4", "motif": "Loi de report du renouvellement"}
    preview = await doer.preview("fin-du-mandat", MANDATE, typed)
    assert "Fin du mandat déplacée : 4e trimestre 2032. Loi de report du renouvellement" in preview
    assert "1 obligation s'ajoute : 29 septembre 2032." in preview
    await doer.does("fin-du-mandat", MANDATE, typed)
    assert (await doer.state(MANDATE)).end == parse_planned("2032-T4")
    assert "déjà passée" in await doer.refused("fin-du-mandat", MANDATE, {"fin": "2027", "motif": "x"})
    assert "n'est pas lisible" in await doer.refused("fin-du-mandat", MANDATE, {"fin": "plus tard", "motif": "x"})


# Its calendar


async def test_a_duty_is_noted_done_in_time_or_late_and_corrected(doer: Doer) -> None:
    duty = next(duty for duty in (await doer.state(MANDATE)).duties if duty.done_on is None)
    form = await doer.form("obligation-faite", MANDATE, repere=duty.key)
    assert "au plus tard le" in form
    assert duty.source.article in form
    preview = await doer.preview("obligation-faite", MANDATE, {"le": "2028-05-18"}, repere=duty.key)
    assert f"{duty.title} : faite" in preview
    await doer.does("obligation-faite", MANDATE, {"le": "2028-05-18"}, repere=duty.key)
    assert "Notée faite le 18 mai 2028" in await doer.form("obligation-faite", MANDATE, repere=duty.key)
    assert "Choisissez l'obligation." in await doer.refused("obligation-faite", MANDATE, {"le": "2028-05-18"})
    assert "n'est pas, ou plus, dans le mandat" in await doer.form("obligation-faite", MANDATE, repere="rien")


async def test_the_sittings_of_a_commune_move_the_reminders_of_what_runs(doer: Doer) -> None:
    insee = load_epci(SIREN).find("Beaumont").insee
    typed = {"jours": "15/06/2028\n\n2028-09-14\n"}
    preview = await doer.preview("conseils", MANDATE, typed, commune=insee)
    assert "Séances ajoutées : jeudi 15 juin 2028 et jeudi 14 septembre 2028." in preview
    assert "se calent aussitôt sur ces séances ; la fin légale du délai, elle, ne change pas." in preview
    moved = "Transfert de la compétence déchets : « rappels à 30 jours » passe du 5 juillet 2028 au 29 mai 2028,"
    assert moved in preview
    assert "« délibérations demandées après le conseil » s'ajoute le 16 juin 2028" in preview
    assert "Transfert de la compétence eau potable : aucun rappel ne change." in preview
    await doer.does("conseils", MANDATE, typed, commune=insee)
    state = await doer.state(MANDATE)
    assert [day for day in state.councils_of(insee) if day > date(2028, 5, 19)] == [
        date(2028, 6, 15),
        date(2028, 9, 14),
    ]
    form = await doer.form("conseils", MANDATE, commune=insee)
    assert "15/06/2028 14/09/2028" in form
    removed = await doer.preview("conseils", MANDATE, {"jours": "2028-06-15"}, commune=insee)
    assert "Séance retirée : jeudi 14 septembre 2028." in removed


async def test_the_sittings_of_the_epci_are_read_line_by_line_and_the_wrong_one_is_named(doer: Doer) -> None:
    told = await doer.refused("conseils", MANDATE, {"jours": "2028-06-22\n31/06/2028"})
    assert "Ligne 2, « 31/06/2028 » : Cette date n'est pas lisible" in told
    assert "vérifiez l'année" in await doer.refused("conseils", MANDATE, {"jours": "2048-06-22"})
    assert "90 au plus" in await doer.refused("conseils", MANDATE, {"jours": "2028-06-22\n" * 91})
    preview = await doer.preview("conseils", MANDATE, {"jours": "2028-06-22"})
    assert "ne déplacent aucun rappel aux communes" in preview


# Evaluations


async def test_an_evaluation_says_what_is_gathered_and_that_nothing_is_published(doer: Doer) -> None:
    form = await doer.form("lancer-evaluation", MANDATE)
    assert "Aucune loi n'impose d'évaluer le schéma" in form
    assert "Choisissez l'évaluation à lancer." in await doer.refused("lancer-evaluation", MANDATE, {})
    preview = await doer.preview("lancer-evaluation", MANDATE, {"type": "mi_mandat"})
    assert "Évaluation de mi-mandat lancée le 19 mai 2028." in preview
    assert "comparés à l'état initial (T0) d'empreinte" in preview
    assert "Rien n'est publié ni envoyé aux communes" in preview
    await doer.does("lancer-evaluation", MANDATE, {"type": "mi_mandat"})
    (started,) = (await doer.state(MANDATE)).evaluations
    assert started.on == date(2028, 5, 19)


def test_what_the_preview_leaves_out_of_t0_is_what_the_freeze_leaves_out() -> None:
    left_out = {
        status
        for status in Status
        if not baseline([Objective(stream=f"objective/{SIREN}/F1", key="F1", title="F", status=status)])
    }
    assert left_out == NOT_PROMISED
