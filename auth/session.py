"""Signed-in browsers. The identifier in the cookie is known to the browser alone: the store has its SHA-256."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, insert, or_, select, update

from auth.identity import Identity, Tokens
from auth.seal import Seal, digest, opaque
from data.store import Store, StoreError
from data.store.putting import among
from data.store.tables import session

Clock = Callable[[], float]
NOTED, MOMENT = 60, 0.02
"""Seconds: how exactly the last use is kept, and how long noting it may wait for other writers."""


@dataclass(frozen=True)
class Session:
    """A signed-in browser. `key` is the SHA-256 of its identifier, in hex; times are seconds since 1970."""

    key: str
    subject: str
    title: str
    groups: tuple[str, ...]
    csrf: str = field(repr=False)
    began: float
    fresh_until: float


class Sessions:
    """Sessions in `store`. They end after so many minutes without use, and so many hours in any case.

    Reading is quick enough for an event loop. What writes waits for other writers, for two seconds at most, and belongs
    into a thread; `find` and `see` write too, but never wait for it. All raise StoreError.
    """

    def __init__(
        self, store: Store, idle_minutes: float = 60, session_hours: float = 12, clock: Clock | None = None
    ) -> None:
        self.store, self.clock = store, clock or store.now
        self.seal = Seal(store.home, "tokens of the provider")
        self._idle, self._longest = idle_minutes * 60, session_hours * 3600

    def begin(self, identity: Identity) -> str:
        """Begin a session; its identifier, for the cookie. Writes."""
        identifier, now = opaque(), self.clock()
        row = {
            "key": digest(identifier),
            "subject": identity.subject,
            "title": identity.title,
            "groups": list(identity.groups),
            "csrf": opaque(),
            "provider_session": identity.provider_session,
            "began": now,
            "seen": now,
            "leased_until": 0,
            "failures": 0,
        }
        with self.store.writing() as connection:
            connection.execute(delete(session).where(~self.alive()))
            connection.execute(insert(session).values(row | self.held(identity, now)))
        return identifier

    def find(self, identifier: str) -> Session | None:
        """The session of a cookie; None if it is unknown or over. Its use is noted, to the minute."""
        row = self._row(digest(identifier))
        if row and self.clock() - row["seen"] > NOTED:
            self.see(row["key"])
        return _session(row) if row else None

    def current(self, key: str) -> Session | None:
        """A session as it is by now; None if it is over. That somebody asks is no use of it."""
        row = self._row(key)
        return _session(row) if row else None

    def see(self, key: str) -> None:
        """Note that a session is in use: over an open websocket there is no request that would."""
        now = self.clock()
        stale = and_(session.c.key == key, session.c.seen < now - NOTED, self.alive())
        with suppress(StoreError), self.store.writing(MOMENT) as connection:
            connection.execute(update(session).where(stale).values(seen=now))

    def end(self, key: str) -> None:
        """End one session, everywhere. Writes."""
        with self.store.writing() as connection:
            connection.execute(delete(session).where(session.c.key == key))

    def end_provider(self, sid: str, subject: str) -> list[str]:
        """End the sessions that a provider knows as `sid`, or all of `subject` where it names none; whose. Writes."""
        own, named = session.c.subject == subject, session.c.provider_session == sid
        which = or_(named, and_(session.c.provider_session == "", own)) if sid else own
        with self.store.writing() as connection:
            return list(connection.execute(delete(session).where(which).returning(session.c.subject)).scalars())

    def ended(self, keys: Collection[str]) -> set[str]:
        """Which of `keys` are of sessions that are over."""
        with self.store.reading() as connection:
            asked = among(connection, session.c.key, keys)
            return set(keys) - set(connection.execute(select(session.c.key).where(asked, self.alive())).scalars())

    def tokens(self, key: str) -> Tokens | None:
        """What the provider gave for a session; None if nothing, or the session is over."""
        with self.store.reading() as connection:
            sealed = connection.execute(select(session.c.tokens).where(session.c.key == key, self.alive())).scalar()
        opened = self.seal.open(sealed) if sealed else None
        return Tokens(**opened) if opened else None

    def alive(self) -> ColumnElement[bool]:
        """Whether a row is of a session that is not over."""
        now = self.clock()
        return and_(session.c.seen > now - self._idle, session.c.began > now - self._longest)

    def held(self, identity: Identity, began: float) -> dict[str, Any]:
        """The columns for what a provider gave, in a session that began then."""
        tokens = identity.tokens
        lasts = tokens.lasts if tokens and tokens.refresh else self._longest
        return {
            "tokens": self.seal.close(asdict(tokens)) if tokens else "",
            "fresh_until": min(self.clock() + lasts, began + self._longest),
        }

    def _row(self, key: str) -> RowMapping | None:
        with self.store.reading() as connection:
            return connection.execute(select(session).where(session.c.key == key, self.alive())).mappings().first()


def _session(row: RowMapping) -> Session:
    names = ("key", "subject", "title", "csrf", "began", "fresh_until")
    return Session(**{name: row[name] for name in names}, groups=tuple(row["groups"]))
