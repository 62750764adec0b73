"""Workers that die, and a supervisor that does: nothing is left, and the others do not notice."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from apps.serving.supervisor import bound
from tests.apps.serving.running import alive, running, wait_until

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")


def test_a_dead_worker_is_replaced_and_the_others_do_not_notice(tmp_path: Path) -> None:
    async def kill_one() -> tuple[int, int, int]:
        mine, _, dead = await server.echo(0)
        other, _, survivor = await server.echo(1)
        os.kill(dead, signal.SIGKILL)
        assert await mine.read_message() is None
        await asyncio.to_thread(wait_until, lambda: server.count("restarts_total", 0) and server.count("up") == 2, 2)
        await other.write_message("still there")
        assert await other.read_message() == "still there"
        _, number, new = await server.echo(0)
        return number, new, survivor

    with running(tmp_path, 2) as server:
        number, new, survivor = asyncio.run(kill_one())
        assert number == 0
        assert server.workers == {new, survivor}
        assert server.count("restarts_total", 0) == 1
        assert server.count("sessions", 0) <= 1
        assert server.said.read_text().startswith("worker 0 was ended by SIGKILL after")


def test_no_worker_outlives_the_supervisor_be_it_busy_or_new(tmp_path: Path) -> None:
    with running(tmp_path, 2) as server, ThreadPoolExecutor() as pool:
        first = server.workers
        os.kill(min(first), signal.SIGKILL)
        wait_until(lambda: len(server.workers) == 2 and server.workers != first, 2)
        busy = pool.submit(server.get, "/slow?seconds=10&busy=1")
        workers = server.workers
        with pytest.raises(TimeoutError):
            busy.result(0.2)
        server.process.kill()
        assert server.process.wait(5) == -signal.SIGKILL
        wait_until(lambda: not any(map(alive, workers)), 2)
        assert busy.exception(5)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_request_in_flight_is_answered_before_all_ends(tmp_path: Path, how: signal.Signals) -> None:
    with running(tmp_path, 2) as server, ThreadPoolExecutor() as pool:
        slow = pool.submit(server.get, "/slow?seconds=1")
        workers = server.workers
        idle = server.raw()
        with pytest.raises(TimeoutError):
            slow.result(0.3)
        os.killpg(server.process.pid, how)
        wait_until(lambda: refused(server.port), 1)
        assert slow.result(5)["pid"] in workers
        assert server.process.wait(2) == 0
        assert not any(map(alive, workers))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["said.txt"]
        assert server.said.read_text() == ""
        idle.close()


def refused(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == errno.ECONNREFUSED


def test_what_does_not_end_is_ended(tmp_path: Path) -> None:
    with running(tmp_path, 2, "stubborn") as server:
        workers = server.workers
        server.process.terminate()
        assert server.process.wait(5) == 0
        assert not any(map(alive, workers))


def test_a_worker_that_cannot_start_is_tried_ever_more_rarely(tmp_path: Path) -> None:
    fault = tmp_path / "fault"
    fault.touch()
    with running(tmp_path, 2, "lame", str(fault)) as server:
        wait_until(lambda: server.said.read_text().count("worker 0 ended with exit code 3") == 4, 5)
        assert server.get("/health")["worker"] == 1
        fault.unlink()
        wait_until(lambda: len(server.workers) == 2 and server.count("up") == 2, 3)
        pauses = [line.partition("starts again ")[2] for line in server.said.read_text().splitlines()]
        assert pauses == ["now", "in 0.4 s", "in 0.8 s", "in 1.6 s"]


def test_a_port_in_use_is_an_error() -> None:
    [listening] = bound("127.0.0.1", 0)
    with listening, pytest.raises(OSError, match="in use") as raised:
        bound("127.0.0.1", listening.getsockname()[1])
    assert raised.value.errno == errno.EADDRINUSE


def test_one_free_port_serves_every_address_of_a_name() -> None:
    listening = bound("localhost", 0)
    assert len({each.getsockname()[1] for each in listening}) == 1
    assert all(each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) for each in listening)
    for each in listening:
        each.close()


def test_what_runs_beside_the_workers_is_replaced_and_ends_with_the_supervisor(tmp_path: Path) -> None:
    def known() -> list[str]:
        return next((path.read_text().split(" ", 1) for path in tmp_path.glob("tidemark-*/beside")), [])

    with running(tmp_path, 1, "beside") as server:
        wait_until(known, 5)
        first = int(known()[0])
        assert known()[1] == "[]" and first in server.workers
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: known() and int(known()[0]) != first, 5)
        assert server.said.read_text().startswith("the SQL sandbox was ended by SIGKILL after")
        second = int(known()[0])
        server.process.kill()
        wait_until(lambda: not alive(second), 5)
