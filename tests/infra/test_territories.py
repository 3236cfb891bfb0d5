"""The vendored communes and EPCI: all of them, and what their attribution says."""

import gzip
import hashlib
import json
from datetime import date
from importlib.resources import files
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.errors import DomainError
from domain.territory import Epci, Nature
from infra.territories import all_epci, load_epci, vintages

DATA = files("infra").joinpath("data")
FILE = DATA.joinpath("territoires-cog2026.json.gz").read_bytes()


@pytest.fixture(scope="module")
def every_epci() -> list[Epci]:
    return list(all_epci())


@pytest.fixture(scope="module")
def published() -> dict[str, dict[str, Any]]:
    """The EPCI as the DGCL publishes them, read without Jalon."""
    raw = json.loads(gzip.decompress(FILE))
    return {row[0]: dict(zip(raw["champs_epci"], row, strict=True)) for row in raw["epci"]}


def key_is_right(siren: str) -> bool:
    """The last figure of a SIREN is its control key (Luhn)."""
    doubled = (int(figure) * (1 + place % 2) for place, figure in enumerate(reversed(siren)))
    return len(siren) == 9 and sum(sum(divmod(figure, 10)) for figure in doubled) % 10 == 0


def test_all_the_epci_of_2025_open_in_under_two_seconds() -> None:
    started = perf_counter()
    assert sum(1 for _ in all_epci()) == 1_255
    assert perf_counter() - started < 2


def test_the_epci_are_those_of_the_dgcl(every_epci: list[Epci]) -> None:
    natures = {nature: sum(epci.nature is nature for epci in every_epci) for nature in Nature}
    assert natures == {Nature.CC: 989, Nature.CA: 230, Nature.CU: 14, Nature.METRO: 21, Nature.MET69: 1}
    assert sum(epci.financing == "FPU" for epci in every_epci) == 1_095
    assert sum(epci.financing == "FA" for epci in every_epci) == 160


def test_the_members_of_each_epci_add_up_to_what_the_dgcl_publishes(
    every_epci: list[Epci], published: dict[str, dict[str, Any]]
) -> None:
    for epci in every_epci:
        populations = [commune.population for commune in epci.communes]
        row = published[epci.siren]
        assert len(populations) == row["nb_communes"], epci.name
        assert sum(population.totale for population in populations) == row["population_totale_dgcl"], epci.name
        assert sum(population.municipale for population in populations) == row["population_municipale_dgcl"], epci.name
        in_force = sum(population.municipale_in_force or 0 for population in populations)
        assert in_force == row["population_municipale"], epci.name


def test_each_commune_is_in_one_epci_in_order_with_right_keys(every_epci: list[Epci]) -> None:
    communes = [commune for epci in every_epci for commune in epci.communes]
    assert len(communes) == len({commune.insee for commune in communes}) == 34_871
    assert all(key_is_right(siren) for siren in [*(e.siren for e in every_epci), *(c.siren for c in communes)])
    for epci in every_epci:
        codes = [commune.insee for commune in epci.communes]
        assert codes == sorted(codes)
        assert any(commune.departement == epci.departement for commune in epci.communes)


def test_each_epci_has_a_place_where_days_are_counted(every_epci: list[Epci]) -> None:
    zones = {epci.place.tz for epci in every_epci}
    assert all(ZoneInfo(zone) for zone in zones)
    assert zones == {
        "Europe/Paris",
        "America/Guadeloupe",
        "America/Martinique",
        "America/Cayenne",
        "Indian/Reunion",
        "Indian/Mayotte",
    }


def test_each_commune_is_found_by_its_name_in_its_epci(every_epci: list[Epci]) -> None:
    for epci in every_epci[::10]:
        for commune in epci.communes:
            assert epci.find(commune.name) == commune


@pytest.mark.parametrize(
    ("siren", "name", "codes"),
    [("200070852", "Seyssel", ("01407", "74269")), ("200040111", "Saint-Pierre-d'Entremont", ("38446", "73274"))],
)
def test_the_two_pairs_of_members_that_share_a_name_are_told_apart(
    siren: str, name: str, codes: tuple[str, str]
) -> None:
    epci = load_epci(siren)
    with pytest.raises(DomainError, match="plusieurs communes") as refused:
        epci.find(name)
    for code in codes:
        assert code in str(refused.value)
        assert epci.find(code).name == name


def test_the_tenareze_of_2026() -> None:
    tenareze = load_epci("243 200 417")
    assert (tenareze.name, tenareze.nature, tenareze.financing) == ("CC de la Tenarèze", Nature.CC, "FPU")
    assert len(tenareze.communes) == 26
    condom = tenareze.commune("32107")
    assert (condom.name, condom.siren, condom.departement) == ("Condom", "213201072", "32")
    assert (condom.population.totale, condom.population.totale_vintage) == (6_638, "2022")
    assert (condom.population.municipale, condom.population.municipale_vintage) == (6_454, "2022")
    assert (condom.population.municipale_in_force, condom.population.municipale_in_force_vintage) == (6_473, "2023")
    assert load_epci("243200417") is tenareze


def test_an_unknown_siren_is_refused_with_the_day_of_the_perimeter() -> None:
    with pytest.raises(DomainError, match="« 243200418 » au 1er janvier 2025"):
        load_epci("243200418")


def test_the_vintages_of_mayotte_are_its_own() -> None:
    mayotte = next(epci for epci in all_epci() if epci.departement == "976")
    for population in (commune.population for commune in mayotte.communes):
        assert population.totale_vintage == population.municipale_vintage == "2017"
        assert population.municipale_in_force_vintage == "2017"


def test_the_attribution_names_the_sources_the_vintages_and_the_bytes() -> None:
    attribution = DATA.joinpath("ATTRIBUTION.md").read_text("utf-8")
    found = vintages()
    assert (found.names, found.perimeter) == ("cog2026", date(2025, 1, 1))
    assert (found.municipale, found.totale, found.municipale_in_force) == ("2022", "2022", "2023")
    for told in (hashlib.sha256(FILE).hexdigest(), "INSEE", "DGCL", "data.gouv.fr", "Licence Ouverte 2.0"):
        assert told in attribution
    assert found.licence.startswith("Licence Ouverte 2.0")
