"""How Alembic meets the database: one connection, one transaction, one migrating process at a time."""

from alembic import context
from sqlalchemy import NullPool, create_engine, text

from infra import account_tables, link_tables

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('migrations', 0))")


# All on one: a module that was not read would have its tables dropped.
_TABLES = link_tables.metadata
assert account_tables.metadata is _TABLES


def run() -> None:
    """Runs what is asked of Alembic on the database whose URL `infra.database` put in the configuration."""
    door = create_engine(context.config.attributes["url"], poolclass=NullPool)
    with door.connect() as connection:
        context.configure(connection=connection, target_metadata=_TABLES, compare_server_default=True)
        with context.begin_transaction():
            connection.execute(_ONE_AT_A_TIME)
            context.run_migrations()


run()
