"""The tokens of an EPCI on the pages, and the audit of accesses to it."""

import re
from html import unescape

from domain.access import Access, Right
from infra.identity.accesses import AccessKind
from infra.identity.accounts import Role
from infra.identity.tokens import NewToken
from tests.web.conftest import Site, visitor
from tests.web.examples import OTHER
from tests.web.signing import ANOTHER, PASSWORD, SIREN, first, opened, post, signed_in, somebody


async def test_a_token_is_made_with_its_scopes_shown_once_and_revoked(site: Site) -> None:
    await opened(site)
    ana = await first(site)
    made = await post(
        site.client,
        "/parametres/jetons",
        usage="logiciel de la DRH",
        droits=["lecture", "avancement"],
        echeance="2199-06-30",
    )
    assert made.status_code == 200
    assert made.headers["cache-control"] == "no-store"
    secret = re.search(r"jalon_[\w-]{43}", made.text)
    assert secret is not None
    page = (await site.client.get("/parametres/jetons")).text
    assert secret[0] not in page
    assert "logiciel de la DRH" in page
    assert "30/06/2199" in page
    assert "Ana Lopez" in page
    (row,) = await site.house.tokens.every(SIREN)
    assert (row.scopes, row.created_by) == ((Right.PROGRESS, Right.READ), ana.actor_id)
    assert row.expires_at is not None
    assert row.expires_at.isoformat() == "2199-06-30T22:00:00+00:00"
    assert (await site.get("/objectives", secret[0])).status_code == 200
    done = await post(site.client, f"/parametres/jetons/{row.id}/retrait")
    assert done.headers["location"] == "/parametres/jetons?fait=retrait"
    assert (await site.get("/objectives", secret[0])).status_code == 401
    assert (await post(site.client, f"/parametres/jetons/{row.id}/retrait")).status_code == 404


async def test_a_token_that_is_badly_asked_for_is_not_made(site: Site) -> None:
    await opened(site)
    await first(site)
    for typed, said in (
        ({"usage": "", "droits": "lecture"}, "à qui sert"),
        ({"usage": "x"}, "au moins un droit"),
        ({"usage": "x", "droits": "tout"}, "au moins un droit"),
        ({"usage": "x", "droits": "lecture", "echeance": "2020-01-01"}, "un jour à venir"),
        ({"usage": "x", "droits": "lecture", "echeance": "demain"}, "lisible"),
    ):
        answer = await post(site.client, "/parametres/jetons", **typed)
        assert answer.status_code == 422
        assert said in answer.text
    assert await site.house.tokens.every(SIREN) == ()


async def test_an_administrator_of_one_epci_revokes_no_token_of_another_nor_of_the_installation(site: Site) -> None:
    await opened(site)
    await somebody(site, Access.ADMINISTRATEUR)
    client = await signed_in(site)
    other = await site.house.tokens.create("d'un autre", OTHER)
    for secret in (other, site.secret):
        id = await site.token_id(secret)
        assert (await post(client, f"/parametres/jetons/{id}/retrait")).status_code == 404
        assert await site.house.tokens.open_id(secret) is not None


async def test_each_token_is_shown_with_who_made_it(site: Site) -> None:
    await opened(site)
    ana = await first(site)
    by_ana, _ = await site.house.tokens.make(NewToken(label="paie", siren=SIREN, created_by=ana.actor_id))
    for label, by in (("cartes", f"jeton:{by_ana}"), ("agenda", "cli:token"), ("ancien", None)):
        await site.house.tokens.make(NewToken(label=label, siren=SIREN, created_by=by))
    page = unescape((await site.client.get("/parametres/jetons")).text).replace("\u00a0", " ")
    made = dict(
        re.findall(r'rowheader" scope="row">([^<]*)<.*?data-label="Créé">le [0-9/]+(?:, par )?([^<]*)<', page, re.S)
    )
    assert made == {
        "paie": "Ana Lopez",
        "cartes": "le jeton « paie »",
        "agenda": "la ligne de commande",
        "ancien": "",
    }
    assert "Il s'arrêtera si votre compte est fermé" in page


async def test_the_audit_says_who_came_in_who_was_refused_and_what_was_given(site: Site) -> None:
    await opened(site)
    await first(site)
    await somebody(site)
    await post(visitor(site.app), "/connexion", adresse="luc@epci.fr", mot_de_passe=ANOTHER)
    client = await signed_in(site)
    await post(client, "/deconnexion")
    await post(site.client, "/parametres/comptes", adresse="zoe@epci.fr", nom="Zoé Blanc", role="lecteur")
    await post(site.client, "/parametres/jetons", usage="essai", droits="lecture")
    page = unescape((await site.client.get("/parametres/acces")).text)
    said = [" ".join(cells) for cells in re.findall(r"Quoi\">([^<]*)<.*?Qui\">([^<]*)<.*?quoi\">([^<]*)<", page, re.S)]
    assert said == [
        "jeton créé Ana Lopez jeton «\u00a0essai\u00a0»",
        "rôle donné Ana Lopez Zoé Blanc",
        "compte créé Ana Lopez Zoé Blanc",
        "déconnexion Luc Martin —",
        "connexion Luc Martin —",
        "connexion refusée quelqu'un qui n'était pas connecté Luc Martin",
        "compte créé Ana Lopez —",
    ]
    only = (await site.client.get("/parametres/acces", params={"nature": "token_created"})).text
    assert only.count('role="row"') == 2
    assert "luc@epci.fr" not in page


async def test_the_audit_is_read_fifty_at_a_time(site: Site) -> None:
    await opened(site)
    await first(site)
    for number in range(120):
        await site.house.accesses.note(AccessKind.FILE_READ, "cli:essai", SIREN, f"fichier {number}")
    page, seen = (await site.client.get("/parametres/acces", params={"nature": "file_read"})).text, 0
    while older := re.search(r'href="(/parametres/acces\?[^"]*avant=[^"]*)"', page):
        seen += len(re.findall("fichier [0-9]", page))
        page = (await site.client.get(older[1].replace("&amp;", "&"))).text
        assert "Les plus récents" in page
    assert seen + len(re.findall("fichier [0-9]", page)) == 120


async def test_a_refusal_is_noted_where_it_was_asked_without_the_name_of_who_is_of_another_epci(site: Site) -> None:
    await opened(site)
    await opened(site, OTHER)
    await first(site)
    await somebody(site, Access.ADMINISTRATEUR)
    zoe, _ = await site.house.roster.invite("zoe@autre.fr", "Zoé Blanc", Role(siren=OTHER, access=Access.LECTEUR))
    await site.house.accounts.change_password(zoe.id, PASSWORD)
    stranger, luc = await signed_in(site, "zoe@autre.fr"), await signed_in(site)
    assert (await stranger.get("/journal", params={"siren": SIREN})).status_code == 403
    assert (await stranger.get("/parametres/jetons")).status_code == 403
    here = unescape((await luc.get("/parametres/acces", params={"nature": "refused"})).text)
    assert "GET /journal" in here
    assert "d'un autre EPCI" in here
    assert "Zoé" not in here
    assert "/parametres/jetons" not in here.partition("<tbody")[2]
    whole = (await site.client.get("/parametres/acces", params={"nature": "refused", "siren": OTHER})).text
    assert "Zoé Blanc" in whole
    assert "GET /parametres/jetons" in whole
