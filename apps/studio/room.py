"""What the studios of one worker share: the decks that are kept, and threads that wait for the store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from apps.serving.hall import Hall
from apps.shell import Shell
from data.store import Store
from queries.library.decks import Decks
from queries.trail.audit import Audit

THREADS = 2
"""Threads that wait for the store, the audit and the catalog."""

T = TypeVar("T")


class Studios:
    """One worker's studios."""

    def __init__(self, shell: Shell, hall: Hall, audit: Audit, store: Store) -> None:
        self.shell, self.hall, self.audit = shell, hall, audit
        self.decks = Decks(store)
        self.waiting = ThreadPoolExecutor(THREADS, thread_name_prefix="studio")

    def off(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """What `work` gives, from a thread."""
        return asyncio.get_running_loop().run_in_executor(self.waiting, work)
