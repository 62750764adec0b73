"""One worker of a host takes new versions from the lake; all of them read what it has brought."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress

from apps.trouble import said
from data.ingest import Ingest
from data.lease import BusyError, lease

PAUSE = 2.0
"""Seconds between two looks."""


class Following:
    """Follows the lake of `ingest` wherever no other process of this home does. Says once that it is away, or back."""

    def __init__(self, ingest: Ingest, noted: Callable[[bool], object] = bool) -> None:
        """`noted` is told at each look whether the lake is away, as far as this process knows."""
        self.ingest, self.noted, self.away = ingest, noted, ""

    async def watch(self) -> None:
        """Look for newer versions for as long as the worker lives."""
        while True:
            await asyncio.sleep(PAUSE)
            await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Take what is new. What goes wrong is told on standard error."""
        try:
            with lease(self.ingest.home, 0, "follow.lock"):
                self.ingest.follow()
            self._tell("")
        except BusyError:
            self.noted(False)
        except Exception as error:
            self._tell(said(error))

    def _tell(self, away: str) -> None:
        if away != self.away:
            text = f"{away}; what is here is served on" if away else "the lake is followed again"
            with suppress(OSError):
                print(text, file=sys.stderr, flush=True)
        self.away = away
        self.noted(bool(away))
