"""What readers notice when the app store is locked, full, damaged or gone."""

from __future__ import annotations

import asyncio
import fcntl
import sqlite3
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import httpx
import pytest

from tests.faults.guest import Guest, Seat
from tests.faults.limits import full
from tests.faults.place import Place
from tests.stored import SQLITE

pytestmark = SQLITE
LOCKED = "is locked by another program; try again, and see what else has it open"
READERS = 120
"""The byte of a file's shared memory behind which SQLite has the locks of a WAL."""


PATHS = ("/benchmark", "/account", "/benchmark/rows.csv")


@contextmanager
def written(server: Place) -> Iterator[None]:
    """Another program writes, and does not come to its end."""
    with closing(sqlite3.connect(server.home / "app.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def taken(server: Place) -> Iterator[None]:
    """Another program has it for itself: nobody can write or read."""
    with (server.home / "app.sqlite-shm").open("r+b") as other:
        for _ in range(200):
            try:
                fcntl.lockf(other, fcntl.LOCK_EX | fcntl.LOCK_NB, 8, READERS)
                break
            except OSError:
                time.sleep(0.01)
        else:
            pytest.fail("somebody always reads")
        yield


def refused(page: httpx.Response, why: str) -> None:
    """Whether a page says in one sentence that it cannot be had now, and nothing else."""
    assert page.status_code == 503 and int(page.headers["Retry-After"]) > 0
    assert why in page.text and "im_trend" not in page.text and "<script" not in page.text


def test_while_somebody_else_writes_readers_read_and_sign_ins_are_told(server: Place, inside: Guest) -> None:
    guest = Guest(server.address)
    answer = guest.begun("viewer")
    with written(server), ThreadPoolExecutor(4) as threads:
        start = time.monotonic()
        coming = threads.submit(guest.get, answer)
        others = [threads.submit(Guest(server.address).get, "/signin/openid") for _ in range(3)]
        assert slowest(server, inside) < 1.5
        for each in (coming, *others):
            refused(each.result(), LOCKED)
        assert time.monotonic() - start < 8
    assert not guest.cookie and guest.sign_in("viewer").cookie


def slowest(server: Place, guest: Guest, count: int = 20) -> float:
    """Seconds of the slowest of some pages, and of as many questions whether the server is up."""
    times = []
    for path in ("/benchmark", "/health") * count:
        start = time.monotonic()
        assert guest.get(path).status_code == 200
        times.append(time.monotonic() - start)
    return max(times)


def test_while_somebody_else_has_the_store_nothing_is_served_and_nobody_waits(server: Place, inside: Guest) -> None:
    async def sat() -> Seat:
        seat = Seat(inside)
        await seat.load()
        return seat

    with ThreadPoolExecutor(16) as threads, asyncio.Runner() as runner:
        seat = runner.run(sat())
        with taken(server):
            start = time.monotonic()
            asked = [threads.submit(inside.get, path) for path in PATHS * 10]
            times = []
            for _ in range(20):
                begun = time.monotonic()
                assert Guest(server.address).get("/health").status_code == 200
                times.append(time.monotonic() - begun)
            for each in asked:
                refused(each.result(), "see what else has it open")
            took = time.monotonic() - start
        print(f"30 pages were refused within {took:.1f} s; meanwhile /health took {max(times):.2f} s at most")
        assert took < len(PATHS) * 10 and statistics.median(times) < 1, "they wait for one another"
        assert runner.run(seat.brush())
        runner.run(seat.close())
    assert inside.get("/benchmark").status_code == 200


def test_on_a_full_disk_nobody_signs_in_and_who_is_inside_goes_on(server: Place, inside: Guest) -> None:
    guest = Guest(server.address)
    answer = guest.begun("viewer")
    with full(server, 1024):
        refused(guest.get(answer), "cannot be read or written; make room on its disk")
        refused(Guest(server.address).get("/signin/openid"), "cannot be read or written; make room on its disk")
        assert inside.get("/benchmark").status_code == 200
    assert not guest.cookie and guest.sign_in("viewer").cookie
