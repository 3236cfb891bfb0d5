"""The dashboard: what each reader finds first, where there is nothing yet, and where there is a lot."""

from dataclasses import replace

import pytest

from domain.access import Access, Right
from domain.mandate.commands import mandate_id
from domain.objective.commands import StartObjective
from infra.identity.accounts import Role
from scripts.played import Stopped
from tests.domain.mandate import mandates
from tests.domain.objective.objectives import plan
from tests.web.conftest import Site, ten_o_clock, visitor
from tests.web.plays import SIREN, consulted
from web.app import create_app


async def read(site: Site, secret: str | None = None, **headers: str) -> str:
    """The dashboard on 15 July 2026."""
    house = replace(site.house, clock=Stopped(ten_o_clock("2026-07-15")))
    async with visitor(create_app(house)) as client:
        answer = await client.get("/", headers=headers or site.bearer(secret))
    assert answer.status_code == 200
    return answer.text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


async def roadmap(site: Site, count: int) -> None:
    await site.tell(mandate_id(SIREN, 2026), "2026-04-01", mandates.opening())
    await site.tell(mandate_id(SIREN, 2026), "2026-04-02", mandates.plan())
    for number in range(count):
        asked = plan("2026-06" if number % 2 else "2031", axis=f"A{number % 2 + 1}", pilote=f"Service {number % 2}")
        await site.tell(f"objective/{SIREN}/F{number}", "2026-04-02", asked, StartObjective())


async def test_few_objectives_are_shown_one_by_one(site: Site) -> None:
    await roadmap(site, 4)
    page = await read(site)
    assert page.count('href="/objectifs/F') >= 4
    assert "axe par axe" not in page


async def test_many_objectives_are_counted_axis_by_axis_and_the_late_ones_lead_to_the_roadmap(site: Site) -> None:
    await roadmap(site, 31)
    page = await read(site)
    assert "31 objectifs, axe par axe" in page
    assert 'href="/feuille-de-route?axe=A2&amp;retard=oui">15</a>' in page
    assert "Et 3 autres" in page
    assert page.count("échéance, Secrétariat remplaçant") == 12


async def test_a_pilote_finds_their_own_objectives_first_and_may_note_their_progress(site: Site) -> None:
    await roadmap(site, 4)
    role = Role(siren=SIREN, access=Access.PILOTE, function="Service 1")
    account, _ = await site.house.roster.invite("pilote@exemple.test", "Une pilote", role)
    cookie = await site.house.sessions.open(account=account.id)
    page = await read(site, Cookie=f"jalon={cookie}")
    own = page.partition("Vos objectifs")[2].partition("</section>")[0]
    assert [f"F{number}" for number in range(4) if f"/objectifs/F{number}" in own] == ["F1", "F3"]
    assert f"/actes/noter-avancement?flux=objective%2F{SIREN}%2FF1" in own
    assert "Premiers pas" not in page


async def test_a_reader_finds_no_act(site: Site) -> None:
    await consulted(site)
    secret = await site.house.tokens.create("lecture", siren=SIREN, scopes=[Right.READ])
    page = await read(site, secret)
    assert "/actes/" not in page
    assert "Premiers pas" not in page
    assert "Vos objectifs" not in page


async def test_what_is_missing_at_the_beginning_is_said_to_who_may_do_it(site: Site) -> None:
    await consulted(site)
    page = await read(site)
    steps = page.partition("Premiers pas")[2].partition("</section>")[0]
    assert 'href="/ouvrir"' in steps
    assert "Importer la feuille de route" in steps


async def test_the_first_steps_come_first_only_while_there_is_nothing_to_follow(site: Site) -> None:
    await site.tell(mandate_id(SIREN, 2026), "2026-04-01", mandates.opening())
    empty = await read(site)
    assert empty.index("Premiers pas") < empty.index("En retard")
    await roadmap(site, 2)
    begun = await read(site)
    assert begun.index("Premiers pas") > begun.index("Trente prochains jours")


@pytest.mark.parametrize("word", ["en retard", "acte à signer", "Trente prochains jours", "Qui est attendu"])
async def test_an_epci_with_nothing_but_a_mandate_says_so(site: Site, word: str) -> None:
    await site.tell(mandate_id(SIREN, 2026), "2026-04-01", mandates.opening())
    assert word in await read(site)
