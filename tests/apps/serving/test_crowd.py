"""Fifty readers when the server is hurt: who is lost comes back to what was shown, the others notice nothing."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from tornado.httpclient import HTTPRequest

from apps.bench.counters import counters
from apps.bench.group import KNOWN, Group
from apps.bench.offer import Choice, Model, walk
from apps.bench.reader import Reader
from apps.bench.served import Server
from tests.apps.serving.running import alive, wait_until
from tests.pages import lighter
from tests.ui.served import Served

pytestmark = pytest.mark.skipif(not KNOWN, reason="/proc does not tell whose the processes are here")

CROWD = 50
BACK = 15.0
"""Seconds within which a reader is back: about one where nothing else runs."""


class Patient(Reader):
    """A reader whose page comes back to its link when the connection is lost."""

    link = ""
    shown = ""

    async def change(self, choice: Choice) -> list[Model]:
        events = await super().change(choice)
        self.link = next(event["new"] for event in events if event.get("attr") == "link")
        return events

    def _request(self, path: str, scheme: str = "http") -> HTTPRequest:
        asked = super()._request(path, scheme)
        asked.url += self.link
        return asked

    async def _until(self, kind: str) -> str:
        content = await super()._until(kind)
        if kind == "PULL-DOC-REPLY":
            strip = next(m for m in walk(json.loads(content)) if m.get("attributes", {}).get("name") == "strip")
            self.shown = strip["attributes"]["link"]
        return content

    async def lost(self) -> bool:
        """Whether the connection has ended."""
        try:
            return await asyncio.wait_for(self._socket.read_message(), 0.5) is None  # type: ignore[union-attr]
        except TimeoutError:
            return False

    async def back(self) -> float:
        """Open the page anew, again and again until it answers; the seconds that this took."""
        begun = time.monotonic()
        while True:
            try:
                await self.load()
                return time.monotonic() - begun
            except (OSError, RuntimeError):
                await asyncio.sleep(0.1)


class Place:
    """A home of its own, and the server of two workers over it; a test that ends the server leaves none."""

    def __init__(self, folder: Path, home: Path) -> None:
        own = Path(shutil.copytree(home, folder / "home"))
        self.served = Served(own, folder, {}, pages=lighter(folder / "pages"))

    def server(self) -> Server:
        """The server that runs; a new one if none does. Both workers take readers, so that each has some."""
        if not self.served.runs:
            self.served.start()
        server = Server(self.served.address, Group(self.served.process.pid))
        wait_until(lambda: asyncio.run(counters(server.address))["up"] == 2, 20)
        return server


@pytest.fixture(scope="module")
def place(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("crowd"), home)
    yield place
    place.served.process.terminate()
    place.served.process.wait(20)


@pytest.fixture
def server(place: Place) -> Server:
    return place.server()


async def crowd(server: Server) -> list[Patient]:
    """Readers who have all brushed something."""
    readers = [Patient(server.address, seed) for seed in range(CROWD)]
    await asyncio.gather(*(reader.load() for reader in readers))
    await asyncio.gather(*(reader.change(chosen(reader, seed % 5)) for seed, reader in enumerate(readers)))
    return readers


def chosen(reader: Reader, number: int) -> Choice:
    return reader.offer.choices["im_trend"][number]


def test_a_killed_worker_loses_no_selection_and_disturbs_nobody_else(server: Server, place: Place) -> None:
    async def story() -> None:
        readers = await crowd(server)
        os.kill(place.served.workers()[0], signal.SIGKILL)
        await asyncio.sleep(0.2)
        gone = await asyncio.gather(*(reader.lost() for reader in readers))
        cut = [each for each, lost in zip(readers, gone, strict=True) if lost]
        kept = [reader for reader in readers if reader not in cut]
        assert min(len(cut), len(kept)) >= CROWD // 4 and len(cut) + len(kept) == CROWD
        took = await asyncio.gather(*(reader.back() for reader in cut))
        assert max(took) < BACK
        assert [reader.shown for reader in cut] == [reader.link for reader in cut]
        await asyncio.gather(*(reader.change(chosen(reader, 6)) for reader in readers))
        print(f"{len(cut)} of {CROWD} were cut off, all back within {max(took):.2f} s; {len(kept)} noticed nothing")

    asyncio.run(story())


@pytest.mark.long
def test_a_killed_supervisor_leaves_no_process_and_a_new_one_serves_the_old_links(server: Server, place: Place) -> None:
    async def before() -> list[Patient]:
        return await crowd(server)

    async def after(readers: list[Patient]) -> None:
        await asyncio.gather(*(reader.load() for reader in readers))

    readers = asyncio.run(before())
    members = server.group.members()
    os.kill(server.group.leader, signal.SIGKILL)
    wait_until(lambda: not any(map(alive, members)), 3)
    again = place.server()
    for reader in readers:
        reader.address = reader.through = again.address
    asyncio.run(after(readers))
    assert [reader.shown for reader in readers] == [reader.link for reader in readers]


def test_what_is_being_worked_out_when_the_server_ends_still_arrives(server: Server) -> None:
    async def story() -> list[list[Model]]:
        readers = (await crowd(server))[:10]
        changes = [asyncio.ensure_future(r.change(chosen(r, 20 + n))) for n, r in enumerate(readers)]
        await asyncio.sleep(0.1)
        os.kill(server.group.leader, signal.SIGTERM)
        return await asyncio.wait_for(asyncio.gather(*changes), 15)

    moved = asyncio.run(story())
    assert len(moved) == 10 and all(any(e["kind"] == "ColumnDataChanged" for e in events) for events in moved)
    with pytest.raises(OSError):
        urlopen(f"{server.address}/health", timeout=5)
