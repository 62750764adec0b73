"""Workers and servers that end while somebody signs in, or has."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from data.store.sqlite import DAMAGED
from tests.apps.serving.running import alive, wait_until
from tests.faults.guest import Guest, seats
from tests.faults.place import Place
from tests.provider.running import Provider
from tests.shared import ROOT
from tests.stored import SQLITE, asked

DEEP = "/benchmark?state=%7B%7D"


def killed(server: Place) -> None:
    """All workers end, and others take their places."""
    before = server.workers()
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not set(before) & set(server.workers()) and len(server.workers()) == 2, 10)
    server.answered()


def sessions(server: Place) -> int:
    """How many are signed in."""
    return int(str(asked(server.home, "SELECT count(*) FROM session")[0][0]))


def test_workers_killed_while_somebody_is_at_the_provider(server: Place, inside: Guest) -> None:
    guest = Guest(server.address)
    answer = guest.begun("viewer", DEEP)
    killed(server)
    assert guest.get(answer).headers["Location"] == DEEP
    assert guest.get(DEEP).status_code == inside.get(DEEP).status_code == 200


def test_workers_killed_while_they_ask_the_provider_who_it_is(server: Place, inside: Guest, provider: Provider) -> None:
    guest, before, told = Guest(server.address), sessions(server), len(server.records("signed in"))
    answer = guest.begun("viewer", DEEP)
    with ThreadPoolExecutor(1) as thread:
        provider.hang()
        asking = thread.submit(guest.get, answer)
        time.sleep(0.5)
        assert not asking.done()
        killed(server)
        provider.go_on()
        assert isinstance(asking.exception(), httpx.RemoteProtocolError)
    page = guest.get(answer)
    assert page.status_code == 403 and "begin again" in page.text and not guest.cookie
    assert sessions(server) == before and len(server.records("signed in")) == told
    guest.sign_in("viewer", DEEP)
    assert guest.get(DEEP).status_code == inside.get(DEEP).status_code == 200
    assert sessions(server) == before + 1 and len(server.records("signed in")) == told + 1


@pytest.mark.long
def test_sessions_outlive_a_server_that_is_killed(server: Place, inside: Guest) -> None:
    guest, workers = Guest(server.address), server.workers()
    answer = guest.begun("viewer", DEEP)
    server.kill()
    wait_until(lambda: not any(map(alive, workers)), 5)
    server.start()
    assert guest.get(answer).headers["Location"] == DEEP
    assert inside.get("/benchmark").status_code == 200

    async def brushed() -> None:
        for each in await seats(inside):
            await each.brush()
            await each.close()

    asyncio.run(brushed())
    assert server.verified()


@pytest.mark.long
def test_a_server_that_is_told_to_end_lets_sign_ins_finish(server: Place, inside: Guest, provider: Provider) -> None:
    guest, before = Guest(server.address), sessions(server)
    answer = guest.begun("viewer", DEEP)
    with ThreadPoolExecutor(1) as thread:
        provider.hang()
        asking = thread.submit(guest.get, answer)
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        provider.go_on()
        assert asking.result().headers["Location"] == DEEP
    assert server.process.wait(20) == 0
    assert sessions(server) == before + 1


@pytest.mark.long
@SQLITE
def test_a_damaged_store_keeps_the_server_from_starting_until_it_is_moved_away(server: Place, inside: Guest) -> None:
    """The test before has ended the server."""
    path = server.home / "app.sqlite"
    damage(path)
    done = subprocess.run(server.line, cwd=ROOT, env=server.environment(), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1) and DAMAGED in done.stderr
    path.unlink()
    server.start()
    assert inside.get(DEEP).headers["Location"].startswith("/signin?to=")
    assert inside.sign_in("analyst", DEEP).get(DEEP).status_code == 200


@SQLITE
def test_a_store_that_is_taken_away_is_missed_by_new_workers(server: Place, inside: Guest) -> None:
    path = server.home / "app.sqlite"
    path.unlink()
    assert inside.get(DEEP).status_code == 200
    killed(server)
    for _ in range(4):
        page = inside.get(DEEP)
        assert page.status_code == 503 and "cannot be opened; start the server once" in page.text
    damage(path)
    page = inside.get(DEEP)
    assert page.status_code == 503 and DAMAGED in page.text and "<script" not in page.text


def damage(path: Path) -> None:
    """Nothing of a store is left in the file."""
    path.write_bytes(b"no database" * 1000)
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
