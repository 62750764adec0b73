"""Who is next: places at work, given in turn to the owners that wait."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count

MOST_WAITING = 20
"""Jobs of one owner that may wait at once."""


class CrowdedError(Exception):
    """An owner has too much waiting already."""


class Turn:
    """One job that waits: for whom, since when, and how many are before it."""

    def __init__(self, owner: str, number: int) -> None:
        self.owner, self.number = owner, number
        self.place = -1
        self.given = False
        self.changed = asyncio.Event()


class Lane:
    """`slots` places at work. Owners take turns; the jobs of one owner keep their order."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self.busy = 0
        self._waiting: list[Turn] = []
        self._last: dict[str, int] = {}
        self._numbers = count(1)

    async def enter(self, owner: str, told: Callable[[int], Awaitable[None]]) -> None:
        """Wait for a place, which must be left again; `told` hears how many are before, whenever that changes.

        Raise CrowdedError if the owner has too much waiting.
        """
        if sum(turn.owner == owner for turn in self._waiting) >= MOST_WAITING:
            raise CrowdedError
        turn = Turn(owner, next(self._numbers))
        self._waiting.append(turn)
        self._give()
        try:
            while not turn.given:
                turn.changed.clear()
                await told(turn.place)
                if not turn.given:
                    await turn.changed.wait()
        except BaseException:
            self._forgo(turn)
            raise

    def leave(self) -> None:
        """Give a place back."""
        self.busy -= 1
        self._give()

    def _forgo(self, turn: Turn) -> None:
        with suppress(ValueError):
            self._waiting.remove(turn)
        if turn.given:
            self.busy -= 1
        self._give()

    def _give(self) -> None:
        order = self._order()
        while order and self.busy < self.slots:
            turn = order.pop(0)
            self._waiting.remove(turn)
            self.busy += 1
            self._last[turn.owner] = next(self._numbers)
            turn.given = True
            turn.changed.set()
            order = self._order()
        for place, turn in enumerate(order):
            if turn.place != place:
                turn.place = place
                turn.changed.set()
        if not order and not self.busy:
            self._last.clear()

    def _order(self) -> list[Turn]:
        """Those who wait, next first: the first job of each owner, then the second of each …"""
        seen: Counter[str] = Counter()
        keys: dict[Turn, tuple[int, int, int]] = {}
        for turn in self._waiting:
            keys[turn] = seen[turn.owner], self._last.get(turn.owner, 0), turn.number
            seen[turn.owner] += 1
        return sorted(self._waiting, key=keys.__getitem__)
