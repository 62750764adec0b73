"""Two hosts behind nginx with the shipped configuration, and what a browser does there."""

from __future__ import annotations

import http.client
import os
import signal
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tornado.httpclient import HTTPRequest

from apps.bench.postgres import Postgres
from tests.apps.meeting.hall import ROLES, Hall
from tests.apps.serving.house import METRICS, House, house
from tests.proxy import Proxy, free_port, proxied
from tests.stored import schema

ASKER = "asker: {includes: [analyst], groups: [askers], sees: everything, may: {query: all}}"


class Front(House):
    """The installation as browsers know it; sessions are begun in the store that the hosts share."""

    def __init__(self, proxy: Proxy, one: House) -> None:
        super().__init__(one.home, proxy.secure, one.access)
        self.trust = ssl.create_default_context(cafile=str(proxy.certificate))

    def line(self) -> http.client.HTTPConnection:
        """A new connection."""
        return http.client.HTTPSConnection("localhost", self.port, timeout=20, context=self.trust)

    def websocket(self, path: str, headers: dict[str, str]) -> HTTPRequest:
        """What asks for a websocket."""
        return HTTPRequest(f"wss://localhost:{self.port}{path}", headers=headers, ssl_options=self.trust)


@dataclass(frozen=True)
class Hosts:
    """The hosts themselves, and the front of both."""

    one: Hall
    other: Hall
    front: Hall

    @property
    def each(self) -> tuple[Hall, Hall]:
        """Both hosts."""
        return self.one, self.other

    def with_most(self) -> Hall:
        """The host that has the most open pages."""
        return max(self.each, key=lambda hall: sessions(hall.house))


def sessions(host: House) -> float:
    """The pages that are open there."""
    text = host.ask("/metrics", Authorization=f"Bearer {METRICS}").body
    line = next(line for line in text.splitlines() if line.startswith('tidemark_sessions{worker="all"}'))
    return float(line.split()[-1])


def killed(hall: Hall) -> None:
    """The host is gone, with all that runs there, as by a power cut."""
    os.killpg(hall.house.pid, signal.SIGKILL)


@contextmanager
def hosts(folder: Path, filled: Path, postgres: Postgres, nginx: str) -> Iterator[Hosts]:
    """Two hosts over copies of the home `filled`, with a worker each."""
    secure, address = free_port(), schema(postgres, folder)
    roles = ROLES.replace("entitlements:", f"  {ASKER}\nentitlements:")
    shared = {"STORE": address, "BUS": postgres.address, "URL": f"https://localhost:{secure}", "PROXIED": "true"}
    with ExitStack() as stack:
        houses = []
        for name in ("one", "other"):
            (folder / name).mkdir()
            houses.append(stack.enter_context(house(folder / name, 1, filled, roles, **shared)))
        (folder / "nginx").mkdir()
        one, other = houses
        proxy = stack.enter_context(proxied(nginx, folder / "nginx", one.port, secure, other.port))
        yield Hosts(Hall(one), Hall(other), Hall(Front(proxy, one)))
