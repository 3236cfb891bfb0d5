"""The plan of the roadmap written by hand: begun from nothing, amended, kept from losing an axis that is in use."""

from datetime import date
from html.parser import HTMLParser
from typing import Final

import pytest

from domain.evaluation.commands import PointType
from domain.mandate.commands import Axis, Point, RecordCouncils, TransmitRoadmap, mandate_id
from domain.mandate.state import Mandate, Roadmap
from tests.web.acts.acting import MANDATE, Doer, said
from tests.web.examples import OTHER, second_epci

BEGIN, AMEND = "commencer-feuille-de-route", "modifier-feuille-de-route"
THERE: Final = mandate_id(OTHER, 2026)
BEGUN: Final = {"titre": "Schéma 2026-2032", "axe_1_intitule": "Petites mairies", "axe_2_intitule": "Expertises"}


class _Filled(HTMLParser):
    """What the fields of a form hold before anybody types."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "input" and known.get("type") == "text":
            self.fields[str(known["name"])] = known.get("value") or ""
        self._area = str(known["name"]) if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] = data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        self._area = ""


async def typed(doer: Doer, **changed: str) -> dict[str, str]:
    """What a browser sends of the form as it is prefilled, with what somebody changed."""
    html = (await doer.client.get(f"/actes/{AMEND}", params={"flux": MANDATE})).text
    return _Filled(html).fields | changed


# From nothing


async def test_a_roadmap_is_begun_from_nothing_and_an_objective_is_added_to_it(draft: Doer) -> None:
    await second_epci(draft.it)
    page = said((await draft.client.get("/feuille-de-route", params={"siren": OTHER})).text)
    assert "Pas encore saisie." in page
    assert "Commencer à la main" in page
    assert "Ajouter un objectif" not in page
    assert "commencez-la à la main, ou importez-la" in await draft.form(AMEND, THERE, siren=OTHER)
    seen = await draft.preview(BEGIN, THERE, BEGUN, siren=OTHER)
    assert "Feuille de route saisie : Schéma 2026-2032." in seen
    assert "Axe ajouté : A1, Petites mairies." in seen
    assert "Axe ajouté : A2, Expertises." in seen
    assert "La feuille de route est un projet" in seen
    await draft.does(BEGIN, THERE, BEGUN, siren=OTHER)
    state = await draft.state(THERE)
    assert (state.roadmap, state.title) == (Roadmap.DRAFT, "Schéma 2026-2032")
    assert state.axes == (Axis(key="A1", title="Petites mairies"), Axis(key="A2", title="Expertises"))
    assert "déjà saisie : modifiez-la" in await draft.form(BEGIN, THERE, siren=OTHER)
    page = said((await draft.client.get("/feuille-de-route", params={"siren": OTHER})).text)
    assert "Ajouter un objectif dans l'axe A2" in page
    done = await draft.does("ajouter-objectif", THERE, {"axe": "A2", "titre": "Archives"}, siren=OTHER, repere="A2")
    assert "L'objectif est ajouté" in done
    assert (await draft.state(f"objective/{OTHER}/F2.1")).title == "Archives"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"titre": ""}, "Donnez le titre de la feuille de route."),
        ({"axe_1_intitule": "", "axe_2_intitule": ""}, "Donnez au moins un axe"),
        ({"axe_1_identifiant": "A 1"}, "Donnez un identifiant à l'axe 1."),
        ({"axe_3_identifiant": "A3"}, "Donnez l'intitulé de l'axe A3"),
        ({"axe_1_identifiant": "A1", "axe_2_identifiant": "A1"}, "Deux axes porteraient l'identifiant A1"),
        ({"conseils": "25/02/2027\n31/02/2027"}, "Ligne 2, « 31/02/2027 »"),
        ({"communications": "demain"}, "Ligne 1, « demain »"),
        ({"mi_mandat": "2029"}, "Ligne 1, « 2029 »"),
        ({"conseils": "25/02/2027\n" * 111}, "110 au plus"),
    ],
)
async def test_what_is_wrong_is_told_by_field_and_what_was_typed_stays(
    draft: Doer, wrong: dict[str, str], told: str
) -> None:
    await second_epci(draft.it)
    html = (
        await draft._post(BEGIN, THERE, BEGUN | {"fin_de_mandat": "01/01/2032"} | wrong, "verifier", {"siren": OTHER})
    ).text
    assert told in said(html)
    assert "01/01/2032" in html
    assert (await draft.state(THERE)).roadmap is Roadmap.ABSENT


# As it stands


async def test_what_is_prefilled_changes_nothing(doer: Doer) -> None:
    assert "Rien ne changerait" in await doer.refused(AMEND, MANDATE, await typed(doer))
    await doer.it.tell(MANDATE, RecordCouncils(days=(date(2028, 6, 22),)))
    form = await typed(doer)
    assert "22/06/2028" in form["conseils"]
    assert "Rien ne changerait" in await doer.refused(AMEND, MANDATE, form)


async def test_each_change_is_told_and_recorded(draft: Doer) -> None:
    before = await draft.state(MANDATE)
    form = await typed(
        draft,
        titre="Schéma révisé",
        axe_1_intitule="Les petites mairies",
        axe_4_intitule="Coopérer",
        conseils="2026-12-10\n25/02/2027\n2032-09-01",
        mi_mandat="2029-03-30",
        communications="\n".join(f"{day:%Y-%m-%d}" for day in _days(before, PointType.COMMUNICATION_ANNUELLE)[1:]),
    )
    seen = await draft.preview(AMEND, MANDATE, form)
    for told in (
        "Titre : « Schéma de mutualisation 2026-2032 (exemple, données fictives) » devient « Schéma révisé ».",
        "Axe A1 : « Sécuriser le quotidien des petites mairies » devient « Les petites mairies ».",
        "Axe ajouté : A4, Coopérer.",
        "Séance du conseil communautaire, ajoutée : 1er septembre 2032.",
        "Séance du conseil communautaire, retirée : 8 avril 2027, 24 juin 2027, 23 septembre 2027 et 9 décembre 2027.",
        "Évaluation de mi-mandat, ajoutée : 30 mars 2029.",
        "Évaluation de mi-mandat, retirée : 31 mars 2029.",
        "Communication annuelle, retirée : 25 février 2027.",
        "Hors du mandat, vérifiez l'année : 1er septembre 2032.",
        "La feuille de route reste un projet.",
    ):
        assert told in seen
    assert "La feuille de route est modifiée." in await draft.does(AMEND, MANDATE, form)
    after = await draft.state(MANDATE)
    assert after.axes[3] == Axis(key="A4", title="Coopérer")
    assert after.councils == (date(2026, 12, 10), date(2027, 2, 25), date(2032, 9, 1))
    assert Point(type=PointType.MI_MANDAT, on=date(2029, 3, 30)) in after.points
    assert len(after.points) == len(before.points) - 1


def _days(state: Mandate, type: PointType) -> list[date]:
    return sorted(point.on for point in state.points if point.type is type)


async def test_an_axis_that_has_objectives_stays_and_one_that_has_none_may_go(draft: Doer) -> None:
    shown = await draft.form(AMEND, MANDATE)
    assert "Porte 2 objectifs (F2.1 et F2.2) : l'axe ne se retire pas, et son identifiant ne change pas." in shown
    assert "Retirer cet axe" not in shown
    told = await draft.refused(AMEND, MANDATE, await typed(draft, axe_2_identifiant="B2"))
    assert (
        "L'axe A2, « Partager les expertises », porte 2 objectifs (F2.1 et F2.2) : il reste, sous cet identifiant."
        in told
    )
    assert "Changez d'abord l'axe de ces objectifs, par « Modifier la fiche »" in told
    told = await draft.refused(AMEND, MANDATE, await typed(draft, axe_2_intitule="", axe_2_identifiant=""))
    assert "Donnez l'intitulé de l'axe 2." in told
    told = await draft.refused(AMEND, MANDATE, await typed(draft, axe_2_retire="oui", axe_2_identifiant="B2"))
    assert "il reste, sous cet identifiant" in told
    await draft.does(AMEND, MANDATE, await typed(draft, axe_4_intitule="Coopérer"))
    assert "Retirer cet axe" in await draft.form(AMEND, MANDATE)
    form = await typed(draft, axe_4_retire="oui")
    assert "Axe retiré : A4, Coopérer." in await draft.preview(AMEND, MANDATE, form)
    await draft.does(AMEND, MANDATE, form)
    assert [axis.key for axis in (await draft.state(MANDATE)).axes] == ["A1", "A2", "A3"]


async def test_axes_are_put_in_another_order(draft: Doer) -> None:
    form = await typed(draft)
    for name in ("identifiant", "intitule"):
        form[f"axe_1_{name}"], form[f"axe_2_{name}"] = form[f"axe_2_{name}"], form[f"axe_1_{name}"]
    assert "Nouvel ordre des axes : A2, A1 et A3." in await draft.preview(AMEND, MANDATE, form)
    await draft.does(AMEND, MANDATE, form)
    assert [axis.key for axis in (await draft.state(MANDATE)).axes] == ["A2", "A1", "A3"]


async def test_once_approved_it_becomes_amended_and_t0_stays(doer: Doer) -> None:
    before = await doer.state(MANDATE)
    form = await typed(doer, titre="Schéma révisé", mi_mandat="31/03/2029\n19/05/2028\n01/05/2028")
    seen = await doer.preview(AMEND, MANDATE, form)
    assert "La feuille de route approuvée devient modifiée. L'état initial (T0) ne change pas" in seen
    assert "La loi ne dit pas comment on approuve des modifications" in seen
    assert "Une évaluation est prévue aujourd'hui : elle commence aussitôt." in seen
    assert "Jour déjà passé, rien n'y commencera : 1er mai 2028." in seen
    await doer.does(AMEND, MANDATE, form)
    after = await doer.state(MANDATE)
    assert (after.roadmap, after.baseline) == (Roadmap.AMENDED, before.baseline)
    again = await doer.preview(AMEND, MANDATE, await typed(doer, titre="Schéma révisé encore"))
    assert "La feuille de route approuvée reste modifiée." in again


async def test_what_the_communes_have_does_not_change_before_it_is_withdrawn(draft: Doer) -> None:
    await draft.it.tell(MANDATE, TransmitRoadmap(on=date(2026, 4, 20)))
    told = await draft.form(AMEND, MANDATE)
    assert "Les communes se prononcent sur ce texte : pour le changer, retirez-la d'abord." in told
    assert AMEND not in (await draft.client.get("/feuille-de-route")).text


async def test_the_page_leads_to_each_act_when_it_may_be_done_and_not_before(draft: Doer) -> None:
    async def offered() -> set[str]:
        html = (await draft.client.get("/feuille-de-route")).text
        named = (BEGIN, AMEND, "ajouter-objectif", "transmettre", "retirer", "approuver")
        return {name for name in named if f"/actes/{name}?" in html}

    assert await offered() == {AMEND, "ajouter-objectif", "transmettre", "approuver"}
    await draft.does("transmettre", MANDATE, {"le": "2026-04-20"})
    assert await offered() == {"ajouter-objectif", "retirer", "approuver"}
    await draft.does("retirer", MANDATE, {"motif": "Une fiche manque"})
    await draft.does("approuver", MANDATE, {"numero": "2026-12", "le": "2026-04-20"})
    assert await offered() == set()
    assert "en cours de gel" in await draft.form("ajouter-objectif", MANDATE)
    for name in (BEGIN, AMEND, "ajouter-objectif", "transmettre", "retirer", "approuver"):
        form = await draft.form(name, MANDATE)
        assert "Voir ce qui va se passer" not in form, name
