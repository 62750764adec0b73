"""What the shipped configuration for several hosts does with readers, and when a host is gone."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.deploy.test_nginx import asked
from tests.proxy import Proxy, free_port, proxied

READERS = [f"a=b; __Host-tidemark={number:043d}; c=d" for number in range(24)]


class Host(ThreadingHTTPServer):
    """Says which host it is."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Named)
        Thread(target=self.serve_forever, daemon=True).start()

    def end(self) -> None:
        """Take no more connections."""
        self.shutdown()
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.server_close()


class Named(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        said = str(self.connection.getsockname()[1]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def two() -> Iterator[tuple[Host, Host]]:
    hosts = Host(), Host()
    yield hosts
    for host in hosts:
        host.end()


@pytest.fixture
def proxy(nginx: str, two: tuple[Host, Host], tmp_path: Path) -> Iterator[Proxy]:
    one, other = two
    with proxied(nginx, tmp_path, one.server_port, free_port(), other.server_port) as made:
        yield made


def hosts_of(proxy: Proxy, method: str = "GET") -> list[str]:
    """The host of each reader."""
    answers = [asked(proxy, "/benchmark", method, Cookie=reader) for reader in READERS]
    assert {answer.status for answer in answers} == {200}
    return [answer.read().decode() for answer in answers]


def test_readers_are_shared_out_and_each_stays_where_it_was(proxy: Proxy) -> None:
    before = hosts_of(proxy)
    assert len(set(before)) == 2 and hosts_of(proxy) == before
    strangers = {asked(proxy, "/signin").read() for _ in range(6)}
    assert len(strangers) == 1


def test_readers_of_a_host_that_is_gone_go_on_at_the_other_and_the_others_stay(
    proxy: Proxy, two: tuple[Host, Host]
) -> None:
    assert len(set(hosts_of(proxy))) == 2
    two[0].end()
    for method in ("GET", "POST"):
        assert set(hosts_of(proxy, method)) == {str(two[1].server_port)}
