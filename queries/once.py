"""Values that are made once, however many ask for them at the same time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, Generic, NamedTuple, TypeVar

from queries.wish import LASTING, Shared, Wish

T = TypeVar("T")

PLACE = 256
"""Bytes that keeping a value takes beside the value."""


class Making(NamedTuple):
    """A value in the making, and the wish of all who wait for it."""

    made: Future[Any]
    wish: Shared


class Once(Generic[T]):
    """The values of a function by key, within a budget in bytes: those not asked for the longest are let go first.

    Safe to share between threads. Whoever asks for a value that another thread is making waits for it; an error goes
    to all who wait and is not kept. `made` counts the values that were made.
    """

    def __init__(self, budget: int, size: Callable[[T], int]) -> None:
        self.budget, self.size = budget, size
        self._bytes = 0
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, Making] = {}
        self.made = 0
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def bytes(self) -> int:
        """About how many bytes the values and their places take."""
        return self._bytes + PLACE * len(self._kept)

    def has(self, key: Hashable) -> bool:
        """Whether the value is there already, so that asking for it costs nothing."""
        return key in self._kept

    def find(self, key: Hashable) -> T | None:
        """The value, if it is there already."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `key`, by `make` if nobody has made it."""
        return self.wished(key, lambda _: make(), LASTING)

    def wished(self, key: Hashable, make: Callable[[Wish], T], wish: Wish) -> T:
        """The value of `key`, by `make` if nobody has made it; raise Superseded once nobody wishes for it any more.

        `make` gets the wish of all who wait.
        """
        while True:
            wish.check()
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
                making, mine = self._making.get(key), Making(Future(), Shared())
                if making is None:
                    self._making[key] = mine
                    mine.wish.join(wish)
                    break
            if making.wish.join(wish):
                return making.made.result()  # type: ignore[no-any-return]
            making.made.exception()
        return self._made(key, make, mine)

    def _made(self, key: Hashable, make: Callable[[Wish], T], mine: Making) -> T:
        try:
            made = make(mine.wish)
        except BaseException as error:
            with self._lock:
                del self._making[key]
            mine.made.set_exception(error)
            raise
        self._keep(key, made)
        mine.made.set_result(made)
        return made

    def _keep(self, key: Hashable, made: T) -> None:
        with self._lock:
            del self._making[key]
            self._kept[key] = made
            self.made += 1
            self._bytes += self.size(made)
            while self.bytes > self.budget and len(self._kept) > 1:
                self._bytes -= self.size(self._kept.popitem(last=False)[1])
