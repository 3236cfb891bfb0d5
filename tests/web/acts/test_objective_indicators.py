"""The indicators of an objective amended on 19 May 2028: added, said anew, followed no more, followed again."""

from decimal import Decimal
from typing import Any

import pytest

from domain.objective.state import Objective
from domain.objective.values import Indicator, Trend
from tests.web.acts.acting import Doer
from tests.web.acts.amended import NEW, VOTED, entered
from web.acts.objective_indicators import free_id

_I9 = {"nom": "mètres traités", "unite": "m", "base": "0", "cible": "500"}


#: What is typed, and what is said of it.
_REFUSED: list[tuple[dict[str, str], str]] = [
    ({"nom": ""}, "Dites ce qui est mesuré."),
    ({"nom": "x", "base": "beaucoup"}, "Écrivez un nombre, par exemple 12 ou 12,5."),
    ({"nom": "x", "base_annee": "27"}, "Écrivez une année, de 1990 à 2100."),
    ({"nom": "x", "base_annee": "deux mille"}, "Écrivez un nombre entier"),
    ({"nom": "x", "sens": "cote"}, "Choisissez dans la liste."),
]


async def indicators(doer: Doer, stream: str = NEW) -> dict[str, Indicator]:
    return {one.id: one for one in (await doer.state(stream)).indicators}


@pytest.mark.parametrize(
    ("known", "free"),
    [((), "I1"), (("I1", "I2"), "I3"), (("I4",), "I5"), (("jours",), "I1"), (("K2", "I7", "K1"), "K3")],
)
def test_the_id_of_a_new_indicator_follows_the_last_one_of_the_objective(known: tuple[str, ...], free: str) -> None:
    indicators = tuple(Indicator(id=id, name="x") for id in known)
    assert free_id(Objective(stream=NEW, indicators=indicators)) == free


async def test_an_indicator_is_added_under_an_id_that_nobody_has_to_choose(doer: Doer) -> None:
    assert "Il portera l'identifiant I5" in await doer.form("ajouter-indicateur", VOTED)
    typed = {"nom": "tickets résolus en un jour", "unite": "%", "base": "40,5", "base_annee": "2027", "cible": "80"}
    preview = await doer.preview("ajouter-indicateur", VOTED, typed | {"sens": "hausse"})
    assert "Cible : " in preview
    assert "Cible : rien" not in preview
    assert "La valeur de I5 est demandée avec l'avancement, au pilote aussi." in preview
    assert "I5" not in await indicators(doer, VOTED)
    assert "L'indicateur est ajouté." in await doer.does("ajouter-indicateur", VOTED, typed | {"sens": "hausse"})
    one = (await indicators(doer, VOTED))["I5"]
    assert (one.base, one.base_year, one.target, one.direction) == (Decimal("40.5"), 2027, Decimal(80), Trend.HAUSSE)
    assert "Tickets résolus en un jour (%)" in await doer.form("noter-avancement", VOTED)


async def test_an_indicator_that_cannot_be_read_is_told_and_changes_nothing(doer: Doer) -> None:
    await entered(doer)
    for typed, told in _REFUSED:
        assert told in await doer.refused("ajouter-indicateur", NEW, typed)
    assert list(await indicators(doer)) == ["I9"]


async def test_a_target_changes_and_a_unit_does_not_once_values_are_noted_in_it(doer: Doer) -> None:
    await entered(doer)
    named: dict[str, Any] = {"repere": "I9"}
    assert "Indicateur I9, « mètres traités » : 0 valeur est notée." in await doer.form(
        "modifier-indicateur", NEW, **named
    )
    preview = await doer.preview("modifier-indicateur", NEW, _I9 | {"cible": "650,5"}, **named)
    assert "Cible : 500 jusqu'ici, 650,5 ensuite." in preview
    await doer.does("modifier-indicateur", NEW, _I9 | {"cible": "650,5"}, **named)
    assert (await indicators(doer))["I9"].target == Decimal("650.5")
    await doer.does("noter-avancement", NEW, {"valeur_0": "12"})
    told = await doer.refused("modifier-indicateur", NEW, _I9 | {"unite": "km"}, **named)
    assert "gardez cette unité, ou ajoutez un autre indicateur" in told


async def test_an_indicator_is_followed_no_more_keeps_its_values_and_may_be_followed_again(doer: Doer) -> None:
    await entered(doer)
    named: dict[str, Any] = {"repere": "I9"}
    await doer.does("noter-avancement", NEW, {"valeur_0": "12"})
    assert "Écrivez pourquoi" in await doer.refused("ne-plus-suivre-indicateur", NEW, {}, **named)
    why = {"motif": "Un autre le dit mieux"}
    assert "celles qui sont notées restent" in await doer.preview("ne-plus-suivre-indicateur", NEW, why, **named)
    await doer.does("ne-plus-suivre-indicateur", NEW, why, **named)
    assert (await indicators(doer))["I9"].dropped_on is not None
    assert "Mètres traités" not in await doer.form("noter-avancement", NEW)
    assert "suivez-le de nouveau d'abord" in await doer.form("modifier-indicateur", NEW, **named)
    assert "est de nouveau suivi" in await doer.does("suivre-indicateur", NEW, {}, **named)
    assert (await indicators(doer))["I9"].dropped_on is None
    assert len((await doer.state(NEW)).measures) == 1
    assert "est déjà suivi" in await doer.form("suivre-indicateur", NEW, **named)
    assert "n'est pas dans cet objectif" in await doer.form("suivre-indicateur", NEW, repere="I1")
