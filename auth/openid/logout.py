"""Logout tokens: a provider says that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from auth.openid.metadata import Provider
from auth.openid.token import Expected, check, check_subject, opened, refused
from auth.seal import digest
from data.store import Store
from data.store.tables import told

EVENT = "http://schemas.openid.net/event/backchannel-logout"
KINDS = ("logout+jwt", "application/logout+jwt", "jwt")
OLDEST = 600
"""Seconds that a logout token counts; so long it is remembered, so that it counts once."""


async def signed_out(token: str, provider: Provider, expected: Expected) -> tuple[str, str, str]:
    """Which session of the provider is over, of whom, and the token's own name. Raises SignInError, Unreachable."""
    header, claims = await opened(token, provider)
    kind = header.get("typ", KINDS[0])
    if not isinstance(kind, str) or kind.lower() not in KINDS:
        raise refused("the token is no logout token (typ)")
    check({"exp": expected.now + 1} | dict(claims), expected)
    if claims["iat"] < expected.now - OLDEST:
        raise refused("the logout token is too old")
    if "nonce" in claims or not _event(claims):
        raise refused("the token is no logout token (events, nonce)")
    sid, name = claims.get("sid", ""), claims.get("jti")
    if not isinstance(name, str) or not name or not isinstance(sid, str) or not (sid or "sub" in claims):
        raise refused("the logout token names no session and nobody, or not itself (sid, sub, jti)")
    return sid, check_subject(claims) if "sub" in claims else "", name


class Told:
    """Logout tokens that have counted already. Raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def before(self, name: str) -> bool:
        """Whether a token of this name has counted."""
        with self._store.reading() as connection:
            return connection.execute(select(told).where(told.c.token == digest(name))).first() is not None

    def note(self, name: str, now: float) -> None:
        """Remember that it has counted now. Writes."""
        with self._store.writing() as connection:
            connection.execute(delete(told).where((told.c.until < now) | (told.c.token == digest(name))))
            connection.execute(insert(told).values(token=digest(name), until=now + 2 * OLDEST))


def _event(claims: Mapping[str, Any]) -> bool:
    events = claims.get("events")
    return isinstance(events, dict) and isinstance(events.get(EVENT), dict)
