"""The load test against a small server that is not Tidemark: what goes wrong is counted, and bytes are those sent."""

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from apps.bench.counters import counters
from apps.bench.group import Group
from apps.bench.load import Load
from apps.bench.reader import Reader
from apps.bench.served import Server
from apps.bench.wire import Relay

LONG = "x" * 200_000
METRICS = """# TYPE tidemark_sessions gauge
tidemark_sessions{worker="0"} 3
tidemark_sessions{worker="all"} 7
tidemark_update_seconds_bucket{worker="all",le="0.1"} 5
tidemark_update_seconds_sum{worker="all"} 1.25e-1
"""


def answering(text: str) -> type[RequestHandler]:
    class Answer(RequestHandler):
        def get(self) -> None:
            self.write(text)

    return Answer


@asynccontextmanager
async def small() -> AsyncIterator[str]:
    """The address of a server whose page has no token."""
    http = HTTPServer(Application([("/metrics", answering(METRICS)), (Reader.page, answering(LONG))]))
    sockets = bind_sockets(0, "127.0.0.1")
    http.add_sockets(sockets)
    yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    http.stop()
    await http.close_all_connections()


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 20))


def test_only_the_sums_of_all_workers_are_read() -> None:
    async def read() -> None:
        async with small() as address:
            assert await counters(address) == {"sessions": 7, "update_seconds_sum": 0.125}

    run(read())


def test_a_reader_that_fails_is_counted_and_out() -> None:
    async def fail() -> None:
        async with small() as address:
            load = Load(Server(address, Group(os.getsid(0))), [Reader(address), Reader(address)])
            pages = await load.pages()
            changes = await load.changes(1, 1, load.anything)
            await load.leave()
            assert (pages.times, changes.times, load.active) == ([], [], [])
            assert load.errors == [f"load RuntimeError {Reader.page} holds no token"] * 2
            assert pages.characters == 2 * len(LONG)

    run(fail())


def test_the_relay_counts_what_the_server_sends() -> None:
    async def count() -> None:
        async with small() as address, Relay(address) as relay:
            client = AsyncHTTPClient(force_instance=True)
            answer = await client.fetch(HTTPRequest(relay.address + Reader.page))
            client.close()
            assert answer.body.decode() == LONG
            assert len(LONG) < relay.received < len(LONG) + 1000

    run(count())
