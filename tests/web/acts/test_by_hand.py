"""A roadmap entered by hand from nothing, without any file, and what its export says of it."""

import re
from decimal import Decimal
from html import unescape
from typing import Final

import pytest

from domain.mandate.commands import mandate_id
from domain.objective.values import Indicator, Milestone
from tests.web.acts.acting import Doer, said
from tests.web.acts.amended import NEW, entered
from tests.web.examples import OTHER, second_epci

MANDATE: Final = mandate_id(OTHER, 2026)
HERE: Final = {"siren": OTHER}
FIRST: Final = f"objective/{OTHER}/F1.1"
LONGEST: Final = ("Réseau d'eau « été », 50 % & œuvres 🌱 " * 9)[:300].rstrip()


@pytest.fixture
async def begun(draft: Doer) -> Doer:
    """A roadmap begun by hand, with one objective that has steps: one moved and given up, one renamed and given up."""
    await second_epci(draft.it)
    await draft.does("commencer-feuille-de-route", MANDATE, {"titre": "Schéma", "axe_1_intitule": LONGEST}, **HERE)
    typed = {"titre": LONGEST, "axe": "A1", "pilote": "DGS", "echeance": "31/12/2028", "procedure": "service_commun"}
    assert "Il s'appellera F1.1" in await draft.preview("ajouter-objectif", MANDATE, typed, **HERE)
    assert "C'est fait" in await draft.does("ajouter-objectif", MANDATE, typed, **HERE)
    await draft.does("ajouter-etape", FIRST, {"nom": LONGEST, "prevue": "29/02/2028"}, **HERE)
    await draft.does("ajouter-etape", FIRST, {"nom": "b/c?d#e", "prevue": "2027-T1"}, **HERE)
    await draft.does("ajouter-etape", FIRST, {"nom": "bilan"}, **HERE)
    moved = {"nom": LONGEST, "prevue": "2028-T2", "motif": "Un été de plus"}
    assert "échéance 29 février 2028, puis 2e trimestre 2028. Un été de plus" in await draft.does(
        "modifier-etape", FIRST, moved, repere=LONGEST, **HERE
    )
    renamed = {"nom": "« été » 🌱", "prevue": "2027-T1"}
    assert "auparavant « b/c?d#e »" in await draft.does("modifier-etape", FIRST, renamed, repere="b/c?d#e", **HERE)
    for name in (LONGEST, "« été » 🌱"):
        why = {"motif": "Sans objet", "le": "20/04/2026"}
        assert "L'étape est abandonnée." in await draft.does("abandonner-etape", FIRST, why, repere=name, **HERE)
    return draft


async def test_a_roadmap_entered_by_hand_is_exported_without_what_was_given_up(begun: Doer) -> None:
    measured = {"nom": LONGEST, "cible": "1 234,50", "base": "−3"}
    assert "Départ : −3. Cible : 1 234,50." in await begun.preview("ajouter-indicateur", FIRST, measured, **HERE)
    await begun.does("ajouter-indicateur", FIRST, measured, **HERE)
    await begun.does("modifier-moyens", FIRST, {"etp": "1,5", "fonctionnement": "1 234,50", "motif": "Vote"}, **HERE)
    nothing = {"annee": "2026", "etp": "0", "fonctionnement": "0"}
    assert "0 équivalent temps plein, 0 € de fonct" in await begun.does("noter-moyens", FIRST, nothing, **HERE)
    (step, *others) = [step for step in (await begun.state(FIRST)).milestones if step.awaited]
    assert (step.name, others) == ("bilan", [])
    page = said((await begun.client.get("/objectifs/F1.1", params=HERE)).text)
    assert page.count("abandonnée le 20 avril 2026") >= 2
    exported = (await begun.client.get("/exporter/feuille-de-route.yaml", params=HERE)).text
    assert LONGEST in exported
    assert "moyens: {etp: 1.5, fonctionnement_annuel_eur: 1234.5}" in exported
    assert "base: -3, cible: 1234.5" in exported
    assert "nom: bilan" in exported
    assert '🌱"}' not in exported
    assert (await begun.client.get("/exporter/feuille-de-route.xlsx", params=HERE)).status_code == 200


async def test_a_roadmap_entered_by_hand_is_transmitted_then_evaluated(begun: Doer) -> None:
    assert "C'est fait" in await begun.does("transmettre", MANDATE, {"le": "20/04/2026"}, **HERE)
    told = await begun.preview("ajouter-etape", FIRST, {"nom": "bilan du bilan"}, **HERE)
    assert "les communes se prononcent sur le texte d'avant ce changement" in told
    told = await begun.preview("lancer-evaluation", MANDATE, {"type": "mi_mandat"}, **HERE)
    assert "0 obligation tenue sur 0 échue ; les actes annulés par le juge." in told


async def test_a_step_is_found_by_the_links_of_its_page_whatever_it_is_called(begun: Doer) -> None:
    html = (await begun.client.get("/objectifs/F1.1", params=HERE)).text
    links = [unescape(link) for link in re.findall(r'href="([^"]*/actes/reprendre-etape[^"]*)"', html)]
    assert len(links) == 2
    for link, name in zip(links, (LONGEST, "« été » 🌱"), strict=True):
        assert f"Étape « {name} », prévue : " in said((await begun.client.get(link)).text)


async def test_fifty_steps_are_ticked_at_once_with_a_note_and_each_is_told(draft: Doer) -> None:
    steps = tuple(Milestone(name=f"étape n° {n}") for n in range(1, 51))
    indicators = tuple(Indicator(id=f"I{n}", name=f"indicateur {n}", target=Decimal(n)) for n in range(1, 31))
    await entered(draft, milestones=steps, indicators=indicators)
    page = await draft.client.get("/objectifs/F9")
    assert page.status_code == 200
    ticked = {"etapes": [str(n) for n in range(50)], "note": "Tout est fait"}
    done = await draft.does("noter-avancement", NEW, ticked | {f"valeur_{n}": "1,5" for n in range(30)})
    assert "C'est fait" in done
    assert "étape n° 50" in done
    assert "Tout est fait" in done
    state = await draft.state(NEW)
    assert sum(step.done_on is not None for step in state.milestones) == 50
    assert len(state.measures) == 30
