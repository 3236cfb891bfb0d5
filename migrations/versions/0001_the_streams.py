"""The streams, the inbox, the journal, the ledger of notices, the contacts."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STREAMS = """
CREATE TABLE streams (
    id text NOT NULL CONSTRAINT pk_streams PRIMARY KEY,
    kind text NOT NULL,
    siren text NOT NULL,
    revision integer NOT NULL,
    "time" timestamptz NOT NULL,
    next_due timestamptz,
    snapshot jsonb NOT NULL,
    closed_at timestamptz,
    head_hash bytea NOT NULL
);
CREATE INDEX ix_streams_siren_kind ON streams (siren, kind);
CREATE INDEX ix_streams_next_due ON streams (next_due) WHERE next_due IS NOT NULL;
"""

_INBOX = """
CREATE TABLE inbox (
    number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_inbox PRIMARY KEY,
    command_id uuid NOT NULL,
    stream text NOT NULL,
    at timestamptz,
    by text NOT NULL,
    cause text,
    command jsonb NOT NULL,
    digest bytea NOT NULL,
    done_at timestamptz,
    status text NOT NULL DEFAULT 'recorded'
        CONSTRAINT ck_inbox_status CHECK (status IN ('recorded', 'applied', 'refused')),
    reason text,
    source text,
    first_revision integer,
    last_revision integer,
    alarm boolean NOT NULL DEFAULT false,
    CONSTRAINT ck_inbox_done CHECK ((status = 'recorded') = (done_at IS NULL))
);
CREATE UNIQUE INDEX ix_inbox_command_id ON inbox (command_id);
CREATE INDEX ix_inbox_undone ON inbox (stream, at, number) WHERE done_at IS NULL;
"""

# ENABLE ALWAYS: not even a replication session goes round the trigger.
_JOURNAL = """
CREATE TABLE journal (
    stream text NOT NULL,
    revision integer NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    by text NOT NULL,
    cause text NOT NULL,
    kind text NOT NULL,
    event jsonb NOT NULL,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT pk_journal PRIMARY KEY (stream, revision)
);
CREATE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Le journal ne se réécrit pas (% refusé) : corrigez par un nouvel événement.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite();
ALTER TABLE journal ENABLE ALWAYS TRIGGER append_only;
"""

_NOTICES = """
CREATE TABLE notices (
    key text NOT NULL CONSTRAINT pk_notices PRIMARY KEY,
    siren text NOT NULL,
    stream text NOT NULL,
    revision integer NOT NULL,
    kind text NOT NULL,
    role text NOT NULL,
    commune text,
    function text,
    about text NOT NULL,
    occurred_at timestamptz NOT NULL,
    send_at timestamptz NOT NULL,
    day date NOT NULL,
    urgent boolean NOT NULL,
    state text NOT NULL DEFAULT 'planned' CONSTRAINT ck_notices_state
        CHECK (state IN ('planned', 'sent', 'merged', 'not_owed', 'no_contact', 'failed')),
    sent_at timestamptz,
    message_id text,
    contact_id uuid,
    merged_into text
);
CREATE INDEX ix_notices_planned ON notices (siren, day, send_at) WHERE state = 'planned';
CREATE INDEX ix_notices_siren_kind ON notices (siren, kind);
"""

_CONTACTS = """
CREATE TABLE contacts (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT pk_contacts PRIMARY KEY,
    siren text NOT NULL,
    role text NOT NULL,
    commune text,
    function text,
    name text,
    address text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    erased_at timestamptz
);
CREATE UNIQUE INDEX uq_contacts_living ON contacts (siren, role, commune, function, address)
    NULLS NOT DISTINCT WHERE erased_at IS NULL;
"""


def upgrade() -> None:
    for table in (_STREAMS, _INBOX, _JOURNAL, _NOTICES, _CONTACTS):
        op.execute(table)


def downgrade() -> None:
    raise RuntimeError("Le journal est une preuve : pour revenir avant lui, restaurez une sauvegarde.")
