"""Notes in the store that hosts share where the audit of this one stands, so that it shows if it is cut or lost."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from data.store import Store, StoreError
from queries.trail.audit import Audit
from queries.trail.chain import AuditError
from queries.trail.heads import Heads

PAUSE = 5.0
"""Seconds between two notes: what was written since the last one is not known elsewhere."""


class Anchoring:
    """The notes of one host; one of its workers makes them."""

    def __init__(self, audit: Audit, store: Store) -> None:
        self.audit, self.heads = audit, Heads(store)
        self.noted = 0

    async def watch(self) -> None:
        """Make them for as long as the worker lives. A store that is away holds nobody up: the next note says more."""
        while True:
            await self.note()
            await asyncio.sleep(PAUSE)

    async def note(self) -> None:
        """Make one, if anything was written since."""
        with suppress(StoreError, AuditError):
            await asyncio.to_thread(self._note)

    def _note(self) -> None:
        head = self.audit.standing()
        if head.seq > self.noted:
            self.heads.note(head)
            self.noted = head.seq
