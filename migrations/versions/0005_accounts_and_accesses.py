"""Accounts, their roles in each EPCI, scopes of tokens, and the trace of accesses."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_UP = """
ALTER TABLE api_tokens ADD COLUMN scopes TEXT[], ADD COLUMN created_by TEXT,
    ADD COLUMN expires_at TIMESTAMP WITH TIME ZONE;
UPDATE api_tokens SET scopes = ARRAY['lecture', 'avancement', 'coordination', 'administration'];
ALTER TABLE api_tokens ALTER COLUMN scopes SET NOT NULL;
ALTER TABLE sessions ALTER COLUMN token DROP NOT NULL, ADD COLUMN account UUID,
    ADD CONSTRAINT ck_sessions_whose CHECK ((token IS NULL) <> (account IS NULL));
CREATE INDEX ix_sessions_account ON sessions (account);
CREATE TABLE accounts (
    id UUID DEFAULT gen_random_uuid() NOT NULL,
    address TEXT,
    folded TEXT,
    name TEXT,
    password TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    disabled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_accounts PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uq_accounts_folded ON accounts (folded);
CREATE TABLE account_roles (
    id UUID DEFAULT gen_random_uuid() NOT NULL,
    account UUID NOT NULL,
    siren TEXT,
    access TEXT NOT NULL,
    function TEXT DEFAULT '' NOT NULL,
    given_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_account_roles PRIMARY KEY (id),
    CONSTRAINT ck_account_roles_access CHECK (access IN ('administrateur', 'coordinateur', 'pilote', 'lecteur'))
);
CREATE UNIQUE INDEX uq_account_roles_place ON account_roles (account, siren) NULLS NOT DISTINCT;
CREATE TABLE password_links (
    id UUID DEFAULT gen_random_uuid() NOT NULL,
    account UUID NOT NULL,
    purpose TEXT NOT NULL,
    digest BYTEA,
    asked_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    refused TEXT,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_password_links PRIMARY KEY (id),
    CONSTRAINT ck_password_links_purpose CHECK (purpose IN ('invitation', 'reset'))
);
CREATE UNIQUE INDEX ix_password_links_digest ON password_links (digest);
CREATE INDEX ix_password_links_account_asked_at ON password_links (account, asked_at);
CREATE INDEX ix_password_links_waiting ON password_links (asked_at)
    WHERE sent_at IS NULL AND refused IS NULL AND used_at IS NULL;
CREATE TABLE accesses (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT,
    siren TEXT,
    about TEXT DEFAULT '' NOT NULL,
    whence BYTEA,
    host BYTEA,
    CONSTRAINT pk_accesses PRIMARY KEY (id)
);
CREATE INDEX ix_accesses_at ON accesses (at);
CREATE INDEX ix_accesses_whence_at ON accesses (whence, at);
CREATE INDEX ix_accesses_host_at ON accesses (host, at);
"""

_DOWN = """
DROP TABLE accesses, password_links, account_roles, accounts;
DELETE FROM sessions WHERE token IS NULL;
ALTER TABLE sessions DROP COLUMN account, ALTER COLUMN token SET NOT NULL;
ALTER TABLE api_tokens DROP COLUMN scopes, DROP COLUMN created_by, DROP COLUMN expires_at;
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute(_DOWN)
