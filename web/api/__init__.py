"""The API, version 1, under `/api/v1`."""

from fastapi import FastAPI

from web.api import commands, consultations, forecast, journal, notices, objectives, openapi, simulations

__all__ = ["install"]

PREFIX = "/api/v1"


def install(app: FastAPI) -> None:
    """Adds the API to `app`, and its description at `/api/v1/openapi.json`."""
    for each in (commands, objectives, consultations, notices, forecast, journal, simulations):
        app.include_router(each.router, prefix=PREFIX)
    openapi.install(app, f"{PREFIX}/openapi.json")
