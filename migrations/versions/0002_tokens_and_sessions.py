"""The tokens of the API, the sessions of the pages."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_API_TOKENS = """
CREATE TABLE api_tokens (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pk_api_tokens PRIMARY KEY,
    digest bytea NOT NULL,
    label text NOT NULL,
    siren text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz
);
CREATE UNIQUE INDEX ix_api_tokens_digest ON api_tokens (digest);
"""

_SESSIONS = """
CREATE TABLE sessions (
    digest bytea NOT NULL CONSTRAINT pk_sessions PRIMARY KEY,
    token uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL
);
"""


def upgrade() -> None:
    for table in (_API_TOKENS, _SESSIONS):
        op.execute(table)


def downgrade() -> None:
    for table in ("sessions", "api_tokens"):
        op.drop_table(table)
