"""The steps of every act: nothing before it is confirmed, once however often it is, and what came of it."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx2
import pytest

from domain.access import Right
from infra.embedded.postgres import EmbeddedPostgres
from scripts.played import SIREN
from tests.web.conftest import visitor
from tests.web.examples import Example, example, somebody_works_there

OBJECTIVE = f"objective/{SIREN}/F2.1"
ADDRESS = f"/actes/deplacer-echeance?flux={OBJECTIVE}"
MOVED = {"echeance": "2029-03", "motif": "Le marché est relancé", "dit_par": "copil"}


@pytest.fixture
async def noon(postgres: EmbeddedPostgres, template_database: str) -> AsyncIterator[Example]:
    async with example(postgres, template_database) as seen:
        yield seen


@pytest.fixture
async def coordinator(noon: Example) -> AsyncIterator[httpx2.AsyncClient]:
    async with visitor(noon.app) as client:
        client.headers.update({"Authorization": f"Bearer {noon.secret}"})
        yield client


def key_in(page: httpx2.Response) -> str:
    found = re.search(r'name="cle" value="([0-9a-f-]{36})"', page.text)
    assert found is not None
    return found[1]


async def inbox(noon: Example) -> int:
    async with noon.house.engine.connect() as connection:
        return int((await connection.exec_driver_sql("SELECT count(*) FROM inbox")).scalar_one())


async def test_what_will_happen_is_said_on_19_may_2028_and_nothing_is_recorded(
    noon: Example, coordinator: httpx2.AsyncClient
) -> None:
    before = await inbox(noon)
    form = await coordinator.get(ADDRESS)
    assert form.status_code == 200
    preview = await coordinator.post(ADDRESS, data=MOVED | {"cle": key_in(form), "etape": "verifier"})
    assert preview.status_code == 200
    assert "Ce qui va se passer" in preview.text
    assert "mars 2029" in preview.text
    assert "La première promesse reste" in preview.text
    assert await inbox(noon) == before


async def test_an_act_confirmed_twice_is_recorded_once_and_says_what_came_of_it(
    noon: Example, coordinator: httpx2.AsyncClient
) -> None:
    before, cle = await inbox(noon), key_in(await coordinator.get(ADDRESS))
    confirmed = MOVED | {"cle": cle, "etape": "confirmer"}
    async with somebody_works_there(noon):
        first = await coordinator.post(ADDRESS, data=confirmed)
    assert first.status_code == 303
    again = await coordinator.post(ADDRESS, data=confirmed)
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    assert await inbox(noon) == before + 1
    done = unescape((await coordinator.get(first.headers["location"])).text)
    assert "C'est fait" in done
    assert "Le marché est relancé" in done


async def test_before_the_engine_has_seen_it_the_page_says_that_it_is_under_way(
    noon: Example, coordinator: httpx2.AsyncClient
) -> None:
    cle = key_in(await coordinator.get(ADDRESS))
    answer = await coordinator.post(ADDRESS, data=MOVED | {"cle": cle, "etape": "confirmer"})
    assert "Demande enregistrée, en cours" in (await coordinator.get(answer.headers["location"])).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"motif": ""}, "Écrivez la raison"),
        ({"echeance": "bientôt"}, "n'est pas lisible"),
        ({"echeance": "31/02/2029"}, "n'est pas lisible"),
    ],
)
async def test_a_form_with_a_mistake_keeps_what_was_typed(
    coordinator: httpx2.AsyncClient, typed: dict[str, str], said: str
) -> None:
    cle = key_in(await coordinator.get(ADDRESS))
    answer = await coordinator.post(ADDRESS, data=MOVED | typed | {"cle": cle, "etape": "confirmer"})
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert 'value="copil"' in answer.text


async def test_what_would_change_nothing_is_not_recorded(noon: Example, coordinator: httpx2.AsyncClient) -> None:
    form = await coordinator.get(ADDRESS)
    today = re.search(r'name="echeance" type="text" value="([^"]+)"', form.text)
    assert today is not None
    same = MOVED | {"echeance": today[1], "cle": key_in(form), "etape": "verifier"}
    answer = await coordinator.post(ADDRESS, data=same)
    assert answer.status_code == 422
    assert "Rien n'est enregistré" in unescape(answer.text)


async def test_an_act_wants_its_right_its_stream_and_its_epci(noon: Example, coordinator: httpx2.AsyncClient) -> None:
    reading = await noon.house.tokens.create("lecture", SIREN, [Right.READ])
    answer = await coordinator.get(ADDRESS, headers={"Authorization": f"Bearer {reading}"})
    assert answer.status_code == 403
    for flux in ("objective/200034726/F2.1", f"objective/{SIREN}/nulle-part", f"mandate/{SIREN}/2026", "", "x/y"):
        assert (await coordinator.get(f"/actes/deplacer-echeance?flux={flux}&siren={SIREN}")).status_code == 404
    assert (await coordinator.get(f"/actes/inconnu?flux={OBJECTIVE}")).status_code == 404
