"""What one worker refuses, and how it ends."""

from __future__ import annotations

import http.client
import json
import socket
import sys
import time
from pathlib import Path

import pytest

from apps.serving.worker import LONGEST_BODY, memory
from tests.apps.serving.running import running, wait_until


def test_a_body_is_taken_up_to_the_limit_and_refused_beyond(tmp_path: Path) -> None:
    with running(tmp_path, 1) as server:
        caller = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        caller.request("POST", "/slow", body=b"x" * LONGEST_BODY)
        assert json.load(caller.getresponse()) == {"bytes": LONGEST_BODY}
        with server.raw() as rude:
            rude.sendall(b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 52428800\r\n\r\n")
            answer = poured(rude, 50)
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413")) or answer == b""
        assert server.get("/health")["status"] == "ok"
        assert len(server.workers) == 1


def poured(connection: socket.socket, megabytes: int) -> bytes:
    """What came back while so much was sent; empty if the connection was cut."""
    try:
        for _ in range(megabytes):
            connection.sendall(b"x" * 1024**2)
        return connection.recv(100)
    except ConnectionError:
        return b""


def test_half_a_request_keeps_nobody_waiting(tmp_path: Path) -> None:
    with running(tmp_path, 1) as server:
        halves = [server.raw() for _ in range(100)]
        for half in halves:
            half.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\nX-Wait: ")
        start = time.monotonic()
        server.get("/health")
        assert time.monotonic() - start < 5
        server.process.terminate()
        assert server.process.wait(3) == 0, "it waited for requests that were not made"
        for half in halves:
            half.close()


def test_who_is_connected_learns_that_the_worker_drains(tmp_path: Path) -> None:
    with running(tmp_path, 1) as server:
        slow, kept = (http.client.HTTPConnection("127.0.0.1", server.port, timeout=20) for _ in range(2))
        kept.request("GET", "/health")
        kept.getresponse().read()
        slow.request("GET", "/slow?seconds=1")
        server.process.terminate()
        time.sleep(0.3)
        kept.request("GET", "/health")
        answer = kept.getresponse()
        assert (answer.status, json.load(answer)["status"]) == (503, "draining")
        assert slow.getresponse().status == 200


def test_an_answer_is_written_whole_before_the_end(tmp_path: Path) -> None:
    with running(tmp_path, 1) as server, server.raw() as reader:
        reader.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        assert reader.recv(12) == b"HTTP/1.1 200"
        server.process.terminate()
        time.sleep(0.3)
        size = 12
        while part := reader.recv(2**20):
            size += len(part)
        assert size > 20_000_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system does not tell")
def test_memory_is_told(tmp_path: Path) -> None:
    with running(tmp_path, 1) as server:
        wait_until(lambda: 'memory_bytes{worker="0"}' in server.get("/metrics"), 5)
        assert 1e6 < server.count("memory_bytes") < 1e9
    assert 1e6 < (memory() or 0) < 1e10
