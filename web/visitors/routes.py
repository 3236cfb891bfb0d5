"""Every page that is opened by a link."""

from typing import Final

from fastapi import APIRouter, FastAPI

from web.visitors import communes, councils, depositing, feeds, pilotes, preferences, receipts

_ROUTERS: Final[tuple[APIRouter, ...]] = (
    preferences.router,
    communes.router,
    depositing.router,
    receipts.router,
    councils.router,
    pilotes.router,
    feeds.router,
)


def install(app: FastAPI) -> None:
    """Adds the pages. It expects `web.pages` to be installed too: they share its style sheet and its errors."""
    for router in _ROUTERS:
        app.include_router(router, include_in_schema=False)
