"""A reader at a workspace without a socket: every message is heard, and what is told is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from apps.offer import Offer
from apps.serving.hall import Hall
from apps.serving.ledger import Ledger
from apps.serving.place import Place
from apps.shell import Shell
from apps.workspace.bench import Bench
from apps.workspace.room import Means, Room
from auth.actor import Actor
from data.catalog import Catalog
from data.entitlement import EVERYTHING
from data.store import Store
from queries.engine import Engine
from queries.sandbox.client import Sandbox
from queries.sandbox.job import Limits
from queries.trail.audit import Audit
from tests.charts import page, somebody

LIMITS = Limits(20, 1000, 2**22, 2**29)
NOTHING = Shell("", "{}", {}, {}, {})
PATIENCE = 20.0
ENDS = ("done", "fault", "plan", "profile")


def room(home: Path, sandbox: Sandbox, limits: Limits = LIMITS, shell: Shell = NOTHING) -> Room:
    """A worker's room over the catalog of `home`, as its only worker has it."""
    store, audit = Store(home), Audit(home)
    store.upgrade()
    engine = Engine(Catalog(home), audit.record, sandbox=sandbox)
    offers = {EVERYTHING: Offer({"benchmark": page()}, {"benchmark": NOTHING}, engine)}
    hall = Hall(Place(0, (), Ledger(1), sandbox.address.parent), offers, b"key")
    return Room(Means(shell, home, limits), hall, audit, store)


class Sitting:
    """One window of one reader, a power user unless it is said otherwise."""

    def __init__(self, room: Room, name: str = "kim", actor: Actor | None = None, **link: str) -> None:
        self.room, self.told, self.numbers = room, list[dict[str, Any]](), 0
        self.figures: list[str] = []
        self.bench = Bench(room, actor or somebody(name, "power-user"), self.tell, self.show, "csrf")
        self.opening = json.loads(self.bench.open(**link))
        self.moved = asyncio.Event()

    def tell(self, tell: str, ready: dict[str, str] | None = None, /, **about: Any) -> Awaitable[None]:
        """What the browser would get."""
        self.told.append({"tell": tell, **about, **{name: json.loads(text) for name, text in (ready or {}).items()}})
        json.dumps(self.told[-1], allow_nan=False)
        self.moved.set()
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    async def show(self, figure: str) -> None:
        """The figure that the browser would get."""
        self.figures.append(figure)

    @property
    def tab(self) -> str:
        """The tab in front."""
        return self.bench.tabs.active

    async def say(self, do: str, **about: Any) -> None:
        """What the browser says, and all that comes of it at once."""
        await self.bench.take({"do": do, **about})

    def begin(self, text: str, start: int = 0, end: int = 0, do: str = "run", **values: Any) -> str:
        """Run a statement; the id of the run."""
        self.numbers += 1
        run = f"{self.bench.visit.owner}-run-{self.numbers:010}-{id(self)}"
        message = {"do": do, "tab": self.tab, "run": run, "text": text, "start": start, "end": end, "values": values}
        self.bench.hear(message)
        return run

    async def run(self, text: str, **about: Any) -> dict[str, Any]:
        """Run a statement to its end."""
        return await self.met(self.begin(text, **about))

    async def met(self, run: str, *kinds: str) -> dict[str, Any]:
        """The first that is told of a run of these kinds, or its end."""
        return await self.until(lambda each: each.get("run") == run and each["tell"] in (kinds or ENDS))

    async def until(self, wanted: Any) -> dict[str, Any]:
        """The first that is told and wanted, from the beginning."""
        async with asyncio.timeout(PATIENCE):
            while True:
                self.moved.clear()
                for each in self.told:
                    if wanted(each):
                        return each
                await self.moved.wait()

    async def settled(self) -> None:
        """Wait until nothing runs."""
        async with asyncio.timeout(PATIENCE):
            while self.bench.runs.going or self.bench.heard:
                await asyncio.sleep(0.01)

    def all(self, tell: str) -> list[dict[str, Any]]:
        """What was told of that kind."""
        return [each for each in self.told if each["tell"] == tell]

    def rows(self, run: str) -> list[list[Any]]:
        """The rows of a run."""
        return [row for each in self.all("rows") if each["run"] == run for row in each["rows"]]

    def lines(self, kind: str) -> list[dict[str, Any]]:
        """What the audit says."""
        path = self.room.home / "audit.jsonl"
        lines = map(json.loads, path.read_text().splitlines() if path.exists() else ())
        return [line for line in lines if line["kind"] == kind]
