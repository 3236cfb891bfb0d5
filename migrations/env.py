"""How Alembic meets the database: one connection, one transaction, one migrating process at a time."""

from alembic import context
from sqlalchemy import NullPool, create_engine, text

from infra.link_tables import links

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('migrations', 0))")


def run() -> None:
    """Runs what is asked of Alembic on the database whose URL `infra.database` put in the configuration."""
    door = create_engine(context.config.attributes["url"], poolclass=NullPool)
    with door.connect() as connection:
        context.configure(connection=connection, target_metadata=links.metadata, compare_server_default=True)
        with context.begin_transaction():
            connection.execute(_ONE_AT_A_TIME)
            context.run_migrations()


run()
