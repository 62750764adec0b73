"""Decks in versions, and their slides, each kept once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.columns import Whole, Words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "deck",
        sa.Column("id", Words, primary_key=True),
        sa.Column("owner", Words, nullable=False),
        sa.Column("latest", Whole, nullable=False),
        sa.Column("removed", sa.Float),
    )
    op.create_index("deck_owner", "deck", ["owner"])
    op.create_table(
        "deck_version",
        sa.Column("deck", Words, primary_key=True),
        sa.Column("number", Whole, primary_key=True),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("title", "roles")),
        sa.Column("frozen", Whole),
        sa.Column("slides", sa.JSON, nullable=False),
        sa.Column("who", Words, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("why", Words, nullable=False),
    )
    op.create_table(
        "slide",
        sa.Column("deck", Words, primary_key=True),
        sa.Column("hash", Words, primary_key=True),
        sa.Column("content", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Remove the tables, and all decks."""
    for table in ("slide", "deck_version", "deck"):
        op.drop_table(table)
