"""Signing in on the pages: the first account, an address and a password, a cookie, a token."""

import re

import pytest

from domain.access import Access, Right
from infra.identity.accounts import Role
from infra.identity.throttle import PER_ADDRESS, PER_HOST
from tests.web.conftest import Site, visitor
from tests.web.signing import ANOTHER, FIRST, PASSWORD, SIREN, drawn, opened, post, signed_in, somebody

TWELVE_HOURS = 12 * 60 * 60


async def test_the_first_account_is_made_once_by_who_holds_the_token_of_the_installation(site: Site) -> None:
    assert "Premier démarrage" in (await site.client.get("/connexion")).text
    assert "Jeton de l" in (await site.client.get("/premiers-pas")).text
    answer = await post(site.client, "/premiers-pas", jeton=site.secret, **FIRST)
    assert (answer.status_code, answer.headers["location"]) == (303, "/ouvrir")
    assert "Ana Lopez" in (await site.client.get("/compte")).text
    again = await post(visitor(site.app), "/premiers-pas", jeton=site.secret, **FIRST)
    assert again.status_code == 409
    assert "déjà installé" in again.text
    assert "déjà installé" in (await site.client.get("/premiers-pas")).text
    assert "Premier démarrage" not in (await site.client.get("/connexion")).text


async def test_where_an_epci_is_open_the_first_account_goes_on_to_the_dashboard(site: Site) -> None:
    await opened(site)
    answer = await post(site.client, "/premiers-pas", jeton=site.secret, **FIRST)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"jeton": ""}, "Collez le jeton"),
        ({"jeton": "jalon_inconnu"}, "inconnu"),
        ({"nom": " "}, "Écrivez un nom"),
        ({"adresse": "ana"}, "Écrivez une adresse"),
        ({"mot_de_passe": "court", "encore": "court"}, "trop court"),
        ({"mot_de_passe": "motdepasse1234", "encore": "motdepasse1234"}, "trop répandu"),
        ({"encore": ANOTHER}, "pas les mêmes"),
    ],
)
async def test_a_first_account_that_is_badly_asked_for_is_not_made(
    site: Site, typed: dict[str, str], said: str
) -> None:
    answer = await post(site.client, "/premiers-pas", **{"jeton": site.secret, **FIRST, **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Ana Lopez"' in answer.text or "nom" in typed
    assert PASSWORD not in answer.text
    assert site.secret not in answer.text
    assert not await site.house.accounts.any()


async def test_the_token_of_one_epci_or_of_few_rights_makes_no_first_account(site: Site) -> None:
    for secret in (
        await site.house.tokens.create("logiciel", SIREN),
        await site.house.tokens.create("lecture", None, [Right.READ, Right.COORDINATE]),
        await site.house.tokens.create("comptes", None, [Right.ADMINISTER]),
    ):
        assert (await post(site.client, "/premiers-pas", jeton=secret, **FIRST)).status_code == 422
    assert not await site.house.accounts.any()


async def test_who_has_an_account_signs_in_and_goes_where_they_were_going(site: Site) -> None:
    await somebody(site)
    client = visitor(site.app)
    answer = await post(client, "/connexion", adresse="LUC@epci.fr", mot_de_passe=PASSWORD, suite="/journal?siren=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/journal?siren=1")
    away = await post(client, "/connexion", adresse="luc@epci.fr", mot_de_passe=PASSWORD, suite="//evil.example/")
    assert away.headers["location"] == "/"
    page = await client.get("/connexion", params={"suite": "/journal"})
    assert "déjà connecté" in page.text
    assert "Luc Martin" in page.text


async def test_a_wrong_pair_says_the_same_whether_there_is_an_account_or_not(site: Site) -> None:
    await somebody(site)
    said = set()
    for address, password in (("luc@epci.fr", ANOTHER), ("personne@epci.fr", PASSWORD), ("pas une adresse", PASSWORD)):
        answer = await post(site.client, "/connexion", adresse=address, mot_de_passe=password)
        assert answer.status_code == 422
        assert password not in answer.text
        said.add(answer.text.replace(address, "…"))
    assert len(said) == 1
    assert "ne vont pas ensemble" in said.pop()
    for typed in ({"adresse": "luc@epci.fr"}, {"mot_de_passe": PASSWORD}, {}):
        assert (await post(site.client, "/connexion", **typed)).status_code == 422


async def test_after_five_wrong_passwords_even_the_right_one_waits_and_the_page_says_how_long(site: Site) -> None:
    await somebody(site)
    for _ in range(PER_ADDRESS):
        answer = await post(site.client, "/connexion", adresse="luc@epci.fr", mot_de_passe=ANOTHER)
        assert answer.status_code == 422
    held = await post(site.client, "/connexion", adresse="Luc@EPCI.fr", mot_de_passe=PASSWORD)
    assert held.status_code == 429
    assert 800 < int(held.headers["retry-after"]) <= 900
    assert "attendez 15" in held.text.replace("\u00a0", " ")
    assert "demandez un lien par courriel" in held.text
    # Nobody else waits, nor Luc elsewhere, and a link lets him in at once.
    elsewhere = visitor(site.app, whence="198.51.100.7")
    right = await post(elsewhere, "/connexion", adresse="luc@epci.fr", mot_de_passe=PASSWORD)
    assert right.status_code == 303
    assert (await post(site.client, "/mot-de-passe-oublie", adresse="luc@epci.fr")).status_code == 200
    chosen = await post(site.client, f"/mot-de-passe/{await drawn(site)}", mot_de_passe=ANOTHER, encore=ANOTHER)
    assert chosen.status_code == 303
    assert (await post(site.client, "/connexion", adresse="luc@epci.fr", mot_de_passe=ANOTHER)).status_code == 303
    await site.house.roster.invite("zoe@epci.fr", "Zoé", Role(siren=SIREN, access=Access.LECTEUR))
    other = await post(site.client, "/connexion", adresse="zoe@epci.fr", mot_de_passe=PASSWORD)
    assert other.status_code == 422


async def test_a_machine_that_is_held_is_told_for_how_long_wherever_it_tries_and_no_way_that_is_closed(
    site: Site,
) -> None:
    for number in range(PER_HOST):
        await site.house.throttle.begin("192.0.2.9", f"a{number}@epci.fr")
    client = visitor(site.app, whence="192.0.2.9")
    for path, typed in (
        ("/connexion", {"adresse": "luc@epci.fr", "mot_de_passe": PASSWORD}),
        ("/connexion", {"jeton": site.secret}),
        ("/mot-de-passe-oublie", {"adresse": "luc@epci.fr"}),
        ("/premiers-pas", {"jeton": site.secret, **FIRST}),
    ):
        held = await post(client, path, **typed)
        assert held.status_code == 429
        assert 800 < int(held.headers["retry-after"]) <= 900
        assert "demandez un lien par courriel" not in held.text


async def test_each_sign_in_is_a_new_session_and_the_former_one_ends(site: Site) -> None:
    await somebody(site)
    client = visitor(site.app)
    client.cookies.set("jalon", "choisi par un autre", domain="jalon.test")
    await post(client, "/connexion", adresse="luc@epci.fr", mot_de_passe=PASSWORD)
    former = client.cookies["jalon"]
    assert former != "choisi par un autre"
    await post(client, "/connexion", adresse="luc@epci.fr", mot_de_passe=PASSWORD)
    assert client.cookies["jalon"] != former
    assert await site.house.sessions.find(former) is None


@pytest.mark.parametrize(("host", "name"), [("http://jalon.test", "jalon"), ("https://jalon.test", "__Host-jalon")])
async def test_the_cookie_is_for_this_host_and_for_no_script(site: Site, host: str, name: str) -> None:
    await somebody(site)
    answer = await post(visitor(site.app, host), "/connexion", adresse="luc@epci.fr", mot_de_passe=PASSWORD)
    cookie = answer.headers["set-cookie"]
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert cookie.startswith(f"{name}=")
    assert {"httponly", "samesite=lax", "path=/", f"max-age={TWELVE_HOURS}"} <= flags
    assert ("secure" in flags) is host.startswith("https")
    assert not any(flag.startswith("domain") for flag in flags)


async def test_a_cookie_that_is_replayed_after_it_ended_opens_nothing(site: Site) -> None:
    account = await somebody(site)
    for ending in ("out", "everywhere", "password", "disabled", "token"):
        client = await signed_in(site)
        if ending == "token":
            client = visitor(site.app)
            secret = await site.house.tokens.create("essai", SIREN)
            await post(client, "/connexion", jeton=secret)
            await site.house.tokens.revoke(await site.token_id(secret))
        cookie = client.cookies["jalon"]
        match ending:
            case "out":
                assert (await post(client, "/deconnexion")).headers["location"] == "/connexion?sortie=1"
            case "everywhere":
                assert (await post(client, "/compte/deconnexions")).status_code == 303
                assert (await client.get("/compte")).status_code == 200, "who asked stays"
            case "password":
                await site.house.accounts.change_password(account.id, PASSWORD)
            case "disabled":
                await site.house.roster.disable(account.id)
                await site.house.roster.enable(account.id)
        replayed = await visitor(site.app).get("/compte", headers={"Cookie": f"jalon={cookie}"})
        assert (ending, replayed.status_code) == (ending, 303)


async def test_a_token_still_opens_the_pages_and_a_wrong_one_says_so(site: Site) -> None:
    await somebody(site)
    wrong = await post(site.client, "/connexion", jeton="jalon_inconnu")
    assert wrong.status_code == 422
    assert "inconnu, échu ou révoqué" in wrong.text
    assert re.search(r"<details[^>]* open", wrong.text)
    right = await post(site.client, "/connexion", jeton=f" {site.secret} ", suite="/compte")
    assert right.headers["location"] == "/compte"
    page = (await site.client.get("/compte")).text
    assert "venu avec un jeton" in page
    assert (await post(site.client, "/compte", nom="Un nom")).status_code == 403
