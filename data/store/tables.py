"""The tables of the app store. Times are seconds since 1970; what would open a session is kept as its SHA-256 only."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, MetaData, Table, Text

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
