"""What was asked by the API under a key, commands apart."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_UP = """
CREATE TABLE repeats (
    id UUID NOT NULL,
    digest BYTEA NOT NULL,
    result TEXT,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_repeats PRIMARY KEY (id)
);
CREATE INDEX ix_repeats_at ON repeats (at);
"""

_DOWN = "DROP TABLE repeats;"


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute(_DOWN)
