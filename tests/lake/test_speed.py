"""Files and the lake, measured in the same run: what a brush, an ingest and a start take. Prints one table."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from data.ingest import Ingest
from data.lake.lake import Lake
from queries.engine import Engine
from queries.query import read_all
from queries.selection import Clause
from tests.program import coded
from tests.storage.running import Bucket
from tests.ui.served import Served

T = TypeVar("T")
ROWS, STEPS = 300_000, 40
PATIENCE, CALM = 60.0, 5.0
"""Seconds: until arrays must be ready, and after which those of files are, for a file of so few records."""
MARGIN = ("margin_daily", "margin_ccps", "margin_waterfall", "margin_cover2", "margin_density", "margin_correlation")
REVIEW = ("im_ranking", "im_growth", "peak_ratio", "default_waterfall", "synchronised_spikes")
QUERIES = read_all()


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def month(step: int) -> tuple[Clause, ...]:
    days = (f"202{step % 5}-{step % 12 + 1:02d}-01", f"202{step % 5}-{step % 12 + 1:02d}-{step % 9 + 15}")
    return (Clause("test", "date", "interval", days),)


def quarter(step: int) -> tuple[Clause, ...]:
    return (Clause("test", "quarter", "interval", (f"20{16 + step % 8}Q1", f"20{18 + step % 8}Q{step % 4 + 1}")),)


def review(engine: Engine, step: int) -> None:
    for name in REVIEW:
        engine.answer(QUERIES[name], "krx_case", {}, quarter(step))


def brush(engine: Engine, step: int) -> None:
    for name in MARGIN:
        engine.answer(QUERIES[name], "margin_demo", {}, month(step))


def again(engine: Engine, step: int) -> None:
    for name in MARGIN:
        engine.again(QUERIES[name], "margin_demo", {}, month(step), 2)


def quick(engine: Engine, step: int) -> list[str]:
    """The queries that are answered without a statement."""
    return [name for name in MARGIN if engine.quick(QUERIES[name], "margin_demo", {}, month(step))]


def ready(engine: Engine, names: list[str]) -> None:
    """Wait until these queries are, for a state that nobody has asked for."""
    end = time.monotonic() + PATIENCE
    while not set(names) <= set(quick(engine, STEPS)):
        assert time.monotonic() < end, f"only {quick(engine, STEPS)} are ready"
        time.sleep(0.02)


def start(home: Path, variables: Mapping[str, str]) -> float:
    """Seconds until a server of one worker answers; what it is made of is imported already."""
    folder = home.with_name(f"{home.name} serves")
    folder.mkdir()
    server = Served(home, folder, {**variables, "TIDEMARK_WORKERS": "1"})
    try:
        return timed(server.start)
    finally:
        server.process.terminate()
        server.process.wait(30)


def pair(work: Callable[[T], object], files: T, far: T) -> tuple[float, float]:
    """Seconds of the same work on files and on the lake, one right after the other."""
    return timed(lambda: work(files)), timed(lambda: work(far))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_review_page_is_as_fast_on_the_lake(
    lake: Lake, bucket: Bucket, variables: dict[str, str], tmp_path: Path
) -> None:
    plain, one, two = (Ingest(tmp_path / name) for name in ("files", "one", "two"))
    one, two = (replace(each, lake=replace(lake, spare=0)) for each in (one, two))
    table = {"first version, s": pair(lambda each: each.first(), plain, one)}
    table[f"ingest of {ROWS:,} records, s"] = pair(lambda each: each.make(ROWS, 1, "margin_demo"), plain, one)
    table["take it on another host, s"] = (0.0, timed(two.first))
    coded("pass", tmp_path).wait(120)  # from here on, what servers are made of is imported
    for what, there in (("that has the version", two.home), ("that is new", tmp_path / "new")):
        here = plain.home if there.exists() else tmp_path / "fresh"
        table[f"start of a server on a host {what}, s"] = (start(here, {}), start(there, variables))
    files, far = Engine(plain.catalog), Engine(two.catalog)
    table["first look at margin records, s"] = pair(lambda each: brush(each, 0), files, far)
    time.sleep(CALM)
    names = quick(files, STEPS)
    table["arrays ready for a brush, s, at most"] = (CALM, timed(lambda: ready(far, names)) + CALM)
    for what, work, steps in (("review", review, STEPS), ("margin brush", brush, STEPS), ("re-query", again, 8)):
        before = bucket.say("count")["bytes"]
        taken = [pair(partial(work, step=step), files, far) for step in range(1, steps)]
        for q in (50, 95):
            here, there = np.percentile(np.array(taken), q, axis=0) * 1000
            table[f"{what}, p{q}, ms"] = (float(here), float(there))
        table[f"{what}, KiB from S3 a step"] = (0.0, (bucket.say("count")["bytes"] - before) / 1024 / (steps - 1))
    files.close()
    far.close()
    for name, (here, there) in table.items():
        print(f"{name:40} {here:10.1f} {there:10.1f}" + (f" {there / here:6.2f} x" if here else ""))
    assert not list((tmp_path / "two").rglob("facts/*.duckdb"))
    assert len(names) > 3, "a brush on files is answered from arrays"
    for what in ("review", "margin brush"):
        assert table[f"{what}, p50, ms"][1] < 1.5 * table[f"{what}, p50, ms"][0], what
