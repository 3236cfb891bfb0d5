"""What the database keeps of those who come by a link, without an account.

Names live here and in `contacts` alone, and can be erased without touching the record.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from infra.tables import metadata

_INSTANT = DateTime(timezone=True)

#: The links of letters and calendars. The secret itself is nowhere: only what it hashes to.
links = Table(
    "links",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("digest", LargeBinary, nullable=False),  # sha256 of the secret
    Column("siren", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("about", Text, nullable=False),  # the matter it was sent for: a stream or {stream}#{INSEE}
    Column("role", Text, nullable=False),
    Column("commune", Text),  # INSEE code
    Column("function", Text),
    Column("contact_id", Uuid, nullable=False),  # the person, whose address then was the one hashed
    Column("address", LargeBinary, nullable=False),  # sha256 of the address, folded
    Column("issued_at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Column("revoked_at", _INSTANT),
    CheckConstraint("purpose IN ('commune', 'pilote', 'reader', 'calendar')", name="purpose"),
    Index(None, "digest", unique=True),
    Index(None, "contact_id"),
)

#: When a page was opened by its link. It proves nothing: filters of mail servers open links too.
visits = Table(
    "visits",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("link", Uuid, nullable=False),
    Column("at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Index(None, "link", "at"),
)

#: What somebody prepared on the page of a link and did not confirm yet; the last one of each matter and contact. It
#: holds a name: it goes when the deposit is made, or a month later.
drafts = Table(
    "drafts",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("siren", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("contact_id", Uuid, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("document", Uuid),
    Column("updated_at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Index(None, "about", "contact_id", unique=True),
)

#: The six digits that confirm a deposit. Drawn when their mail leaves; only what they hash to is kept.
codes = Table(
    "codes",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("siren", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("contact_id", Uuid, nullable=False),
    Column("draft", Uuid, nullable=False),
    Column("digest", LargeBinary),  # NULL until its mail leaves
    Column("asked_at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Column("expires_at", _INSTANT),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("used_at", _INSTANT),
    Index(None, "contact_id", "asked_at"),
)

#: Who deposited what by a link: names live here alone, and can be erased without touching the record.
deposits = Table(
    "deposits",
    metadata,
    Column("command_id", Uuid, primary_key=True),  # of the inbox
    Column("siren", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("contact_id", Uuid, nullable=False),
    Column("name", Text),
    Column("function", Text),
    Column("document", Uuid),
    Column("at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Index(None, "about"),
)

#: Files: those that communes are asked about, and the délibérations that they deposit.
documents = Table(
    "documents",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("siren", Text, nullable=False),
    Column("about", Text, nullable=False),  # a stream, or {stream}#{INSEE} for what a commune deposited
    Column("filename", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("sha256", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Index(None, "about"),
)

#: What was asked by the API under a key, commands apart, and the id of what came of it: asked again, it is not done
#: again. Kept for a day.
repeats = Table(
    "repeats",
    metadata,
    Column("id", Uuid, primary_key=True),  # of the EPCI, of who asked and of the key
    Column("digest", LargeBinary, nullable=False),
    Column("result", Text),  # NULL while it is being done
    Column("at", _INSTANT, nullable=False, server_default=func.clock_timestamp()),
    Index(None, "at"),
)
