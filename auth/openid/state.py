"""Sign-ins on their way: begun by one worker, finished by any, once, and in the same browser."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from sqlalchemy import and_, delete, func, insert, or_, select

from auth.identity import SignInError
from auth.seal import Seal, digest
from data.store import Store
from data.store.tables import sign_in

SECONDS, MOST = 600, 10_000
"""How long a sign-in may take, and how many may be on their way; the oldest give way."""
GONE = "this sign-in took longer than ten minutes, is finished already, or was begun in another browser; begin again"


@dataclass(frozen=True)
class Begun:
    """What is kept of a sign-in until the provider answers."""

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    path: str


class Begins:
    """Sign-ins on their way, in `store`. Both methods write, and raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store, self._seal = store, Seal(store.home, "sign-in on its way")

    def keep(self, state: str, browser: str, begun: Begun, now: float) -> None:
        """Keep one until it is taken."""
        row = {
            "state": digest(state),
            "browser": digest(browser),
            "sealed": self._seal.close(asdict(begun)),
            "until": now + SECONDS,
        }
        latest = select(sign_in.c.until).order_by(sign_in.c.until.desc()).offset(MOST - 1).limit(1).scalar_subquery()
        with self._store.writing() as connection:
            connection.execute(
                delete(sign_in).where(or_(sign_in.c.until < now, sign_in.c.until < func.coalesce(latest, 0)))
            )
            connection.execute(insert(sign_in).values(row))

    def take(self, state: str, browser: str, now: float) -> Begun:
        """Take one; nobody can take it again. Raises SignInError if this browser has none such on its way."""
        which = and_(sign_in.c.state == digest(state), sign_in.c.browser == digest(browser), sign_in.c.until > now)
        with self._store.writing() as connection:
            sealed = connection.execute(delete(sign_in).where(which).returning(sign_in.c.sealed)).scalar()
        kept = self._seal.open(sealed) if sealed and browser else None
        if kept is None:
            raise SignInError(GONE, "state unknown, used, too old, or of another browser")
        return Begun(**kept)
