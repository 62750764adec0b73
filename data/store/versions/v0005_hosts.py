"""What several hosts share: their secret, the heads of their audit trails, and the files of own tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.columns import Whole, Words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "installation",
        sa.Column("secret", Words, primary_key=True),
        sa.Column("made", sa.Float, nullable=False),
    )
    op.create_table(
        "audit_head",
        sa.Column("host", Words, primary_key=True),
        sa.Column("name", Words, nullable=False),
        *(sa.Column(name, Whole, nullable=False) for name in ("seq", "size")),
        sa.Column("mac", Words, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "own_part",
        sa.Column("file", Words, primary_key=True),
        sa.Column("number", Whole, primary_key=True),
        sa.Column("sha256", Words, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Remove the tables: each host keeps its secret, its trail and the files that it has."""
    for table in ("own_part", "audit_head", "installation"):
        op.drop_table(table)
