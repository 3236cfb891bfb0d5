"""Reminders and answers: how people are reached, what became of each letter, links, deposits, files."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NEW = ("links", "visits", "drafts", "codes", "deposits", "documents")
_INSTANT = sa.DateTime(timezone=True)
_STATES = "'planned', 'sent', 'merged', 'not_owed', 'no_contact', 'failed'"


_TABLES = """
CREATE TABLE links (
    id UUID DEFAULT gen_random_uuid() NOT NULL,
    digest BYTEA NOT NULL,
    siren TEXT NOT NULL,
    purpose TEXT NOT NULL,
    about TEXT NOT NULL,
    role TEXT NOT NULL,
    commune TEXT,
    function TEXT,
    contact_id UUID NOT NULL,
    address BYTEA NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_links PRIMARY KEY (id),
    CONSTRAINT ck_links_purpose CHECK (purpose IN ('commune', 'pilote', 'reader', 'calendar'))
);
CREATE INDEX ix_links_contact_id ON links (contact_id);
CREATE UNIQUE INDEX ix_links_digest ON links (digest);
CREATE TABLE visits (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    link UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_visits PRIMARY KEY (id)
);
CREATE INDEX ix_visits_link_at ON visits (link, at);
CREATE TABLE drafts (
    id UUID DEFAULT gen_random_uuid() NOT NULL,
    siren TEXT NOT NULL,
    about TEXT NOT NULL,
    contact_id UUID NOT NULL,
    body JSONB NOT NULL,
    document UUID,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_drafts PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_drafts_about_contact_id ON drafts (about, contact_id);
CREATE TABLE codes (
    id UUID DEFAULT gen_random_uuid() NOT NULL,
    siren TEXT NOT NULL,
    about TEXT NOT NULL,
    contact_id UUID NOT NULL,
    draft UUID NOT NULL,
    digest BYTEA,
    asked_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    attempts INTEGER DEFAULT 0 NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_codes PRIMARY KEY (id)
);
CREATE INDEX ix_codes_contact_id_asked_at ON codes (contact_id, asked_at);
CREATE TABLE deposits (
    command_id UUID NOT NULL,
    siren TEXT NOT NULL,
    about TEXT NOT NULL,
    contact_id UUID NOT NULL,
    name TEXT,
    function TEXT,
    document UUID,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_deposits PRIMARY KEY (command_id)
);
CREATE INDEX ix_deposits_about ON deposits (about);
CREATE TABLE documents (
    id UUID DEFAULT gen_random_uuid() NOT NULL,
    siren TEXT NOT NULL,
    about TEXT NOT NULL,
    filename TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 BYTEA NOT NULL,
    content BYTEA NOT NULL,
    by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_documents PRIMARY KEY (id)
);
CREATE INDEX ix_documents_about ON documents (about);
"""


def upgrade() -> None:
    op.execute(_TABLES)
    for name, type in (("phone", sa.Text()), ("rhythm", sa.Text()), ("refused_at", _INSTANT), ("refused", sa.Text())):
        op.add_column("contacts", sa.Column(name, type))
    op.create_check_constraint("rhythm", "contacts", "rhythm IN ('immediate', 'daily', 'weekly', 'none')")
    op.add_column("notices", sa.Column("express", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name, type in (("rendered_at", _INSTANT), ("bounced_at", _INSTANT), ("bounce", sa.Text())):
        op.add_column("notices", sa.Column(name, type))
    op.drop_constraint("state", "notices", type_="check")
    op.create_check_constraint("state", "notices", f"state IN ({_STATES}, 'bounced')")
    op.create_index(
        "ix_notices_message_id", "notices", ["message_id"], postgresql_where=sa.text("message_id IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_notices_message_id", table_name="notices")
    op.drop_constraint("state", "notices", type_="check")
    op.execute("UPDATE notices SET state = 'failed' WHERE state = 'bounced'")
    op.create_check_constraint("state", "notices", f"state IN ({_STATES})")
    for name in ("express", "rendered_at", "bounced_at", "bounce"):
        op.drop_column("notices", name)
    op.drop_constraint("rhythm", "contacts", type_="check")
    for name in ("phone", "rhythm", "refused_at", "refused"):
        op.drop_column("contacts", name)
    for table in reversed(_NEW):
        op.drop_table(table)
