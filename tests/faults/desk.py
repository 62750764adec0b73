"""Somebody at the workspace of a server where readers sign in, and the processes of its sandbox."""

from __future__ import annotations

import asyncio
from typing import Any

from apps.bench.writer import Writer
from tests.apps.serving.running import children, wait_until
from tests.faults.guest import Guest, Seat
from tests.faults.place import Place
from tests.ui.served import program

LONG = "SELECT count(*) FROM range(10_000_000_000) a, range(10_000_000_000) b"
SECONDS = 30


class Desk(Seat, Writer):
    """The workspace in a guest's browser, over a websocket."""

    async def started(self, text: str) -> str:
        """Run a statement; its id once it runs."""
        run = await self.begin(text)
        async with asyncio.timeout(SECONDS):
            while not [told for told in await self.hear() if told["tell"] == "started" and told["run"] == run]:
                pass
        return run

    async def end(self, run: str) -> dict[str, Any]:
        """How a run ends, soon."""
        async with asyncio.timeout(SECONDS):
            return await self.ended(run)

    async def answers(self, text: str = "SELECT 42") -> dict[str, Any]:
        """A statement that is answered."""
        end, _ = await self.run(text)
        assert end["tell"] == "done", end
        return end


async def desk(guest: Guest) -> Desk:
    """An open workspace."""
    made = Desk(guest)
    await made.load()
    return made


def broker(server: Place) -> int:
    """The process of the sandbox, once it runs its own program."""
    found: list[int] = []

    def runs() -> bool:
        found[:] = [each for each in children(server.process.pid) if b"queries.sandbox" in program(each)]
        return len(found) == 1

    wait_until(runs, 10)
    return found[0]
