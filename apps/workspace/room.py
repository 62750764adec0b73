"""What the workspaces of one worker share: what is kept for their readers, who runs SQL, and threads that wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from apps.boards import Boards
from apps.serving.hall import Hall
from apps.shell import Shell
from data.store import Store
from panel_config import Settings
from queries.library.drafts import Drafts
from queries.library.history import History
from queries.library.kept import Kept
from queries.library.pins import Pins
from queries.library.saved import Saved
from queries.own.tables import Tables
from queries.relations import Relations
from queries.sandbox.client import Sandbox
from queries.sandbox.job import RUN, Limits
from queries.sandbox.start import SOCKET
from queries.trail.audit import Audit

THREADS = 2
"""Threads that wait for the store, the audit and the disk."""

T = TypeVar("T")


@dataclass(frozen=True)
class Means:
    """What every worker makes its workspaces of; in bytes, what an `upload` and the `own` tables of a reader may be."""

    shell: Shell
    home: Path
    limits: Limits = field(default=RUN)
    upload: int = 200 * 2**20
    own: int = 1000 * 2**20

    @classmethod
    def of(cls, shell: Shell, settings: Settings) -> Means:
        """What the settings say."""
        memory = settings.sql_memory_mb * 2**20
        limits = replace(RUN, seconds=settings.sql_seconds, rows=settings.sql_rows, memory=memory)
        return cls(shell, settings.home, limits, settings.upload_mb * 2**20, settings.own_mb * 2**20)


class Room:
    """One worker's workspaces."""

    def __init__(self, means: Means, hall: Hall, audit: Audit, store: Store) -> None:
        self.shell, self.limits, self.home, self.upload = means.shell, means.limits, means.home, means.upload
        self.hall, self.audit, self.row = hall, audit, hall.row
        self.sandbox = Sandbox(hall.place.folder / SOCKET)
        self.drafts, self.history, self.saved, self.pins = Drafts(store), History(store), Saved(store), Pins(store)
        self.kept, self.tables, self.relations = Kept(means.home), Tables(means.home, store, means.own), Relations()
        self.boards: Boards | None = None
        self.waiting = ThreadPoolExecutor(THREADS, thread_name_prefix="workspace")

    def off(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """What `work` gives, from a thread."""
        return asyncio.get_running_loop().run_in_executor(self.waiting, work)
