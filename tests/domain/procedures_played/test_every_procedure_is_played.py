"""No procedure of the law is left without the story that plays it whole."""

import pytest

from domain.procedures import PROCEDURE_IDS
from tests.domain.procedures_played import (
    test_avis_played,
    test_competences_played,
    test_conventions_played,
    test_finances_played,
    test_perimetre_played,
)
from tests.domain.procedures_played.played import PLAYED

STORIES = (
    test_avis_played,
    test_competences_played,
    test_conventions_played,
    test_finances_played,
    test_perimetre_played,
)


@pytest.mark.parametrize("procedure", sorted(PROCEDURE_IDS))
def test_every_procedure_of_november_2026_is_played_from_its_first_act_to_its_closing_act(procedure: str) -> None:
    assert STORIES
    assert procedure in PLAYED
