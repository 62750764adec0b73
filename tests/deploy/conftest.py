"""The shipped nginx configuration in front of a server that tells what it was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

from tests.proxy import Proxy, free_port, proxied


class Teller(BaseHTTPRequestHandler):
    """Answers with the request as JSON, and how often it was asked; after an upgrade, with what it is sent."""

    protocol_version = "HTTP/1.1"
    asked = count()

    def do_GET(self) -> None:
        if "Upgrade" in self.headers:
            return self.echo()
        told = json.dumps({"path": self.path, "headers": dict(self.headers), "asked": next(self.asked)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def echo(self) -> None:
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.end_headers()
        while sent := self.rfile.readline():
            self.wfile.write(sent)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def teller() -> Iterator[int]:
    """The port of the server that tells."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Teller)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def proxy(nginx: str, teller: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with proxied(nginx, tmp_path_factory.mktemp("nginx"), teller, free_port()) as proxy:
        yield proxy


@pytest.fixture
def lone_proxy(nginx: str, tmp_path: Path) -> Iterator[Proxy]:
    """With nothing behind it."""
    with proxied(nginx, tmp_path, free_port(), free_port()) as proxy:
        yield proxy
