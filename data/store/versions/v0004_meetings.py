"""Meetings: what each shows, and its minutes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.columns import Whole, Words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "meeting",
        sa.Column("id", Words, primary_key=True),
        *(sa.Column(name, Whole, nullable=False) for name in ("epoch", "step")),
        sa.Column("deck", Words, nullable=False),
        sa.Column("began", sa.Float, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
    )
    op.create_index("meeting_deck", "meeting", ["deck", "began"])
    op.create_table(
        "minute",
        sa.Column("number", Whole, primary_key=True),
        *(sa.Column(name, Words, nullable=False) for name in ("meeting", "kind", "who")),
        sa.Column("at", sa.Float, nullable=False),
        *(sa.Column(name, Whole, nullable=False) for name in ("epoch", "step")),
        sa.Column("about", sa.JSON, nullable=False),
    )
    op.create_index("minute_meeting", "minute", ["meeting", "number"])


def downgrade() -> None:
    """Remove the tables, and all that stands in them."""
    for table in ("minute", "meeting"):
        op.drop_table(table)
