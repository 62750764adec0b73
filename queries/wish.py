"""Someone's wish for an answer: while work is done for nobody who still wants it, it ends."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Superseded(Exception):
    """Nobody waits for this answer any more."""


class Wish:
    """Lasts until it is dropped; then what was to follow is done, once."""

    def __init__(self) -> None:
        self.over = False
        self._then: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def drop(self) -> None:
        """Nobody wishes for it any more."""
        with self._lock:
            self.over, then, self._then = True, self._then, []
        for follow in then:
            follow()

    def then(self, follow: Callable[[], None]) -> None:
        """Do this once the wish is dropped; now, if it is."""
        with self._lock:
            if not self.over:
                return self._then.append(follow)
        return follow()

    def check(self) -> None:
        """Raise Superseded if the wish is over."""
        if self.over:
            raise Superseded


class _Lasting(Wish):
    """A wish that is never dropped, and keeps nothing of what would follow."""

    def then(self, follow: Callable[[], None]) -> None:
        """Nothing follows."""


LASTING = _Lasting()


class Shared(Wish):
    """The wish of several: over once all of them have dropped theirs."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = 0
        self._joining = threading.Lock()

    def join(self, wish: Wish) -> bool:
        """Whether it is not over yet, and `wish` is now one of them."""
        with self._joining:
            if self.over:
                return False
            self._waiting += 1
        wish.then(self._left)
        return True

    def _left(self) -> None:
        with self._joining:
            self._waiting -= 1
            last = self._waiting == 0
            if last:
                self.over = True
        if last:
            self.drop()
