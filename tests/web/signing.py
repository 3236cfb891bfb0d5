"""People who sign in on the pages, for the tests of what they then do."""

from datetime import date

import httpx2

from domain.access import Access
from domain.mandate.commands import OpenMandate, mandate_id
from domain.planned import parse_planned
from infra.identity.accounts import Account, Role
from infra.territories import load_epci
from tests.web.conftest import Site, visitor

SIREN = "243200417"
PASSWORD, ANOTHER = "trois chats gris et un fleuve", "deux ponts et sept moulins"
FIRST = {"nom": "Ana Lopez", "adresse": "Ana@epci.fr", "mot_de_passe": PASSWORD, "encore": PASSWORD}


async def post(client: httpx2.AsyncClient, path: str, /, **data: str | list[str]) -> httpx2.Response:
    return await client.post(path, data=data, headers={"Origin": str(client.base_url).rstrip("/")})


async def first(site: Site) -> Account:
    """The administrator of the installation, signed in on the client of the site."""
    answer = await post(site.client, "/premiers-pas", jeton=site.secret, **FIRST)
    assert answer.status_code == 303
    account = await site.house.accounts.with_address("ana@epci.fr")
    assert account is not None
    return account


async def somebody(site: Site, access: Access = Access.COORDINATEUR, siren: str | None = SIREN) -> Account:
    """Luc, who has a role and a password."""
    role = Role(siren=siren, access=access, function="DGS" if access is Access.PILOTE else "")
    account, _ = await site.house.roster.invite("luc@epci.fr", "Luc Martin", role)
    await site.house.accounts.change_password(account.id, PASSWORD)
    return account


async def signed_in(site: Site, address: str = "luc@epci.fr", password: str = PASSWORD) -> httpx2.AsyncClient:
    """A browser of its own, signed in."""
    client = visitor(site.app)
    answer = await post(client, "/connexion", adresse=address, mot_de_passe=password)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return client


async def opened(site: Site, siren: str = SIREN) -> None:
    """Somebody opened the EPCI."""
    epci = load_epci(siren)
    opening = OpenMandate(
        siren=siren,
        epci_name=epci.name,
        nature=epci.nature,
        place=epci.place,
        year=2026,
        renewal=date(2026, 3, 22),
        second_round=True,
        end=parse_planned("2032-03"),
    )
    await site.tell(mandate_id(siren, 2026), "2026-04-20", opening)


async def drawn(site: Site) -> str:
    """What the mail of the only link that waits would bear."""
    (waiting,) = await site.house.password_links.waiting()
    secret = await site.house.password_links.draw(waiting.id)
    assert secret is not None
    await site.house.password_links.sent(waiting.id)
    return secret
