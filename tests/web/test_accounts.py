"""The accounts of an EPCI: invited, given a role, taken one away, disabled, erased."""

import re
from html import unescape

import pytest

from domain.access import Access, Right
from infra.identity.accounts import Role
from infra.identity.tokens import NewToken
from tests.web.conftest import Site, visitor
from tests.web.examples import OTHER
from tests.web.signing import ANOTHER, PASSWORD, SIREN, drawn, first, opened, post, signed_in, somebody


async def test_an_administrator_invites_somebody_who_receives_a_link(site: Site) -> None:
    await opened(site)
    await first(site)
    answer = await post(
        site.client, "/parametres/comptes", adresse="zoe@epci.fr", nom="Zoé Blanc", role="coordinateur", portee="ici"
    )
    assert answer.headers["location"] == "/parametres/comptes?fait=invite"
    page = (await site.client.get("/parametres/comptes", params={"fait": "invite"})).text
    assert "Zoé Blanc" in page
    assert "invitation en route" in page
    secret = await drawn(site)
    assert "invité" in (await site.client.get("/parametres/comptes")).text
    zoe = visitor(site.app)
    assert "Votre compte est prêt" in (await zoe.get(f"/mot-de-passe/{secret}")).text
    await post(zoe, f"/mot-de-passe/{secret}", mot_de_passe=ANOTHER, encore=ANOTHER)
    assert (await zoe.get("/")).status_code == 200
    assert (await zoe.get("/parametres/comptes")).status_code == 403


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"adresse": "zoe"}, "Écrivez une adresse"),
        ({"nom": ""}, "Écrivez un nom"),
        ({"role": ""}, "Choisissez un rôle"),
        ({"role": "roi"}, "Choisissez un rôle"),
        ({"role": "pilote", "fonction": "inconnue"}, "Choisissez la fonction"),
    ],
)
async def test_an_invitation_that_is_badly_written_invites_nobody(site: Site, typed: dict[str, str], said: str) -> None:
    await opened(site)
    await first(site)
    answer = await post(
        site.client, "/parametres/comptes", **{"adresse": "z@e.fr", "nom": "Zoé", "role": "lecteur", **typed}
    )
    assert answer.status_code == 422
    assert said in answer.text
    assert len(await site.house.accounts.every()) == 1


async def test_an_administrator_of_one_epci_sees_and_gives_roles_there_alone(site: Site) -> None:
    await opened(site)
    await opened(site, OTHER)
    ana = await first(site)
    await somebody(site, Access.ADMINISTRATEUR)
    zoe, _ = await site.house.roster.invite("zoe@autre.fr", "Zoé", Role(siren=OTHER, access=Access.LECTEUR))
    client = await signed_in(site)
    page = (await client.get("/parametres/comptes")).text
    assert "Zoé" not in page
    assert "Ana Lopez" not in page
    for other in (zoe, ana):
        assert (await client.get(f"/parametres/comptes/{other.id}")).status_code == 404
        for act in ("role", "retrait", "invitation", "fermeture", "effacement"):
            assert (await post(client, f"/parametres/comptes/{other.id}/{act}", role="lecteur")).status_code in (
                403,
                404,
            )
    # « partout » from who may not is « ici ».
    await post(client, "/parametres/comptes", adresse="zoe@autre.fr", nom="Z", role="lecteur", portee="partout")
    roles = (await site.house.accounts.known(zoe.id)).roles
    assert {(role.siren, role.access) for role in roles} == {(OTHER, "lecteur"), (SIREN, "lecteur")}
    own = f"/parametres/comptes/{zoe.id}"
    assert (await post(client, f"{own}/role", role="coordinateur")).headers["location"] == f"{own}?fait=role"
    assert (await post(client, f"{own}/retrait")).headers["location"] == "/parametres/comptes?fait=retrait"
    assert (await site.house.accounts.known(zoe.id)).roles == (Role(siren=OTHER, access=Access.LECTEUR),)


async def test_nobody_changes_their_own_role_nor_disables_the_last_administrator(site: Site) -> None:
    await opened(site)
    ana = await first(site)
    own = f"/parametres/comptes/{ana.id}"
    assert "votre compte" in (await site.client.get(own)).text
    for act, typed in (("role", {"role": "lecteur", "portee": "partout"}), ("retrait", {"portee": "partout"})):
        answer = await post(site.client, f"{own}/{act}", **typed)
        assert answer.status_code == 422
        assert "votre propre rôle" in answer.text
    refused = await post(site.client, f"{own}/fermeture")
    assert refused.status_code == 409
    assert "le dernier à administrer" in refused.text
    assert (await post(site.client, f"{own}/effacement", confirmer="oui")).status_code == 409
    assert (await site.house.accounts.known(ana.id)).actor.may_administer_all()


async def test_an_account_is_disabled_opened_again_and_erased_once_confirmed(site: Site) -> None:
    await opened(site)
    await first(site)
    luc = await somebody(site)
    client, path = await signed_in(site), f"/parametres/comptes/{luc.id}"
    assert (await post(site.client, f"{path}/fermeture")).status_code == 303
    assert (await client.get("/")).status_code == 303
    assert "Désactivé le" in (await site.client.get(path)).text
    assert (await post(site.client, f"{path}/reouverture")).status_code == 303
    assert (await post(site.client, f"{path}/effacement")).status_code == 422
    answer = await post(site.client, f"{path}/effacement", confirmer="oui")
    assert answer.headers["location"] == "/parametres/comptes?fait=effacement"
    assert "Luc Martin" not in (await site.client.get("/parametres/comptes")).text
    assert (await site.client.get(path)).status_code == 404


async def test_an_invitation_is_sent_again_until_a_password_is_chosen(site: Site) -> None:
    await opened(site)
    await first(site)
    zoe, _ = await site.house.roster.invite("zoe@epci.fr", "Zoé", Role(siren=SIREN, access=Access.LECTEUR))
    path = f"/parametres/comptes/{zoe.id}"
    assert "aucun lien" in (await site.client.get(path)).text
    assert (await post(site.client, f"{path}/invitation")).headers["location"].endswith("fait=invitation")
    assert (await post(site.client, f"{path}/invitation")).headers["location"].endswith("fait=trop")
    (waiting,) = await site.house.password_links.waiting()
    await site.house.password_links.refuse(waiting.id, "5.1.1")
    assert "5.1.1" in (await site.client.get(path)).text
    assert "courriel refusé" in (await site.client.get("/parametres/comptes")).text
    await site.house.accounts.change_password(zoe.id, PASSWORD)
    assert (await post(site.client, f"{path}/invitation")).status_code == 409


async def test_a_token_that_only_administers_gives_no_role_that_does_more(site: Site) -> None:
    await opened(site)
    secret = await site.house.tokens.create("comptes", SIREN, [Right.READ, Right.ADMINISTER])
    client = visitor(site.app)
    await post(client, "/connexion", jeton=secret)
    for role, status in (("administrateur", 422), ("coordinateur", 422), ("lecteur", 303)):
        answer = await post(client, "/parametres/comptes", adresse="z@e.fr", nom="Zoé", role=role)
        assert (role, answer.status_code) == (role, status)


async def test_the_page_says_which_tokens_stop_before_an_account_is_closed_and_they_do_at_once(site: Site) -> None:
    await opened(site)
    await opened(site, OTHER)
    await first(site)
    luc = await somebody(site, Access.ADMINISTRATEUR)
    client, path = await signed_in(site), f"/parametres/comptes/{luc.id}"
    assert "Jetons créés" not in (await site.client.get(path, params={"siren": SIREN})).text
    made = await post(client, "/parametres/jetons", usage="paie", droits=["lecture", "avancement"])
    secret = found(r"jalon_[\w-]{43}", made.text)
    assert (await site.get("/objectives", secret, siren=SIREN)).status_code == 200
    page = plain((await site.client.get(path, params={"siren": SIREN})).text)
    assert "« paie » : avancement et lecture ; CC de la Tenarèze" in page
    assert page.count("Ce jeton s'arrêtera aussi : « paie »") == 2, "by its role, by its account"
    assert "Sous un autre rôle qu'« administrateur », ce jeton s'arrêtera : « paie »" in page
    closed = await post(site.client, f"{path}/fermeture?siren={SIREN}")
    assert closed.headers["location"].endswith("fait=fermeture")
    assert "ses jetons retirés" in (await site.client.get(closed.headers["location"])).text
    assert (await site.get("/objectives", secret, siren=SIREN)).status_code == 401
    told = plain((await site.client.get("/parametres/acces", params={"siren": SIREN})).text)
    assert "Ana Lopez" in told.partition("<tbody")[2].partition("jeton retiré")[2].partition("</tr>")[0]
    assert "jeton « paie »" in told


async def test_an_account_keeps_its_tokens_where_it_still_administers(site: Site) -> None:
    await opened(site)
    await opened(site, OTHER)
    await first(site)
    luc = await somebody(site, Access.ADMINISTRATEUR)
    await site.house.roster.give(luc.id, Role(siren=OTHER, access=Access.ADMINISTRATEUR))
    client = await signed_in(site)
    for siren, usage in ((SIREN, "paie"), (OTHER, "cartes")):
        await post(client, f"/parametres/jetons?siren={siren}", usage=usage, droits="lecture")
    page = plain((await site.client.get(f"/parametres/comptes/{luc.id}", params={"siren": OTHER})).text)
    assert "Ce jeton s'arrêtera aussi : « cartes »" in page
    assert "Ces jetons s'arrêteront aussi : « paie », « cartes »" in page, "with the account"
    await post(site.client, f"/parametres/comptes/{luc.id}/retrait?siren={OTHER}")
    states = {row.label: row.revoked_at is None for row in await site.house.tokens.every()}
    assert (states["paie"], states["cartes"]) == (True, False)


async def test_who_administers_one_epci_sees_of_an_account_the_tokens_of_that_one(site: Site) -> None:
    await opened(site)
    await opened(site, OTHER)
    luc = await somebody(site, Access.ADMINISTRATEUR)
    zoe, _ = await site.house.roster.invite("zoe@epci.fr", "Zoé", Role(siren=SIREN, access=Access.ADMINISTRATEUR))
    await site.house.roster.give(zoe.id, Role(siren=OTHER, access=Access.ADMINISTRATEUR))
    for siren, usage in ((SIREN, "paie"), (OTHER, "cartes")):
        await site.house.tokens.make(NewToken(label=usage, siren=siren, created_by=zoe.actor_id))
    page = (await (await signed_in(site)).get(f"/parametres/comptes/{zoe.id}")).text
    assert "paie" in page
    assert "cartes" not in page
    assert luc.id != zoe.id


async def test_a_token_takes_no_role_from_the_last_who_administers_the_epci(site: Site) -> None:
    await opened(site)
    luc = await somebody(site, Access.ADMINISTRATEUR)
    client = visitor(site.app)
    await post(client, "/connexion", jeton=await site.house.tokens.create("comptes", SIREN))
    path = f"/parametres/comptes/{luc.id}"
    for act, typed in (("retrait", {"portee": "ici"}), ("role", {"role": "lecteur", "portee": "ici"})):
        refused = await post(client, f"{path}/{act}", **typed)
        assert refused.status_code == 409
        assert "le dernier à administrer CC de la Tenarèze" in plain(refused.text)
        assert "donnez d'abord ce rôle à quelqu'un d'autre" in plain(refused.text)
    lowered = await post(client, "/parametres/comptes", adresse="luc@epci.fr", nom="Luc", role="lecteur")
    assert lowered.status_code == 409
    assert (await site.house.accounts.known(luc.id)).roles == (Role(siren=SIREN, access=Access.ADMINISTRATEUR),)


async def test_nobody_changes_their_own_role_by_inviting_themselves(site: Site) -> None:
    await opened(site)
    ana = await first(site)
    answer = await post(site.client, "/parametres/comptes", adresse="ANA@epci.fr", nom="Ana", role="lecteur")
    assert answer.status_code == 422
    assert "votre propre rôle" in answer.text
    assert (await site.house.accounts.known(ana.id)).roles == (Role(access=Access.ADMINISTRATEUR),)


def found(pattern: str, text: str) -> str:
    """What the text has of the pattern."""
    there = re.search(pattern, text)
    assert there is not None
    return there[0]


def plain(html: str) -> str:
    """The page with its characters as one reads them, and ordinary spaces."""
    return " ".join(unescape(html).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())
