"""What signs in, and what receives logout tokens."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from auth.openid import OpenID, Registration
from auth.session import Sessions
from data.store import Store
from tests.auth.clock import Machine
from tests.auth.forger import Forger, forging
from tests.auth.signing import URL, Made, Meet
from tests.provider.person import Person
from tests.provider.running import Provider


@dataclass
class Received:
    """A place that a provider sends logout tokens to."""

    address: str = ""
    tokens: list[str] = field(default_factory=list)


@pytest.fixture
def received() -> Iterator[Received]:
    kept = Received()

    class Place(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            kept.tokens.append(parse_qs(body)["logout_token"][0])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Place)
    kept.address = f"http://127.0.0.1:{server.server_port}/signout/backchannel"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def clock() -> Machine:
    return Machine()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation whose store holds nothing. It is not written to."""
    made = Store(tmp_path_factory.mktemp("empty"))
    made.upgrade()
    made.close()
    return made.home


@pytest.fixture
def store(empty: Path, tmp_path: Path) -> Iterator[Store]:
    made = Store(Path(shutil.copytree(empty, tmp_path / "home")))
    if made.shared:
        made.upgrade()
    yield made
    made.close()


@pytest.fixture
def made(store: Store, clock: Machine) -> Made:
    """A worker's own OpenID for a client of the provider."""

    def make(provider: Provider, worker_of: OpenID | None = None, **settings: str) -> OpenID:
        if worker_of:
            return OpenID(Sessions(Store(store.home), clock=clock), worker_of.known)
        client = provider.client(URL)
        scopes = {"scopes": "openid profile groups"} | settings
        known = Registration(provider.issuer, client.id, client.secret, URL, **scopes)
        return OpenID(Sessions(store, clock=clock), known)

    return make


@pytest.fixture
def person() -> Iterator[Meet]:
    people: list[Person] = []

    def made(name: str) -> Person:
        people.append(Person(name))
        return people[-1]

    yield made
    for each in people:
        each.close()


@pytest.fixture
def forger() -> Iterator[Forger]:
    with forging() as made:
        yield made
