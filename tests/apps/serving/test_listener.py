"""Which headers of a request say where it comes from: behind a proxy those that it sets, and no header otherwise."""

from __future__ import annotations

import asyncio

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from apps.serving.flight import Flight
from apps.serving.worker import server

CLAIMED = {"X-Real-IP": "203.0.113.1", "X-Scheme": "https", "Forwarded": "for=203.0.113.2;proto=https"}
ADDED = {"X-Forwarded-For": "203.0.113.3, 203.0.113.4", "X-Forwarded-Proto": "https"}


class Said(RequestHandler):
    """Where the server takes the request to come from."""

    def post(self) -> None:
        self.write(f"{self.request.remote_ip} {self.request.protocol} {len(self.request.body)}")


@pytest.mark.parametrize(
    ("proxied", "headers", "said"),
    [
        (False, CLAIMED | ADDED, "127.0.0.1 http 3"),
        (True, CLAIMED, "127.0.0.1 http 3"),
        (True, CLAIMED | ADDED, "203.0.113.4 https 3"),
    ],
)
def test_only_what_the_proxy_sets_is_believed(proxied: bool, headers: dict[str, str], said: str) -> None:
    async def story() -> str:
        http = server(Flight(Application([("/", Said)])), proxied)
        sockets = bind_sockets(0, "127.0.0.1")
        http.add_sockets(sockets)
        address = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/"
        answer = await AsyncHTTPClient().fetch(address, method="POST", body="x=1", headers=headers)
        http.stop()
        return answer.body.decode()

    assert asyncio.run(story()) == said
