"""What a file says otherwise than what stands: by field, with what to do instead."""

from decimal import Decimal
from typing import Any

import pytest

from domain.objective.values import EngagementLevel
from domain.roadmap.differences import differences
from domain.roadmap.fiche import Engagement, Fiche, Indicateur, Moyens

STANDS: dict[str, Any] = {
    "id": "F1",
    "intitule": "Archives",
    "statut": "a_venir",
    "pilote": "DGS",
    "niveau_integration": 2,
    "echeance": "2027-09-01",
    "etapes": [{"nom": "a"}, {"nom": "b"}],
    "communes_volontaires": ["32107", "32350"],
}


def fiche(**fields: Any) -> Fiche:
    return Fiche.model_validate(STANDS | fields)


def found(axis: str = "A1", **fields: Any) -> dict[str, str]:
    told = differences(axis, fiche(**fields), "A1", fiche())
    return {name: message.replace("\u00a0", " ").replace("\u202f", " ") for name, message in told.items()}


def test_what_stands_differs_in_nothing_whatever_the_order_of_its_lines() -> None:
    assert found() == {}
    assert found(statut=None, deja_promise="oui") == {}
    assert found(etapes=[{"nom": "b"}, {"nom": "a"}], communes_volontaires=["32350", "32107"]) == {}


def test_another_title_is_another_objective_and_nothing_else_is_compared() -> None:
    assert found(intitule="Paie", pilote="DRH") == {
        "intitule": "un objectif porte déjà l'identifiant F1 : « Archives ». Donnez-en un autre à celui-ci ; si "
        "son titre a changé, dites-le sur sa page (« Modifier la fiche ») et, ici, remettez ce titre"
    }


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        (
            {"echeance": "2028"},
            "echeance",
            "l'objectif F1 est déjà enregistré avec « 1er septembre 2027 » : déplacez-la sur sa page (« Déplacer "
            "l'échéance »), avec la raison ; ici, remettez ce que dit l'export",
        ),
        (
            {"statut": "en_cours"},
            "statut",
            "l'objectif F1 est déjà enregistré avec « a_venir » : dites-le sur sa page (commencer, bloquer, mettre en "
            "pause, réaliser, abandonner) ; ici, remettez ce que dit l'export",
        ),
        (
            {"pilote": "DRH"},
            "pilote",
            "l'objectif F1 est déjà enregistré avec « DGS » : dites-le sur sa page (« Changer de pilote ») ; ici, "
            "remettez ce que dit l'export",
        ),
        (
            {"suppleant": "DRH"},
            "suppleant",
            "l'objectif F1 est déjà enregistré autrement : dites-le sur sa page (« Changer de pilote ») ; ici, "
            "remettez ce que dit l'export",
        ),
        (
            {"niveau_integration": 3},
            "niveau_integration",
            "l'objectif F1 est déjà enregistré avec « 2 » : dites-le sur sa page (« Modifier la fiche »), avec la "
            "raison ; ici, remettez ce que dit l'export",
        ),
        (
            {"etapes": []},
            "etapes",
            "l'objectif F1 est déjà enregistré autrement : dites-le sur sa page, à « Étapes » (ajouter, modifier, "
            "abandonner, noter faite) ; ici, remettez ce que dit l'export",
        ),
        (
            {"indicateurs": [{"id": "I1", "nom": "jours"}]},
            "indicateurs",
            "l'objectif F1 est déjà enregistré autrement : dites-le sur sa page, à « Indicateurs » (ajouter, modifier, "
            "ne plus suivre) ; ici, remettez ce que dit l'export",
        ),
        (
            {"moyens": {"etp": "1.5"}},
            "moyens",
            "l'objectif F1 est déjà enregistré autrement : dites-le sur sa page, à « Moyens » (« Modifier les moyens "
            "prévus ») ; ici, remettez ce que dit l'export",
        ),
        (
            {"communes_volontaires": []},
            "communes_volontaires",
            "l'objectif F1 est déjà enregistré avec « 32107 et 32350 » : dites-le sur sa page (« Engagement d'une "
            "commune ») ; ici, remettez ce que dit l'export",
        ),
    ],
)
def test_each_field_says_what_stands_and_where_it_is_changed(fields: dict[str, Any], name: str, message: str) -> None:
    assert found(**fields) == {name: message}


def test_an_objective_stays_in_its_axis() -> None:
    assert found(axis="A2") == {
        "id": "l'objectif F1 est dans l'axe « A1 » : s'il en change, dites-le sur sa page (« Modifier la fiche »), "
        "avec la raison ; ici, laissez-le à sa place"
    }


def test_every_field_of_a_fiche_is_compared_and_says_where_it_is_changed() -> None:
    others: dict[str, Any] = {
        "pourquoi": "Parce que",
        "niveau_integration": 3,
        "sens": "ascendant",
        "procedure": "service_commun",
        "pilote": "DRH",
        "suppleant": "DRH",
        "elu_referent": "Maire",
        "communes_volontaires": (),
        "engagements": (Engagement(commune="32107", niveau=EngagementLevel.NON),),
        "echeance": "2028",
        "programmation": "2028",
        "etapes": (),
        "moyens": Moyens(etp=Decimal(1)),
        "cle_de_repartition": "population",
        "indicateurs": (Indicateur(id="I1", nom="jours"),),
        "statut": "en_cours",
        "commence_le": "2026-04-01",
        "realise_le": "2026-04-01",
        "blocage": {"cause": "rh"},
        "motif_abandon": "sans suite",
        "abandonne_le": "2026-04-01",
        "priorite": "elevee",
        "risques": ("recrutement",),
    }
    assert set(others) == set(Fiche.model_fields) - {"id", "intitule", "deja_promise"}
    standing = Fiche.model_validate(STANDS)
    for name, value in others.items():
        said = standing.model_copy(update={name: value})
        assert "sur sa page" in differences("A1", said, "A1", standing)[name]
