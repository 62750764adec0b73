"""The addresses of exports, served in this process behind the real gate, over a copy of the shipped catalog."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.netutil import bind_sockets
from tornado.web import Application

from apps.offer import Offer
from apps.pack.jobs import Jobs
from apps.pack.pages import addresses
from apps.serving.flight import Flight
from apps.serving.gate import Gate
from apps.serving.gated import guarded
from apps.serving.hall import Hall
from apps.serving.handover import Handover
from apps.serving.ledger import Ledger
from apps.serving.place import Place
from apps.serving.worker import server
from auth.access import Access
from data.catalog import Catalog
from data.entitlement import EVERYTHING
from data.store import Store
from panel_config import Settings
from queries.engine import Engine
from queries.library.decks import Decks
from queries.trail.audit import Audit
from tests.apps.workspace.sitting import NOTHING
from tests.charts import page


@dataclass
class Door:
    """A server at `port`, with the jobs of its worker and the decks of its store."""

    port: int
    jobs: Jobs
    decks: Decks
    audit: Audit

    async def ask(self, path: str, method: str = "GET", said: Any = None, origin: str = "") -> HTTPResponse:
        """One request."""
        address = f"http://127.0.0.1:{self.port}"
        body = json.dumps(said) if method == "POST" else None
        client = AsyncHTTPClient(force_instance=True, defaults={"request_timeout": 60})
        headers = {"Origin": origin or address}
        try:
            return await client.fetch(address + path, method=method, body=body, headers=headers, raise_error=False)
        finally:
            client.close()

    async def begun(self, **said: Any) -> str:
        """The address of a job."""
        answer = await self.ask("/present/export", "POST", said)
        assert answer.code == 202, answer.body
        return f"/present/export/{json.loads(answer.body)['job']}"

    async def ended(self, job: str) -> dict[str, Any]:
        """How a job ended."""
        while True:
            state: dict[str, Any] = json.loads((await self.ask(job)).body)
            if state["state"] not in ("waiting", "running"):
                return state
            await asyncio.sleep(0.05)


@asynccontextmanager
async def door(home: Path) -> AsyncIterator[Door]:
    """The server, for as long as it is needed, to whoever uses this machine."""
    sockets = bind_sockets(0, "127.0.0.1")
    port = int(sockets[0].getsockname()[1])
    store, audit = Store(home), Audit(home)
    store.upgrade()
    engine = Engine(Catalog(home), audit.record)
    place = Place(0, (), Ledger(1), home)
    hall = Hall(place, {EVERYTHING: Offer({"benchmark": page()}, {"benchmark": NOTHING}, engine)}, b"key")
    access = Access.read(Settings(home=home, port=port, address="127.0.0.1"))
    gate = Gate(access, audit, b"key", frozenset({f"127.0.0.1:{port}"}), place, Handover(place))
    jobs, decks = Jobs(home, audit), Decks(store)
    http = server(Flight(Application([(p, guarded(k, gate), a) for p, k, a in addresses(hall, jobs, decks)])), False)
    http.add_sockets(sockets)
    try:
        yield Door(port, jobs, decks, audit)
    finally:
        await jobs.drain()
        http.stop()
        await http.close_all_connections()
