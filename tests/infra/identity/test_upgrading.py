"""What becomes of the tokens and of the marks of an installation that is brought to this version."""

from hashlib import sha256

import psycopg
from alembic import command

from infra.database import alembic_config
from tests.terminal.conftest import Jalon

SIREN, OTHER = "243200417", "200034726"

#: But for its last character.
ID = "00000000-0000-0000-0000-00000000000"

_BEFORE = f"""
INSERT INTO accounts (id, address, folded, name, disabled_at) VALUES
  ('{ID}a', 'a@e.fr', 'a@e.fr', 'A', NULL),
  ('{ID}b', 'b@e.fr', 'b@e.fr', 'B', clock_timestamp()),
  ('{ID}c', 'c@e.fr', 'c@e.fr', 'C', NULL);
INSERT INTO account_roles (account, siren, access) VALUES
  ('{ID}a', '{SIREN}', 'administrateur'),
  ('{ID}b', '{SIREN}', 'administrateur'),
  ('{ID}c', NULL, 'lecteur');
INSERT INTO api_tokens (id, digest, label, siren, scopes, created_by) VALUES
  ('{ID}1', '1', 'of A', '{SIREN}', '{{}}', 'compte:{ID}a'),
  ('{ID}2', '2', 'A, where it has no role', '{OTHER}', '{{}}', 'compte:{ID}a'),
  ('{ID}3', '3', 'of B', '{SIREN}', '{{}}', 'compte:{ID}b'),
  ('{ID}4', '4', 'of that of B', '{SIREN}', '{{}}', 'jeton:{ID}3'),
  ('{ID}5', '5', 'of C', '{SIREN}', '{{}}', 'compte:{ID}c'),
  ('{ID}6', '6', 'of the command line', NULL, '{{}}', 'cli:token'),
  ('{ID}7', '7', 'of before', NULL, '{{}}', NULL);
INSERT INTO sessions (digest, token, expires_at) VALUES
  ('s', '{ID}3', clock_timestamp() + interval '1 hour'),
  ('t', '{ID}1', clock_timestamp() + interval '1 hour');
"""


def test_tokens_that_nobody_answers_for_stop_and_plain_hashes_of_hosts_go(database_url: str) -> None:
    command.downgrade(alembic_config(database_url), "0007")
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(_BEFORE.encode())
        noted = "INSERT INTO accesses (kind, host, whence) VALUES ('sign_in_refused', %s, %s)"
        connection.execute(noted, (sha256(b"192.0.2.17").digest(), sha256(b"a@e.fr").digest()))
    migrated = Jalon(database_url)("migrate")
    assert (migrated.code, migrated.err.count(" retiré : le compte")) == (0, 4)
    assert f"Jeton « of that of B » ({SIREN}) retiré" in migrated.err
    with psycopg.connect(database_url, autocommit=True) as connection:
        open_ones = connection.execute("SELECT label FROM api_tokens WHERE revoked_at IS NULL ORDER BY id").fetchall()
        told = connection.execute(
            "SELECT actor, siren, right(about, 1) FROM accesses WHERE kind = 'token_revoked' ORDER BY about"
        ).fetchall()
        left = connection.execute("SELECT digest FROM sessions").fetchall()
        kept = connection.execute("SELECT count(*) FROM accesses WHERE host IS NOT NULL OR whence IS NOT NULL")
        assert kept.fetchall() == [(0,)]
    assert open_ones == [("of A",), ("of the command line",), ("of before",)]
    by = "cli:migrate"
    assert told == [(by, OTHER, "2"), (by, SIREN, "3"), (by, SIREN, "4"), (by, SIREN, "5")]
    assert left == [(b"t",)]
