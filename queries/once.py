"""Values that are made once, however many ask for them at the same time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")

PLACE = 256
"""Bytes that keeping a value takes beside the value."""


class Once(Generic[T]):
    """The values of a function by key, within a budget in bytes: those not asked for the longest are let go first.

    Safe to share between threads. Whoever asks for a value that another thread is making waits for it; an error goes
    to all who wait and is not kept.
    """

    def __init__(self, budget: int, size: Callable[[T], int]) -> None:
        self.budget, self.size = budget, size
        self._bytes = 0
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, Future[T]] = {}
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

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `key`, by `make` if nobody has made it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            others = self._making.get(key)
            mine = self._making.setdefault(key, Future())
        if others is not None:
            return others.result()
        try:
            made = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            mine.set_exception(error)
            raise
        self._keep(key, made)
        mine.set_result(made)
        return made

    def _keep(self, key: Hashable, made: T) -> None:
        with self._lock:
            del self._making[key]
            self._kept[key] = made
            self._bytes += self.size(made)
            while self.bytes > self.budget and len(self._kept) > 1:
                self._bytes -= self.size(self._kept.popitem(last=False)[1])
