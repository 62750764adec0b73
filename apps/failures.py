"""Pinned charts that do not work over some figures, and why; each is tried again after a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from apps.trouble import said

LONG, SHORT = 300.0, 10.0
"""Seconds until a chart is tried again: usually, and where the process that ran its statement has ended."""
MOST = 256
"""Failures that are remembered."""


@dataclass(frozen=True)
class Failing:
    """A pinned chart that cannot be shown, and the reason in one sentence."""

    reason: str


class Failures:
    """What failed, by what it depends on. `epoch` changes whenever something may be tried again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._until: dict[Hashable, tuple[float, Failing]] = {}
        self._ended = 0

    @property
    def epoch(self) -> int:
        """How many failures have been forgotten: what was worked out before may no longer hold."""
        now = self.clock()
        for key in [key for key, (until, _) in list(self._until.items()) if until <= now]:
            self._forget(key)
        return self._ended

    def find(self, key: Hashable) -> Failing | None:
        """The failure, if it still counts."""
        until, failing = self._until.get(key, (0.0, None))
        return failing if until > self.clock() else None

    def note(self, key: Hashable, error: Exception) -> Failing:
        """Remember why something failed."""
        failing = Failing(said(error).splitlines()[0])
        while len(self._until) >= MOST:
            self._forget(next(iter(self._until)))
        self._until[key] = self.clock() + (SHORT if lost(error) else LONG), failing
        return failing

    def _forget(self, key: Hashable) -> None:
        if self._until.pop(key, None):
            self._ended += 1


def lost(error: Exception) -> bool:
    """Whether a statement has no rows because its process ended, which says nothing of the statement."""
    return getattr(getattr(error.__cause__, "fault", None), "kind", "") == "lost"
