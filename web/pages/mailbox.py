"""The letters of a machine without a relay: who tries Jalon reads what a mairie would have received, and follows it."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from domain.calendar import METROPOLE
from domain.french import local_time
from infra.mailbox import Mailbox
from web.auth import Reader
from web.house import house_of
from web.pages.rendering import page
from web.problems import Problem

router = APIRouter()

_MOST: Final = 100

#: What a letter writes as an address, without the stop that may end its sentence.
_ADDRESS: Final = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)]")


async def _mailbox(request: Request, actor: Reader) -> Mailbox:
    """The letters kept here. Raises `Problem` 404 where mail really leaves, 403 to who may see one EPCI alone."""
    mailbox = house_of(request).mailbox
    if mailbox is None:
        raise Problem(404, "Ici, les courriels partent vraiment : il n'y a pas de boîte à lire.")
    if not actor.may_administer_all():
        raise Problem(403, "Ces courriels sont ceux de tous les EPCI : seul qui administre tout les lit.")
    return mailbox


Kept = Annotated[Mailbox, Depends(_mailbox)]


@router.get("/courriels")
async def letters(request: Request, actor: Reader, mailbox: Kept) -> Response:
    """The last letters, the last one first."""
    latest = await mailbox.latest(_MOST)
    lines = [(letter, local_time(letter.at, METROPOLE.tz)) for letter in latest]
    return page(request, "mailbox.html", {"actor": actor, "lines": lines, "most": _MOST})


@router.get("/courriels/{id}")
async def letter(request: Request, actor: Reader, mailbox: Kept, id: str) -> Response:
    """One letter, as its text says it, its addresses made into links. Raises `Problem` 404."""
    found = await mailbox.letter(id)
    if found is None:
        raise Problem(404, "Ce courriel n'existe pas, ou plus.")
    lines = [_parts(line) for line in found.text.splitlines()]
    facts = {"actor": actor, "letter": found, "at": local_time(found.at, METROPOLE.tz), "lines": lines}
    return page(request, "mailbox_letter.html", facts)


def _parts(line: str) -> list[tuple[str, bool]]:
    """The line cut into what is an address and what is not."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(line):
        parts += [(line[end : found.start()], False), (found[0], True)]
        end = found.end()
    return [*parts, (line[end:], False)]
