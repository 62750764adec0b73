"""Sessions, sign-ins on their way, failed attempts and logout tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.columns import Whole, Words

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "session",
        sa.Column("key", Words, primary_key=True),
        *(sa.Column(name, Words, nullable=False) for name in ("subject", "title")),
        sa.Column("groups", sa.JSON, nullable=False),
        *(sa.Column(name, Words, nullable=False) for name in ("csrf", "provider_session", "tokens")),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("began", "seen", "fresh_until", "leased_until")),
        sa.Column("failures", Whole, nullable=False),
    )
    op.create_index("session_subject", "session", ["subject"])
    op.create_index("session_provider_session", "session", ["provider_session"])
    op.create_table(
        "sign_in",
        sa.Column("state", Words, primary_key=True),
        *(sa.Column(name, Words, nullable=False) for name in ("browser", "sealed")),
        sa.Column("until", sa.Float, nullable=False),
    )
    op.create_index("sign_in_until", "sign_in", ["until"])
    op.create_table("attempt", sa.Column("key", Words, nullable=False), sa.Column("at", sa.Float, nullable=False))
    op.create_index("attempt_key_at", "attempt", ["key", "at"])
    op.create_table("told", sa.Column("token", Words, primary_key=True), sa.Column("until", sa.Float, nullable=False))


def downgrade() -> None:
    """Remove the tables: everybody signs in again."""
    for table in ("told", "attempt", "sign_in", "session"):
        op.drop_table(table)
