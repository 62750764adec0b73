"""Which requests are not answered yet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.iostream import IOStream


class Flight(HTTPServerConnectionDelegate):
    """Passes every request on to an application and knows which are not answered yet; websockets are none."""

    def __init__(self, application: HTTPServerConnectionDelegate) -> None:
        self.application = application
        self.answers: set[HTTPConnection] = set()

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """What takes the next request of a connection."""
        answer = _Answer(request_conn, self.answers)
        return _Request(self.application.start_request(server_conn, answer), answer)

    def on_close(self, server_conn: object) -> None:
        """A connection is gone."""
        self.application.on_close(server_conn)

    async def landed(self) -> None:
        """Wait until every request is answered and its answer is written."""
        while self.answers:
            await asyncio.sleep(0.02)


class _Request(HTTPMessageDelegate):
    """A request counts from its last header on."""

    def __init__(self, request: HTTPMessageDelegate, answer: _Answer) -> None:
        self.request, self.answer = request, answer

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        self.answer.open.add(self.answer)
        return self.request.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return self.request.data_received(chunk)

    def finish(self) -> None:
        self.request.finish()

    def on_connection_close(self) -> None:
        self.answer.open.discard(self.answer)
        self.request.on_connection_close()


class _Answer(HTTPConnection):
    """A connection until its request is answered."""

    def __init__(self, connection: HTTPConnection, open_answers: set[HTTPConnection]) -> None:
        self.connection, self.open = connection, open_answers
        self.written: asyncio.Future[None] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def write_headers(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders, chunk: bytes | None = None
    ) -> asyncio.Future[None]:
        self.written = self.connection.write_headers(start_line, headers, chunk)
        return self.written

    def write(self, chunk: bytes) -> asyncio.Future[None]:
        self.written = self.connection.write(chunk)
        return self.written

    def finish(self) -> None:
        self.connection.finish()
        if self.written is None:
            self.open.discard(self)
        else:
            self.written.add_done_callback(lambda _: self.open.discard(self))

    def detach(self) -> IOStream:
        self.open.discard(self)
        stream: IOStream = self.connection.detach()  # type: ignore[attr-defined]
        return stream
