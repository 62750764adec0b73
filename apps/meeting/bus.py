"""How the workers of a server tell each other what happens in their meetings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

Hear = Callable[[str, bytes], None]
"""Takes a topic and a content, on the event loop."""
CATCH_UP = ""
"""The topic under which a worker hears, from its own bus too, that it may have missed something."""


class Bus(Protocol):
    """Carries contents under topics from each worker to all others."""

    async def open(self, hear: Hear) -> None:
        """Have `hear` called for all that the other workers publish, in order per sender; never for one's own."""

    def publish(self, topic: str, content: bytes) -> None:
        """Tell all others; never waits and never raises. What a worker is too slow to take in time is lost to it."""

    async def close(self) -> None:
        """Neither hear nor tell anything more."""


def bus(address: str, folder: Path) -> Bus:
    """The bus that the setting `bus` names: that of one host, in the private `folder` of the run, or PostgreSQL's."""
    if address:
        from apps.meeting.postgres import Postgres  # loads slowly, and only several hosts need it

        return Postgres(address)
    from apps.meeting.datagrams import Datagrams

    return Datagrams(folder)
