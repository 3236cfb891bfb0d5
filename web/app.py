"""The application: pages, API and health behind one guard."""

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import Receive, Scope, Send

from web import api, errors, health
from web.acts import routes as acts
from web.compression import Compression
from web.guard import Guard, protected
from web.house import WebHouse
from web.pages import routes as pages
from web.visitors import routes as visitors


class Web(FastAPI):
    """FastAPI, whose every answer bears the headers that protect, that of a crash included."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, protected(scope, send))


def create_app(house: WebHouse) -> FastAPI:
    """The application on an open house, which is closed after it."""
    app = Web(
        title="Jalon",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        # It would redirect to whatever host the request names.
        redirect_slashes=False,
        middleware=[Middleware(Guard), Middleware(Compression)],
        # Our logs say what happens; spans and their exporters would also see what is asked.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.house = house
    errors.install(app)
    app.include_router(health.router)
    api.install(app)
    pages.install(app)
    app.include_router(acts.router, include_in_schema=False)
    visitors.install(app)
    return app
