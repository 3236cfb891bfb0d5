"""Whether the web answers."""

import asyncio
from typing import Final

from infra.embedded.errors import ServerUnavailable
from infra.embedded.ports import LOOPBACK
from infra.supervision.part import Child

_START_S: Final = 60.0
_LOOK_S: Final = 0.05
_ASK: Final = b"GET /sante HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


async def until_served(web: Child, port: int) -> None:
    """Returns once the web answers on its port. Raises `ServerUnavailable` when it ends, or is mute for a minute."""
    asking = asyncio.create_task(_answers(port))
    try:
        async with asyncio.timeout(_START_S):
            while not asking.done() and not web.ended():
                await asyncio.wait([asking], timeout=_LOOK_S)
    except TimeoutError:
        pass
    finally:
        asking.cancel()
    if not asking.done() or not asking.result():
        raise ServerUnavailable(f"Le serveur des pages n'a pas démarré : {web.log} dit pourquoi.")


async def _answers(port: int) -> bool:
    """Whether it answers well. The port has been open from the beginning: the answer comes when the web does."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.write(_ASK)
    try:
        return (await reader.readline()).split()[1:2] == [b"200"]
    finally:
        writer.close()
