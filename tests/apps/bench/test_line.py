import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application
from tornado.websocket import WebSocketHandler

from apps.bench.line import BINARY, PING, Line

SIZES = (0, 125, 126, 65_535, 65_536, 300_000)


class Echo(WebSocketHandler):
    """Sends back what it is sent, a little later on demand; "leave" ends it."""

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return subprotocols[0] if subprotocols else None

    async def on_message(self, message: str | bytes) -> None:
        if message == "leave":
            return self.close(1001, "go")
        if message == "ping":
            self.ping(b"there?")
            return
        await self.write_message(message, binary=isinstance(message, bytes))

    def on_pong(self, told: bytes) -> None:
        self.write_message(b"answered " + told, binary=True)


def played(story: Callable[[str], Awaitable[None]]) -> None:
    async def play() -> None:
        listening, port = bind_unused_port("127.0.0.1")
        server = HTTPServer(Application([("/ws", Echo)]))
        server.add_socket(listening)
        try:
            await story(f"http://127.0.0.1:{port}")
        finally:
            server.stop()
            await server.close_all_connections()

    asyncio.run(asyncio.wait_for(play(), 30))


def test_what_is_sent_comes_back_whole_and_in_order_with_the_time_at_which_it_came() -> None:
    async def story(address: str) -> None:
        line = await Line.open(address, "/ws", ["bokeh", "token"])
        begun = time.perf_counter()
        said = [b"x" * size for size in SIZES]
        for content in said:
            line.send(content)
        line.send(bytes(range(256)), BINARY)
        await line.until(lambda: len(line.arrivals) > len(said))
        assert [arrival.content for arrival in line.arrivals] == [*said, bytes(range(256))]
        times = [arrival.at for arrival in line.arrivals]
        assert times == sorted(times) and begun < times[0] < times[-1] <= time.perf_counter()
        assert line.received > sum(SIZES)
        line.close()

    played(story)


def test_a_ping_is_answered_and_no_message() -> None:
    async def story(address: str) -> None:
        line = await Line.open(address, "/ws")
        line.send(b"ping")
        await line.until(lambda: line.arrivals)
        assert [arrival.content for arrival in line.arrivals] == [b"answered there?"]
        line.send(b"mine", PING)
        line.send(b"leave")
        with pytest.raises(RuntimeError, match="has closed"):
            await line.until(lambda: len(line.arrivals) > 9)
        line.close()

    played(story)


def test_a_refusal_is_said() -> None:
    async def story(address: str) -> None:
        with pytest.raises(RuntimeError, match="404"):
            await Line.open(address, "/elsewhere")

    played(story)


def test_what_does_not_come_is_not_waited_for_for_ever() -> None:
    async def story(address: str) -> None:
        line = await Line.open(address, "/ws")
        with pytest.raises(TimeoutError):
            await line.until(lambda: line.arrivals, 0.05)
        line.close()

    played(story)
