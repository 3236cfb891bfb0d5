"""The API, version 1, under `/api/v1`."""

from fastapi import APIRouter, FastAPI

from web.api import (
    accesses,
    accounts,
    commands,
    consultations,
    contacts,
    dashboard,
    documents,
    epcis,
    evaluations,
    events,
    forecast,
    journal,
    mandates,
    notices,
    objectives,
    openapi,
    roadmap,
    simulations,
)

__all__ = ["install"]

PREFIX = "/api/v1"

_ROUTERS: tuple[APIRouter, ...] = (
    commands.router,
    dashboard.router,
    objectives.router,
    roadmap.router,
    consultations.router,
    documents.router,
    mandates.router,
    evaluations.router,
    contacts.router,
    notices.router,
    forecast.router,
    journal.router,
    events.router,
    simulations.router,
    epcis.router,
    accesses.router,
    accounts.router,
    openapi.router,
)


def install(app: FastAPI) -> None:
    """Adds the API to `app`, and its description at `/api/v1/openapi.json`."""
    for router in _ROUTERS:
        app.include_router(router, prefix=PREFIX)
