"""Tidemark with one page, on a machine whose clocks can be moved: `python -m tests.faults.later FOLDER WORDS…`.

It does what `tidemark WORDS…` does. FOLDER holds the page, and in `ahead` the seconds by which the program's clocks are
ahead of those of this machine: the one that tells the time of day, and the one that only measures.
"""

from __future__ import annotations

import mmap
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

AHEAD = struct.Struct("dd")
PAGE = """
title: Global benchmark
dataset: krx_case
my_ccp: KRX
views:
  im_trend:
    line: im_growth
    title: Initial margin over time
    y: initial_margin_usd_bn
  im_ranking:
    bar: im_ranking
    title: Initial margin by region, latest quarter
    y: initial_margin_usd_bn
"""
"""Of the first page, the part that a server draws quickly."""


def prepared(folder: Path) -> Path:
    """A folder with the page and clocks that go right."""
    folder.mkdir()
    (folder / "benchmark.yaml").write_text(PAGE)
    (folder / "ahead").write_bytes(AHEAD.pack(0, 0))
    return folder


def move(folder: Path, day: float, steady: float) -> None:
    """Move the clocks of the program."""
    with (folder / "ahead").open("r+b") as file:
        file.write(AHEAD.pack(day, steady))


def moved(clock: Callable[[], float], kept: mmap.mmap, which: int) -> Callable[[], float]:
    """`clock`, as far ahead as is kept."""
    return lambda: clock() + float(AHEAD.unpack_from(kept)[which])


def main(folder: Path, words: list[str]) -> int:
    """Have clocks that can be moved, in this process and in those that it forks, and do what is said."""
    with (folder / "ahead").open("rb") as file:
        kept = mmap.mmap(file.fileno(), AHEAD.size, prot=mmap.PROT_READ)
    time.time, time.monotonic = moved(time.time, kept, 0), moved(time.monotonic, kept, 1)
    from apps import __main__ as tidemark
    from apps import server

    server.FOLDER = folder
    return tidemark.main(words)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
