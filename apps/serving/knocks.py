"""Denials of those who are not signed in: anybody can cause them, so that not each becomes a line of the audit."""

from __future__ import annotations

import time
from collections.abc import Callable

QUIET = 10.0
"""Seconds in which the further knocks of one address are only counted."""
MOST = 1000
"""Addresses that are remembered."""


class Knocks:
    """Who knocked when. Those that were only counted stand in the next line of their address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._heard: dict[str, tuple[float, int]] = {}

    def heard(self, address: str) -> int:
        """How many knocks to write down now, this one among them; 0 to write down nothing yet.

        What is of another kind is heard under a name of its own, lest a closed page hide a sign-in that is refused.
        """
        now = self.clock()
        since, count = self._heard.pop(address, (-QUIET, 0))
        loud = now - since >= QUIET
        self._heard[address] = (now, 0) if loud else (since, count + 1)
        if len(self._heard) > MOST:
            del self._heard[next(iter(self._heard))]
        return count + 1 if loud else 0
