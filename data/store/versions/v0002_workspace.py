"""The SQL workspace: tabs and what is typed in them, runs, saved statements, boards, and the readers' own tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.columns import Whole, Words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _drafts()
    _runs()
    _saved()
    _boards()
    op.create_table(
        "own_table",
        *_keys("owner", "name"),
        *_texts("file"),
        sa.Column("columns", sa.JSON, nullable=False),
        *_numbers("rows", "bytes"),
        sa.Column("added", sa.Float, nullable=False),
        *_texts("source"),
    )


def downgrade() -> None:
    """Remove the tables, and all that stands in them."""
    for table in ("own_table", "pin", "board", "saved_version", "saved", "run", "statement", "draft", "desk"):
        op.drop_table(table)


def _drafts() -> None:
    op.create_table("desk", *_keys("owner"), *_texts("active", "brush"))
    op.create_table(
        "draft",
        *_keys("owner", "id"),
        *_texts("title", "text"),
        sa.Column("given", sa.JSON, nullable=False),
        *_numbers("position"),
        *_texts("result"),
        *_numbers("revision"),
        sa.Column("closed", sa.Float),
    )


def _runs() -> None:
    op.create_table("statement", *_keys("hash"), *_texts("text"))
    op.create_table(
        "run",
        sa.Column("number", Whole, primary_key=True),
        sa.Column("id", Words, nullable=False, unique=True),
        *_texts("owner", "statement"),
        sa.Column("given", sa.JSON, nullable=False),
        *_texts("selection"),
        sa.Column("own", sa.JSON, nullable=False),
        *_texts("entitlement"),
        *_numbers("version"),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("began", "seconds")),
        *_numbers("rows"),
        *_texts("outcome", "message", "code"),
    )
    op.create_index("run_owner", "run", ["owner", "number"])
    op.create_index("run_statement", "run", ["statement"])
    op.create_index("run_code", "run", ["code"])


def _saved() -> None:
    unique = sa.UniqueConstraint("owner", "name", name="saved_owner_name")
    op.create_table("saved", *_keys("id"), *_texts("owner", "name"), *_numbers("latest", "shared"), unique)
    op.create_index("saved_shared", "saved", ["shared"])
    op.create_table(
        "saved_version",
        *_keys("saved"),
        sa.Column("number", Whole, primary_key=True),
        *_texts("text", "about"),
        sa.Column("shared", sa.Boolean, nullable=False),
        *_texts("who"),
        sa.Column("at", sa.Float, nullable=False),
        *_texts("why"),
    )


def _boards() -> None:
    op.create_table(
        "board",
        *_keys("name"),
        sa.Column("number", Whole, primary_key=True),
        *_texts("who"),
        sa.Column("at", sa.Float, nullable=False),
        *_texts("why"),
    )
    op.create_table(
        "pin",
        sa.Column("number", Whole, primary_key=True),
        *_texts("board", "name"),
        *_numbers("position"),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("block", "query")),
        *_texts("statement"),
        *_numbers("since"),
        sa.Column("until", Whole),
    )
    op.create_index("pin_board", "pin", ["board", "since"])
    op.create_index("pin_statement", "pin", ["statement"])


def _keys(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, Words, primary_key=True) for name in names]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, Words, nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, Whole, nullable=False) for name in names]
