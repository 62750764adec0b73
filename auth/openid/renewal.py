"""Sessions whose tokens are due: of several workers, one renews, under a lease in the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, select, update

from auth.identity import Identity, Tokens
from auth.session import Sessions
from data.store.tables import session

LEASE = 60
"""Seconds after which a lease whose holder was killed is given to another; an answer comes much sooner."""
FIRST, LONGEST = 15, 300
"""Seconds until a provider that was down is asked again: twice as long each time."""


@dataclass(frozen=True)
class Lease:
    """The right to renew one session, until then."""

    key: str
    subject: str
    title: str
    groups: tuple[str, ...]
    provider_session: str
    tokens: Tokens
    began: float
    until: float
    failures: int


class Renewals:
    """Renewals of `sessions`. Every method writes, and raises StoreError."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def lease(self, key: str) -> Lease | None:
        """The right to renew a session that is due; None if it is not, is over, or another has the right."""
        now = self._sessions.clock()
        due = and_(session.c.key == key, session.c.fresh_until <= now, session.c.leased_until <= now)
        taken = update(session).where(due, session.c.tokens != "", self._sessions.alive()).returning(session)
        with self._sessions.store.reading() as connection:
            if connection.execute(select(session.c.key).where(due)).first() is None:
                return None
        with self._sessions.store.writing() as connection:
            row = connection.execute(taken.values(leased_until=now + LEASE)).mappings().first()
        return self._lease(row) if row else None

    def keep(self, lease: Lease, identity: Identity) -> None:
        """Keep what the provider gave, and who it says somebody is by now."""
        row = {"title": identity.title, "groups": list(identity.groups), "leased_until": 0, "failures": 0}
        self._update(lease, row | self._sessions.held(identity, lease.began))

    def postpone(self, lease: Lease) -> None:
        """Let the session go on as it is, and ask again later."""
        pause = min(FIRST * 2**lease.failures, LONGEST)
        self._update(lease, {"fresh_until": self._sessions.clock() + pause, "failures": lease.failures + 1})

    def end(self, lease: Lease) -> None:
        """End the session: the provider renews it no more."""
        with self._sessions.store.writing() as connection:
            connection.execute(delete(session).where(_own(lease)))

    def _update(self, lease: Lease, row: dict[str, Any]) -> None:
        with self._sessions.store.writing() as connection:
            connection.execute(update(session).where(_own(lease)).values({"leased_until": 0} | row))

    def _lease(self, row: Any) -> Lease:
        names = ("key", "subject", "title", "provider_session", "began", "failures")
        tokens = self._sessions.seal.open(row["tokens"]) or {"id": ""}
        return Lease(
            **{name: row[name] for name in names},
            groups=tuple(row["groups"]),
            tokens=Tokens(**tokens),
            until=row["leased_until"],
        )


def _own(lease: Lease) -> Any:
    """The row, unless its lease has passed to another."""
    return and_(session.c.key == lease.key, session.c.leased_until == lease.until)
