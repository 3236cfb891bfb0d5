from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from domain.convocation import (
    CONSEIL_COMMUNAUTAIRE,
    CONSEIL_MUNICIPAL_3500_AND_MORE,
    CONSEIL_MUNICIPAL_UNDER_3500,
    CST_NOTICE,
    conseil_municipal,
    cst_notice,
    last_sending,
)
from domain.sources import Confidence

CASES = YAML(typ="safe").load(Path(__file__).parents[1] / "cases" / "delay_cases.yaml")


@pytest.mark.parametrize("case", CASES["convocations"], ids=lambda case: case["seance"])
def test_published_case_of_a_convocation(case: dict[str, Any]) -> None:
    council = date.fromisoformat(case["seance"])
    small, large, epci = CONSEIL_MUNICIPAL_UNDER_3500, CONSEIL_MUNICIPAL_3500_AND_MORE, CONSEIL_COMMUNAUTAIRE
    assert f"{council:%A}" == case["jour"]
    assert last_sending(council, small.jours_francs).isoformat() == case["dernier_envoi_commune_moins_3500"]
    for five_days in (large, epci):
        expected = case["dernier_envoi_commune_3500_et_plus_et_EPCI"]
        assert last_sending(council, five_days.jours_francs).isoformat() == expected
    for council_kind in (small, large, epci):
        sent = last_sending(council, council_kind.urgence_jours_francs)
        assert sent.isoformat() == case["dernier_envoi_urgence_1_jour_franc"]
    notice = cst_notice(council)
    assert notice.meeting == council
    assert notice.convocation.isoformat() == case["convocation_CST_15j"]
    assert notice.documents.isoformat() == case["pieces_CST_8j"]


def test_five_clear_days_lie_whole_between_the_sending_and_the_council_of_18_may_2027() -> None:
    council = date(2027, 5, 18)
    sent = last_sending(council, 5)
    clear = [sent + timedelta(days=n) for n in range(1, (council - sent).days)]
    # Pentecôte, its Monday and a week-end are among them: they count like any other day.
    assert clear == [date(2027, 5, day) for day in (13, 14, 15, 16, 17)]


def test_a_commune_of_3499_inhabitants_has_three_clear_days_and_one_of_3500_has_five() -> None:
    assert conseil_municipal(3_499) is CONSEIL_MUNICIPAL_UNDER_3500
    assert conseil_municipal(3_500) is CONSEIL_MUNICIPAL_3500_AND_MORE
    assert (conseil_municipal(3_499).jours_francs, conseil_municipal(3_500).jours_francs) == (3, 5)


def test_each_notice_names_its_article_read_in_a_published_text() -> None:
    assert "L2121-11" in CONSEIL_MUNICIPAL_UNDER_3500.source.article
    assert "L2121-12" in CONSEIL_MUNICIPAL_3500_AND_MORE.source.article
    assert "L5211-1 " in CONSEIL_COMMUNAUTAIRE.source.article
    assert cst_notice(date(2027, 5, 18)).source == CST_NOTICE
    sources = [CST_NOTICE, *(c.source for c in (CONSEIL_MUNICIPAL_UNDER_3500, CONSEIL_MUNICIPAL_3500_AND_MORE))]
    assert {source.confidence for source in [*sources, CONSEIL_COMMUNAUTAIRE.source]} == {Confidence.A}
