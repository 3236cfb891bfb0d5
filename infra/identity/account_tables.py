"""What the database keeps of who may come in, and of what they looked at.

Names and addresses of accounts live here alone, and can be erased without touching the record, which names accounts by
their ids.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    Uuid,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from infra.tables import metadata

_INSTANT = DateTime(timezone=True)

#: Who may use the API and the pages. The secret itself is nowhere: only what it hashes to.
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("digest", LargeBinary, nullable=False),  # sha256 of the secret
    Column("label", Text, nullable=False),  # what it is for: a function or a software, never a name
    Column("siren", Text),  # the only EPCI it opens; NULL: all of them
    Column("scopes", ARRAY(Text), nullable=False),  # rights, of domain.access
    Column("created_at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Column("created_by", Text),  # who made it, as the record names actors
    Column("expires_at", _INSTANT),
    Column("revoked_at", _INSTANT),
    Index(None, "digest", unique=True),
)

#: Who is signed in on the pages, by the sha256 of what their cookie holds. It opens what its account or token opens.
sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("token", Uuid),
    Column("account", Uuid),
    Column("created_at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Column("expires_at", _INSTANT, nullable=False),
    CheckConstraint("(token IS NULL) <> (account IS NULL)", name="whose"),
    Index(None, "account"),
)

#: The people of the EPCI who sign in with an address and a password.
accounts = Table(
    "accounts",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("address", Text),  # as it was typed; NULL once erased
    Column("folded", Text),  # the same, folded: what tells one account from another
    Column("name", Text),
    Column("password", Text),  # argon2id; NULL until its holder has chosen one
    Column("created_at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Column("disabled_at", _INSTANT),
    Index("uq_accounts_folded", "folded", unique=True),
)

#: The role of an account in an EPCI, in all of them when `siren` is NULL.
account_roles = Table(
    "account_roles",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("account", Uuid, nullable=False),
    Column("siren", Text),
    Column("access", Text, nullable=False),
    Column("function", Text, nullable=False, server_default=""),  # of a pilote, as the roadmap writes it
    Column("given_at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    CheckConstraint("access IN ('administrateur', 'coordinateur', 'pilote', 'lecteur')", name="access"),
    Index("uq_account_roles_place", "account", "siren", unique=True, postgresql_nulls_not_distinct=True),
)

#: The links by which somebody chooses a password: an invitation, or one forgotten. Drawn when their mail leaves; only
#: what they hash to is kept.
password_links = Table(
    "password_links",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("account", Uuid, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("digest", LargeBinary),  # NULL until its mail leaves
    Column("asked_at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Column("expires_at", _INSTANT, nullable=False),
    Column("sent_at", _INSTANT),
    Column("refused", Text),  # the code with which its mail was refused for good
    Column("used_at", _INSTANT),
    CheckConstraint("purpose IN ('invitation', 'reset')", name="purpose"),
    Index(None, "digest", unique=True),
    Index(None, "account", "asked_at"),
    # The relay looks four times a second for those whose mail waits.
    Index(
        "ix_password_links_waiting",
        "asked_at",
        postgresql_where=text("sent_at IS NULL AND refused IS NULL AND used_at IS NULL"),
    ),
)

#: Who came in, who was refused, and what of the personal or secret was looked at, changed or taken away.
accesses = Table(
    "accesses",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Column("kind", Text, nullable=False),
    Column("actor", Text),  # as the record names actors; NULL for a stranger
    Column("siren", Text),  # NULL: of the whole installation
    Column("about", Text, nullable=False, server_default=""),  # an id, never a name nor an address
    # What is throttled: the marks of the address that was typed and of its host, made with `audit_key`.
    Column("whence", LargeBinary),
    Column("host", LargeBinary),
    Index(None, "at"),
    Index(None, "whence", "at"),
    Index(None, "host", "at"),
)

#: The key of the marks in `accesses`: one row, drawn at first use.
audit_key = Table(
    "audit_key",
    metadata,
    Column("one", Boolean, primary_key=True, server_default=true()),
    Column("key", LargeBinary, nullable=False),
    CheckConstraint("one", name="one"),
)
