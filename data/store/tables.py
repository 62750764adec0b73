"""The tables of the app store. Times are seconds since 1970; what would open a session is kept as its SHA-256 only.

`owner` and `who` are names of readers, as in the audit.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, MetaData, Table, Text, UniqueConstraint

METADATA = MetaData()

session = Table(
    "session",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("groups", JSON, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("provider_session", Text, nullable=False),
    Column("tokens", Text, nullable=False),
    Column("began", Float, nullable=False),
    Column("seen", Float, nullable=False),
    Column("fresh_until", Float, nullable=False),
    Column("leased_until", Float, nullable=False),
    Column("failures", Integer, nullable=False),
    Index("session_subject", "subject"),
    Index("session_provider_session", "provider_session"),
)
"""Signed-in browsers. `tokens` are the provider's, sealed; whoever has leased a row until then renews it."""

sign_in = Table(
    "sign_in",
    METADATA,
    Column("state", Text, primary_key=True),
    Column("browser", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("until", Float, nullable=False),
    Index("sign_in_until", "until"),
)
"""Sign-ins that a provider has not answered yet. `sealed` holds nonce, PKCE verifier and the path to go on to."""

attempt = Table(
    "attempt",
    METADATA,
    Column("key", Text, nullable=False),
    Column("at", Float, nullable=False),
    Index("attempt_key_at", "key", "at"),
)
"""Failed sign-ins, by address and by name."""

told = Table(
    "told",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("until", Float, nullable=False),
)
"""Logout tokens that a provider has sent, until they could not be sent again."""

desk = Table(
    "desk",
    METADATA,
    Column("owner", Text, primary_key=True),
    Column("active", Text, nullable=False),
    Column("brush", Text, nullable=False),
)
"""Workspaces: the tab that is in front, and the state of a page as text."""

draft = Table(
    "draft",
    METADATA,
    Column("owner", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("given", JSON, nullable=False),
    Column("position", Integer, nullable=False),
    Column("result", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("closed", Float),
)
"""Tabs of workspaces, with what is typed in them and `given` to their $names; `closed` is when, of those that are."""

statement = Table(
    "statement",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("text", Text, nullable=False),
)
"""What was run or pinned, once each, by its SHA-256; it stays as long as a run or a chart has it."""

run = Table(
    "run",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("owner", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("given", JSON, nullable=False),
    Column("selection", Text, nullable=False),
    Column("own", JSON, nullable=False),
    Column("entitlement", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("began", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("code", Text, nullable=False),
    Index("run_owner", "owner", "number"),
    Index("run_statement", "statement"),
    Index("run_code", "code"),
)
"""Runs of statements, in the order in which they were noted. `id` stands in links; it cannot be guessed.

`selection` is the SQL of what was brushed and `own` are the files of own tables, as far as the statement read them.
"""

saved = Table(
    "saved",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("latest", Integer, nullable=False),
    Column("shared", Integer, nullable=False),
    UniqueConstraint("owner", "name", name="saved_owner_name"),
    Index("saved_shared", "shared"),
)
"""Saved statements: the number of the latest version, and of that which everybody may see; 0 if there is none."""

saved_version = Table(
    "saved_version",
    METADATA,
    Column("saved", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("why", Text, nullable=False),
)
"""Every version of a saved statement, from 1; whether it was promoted to all."""

board = Table(
    "board",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("who", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("why", Text, nullable=False),
)
"""Every version of a board, from 1. `mine:<owner>` is a reader's own, any other name is that of a page."""

pin = Table(
    "pin",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("board", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("block", JSON, nullable=False),
    Column("query", JSON, nullable=False),
    Column("statement", Text, nullable=False),
    Column("since", Integer, nullable=False),
    Column("until", Integer),
    Index("pin_board", "board", "since"),
    Index("pin_statement", "statement"),
)
"""Charts on boards, in the versions from `since` on and before `until`.

A chart of a shipped query has no `query` and no `statement`.
"""

own_table = Table(
    "own_table",
    METADATA,
    Column("owner", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("file", Text, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("added", Float, nullable=False),
    Column("source", Text, nullable=False),
)
"""Tables that readers have brought: the file that holds one, and the name of that which it was read from."""
