"""A process that listens at the bus of meetings, and says how long each message was on its way."""

from __future__ import annotations

import asyncio
import json
import struct
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from apps.meeting.bus import bus
from panel_config import ROOT

STAMP = struct.Struct(">q")
"""Nanoseconds of a clock that all processes of a machine share."""
END = "end"
LASTING = 120.0
"""Seconds after which nobody listens any more, whatever comes."""


def stamped(content: bytes) -> bytes:
    """`content` with the time before it."""
    return STAMP.pack(time.monotonic_ns()) + content


async def listen(address: str, folder: Path) -> list[float]:
    """Seconds that each message took until one says that it is the last; says when it begins to listen."""
    times, ended, here = list[float](), asyncio.Event(), bus(address, folder)

    def hear(topic: str, content: bytes) -> None:
        if topic == END:
            return ended.set()
        times.append((time.monotonic_ns() - STAMP.unpack_from(content)[0]) / 1e9)

    await here.open(hear)
    print("listening", flush=True)
    await asyncio.wait_for(ended.wait(), LASTING)
    await here.close()
    return times


class Ear:
    """The process, as it is seen from the one that speaks."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def heard(self) -> list[float]:
        """What it has measured once it has ended."""
        said, _ = await asyncio.wait_for(self.process.communicate(), LASTING)
        return [float(each) for each in json.loads(said)]


@asynccontextmanager
async def listening(address: str, folder: Path) -> AsyncIterator[Ear]:
    """A process that listens."""
    piped = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "apps.bench.ear", str(folder), cwd=ROOT, stdin=piped, stdout=piped, limit=2**24
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(address.encode() + b"\n")
        await asyncio.wait_for(process.stdout.readline(), LASTING)
        yield Ear(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(listen(sys.stdin.readline().strip(), Path(sys.argv[1])))))
