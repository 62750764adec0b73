"""The broker, as a process: `ADDRESS SLOTS`. It ends with SIGTERM, or when its standard input does."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from queries.sandbox.booth import FORMATTER
from queries.sandbox.broker import Broker

UNWANTED = ("numpy", "pandas", "polars", "pyarrow")
"""What DuckDB would load, in every booth anew, to hand rows over in; here they become JSON."""
AFTER = 1.0
"""Seconds until what formats is loaded, for the booths that are forked from then on."""


def main(line: list[str] | None = None) -> int:
    """Serve at the address until told to end."""
    address, slots = sys.argv[1:] if line is None else line
    sys.modules.update(dict.fromkeys(UNWANTED))  # type: ignore[arg-type]
    broker = Broker(int(slots))
    gc.collect()
    gc.freeze()
    asyncio.run(_serve(Path(address), broker))
    return 0


async def _serve(address: Path, broker: Broker) -> None:
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), told.set)
    loop.add_signal_handler(signal.SIGTERM, told.set)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal interrupts all at once: who started this says when
    os.umask(0o077)
    server = await asyncio.start_unix_server(broker.meet, address)
    loop.call_later(AFTER, import_module, FORMATTER)
    await told.wait()
    server.close()
    broker.pool.close()
    with suppress(OSError):
        address.unlink()


if __name__ == "__main__":
    sys.exit(main())
