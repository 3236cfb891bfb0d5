"""How it shows that the database is away, or too busy to answer in time."""

from typing import Final

import psycopg
import sqlalchemy.exc

AWAY: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.InterfaceError,
    sqlalchemy.exc.TimeoutError,
    TimeoutError,
)
