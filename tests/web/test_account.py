"""A password forgotten and chosen again, and one's own account."""

from html import unescape

from domain.access import Access
from infra.identity.password_links import A_DAY, Purpose, Standing
from infra.identity.throttle import PER_ADDRESS
from tests.web.conftest import Site, visitor
from tests.web.signing import ANOTHER, PASSWORD, SIREN, drawn, post, signed_in, somebody


async def test_a_forgotten_password_is_chosen_again_by_the_link_of_a_mail_that_serves_once(site: Site) -> None:
    account = await somebody(site)
    elsewhere = await signed_in(site)
    asked = await post(site.client, "/mot-de-passe-oublie", adresse="LUC@epci.fr")
    assert asked.status_code == 200
    secret = await drawn(site)
    page = await site.client.get(f"/mot-de-passe/{secret}")
    assert "Choisir mon mot de passe" in page.text
    assert (await site.house.password_links.find(secret)).standing is Standing.OPEN, "GET never acts"
    short = await post(site.client, f"/mot-de-passe/{secret}", mot_de_passe="court", encore="court")
    assert short.status_code == 422
    chosen = await post(site.client, f"/mot-de-passe/{secret}", mot_de_passe=ANOTHER, encore=ANOTHER)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/")
    assert "Luc Martin" in (await site.client.get("/compte")).text
    assert (await elsewhere.get("/compte")).status_code == 303, "the others are out"
    assert await site.house.accounts.check("luc@epci.fr", PASSWORD) is None
    known = await site.house.accounts.check("luc@epci.fr", ANOTHER)
    assert known is not None
    assert known.id == account.id
    for replay in (
        await visitor(site.app).get(f"/mot-de-passe/{secret}"),
        await post(visitor(site.app), f"/mot-de-passe/{secret}", mot_de_passe=PASSWORD, encore=PASSWORD),
    ):
        assert replay.status_code == 410
        assert "déjà servi" in replay.text
    assert await site.house.accounts.check("luc@epci.fr", PASSWORD) is None


async def test_asking_for_a_link_answers_the_same_for_an_address_that_nobody_has(site: Site) -> None:
    account = await somebody(site)
    known = await post(site.client, "/mot-de-passe-oublie", adresse="luc@epci.fr")
    unknown = await post(site.client, "/mot-de-passe-oublie", adresse="personne@epci.fr")
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert [one.account for one in await site.house.password_links.waiting()] == [account.id]
    await site.house.roster.disable(account.id)
    await post(site.client, "/mot-de-passe-oublie", adresse="luc@epci.fr")
    assert await site.house.password_links.waiting() == ()
    assert (await post(site.client, "/mot-de-passe-oublie", adresse="luc")).status_code == 422


async def test_a_stranger_who_asks_for_links_all_day_keeps_nobody_from_theirs(site: Site) -> None:
    await somebody(site)
    stranger, said = visitor(site.app), set()
    for _ in range(3 * A_DAY):
        said.add((await post(stranger, "/mot-de-passe-oublie", adresse="luc@epci.fr")).text)
        async with site.house.engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE password_links SET asked_at = asked_at - interval '6 minutes'")
            await connection.exec_driver_sql("UPDATE password_links SET expires_at = expires_at - interval '6 minutes'")
    said.add((await post(site.client, "/mot-de-passe-oublie", adresse="luc@epci.fr")).text)
    assert len(said) == 1, "what is answered tells nothing"
    *_, last = await site.house.password_links.waiting()
    secret = await site.house.password_links.draw(last.id)
    chosen = await post(site.client, f"/mot-de-passe/{secret}", mot_de_passe=ANOTHER, encore=ANOTHER)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/")


async def test_a_link_that_is_over_offers_another_one_and_chooses_nothing(site: Site) -> None:
    account = await somebody(site)
    secret = await site.house.password_links.issue(account.id, Purpose.RESET)
    async with site.house.engine.begin() as connection:
        over = "UPDATE password_links SET expires_at = clock_timestamp(), asked_at = asked_at - interval '2 hours'"
        await connection.exec_driver_sql(over)
    page = await site.client.get(f"/mot-de-passe/{secret}")
    assert page.status_code == 410
    assert "plus valable" in page.text
    refused = await post(site.client, f"/mot-de-passe/{secret}", mot_de_passe=ANOTHER, encore=ANOTHER)
    assert refused.status_code == 410
    assert await site.house.accounts.check("luc@epci.fr", ANOTHER) is None
    assert (await post(site.client, f"/mot-de-passe/{secret}/renvoi")).status_code == 200
    (waiting,) = await site.house.password_links.waiting()
    assert waiting.account == account.id


async def test_a_link_that_never_was_says_so_and_nothing_else(site: Site) -> None:
    for answer in (
        await site.client.get("/mot-de-passe/inconnu"),
        await post(site.client, "/mot-de-passe/inconnu", mot_de_passe=ANOTHER, encore=ANOTHER),
        await post(site.client, "/mot-de-passe/inconnu/renvoi"),
    ):
        assert answer.status_code == 404
        assert "ne mène à rien" in answer.text


async def test_one_changes_ones_name_and_password_and_must_give_the_present_one(site: Site) -> None:
    await somebody(site)
    client, elsewhere = await signed_in(site), await signed_in(site)
    assert (await post(client, "/compte", nom="  Luc   Durand ")).headers["location"] == "/compte?fait=nom"
    assert "Luc Durand" in (await client.get("/compte", params={"fait": "nom"})).text
    assert (await post(client, "/compte", nom="")).status_code == 422
    wrong = await post(client, "/compte/mot-de-passe", present=ANOTHER, mot_de_passe=ANOTHER, encore=ANOTHER)
    assert wrong.status_code == 422
    assert "pas votre mot de passe actuel" in wrong.text
    done = await post(client, "/compte/mot-de-passe", present=PASSWORD, mot_de_passe=ANOTHER, encore=ANOTHER)
    assert done.headers["location"] == "/compte?fait=mot-de-passe"
    assert (await client.get("/compte")).status_code == 200
    assert (await elsewhere.get("/compte")).status_code == 303


async def test_guessing_ones_password_from_an_open_session_is_held_too(site: Site) -> None:
    await somebody(site)
    client = await signed_in(site)
    for _ in range(PER_ADDRESS):
        await post(client, "/compte/mot-de-passe", present=ANOTHER, mot_de_passe=ANOTHER, encore=ANOTHER)
    held = await post(client, "/compte/mot-de-passe", present=PASSWORD, mot_de_passe=ANOTHER, encore=ANOTHER)
    assert held.status_code == 429
    assert int(held.headers["retry-after"]) > 800


async def test_a_pilote_is_led_to_its_own_objectives(site: Site) -> None:
    await somebody(site, Access.PILOTE)
    page = (await (await signed_in(site)).get("/compte")).text
    assert f"/feuille-de-route?siren={SIREN}&amp;pilote=DGS" in page
    assert "noter l'avancement de ses objectifs" in unescape(page)


async def test_who_has_no_role_any_more_is_told_whom_to_ask(site: Site) -> None:
    luc = await somebody(site)
    await site.house.roster.take(luc.id, SIREN)
    client = await signed_in(site)
    assert "Aucun rôle ne vous est donné" in (await client.get("/compte")).text
    assert (await client.get("/")).status_code == 200
