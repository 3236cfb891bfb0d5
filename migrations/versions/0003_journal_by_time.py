"""The journal in the order in which it was recorded: what its page reads, from either end."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INDEX = "ix_journal_recorded_at_stream_revision"


def upgrade() -> None:
    op.create_index(_INDEX, "journal", ["recorded_at", "stream", "revision"])


def downgrade() -> None:
    op.drop_index(_INDEX, table_name="journal")
