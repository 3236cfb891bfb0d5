"""Every page, by its router; `web.app` calls `install` once."""

from fastapi import APIRouter, FastAPI

from web import assets
from web.pages import (
    accesses,
    account,
    account_change,
    accounts,
    actor,
    actors,
    consultation,
    consultation_commune,
    consultations,
    contacts,
    documents,
    duties,
    evaluation,
    evaluations,
    exporting,
    first_account,
    home,
    importing,
    journal,
    live,
    mailbox,
    notices,
    notices_ask,
    objective,
    opening,
    opening_next,
    password,
    roadmap,
    settings,
    settings_reminders,
    signin,
    simulation,
    tokens,
)
from web.pages.scope import ShownInstead, shown_instead

_ROUTERS: tuple[APIRouter, ...] = (
    assets.router,
    signin.router,
    password.router,
    first_account.router,
    account.router,
    accounts.router,
    account_change.router,
    tokens.router,
    accesses.router,
    home.router,
    live.router,
    objective.router,
    roadmap.router,
    consultations.router,
    consultation.router,
    consultation_commune.router,
    simulation.router,
    documents.router,
    exporting.router,
    importing.router,
    journal.router,
    notices.router,
    notices_ask.router,
    duties.router,
    opening_next.router,
    opening.router,
    settings.router,
    settings_reminders.router,
    actors.router,
    actor.router,
    contacts.router,
    evaluations.router,
    evaluation.router,
    mailbox.router,
)


def install(app: FastAPI) -> None:
    """Adds the pages, what they load under `/static`, and what is shown when a page cannot choose an EPCI."""
    for router in _ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.add_exception_handler(ShownInstead, shown_instead)
