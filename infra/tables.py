"""What the database remembers: streams, the inbox of commands, the journal of events, the ledger of notices,
contacts.

No foreign key between them: a lock taken after the stamp would break the rule of time, and both sides deadlock.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_INSTANT = DateTime(timezone=True)

#: One row per stream that has at least one event: where it stands.
streams = Table(
    "streams",
    metadata,
    Column("id", Text, primary_key=True),  # also the id of its workflow
    Column("kind", Text, nullable=False),
    Column("siren", Text, nullable=False),
    Column("revision", Integer, nullable=False),  # of its last event
    Column("time", _INSTANT, nullable=False),  # the last instant passed
    Column("next_due", _INSTANT),  # when time alone makes something happen
    Column("snapshot", JSONB, nullable=False),
    Column("closed_at", _INSTANT),
    Column("head_hash", LargeBinary, nullable=False),  # of its last event
    # Whether something of it is invented, told apart: every page asks, and a snapshot is long to unpack.
    Column("synthetic", Boolean, Computed("((snapshot ->> 'synthetic'::text))::boolean", persisted=True)),
    Index(None, "siren", "kind"),
    Index("ix_streams_synthetic", "siren", postgresql_where=text("synthetic")),
    Index(None, "next_due", postgresql_where=text("next_due IS NOT NULL")),
)

#: Every command ever recorded; `number` is the n° shown to people.
inbox = Table(
    "inbox",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("command_id", Uuid, nullable=False),
    Column("stream", Text, nullable=False),
    Column("at", _INSTANT),  # received = recorded; NULL: a reaction, stamped by the receiver's own advance
    Column("by", Text, nullable=False),
    Column("cause", Text),
    Column("command", JSONB, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # of the stream and the body
    Column("done_at", _INSTANT),
    Column("status", Text, nullable=False, server_default="recorded"),
    Column("reason", Text),
    Column("source", Text),
    Column("first_revision", Integer),
    Column("last_revision", Integer),
    Column("alarm", Boolean, nullable=False, server_default=false()),  # received before an instant already passed
    CheckConstraint("status IN ('recorded', 'applied', 'refused')", name="status"),
    CheckConstraint("(status = 'recorded') = (done_at IS NULL)", name="done"),
    Index(None, "command_id", unique=True),
    Index("ix_inbox_undone", "stream", "at", "number", postgresql_where=text("done_at IS NULL")),
)

#: What happened, append-only by trigger, chained by hash in each stream.
journal = Table(
    "journal",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("occurred_at", _INSTANT, nullable=False),  # the legal instant
    Column("recorded_at", _INSTANT, nullable=False),
    Column("by", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("event", JSONB, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index(None, "recorded_at", "stream", "revision"),
    # What an event says, word by word: `journal_words` is a function of the migrations.
    Index("ix_journal_words", text("journal_words(event)"), postgresql_using="gin"),
)

#: The ledger: everything that anybody is to be told, delivered once under its key.
notices = Table(
    "notices",
    metadata,
    Column("key", Text, primary_key=True),
    Column("siren", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("revision", Integer, nullable=False),  # of the event that causes it
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("commune", Text),  # INSEE code
    Column("function", Text),
    Column("about", Text, nullable=False),
    Column("occurred_at", _INSTANT, nullable=False),
    Column("send_at", _INSTANT, nullable=False),
    Column("day", Date, nullable=False),  # the civil day of its dispatch, in the EPCI's zone
    Column("urgent", Boolean, nullable=False),
    Column(
        "express", Boolean, nullable=False, server_default=false()
    ),  # answers somebody who waits: a queue of its own
    Column("state", Text, nullable=False, server_default="planned"),
    Column("rendered_at", _INSTANT),  # when its letter was last written, just before it left
    Column("sent_at", _INSTANT),
    Column("message_id", Text),
    Column("contact_id", Uuid),  # to whom it went; from the start, when it answers this person alone
    Column("merged_into", Text),  # the key of the notice that stood for it
    Column("bounced_at", _INSTANT),
    Column("bounce", Text),  # what the other server said, as a code: « 5.1.1 »
    CheckConstraint(
        "state IN ('planned', 'sent', 'merged', 'not_owed', 'no_contact', 'failed', 'bounced')", name="state"
    ),
    Index("ix_notices_planned", "siren", "day", "send_at", postgresql_where=text("state = 'planned'")),
    Index(None, "siren", "kind"),
    Index(None, "message_id", postgresql_where=text("message_id IS NOT NULL")),
)

#: Who is written to. Names and addresses live here alone, and can be erased without touching the record.
contacts = Table(
    "contacts",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("siren", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("commune", Text),  # INSEE code
    Column("function", Text),
    Column("name", Text),
    Column("address", Text),
    Column("phone", Text),
    Column("rhythm", Text),  # how often what is no legal request reaches this person; NULL: as usual
    Column("refused_at", _INSTANT),  # since when its address is known to lead nowhere
    Column("refused", Text),  # what the other server said, as a code
    Column("created_at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Column("erased_at", _INSTANT),
    CheckConstraint("rhythm IN ('immediate', 'daily', 'weekly', 'none')", name="rhythm"),
    Index(
        "uq_contacts_living",
        *("siren", "role", "commune", "function", "address"),
        unique=True,
        postgresql_where=text("erased_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    ),
)
