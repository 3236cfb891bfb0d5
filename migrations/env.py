"""How Alembic meets the database: one connection, one transaction, one migrating process at a time."""

from alembic import context
from sqlalchemy import NullPool, create_engine, text

from infra.identity.account_tables import accounts
from infra.link_tables import links
from infra.tables import metadata

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('migrations', 0))")


# All on one, each in its module: one that was not read would have its tables dropped.
assert {links.metadata, accounts.metadata} == {metadata}


def run() -> None:
    """Runs what is asked of Alembic on the database whose URL `infra.database` put in the configuration."""
    door = create_engine(context.config.attributes["url"], poolclass=NullPool)
    with door.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
        with context.begin_transaction():
            connection.execute(_ONE_AT_A_TIME)
            context.run_migrations()


run()
