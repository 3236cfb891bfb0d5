"""Tokens stop with the account that made them; the marks of the audit are made with a key of the installation."""

from alembic import context, op
from sqlalchemy import text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# A host of IPv4 is found again from a plain sha256 by trying all of them: nothing of it is kept. What is lost is what
# was counted in the last minutes, and which hosts are usual: each is so again at the next sign-in.
_UP = """
CREATE TABLE audit_key (
    one BOOLEAN DEFAULT true NOT NULL,
    key BYTEA NOT NULL,
    CONSTRAINT pk_audit_key PRIMARY KEY (one),
    CONSTRAINT ck_audit_key_one CHECK (one)
);
UPDATE accesses SET whence = NULL, host = NULL WHERE whence IS NOT NULL OR host IS NOT NULL;
"""

_STOP = text("""
WITH RECURSIVE made (id, siren, maker) AS (
    SELECT id, siren, created_by FROM api_tokens WHERE starts_with(created_by, 'compte:')
    UNION
    SELECT its.id, its.siren, made.maker FROM api_tokens AS its JOIN made ON its.created_by = concat('jeton:', made.id)
), stopped AS (
    UPDATE api_tokens SET revoked_at = clock_timestamp() FROM made
    WHERE made.id = api_tokens.id AND revoked_at IS NULL
      AND (expires_at IS NULL OR expires_at > clock_timestamp())
      AND NOT EXISTS (
        SELECT 1 FROM account_roles AS roles JOIN accounts ON accounts.id = roles.account
        WHERE concat('compte:', accounts.id) = made.maker AND accounts.disabled_at IS NULL
          AND roles.access = 'administrateur' AND (roles.siren IS NULL OR roles.siren = made.siren))
    RETURNING api_tokens.id, api_tokens.label, api_tokens.siren
), told AS (
    INSERT INTO accesses (kind, actor, siren, about)
    SELECT 'token_revoked', 'cli:migrate', siren, concat('jeton:', id) FROM stopped
), ended AS (
    DELETE FROM sessions WHERE token IN (SELECT id FROM stopped)
)
SELECT label, siren FROM stopped ORDER BY label, siren
""")

# A program that still used one learns of it by a refusal: who brings the installation here learns of it now.
_SAID = (
    "Jeton « {label} » ({place}) retiré : le compte d'où il vient n'administre plus cet EPCI. S'il sert encore à un "
    "logiciel, « jalon token create » en crée un autre, qui n'est à aucun compte."
)

_DOWN = """
DROP TABLE audit_key;
"""


def upgrade() -> None:
    op.execute(_UP)
    said = context.config.attributes.setdefault("said", [])
    for label, siren in op.get_bind().execute(_STOP):
        said.append(_SAID.format(label=label, place=siren or "tous les EPCI"))


def downgrade() -> None:
    op.execute(_DOWN)
