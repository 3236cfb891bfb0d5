"""The means of an objective on 19 May 2028: those that are planned said anew, those of a year noted and corrected."""

from datetime import date
from decimal import Decimal

import pytest

from domain.access import Access, Right, right_for
from domain.objective.amend_commands import PlanMeans, RecordMeans
from domain.objective.values import Means
from scripts.played import SIREN
from tests.web.acts.acting import Doer, said
from tests.web.acts.amended import NEW, REACHED, entered
from tests.web.conftest import Site
from tests.web.signing import first, opened, signed_in, somebody
from tests.web.test_objective_page import planned
from web.acts.every import ACTS
from web.acts.objective_means import cents_in, usual_year
from web.forms import Form

#: What is typed, and what is said of it.
_REFUSED: list[tuple[dict[str, str], str]] = [
    ({"annee": "2027"}, "Dites au moins un des moyens"),
    ({"annee": "2029", "etp": "1"}, "Choisissez l'année."),
    ({"annee": "", "etp": "1"}, "Choisissez l'année."),
    ({"annee": "2027", "etp": "-1"}, "Un nombre d'emplois n'est pas négatif"),
    ({"annee": "2027", "etp": "10001"}, "10 000 au plus"),
    ({"annee": "2027", "fonctionnement": "1.500"}, "Écrivez un montant en euros"),
    ({"annee": "2027", "etp": "1", "note": "x" * 2001}, "Ce texte est trop long"),
]


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12 000,50", 1_200_050),
        ("12\u202f000\u00a0€", 1_200_000),
        ("12000.5", 1_200_050),
        ("0", 0),
        ("0,07 €", 7),
        ("", None),
    ],
)
def test_euros_are_read_as_french_writes_them(typed: str, cents: int | None) -> None:
    form = Form({"somme": typed})
    assert cents_in(form, "somme") == cents
    assert not form.wrong


@pytest.mark.parametrize("typed", ["1.500", "12,345", "-5", "douze", "12 000,50,1", "1" * 11, "12 k€"])
def test_what_is_not_an_amount_is_not_guessed(typed: str) -> None:
    form = Form({"somme": typed})
    assert cents_in(form, "somme") is None
    assert form.wrong == {"somme": "Écrivez un montant en euros, par exemple 12 000 ou 12 000,50."}


def test_until_the_end_of_june_the_usual_year_is_the_one_before() -> None:
    assert usual_year(date(2028, 1, 1)) == 2027
    assert usual_year(date(2028, 6, 30)) == 2027
    assert usual_year(date(2028, 7, 1)) == 2028


async def test_what_is_planned_is_prefilled_and_told_from_what_to_what(doer: Doer) -> None:
    await entered(doer)
    form = await doer.form("modifier-moyens", NEW)
    here = "0,5 équivalent temps plein, 12 000 € de fonctionnement par an, 3 000 € d'investissement en tout"
    assert f"Prévu aujourd'hui : {here}." in form
    typed = {"etp": "1,5", "fonctionnement": "12 000", "investissement": "", "motif": "Un poste de plus"}
    preview = await doer.preview("modifier-moyens", NEW, typed)
    assert (
        "Moyens prévus : 0,5 équivalent temps plein, 12 000 € de fonctionnement par an, 3 000 € d'investis" in preview
    )
    assert "en tout, puis 1,5 équivalent temps plein, 12 000 € de fonctionnement par an. Un poste de plus" in preview
    await doer.does("modifier-moyens", NEW, typed)
    assert (await doer.state(NEW)).means == Means(etp=Decimal("1.5"), fonctionnement_cents=1_200_000)
    assert "Écrivez la raison" in await doer.refused("modifier-moyens", NEW, typed | {"motif": ""})
    assert "Rien ne changerait" in await doer.refused("modifier-moyens", NEW, typed)


async def test_a_year_is_noted_then_corrected_prefilled_and_the_correction_replaces_it_whole(doer: Doer) -> None:
    await entered(doer)
    typed = {"annee": "2027", "etp": "0,4", "fonctionnement": "11 500,50", "note": "Poste vacant en mai"}
    preview = await doer.preview("noter-moyens", NEW, typed)
    told = "Moyens réels de 2027 : 0,4 équivalent temps plein, 11 500,50 € de fonctionnement. Poste vacant en mai"
    assert told in preview
    assert "la page montre l'écart" in preview
    assert "Les moyens réels sont notés." in await doer.does("noter-moyens", NEW, typed)
    (year,) = (await doer.state(NEW)).spent
    assert (year.year, year.means) == (2027, Means(etp=Decimal("0.4"), fonctionnement_cents=1_150_050))
    html = (await doer.client.get("/actes/noter-moyens", params={"flux": NEW, "repere": "2027"})).text
    assert 'value="11 500,50"' in html
    assert "2027 est déjà noté : 0,4 équivalent temps plein, 11 500,50 € de fonctionnement." in said(html)
    assert 'name="annee"' not in html
    corrected = {"fonctionnement": "11 600", "investissement": "250"}
    preview = await doer.preview("noter-moyens", NEW, corrected, repere="2027")
    assert "Ce qui était noté pour 2027 est remplacé en entier ; il reste au journal." in preview
    await doer.does("noter-moyens", NEW, corrected, repere="2027")
    (year,) = (await doer.state(NEW)).spent
    assert year.means == Means(fonctionnement_cents=1_160_000, investissement_cents=25_000)


async def test_a_year_that_is_not_over_is_said_to_be_corrected_later(doer: Doer) -> None:
    await entered(doer)
    preview = await doer.preview("noter-moyens", NEW, {"annee": "2028", "etp": "1"})
    assert "L'année 2028 n'est pas finie : corrigez ces moyens quand elle le sera." in preview


async def test_what_a_reached_objective_took_is_still_noted(doer: Doer) -> None:
    assert "Les moyens réels sont notés." in await doer.does("noter-moyens", REACHED, {"annee": "2027", "etp": "1,2"})


async def test_means_that_cannot_be_read_are_told_and_change_nothing(doer: Doer) -> None:
    await entered(doer)
    for typed, told in _REFUSED:
        assert told in await doer.refused("noter-moyens", NEW, typed)
    assert (await doer.state(NEW)).spent == ()


def test_a_program_of_a_pilote_notes_what_a_year_took_and_plans_nothing() -> None:
    one = Means(etp=Decimal(1))
    assert right_for(RecordMeans(year=2027, means=one)) is Right.PROGRESS
    assert right_for(PlanMeans(means=one, reason="Autrement")) is Right.COORDINATE


async def test_a_pilote_notes_what_its_own_objectives_took_and_plans_nothing(site: Site) -> None:
    await opened(site)
    await first(site)
    await somebody(site, Access.PILOTE)
    await site.tell(f"objective/{SIREN}/F9", "2026-05-04", planned("DGS"))
    await site.tell(f"objective/{SIREN}/F8", "2026-05-04", planned("DSI"))
    client = await signed_in(site)
    page = (await client.get("/objectifs/F9")).text
    assert "/actes/noter-moyens" in page
    for name in ("modifier-moyens", "modifier-fiche", "changer-pilote", "ajouter-etape", "ajouter-indicateur"):
        assert f"/actes/{name}" not in page
        assert ACTS[name].right is Right.COORDINATE
        assert (await client.get(f"/actes/{name}", params={"flux": f"objective/{SIREN}/F9"})).status_code == 403
    own = await client.get("/actes/noter-moyens", params={"flux": f"objective/{SIREN}/F9"})
    assert own.status_code == 200
    other = await client.get("/actes/noter-moyens", params={"flux": f"objective/{SIREN}/F8"})
    assert other.status_code == 403
