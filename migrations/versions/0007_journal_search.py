"""The words of the journal: its page finds an event by what it says, whatever the accents and the capitals."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INDEX = "ix_journal_words"

# Texts alone, not the names of fields. Cut: what is far longer than a page of notes is no text that somebody looks for,
# and PostgreSQL refuses the words of more than a megabyte. Dear, so that no plan computes it for each row it reads.
_WORDS = """
CREATE FUNCTION journal_words(event jsonb) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000
RETURN to_tsvector('simple'::regconfig, lower(translate(
  left(jsonb_path_query_array(event, '$.** ? (@.type() == "string")')::text, 50000),
  'àâçèéêëîïôùûÀÇÈÉÊÎÔ-_/.’',
  'aaceeeeiiouuaceeeio     '
)))
"""


def upgrade() -> None:
    op.execute(_WORDS)
    op.execute(f"CREATE INDEX {_INDEX} ON journal USING gin (journal_words(event))")


def downgrade() -> None:
    op.drop_index(_INDEX, table_name="journal")
    op.execute("DROP FUNCTION journal_words(jsonb)")
