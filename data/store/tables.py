"""The tables of the app store. Times are seconds since 1970; what would open a session is kept as its SHA-256 only.

`owner` and `who` are names of readers, as in the audit.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, LargeBinary, MetaData, Table, UniqueConstraint

from data.store.columns import Whole, Words

METADATA = MetaData()

session = Table(
    "session",
    METADATA,
    Column("key", Words, primary_key=True),
    Column("subject", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("groups", JSON, nullable=False),
    Column("csrf", Words, nullable=False),
    Column("provider_session", Words, nullable=False),
    Column("tokens", Words, nullable=False),
    Column("began", Float, nullable=False),
    Column("seen", Float, nullable=False),
    Column("fresh_until", Float, nullable=False),
    Column("leased_until", Float, nullable=False),
    Column("failures", Whole, nullable=False),
    Index("session_subject", "subject"),
    Index("session_provider_session", "provider_session"),
)
"""Signed-in browsers. `tokens` are the provider's, sealed; whoever has leased a row until then renews it."""

sign_in = Table(
    "sign_in",
    METADATA,
    Column("state", Words, primary_key=True),
    Column("browser", Words, nullable=False),
    Column("sealed", Words, nullable=False),
    Column("until", Float, nullable=False),
    Index("sign_in_until", "until"),
)
"""Sign-ins that a provider has not answered yet. `sealed` holds nonce, PKCE verifier and the path to go on to."""

attempt = Table(
    "attempt",
    METADATA,
    Column("key", Words, nullable=False),
    Column("at", Float, nullable=False),
    Index("attempt_key_at", "key", "at"),
)
"""Failed sign-ins, by address and by name."""

told = Table(
    "told",
    METADATA,
    Column("token", Words, primary_key=True),
    Column("until", Float, nullable=False),
)
"""Logout tokens that a provider has sent, until they could not be sent again."""

desk = Table(
    "desk",
    METADATA,
    Column("owner", Words, primary_key=True),
    Column("active", Words, nullable=False),
    Column("brush", Words, nullable=False),
)
"""Workspaces: the tab that is in front, and the state of a page as text."""

draft = Table(
    "draft",
    METADATA,
    Column("owner", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("given", JSON, nullable=False),
    Column("position", Whole, nullable=False),
    Column("result", Words, nullable=False),
    Column("revision", Whole, nullable=False),
    Column("closed", Float),
)
"""Tabs of workspaces, with what is typed in them and `given` to their $names; `closed` is when, of those that are."""

statement = Table(
    "statement",
    METADATA,
    Column("hash", Words, primary_key=True),
    Column("text", Words, nullable=False),
)
"""What was run or pinned, once each, by its SHA-256; it stays as long as a run or a chart has it."""

run = Table(
    "run",
    METADATA,
    Column("number", Whole, primary_key=True),
    Column("id", Words, nullable=False, unique=True),
    Column("owner", Words, nullable=False),
    Column("statement", Words, nullable=False),
    Column("given", JSON, nullable=False),
    Column("selection", Words, nullable=False),
    Column("own", JSON, nullable=False),
    Column("entitlement", Words, nullable=False),
    Column("version", Whole, nullable=False),
    Column("began", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("rows", Whole, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("message", Words, nullable=False),
    Column("code", Words, nullable=False),
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
    Column("id", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("latest", Whole, nullable=False),
    Column("shared", Whole, nullable=False),
    UniqueConstraint("owner", "name", name="saved_owner_name"),
    Index("saved_shared", "shared"),
)
"""Saved statements: the number of the latest version, and of that which everybody may see; 0 if there is none."""

saved_version = Table(
    "saved_version",
    METADATA,
    Column("saved", Words, primary_key=True),
    Column("number", Whole, primary_key=True),
    Column("text", Words, nullable=False),
    Column("about", Words, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("who", Words, nullable=False),
    Column("at", Float, nullable=False),
    Column("why", Words, nullable=False),
)
"""Every version of a saved statement, from 1; whether it was promoted to all."""

board = Table(
    "board",
    METADATA,
    Column("name", Words, primary_key=True),
    Column("number", Whole, primary_key=True),
    Column("who", Words, nullable=False),
    Column("at", Float, nullable=False),
    Column("why", Words, nullable=False),
)
"""Every version of a board, from 1. `mine:<owner>` is a reader's own, any other name is that of a page."""

pin = Table(
    "pin",
    METADATA,
    Column("number", Whole, primary_key=True),
    Column("board", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("position", Whole, nullable=False),
    Column("block", JSON, nullable=False),
    Column("query", JSON, nullable=False),
    Column("statement", Words, nullable=False),
    Column("since", Whole, nullable=False),
    Column("until", Whole),
    Index("pin_board", "board", "since"),
    Index("pin_statement", "statement"),
)
"""Charts on boards, in the versions from `since` on and before `until`.

A chart of a shipped query has no `query` and no `statement`.
"""

own_table = Table(
    "own_table",
    METADATA,
    Column("owner", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("file", Words, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("rows", Whole, nullable=False),
    Column("bytes", Whole, nullable=False),
    Column("added", Float, nullable=False),
    Column("source", Words, nullable=False),
)
"""Tables that readers have brought: the file that holds one, and the name of that which it was read from."""

deck = Table(
    "deck",
    METADATA,
    Column("id", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("latest", Whole, nullable=False),
    Column("removed", Float),
    Index("deck_owner", "owner"),
)
"""Decks: the number of the latest version, and of those that were removed when."""

deck_version = Table(
    "deck_version",
    METADATA,
    Column("deck", Words, primary_key=True),
    Column("number", Whole, primary_key=True),
    Column("title", JSON, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("frozen", Whole),
    Column("slides", JSON, nullable=False),
    Column("who", Words, nullable=False),
    Column("at", Float, nullable=False),
    Column("why", Words, nullable=False),
)
"""Every version of a deck, from 1: the roles that it is shared with, and the hashes of its slides in their order."""

slide = Table(
    "slide",
    METADATA,
    Column("deck", Words, primary_key=True),
    Column("hash", Words, primary_key=True),
    Column("content", JSON, nullable=False),
)
"""Slides by the SHA-256 of their content, once for all versions of a deck that have them."""

meeting = Table(
    "meeting",
    METADATA,
    Column("id", Words, primary_key=True),
    Column("epoch", Whole, nullable=False),
    Column("step", Whole, nullable=False),
    Column("deck", Words, nullable=False),
    Column("began", Float, nullable=False),
    Column("value", JSON, nullable=False),
    Index("meeting_deck", "deck", "began"),
)
"""Meetings as they stand: `value` is all of one, `deck` what it is about."""

minute = Table(
    "minute",
    METADATA,
    Column("number", Whole, primary_key=True),
    Column("meeting", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("who", Words, nullable=False),
    Column("at", Float, nullable=False),
    Column("epoch", Whole, nullable=False),
    Column("step", Whole, nullable=False),
    Column("about", JSON, nullable=False),
    Index("minute_meeting", "meeting", "number"),
)
"""What happened at meetings, line by line as it happened."""

installation = Table(
    "installation",
    METADATA,
    Column("secret", Words, primary_key=True),
    Column("made", Float, nullable=False),
)
"""The secret of all hosts that share the store, one row; none where the store lies in the home of one host."""

audit_head = Table(
    "audit_head",
    METADATA,
    Column("host", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("seq", Whole, nullable=False),
    Column("size", Whole, nullable=False),
    Column("mac", Words, nullable=False),
    Column("at", Float, nullable=False),
)
"""Where the audit trail of each host stands, and when that was noted: `host` is of its home, `name` of the machine."""

own_part = Table(
    "own_part",
    METADATA,
    Column("file", Words, primary_key=True),
    Column("number", Whole, primary_key=True),
    Column("sha256", Words, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""The files of own tables in parts from 0, for the hosts that share the store; a store in the home has none."""
