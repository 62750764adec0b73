"""A websocket reaches the worker that owns it, whoever accepts it, and nothing of it is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
import sys
from pathlib import Path

import pytest
from tornado.websocket import WebSocketClosedError

from tests.apps.serving.running import Running, running, wait_until

MASK = b"\0\0\0\0"


def shake(path: str, extra: str = "") -> bytes:
    """The head that asks for a websocket."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{extra}"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode("latin-1")


def frame(text: bytes) -> bytes:
    """A client's text frame."""
    size = len(text)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2, "big")
    return b"\x81" + length + MASK + text


def talk(server: Running, head: bytes, *texts: bytes) -> list[bytes]:
    """What a websocket says that got its frames with its head: the greeting and every echo."""
    with server.raw() as connection:
        connection.sendall(head + b"".join(map(frame, texts)))
        answer = connection.makefile("rb")
        assert answer.readline().split()[1] == b"101"
        while answer.readline().strip():
            pass
        heard = []
        for _ in range(1 + len(texts)):
            size = answer.read(2)[1]
            heard.append(answer.read(int.from_bytes(answer.read(2), "big") if size == 126 else size))
        return heard


def test_every_websocket_reaches_its_owner_with_what_it_sent_early(tmp_path: Path) -> None:
    with running(tmp_path, 2) as server:
        for number in range(40):
            owner, long = str(number % 2), b"x" * (number * 1600)
            greeting, *echoes = talk(server, shake(f"/echo/{owner}"), b"early", long)
            assert greeting.decode().split()[0] == owner
            assert echoes == [b"early", long]
        assert 0 < server.count("handovers_total") < 40


def test_headers_come_as_they_were_sent(tmp_path: Path) -> None:
    with running(tmp_path, 2) as server:
        twice = "X-Seen: one\r\nX-Seen: tw\xf6\r\n"
        for owner in "01":
            _, echo = talk(server, shake(f"/echo/{owner}?a=%C3%A9&b", twice), b"headers")
            assert echo.decode() == f"/echo/{owner}?a=%C3%A9&b ['one', 'twö'] 127.0.0.1"


def test_a_head_too_long_to_hand_over_is_served_where_it_arrived(tmp_path: Path) -> None:
    with running(tmp_path, 2) as server:
        for owner in "01":
            assert talk(server, shake(f"/echo/{owner}", f"Cookie: {'x' * 61_000}\r\n"), b"a")[1] == b"a"
        assert server.count("handovers_total") == 0


def test_a_worker_that_is_not_there_is_stood_in_for(tmp_path: Path) -> None:
    async def owners() -> list[int]:
        _, _, dead = await server.echo(0)
        fault.touch()
        os.kill(dead, signal.SIGKILL)
        await asyncio.to_thread(wait_until, lambda: server.count("restarts_total", 0) > 0, 2)
        return [(await server.echo(owner))[1] for owner in (0, 0, 7)]

    fault = tmp_path / "fault"
    with running(tmp_path, 2, "lame", str(fault)) as server:
        assert asyncio.run(owners()) == [1, 1, 1]


def test_a_busy_owner_is_waited_for(tmp_path: Path) -> None:
    async def meet() -> tuple[int, int]:
        busy = asyncio.create_task(asyncio.to_thread(server.get, "/slow?seconds=1&busy=1"))
        await asyncio.sleep(0.3)
        both = [(await server.echo(owner))[1] for owner in (0, 1)]
        await busy
        return both[0], both[1]

    with running(tmp_path, 2) as server:
        assert asyncio.run(meet()) == (0, 1)


def test_readers_who_leave_at_once_are_forgotten(tmp_path: Path) -> None:
    with running(tmp_path, 2) as server:
        before = handles(server)
        for number in range(40):
            with server.raw() as connection:
                connection.sendall(shake(f"/echo/{number % 2}"))
                if number < 20:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1" + bytes(7))
        wait_until(lambda: server.count("sessions") == 0 and handles(server) <= before, 3)
        assert server.said.read_text() == ""


def test_a_message_of_50_mb_is_refused_and_the_others_are_served(tmp_path: Path) -> None:
    async def shout() -> int | None:
        quiet, _, _ = await server.echo(0)
        loud, _, _ = await server.echo(0)
        with pytest.raises(WebSocketClosedError):
            await loud.write_message(b"x" * 50_000_000, binary=True)
            while await loud.read_message() is not None:
                pass
            await loud.write_message("gone")
        await quiet.write_message("here")
        assert await quiet.read_message() == "here"
        return len(server.workers)

    with running(tmp_path, 1) as server:
        assert asyncio.run(shout()) == 1
        assert server.count("restarts_total") == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts handles in /proc")
def test_a_handover_leaves_no_handle_behind(tmp_path: Path) -> None:
    with running(tmp_path, 2) as server:
        wait_until(lambda: server.count("memory_bytes", 0) > 0 and server.count("memory_bytes", 1) > 0, 5)
        before = handles(server)
        for number in range(40):
            talk(server, shake(f"/echo/{number % 2}"), b"a")
        wait_until(lambda: handles(server) <= before, 3)


def handles(server: Running) -> int:
    return sum(len(os.listdir(f"/proc/{worker}/fd")) for worker in server.workers)


def test_nobody_else_can_give_and_what_is_no_connection_is_dropped(tmp_path: Path) -> None:
    with running(tmp_path, 1) as server:
        [folder] = tmp_path.glob("tidemark-*")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        for rubbish in (b"", b"GET / HTTP/1.1\r\n\r\n"):
            with socket.socket(socket.AF_UNIX) as way:
                way.connect(str(folder / "0.sock"))
                way.sendall(rubbish)
        assert server.get("/health")["status"] == "ok"
        assert server.said.read_text() == ""
