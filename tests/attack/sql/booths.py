"""The processes of a sandbox, watched while they live."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.apps.serving.running import alive, children

PAUSE = 0.02


class Booths:
    """The booths of a broker that this process has started: how much memory each has had, in bytes, by its id."""

    def __init__(self) -> None:
        self.most: dict[int, int] = {}
        self.over = threading.Event()
        self._broker = 0

    @property
    def broker(self) -> int:
        """The process of the broker, 0 if there is none."""
        if not self._broker or not alive(self._broker):
            found = [each for each in children(own()) if b"queries.sandbox" in line(each)]
            self._broker = found[-1] if found else 0
        return self._broker

    def alive(self) -> set[int]:
        """The broker and its booths."""
        return {each for each in (self.broker, *self.most) if each and alive(each)}

    def gone(self, seconds: float) -> bool:
        """Whether all end within so many seconds."""
        end = time.monotonic() + seconds
        while (left := any(map(alive, self.most))) and time.monotonic() < end:
            time.sleep(PAUSE)
        return not left

    def look(self) -> None:
        """See how much each has had."""
        for each in inside(self.broker) if self.broker else ():
            self.most[each] = max(self.most.get(each, 0), peak(each))

    def follow(self) -> None:
        """Look until it is over."""
        while not self.over.wait(PAUSE):
            self.look()

    @classmethod
    @contextmanager
    def watched(cls) -> Iterator[Booths]:
        """The booths, looked at all the time."""
        made = cls()
        thread = threading.Thread(target=made.follow, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            made.over.set()
            thread.join()


def own() -> int:
    """This process."""
    return int(Path("/proc/self").readlink().name)


def inside(process: int) -> list[int]:
    """The children of a process, told by its kernel."""
    try:
        return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def line(process: int) -> bytes:
    """What a process was started with."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def peak(process: int) -> int:
    """The most memory that a process has had at once, in bytes; 0 of one that is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(each.split()[1]) * 1024 for each in status.splitlines() if each.startswith("VmHWM")), 0)
