"""An HTTP server that hears of a proxy in front what X-Forwarded-For and -Proto say, and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPConnection, HTTPHeaders, HTTPMessageDelegate, RequestStartLine, ResponseStartLine

UNHEARD = ("X-Real-Ip", "X-Scheme")
"""Headers that Tornado would rather believe, and that a reader can send through a proxy which does not set them."""


class Listener(HTTPServer):
    """Listens to browsers, or to a proxy."""

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """What takes the next request of a connection."""
        return _Cleared(super().start_request(server_conn, request_conn))


class _Cleared(HTTPMessageDelegate):
    """A request without the headers that are not heard."""

    def __init__(self, request: HTTPMessageDelegate) -> None:
        self.request = request

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        for name in UNHEARD:
            if name in headers:
                del headers[name]
        return self.request.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return self.request.data_received(chunk)

    def finish(self) -> None:
        self.request.finish()

    def on_connection_close(self) -> None:
        self.request.on_connection_close()
