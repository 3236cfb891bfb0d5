"""The marks that stand in the audit for a host and for an address that was typed: the same host has the same mark, and
nobody finds a host again by trying all of them.

They are made with a key of the installation, drawn at first use. It is in a table of its own, so that backups may leave
it out: another is then drawn, and what was counted until then counts no more.
"""

import secrets
from hashlib import sha256
from hmac import digest
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base import Value
from infra.identity.account_tables import audit_key
from infra.identity.addresses import folded

#: What is one machine, or one house, among IPv6 addresses, in bits.
_IPV6: Final = 64


class Marks(Value):
    """Makes marks of 32 bytes with the key."""

    key: bytes = Field(repr=False)

    def host(self, host: str) -> bytes:
        """The mark of a host: of IPv6, that of its network, since one machine has addresses without number there."""
        return self._mark(f"host/{_machine(host)}")

    def address(self, address: str) -> bytes:
        """The mark of a mail address, the same however its letters are written."""
        return self._mark(f"address/{folded(address)}")

    def _mark(self, text: str) -> bytes:
        return digest(self.key, text.encode(), sha256)


async def marks(connection: AsyncConnection) -> Marks:
    """What makes the marks of the installation."""
    wanted = select(audit_key.c.key)
    key = await connection.scalar(wanted)
    if key is None:
        drawn = insert(audit_key).values(key=secrets.token_bytes(32))
        await connection.execute(drawn.on_conflict_do_nothing())
        # That of who drew first.
        key = (await connection.execute(wanted)).scalar_one()
    return Marks(key=key)


def _machine(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or ip_network((address, _IPV6), strict=False).network_address
    return str(address)
