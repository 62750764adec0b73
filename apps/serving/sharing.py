"""The watch for charts that are pinned to pages for all: every worker has them soon."""

from __future__ import annotations

import asyncio
from functools import partial

from apps.serving.hall import PAUSE, Hall
from apps.trouble import logged
from data.store import StoreError
from queries.library.pins import Pins


class Sharing:
    """One worker's pages and what is pinned to them; `known` is the version of each board that they show."""

    def __init__(self, hall: Hall, pins: Pins) -> None:
        self.hall, self.pins = hall, pins
        self.known: dict[str, int] = {}

    async def watch(self) -> None:
        """Look for other pins, for as long as the worker lives."""
        while True:
            await self.look()
            await asyncio.sleep(PAUSE)

    async def look(self) -> None:
        """Draw the pages anew whose pins are others by now."""
        try:
            numbers = await self.hall.off(self.pins.shared)
        except StoreError:
            return  # asked again soon; what is shown stays
        for name in self.hall.pages:
            if (number := numbers.get(name, 0)) != self.known.get(name, 0):
                self.known[name] = number
                await self.show(name, number)

    async def show(self, name: str, number: int) -> None:
        """Draw one page anew for every entitlement; what fails is logged, once."""
        try:
            pins = await self.hall.off(partial(self.pins.take, name, number))
            for offer in self.hall.offers.values():
                await self.hall.off(partial(offer.repin, name, pins), waiting=True)
        except Exception as error:
            logged(error)
