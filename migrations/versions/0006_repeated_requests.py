"""What was asked by the API under a key, commands apart; what is invented, told apart in each stream."""

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
ALTER TABLE streams ADD COLUMN synthetic BOOLEAN GENERATED ALWAYS AS ((snapshot ->> 'synthetic')::boolean) STORED;
CREATE INDEX ix_streams_synthetic ON streams (siren) WHERE synthetic;
"""

_DOWN = """
DROP INDEX ix_streams_synthetic;
ALTER TABLE streams DROP COLUMN synthetic;
DROP TABLE repeats;
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute(_DOWN)
