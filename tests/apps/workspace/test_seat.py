"""The workspace over a real websocket: opened, asked, left, and refused to those who may not query."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from apps.workspace.room import Room
from apps.workspace.shell import workspace
from auth.policy import Policy
from components.cells import models
from queries.sandbox.client import Sandbox
from tests.apps.serving.doors import closed, let_in
from tests.apps.serving.room import Caller
from tests.apps.workspace import doorway
from tests.apps.workspace.doorway import Doorway
from tests.apps.workspace.sitting import ENDS, PATIENCE, room
from tests.charts import said

RUN = "a-run-that-nobody-guesses-{}"
ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"


@pytest.fixture(scope="module")
def here(home: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = Path(shutil.copytree(home, tmp_path_factory.mktemp("seat") / "home"))
    yield room(folder, sandbox, shell=workspace())


class Window:
    """A browser that has the workspace open."""

    def __init__(self, caller: Caller, here: Room) -> None:
        self.caller, self.host = caller, here.shell.hosts["workspace"]
        self.opening: dict[str, Any] = {}

    async def open(self) -> Window:
        """Ask for the page."""
        await self.caller.hear()
        await self.caller.say("PULL-DOC-REQ", {}, "first")
        _, document = await self.caller.hear()
        found = [each["attributes"] for each in models(document["doc"]["roots"]) if "opening" in each["attributes"]]
        self.opening = json.loads(found[0]["opening"])
        return self

    async def say(self, **message: Any) -> None:
        """What the workspace's script sends."""
        await self.caller.tell(said(self.host, **message))

    async def told(self, *kinds: str) -> dict[str, Any]:
        """The next message of these kinds."""
        while True:
            _, content = await asyncio.wait_for(self.caller.hear(), PATIENCE)
            for event in content["events"]:
                values = dict(event["msg_data"]["values"]["entries"])
                message = dict(values["data"]["entries"])
                if message["tell"] in kinds:
                    return message

    async def run(self, number: int, text: str) -> dict[str, Any]:
        """Run a statement to its end."""
        run = RUN.format(number)
        await self.say(do="run", tab=self.opening["active"], run=run, text=text, start=0, end=0)
        return await self.told(*ENDS)


async def window(door: Doorway, cookie: str = "", query: str = "") -> Window:
    """The page's token, then its websocket."""
    headers = {"Cookie": f"tidemark-dev={cookie}"} if cookie else {}
    page = await door.ask(f"/sql{query}", **headers)
    assert page.code == 200, page.body
    token = page.body.decode().split('"token":"')[1].split('"')[0]
    request = HTTPRequest(f"ws://127.0.0.1:{door.port}/sql/ws{query}", headers={"Origin": door.origin, **headers})
    socket = await websocket_connect(request, subprotocols=["bokeh", token])
    return await Window(Caller(socket), door.room).open()


def test_a_statement_is_answered_and_its_end_is_told_before_the_reader_leaves(here: Room) -> None:
    async def story() -> None:
        async with doorway.doorway(here) as door:
            first = await window(door)
            assert [tab["text"] for tab in first.opening["tabs"]] == [""] and "query" in first.opening["rights"]
            done = await first.run(1, "SELECT '김' AS k, 1.5::DOUBLE AS x, NULL AS nothing")
            assert done["tell"] == "done" and done["rows"] == 1 and done["code"].startswith("TM-")
            assert (await first.run(2, "SELECT nothing"))["kind"] == "wrong"
            first.caller.socket.close()
            while here.hall.seats:
                await asyncio.sleep(0.01)
            again = await window(door, query=f"?run={RUN.format(1)}")
            tab = next(tab for tab in again.opening["tabs"] if tab["id"] == again.opening["active"])
            assert tab["text"] == "SELECT '김' AS k, 1.5::DOUBLE AS x, NULL AS nothing"
            await again.say(do="result", tab=tab["id"])
            assert (await again.told("rows"))["rows"] == [["김", 1.5, None]]
            again.caller.socket.close()

    asyncio.run(story())


def test_what_runs_ends_with_its_window(here: Room) -> None:
    async def story() -> None:
        async with doorway.doorway(here) as door:
            left = await window(door)
            await left.say(do="run", tab=left.opening["active"], run=RUN.format(3), text=ENDLESS, start=0, end=0)
            await left.told("started")
            left.caller.socket.close()
            other = await window(door)
            assert (await other.run(4, "SELECT 1 AS one"))["tell"] == "done"
            assert here.row.values()["sql_running"] == 0
            other.caller.socket.close()

    asyncio.run(story())


def test_whoever_may_not_query_is_told_why_and_that_is_written_down(here: Room) -> None:
    async def story() -> None:
        access = closed(here.home, Policy.read())
        async with doorway.doorway(here, access) as door:
            viewer = {"Cookie": f"tidemark-dev={let_in(access, 'analyst', 'ann')}", "Accept": "text/html"}
            for path in ("/sql", f"/sql?run={RUN.format(1)}", "/sql/export?run=x&format=csv"):
                refused = await door.ask(path, **viewer)
                assert refused.code == 403 and "power user" in refused.body.decode()
            lines = map(json.loads, (here.home / "audit.jsonl").read_text().splitlines())
            denied = [line["path"] for line in lines if line["kind"] == "denied" and line["actor"] == "ann"]
            assert denied == ["/sql", "/sql", "/sql/export"]
            other = await window(door, let_in(access, "power user", "bob"), f"?run={RUN.format(1)}")
            tab = next(tab for tab in other.opening["tabs"] if tab["id"] == other.opening["active"])
            assert tab["text"].startswith("SELECT '김'") and tab["result"] == "" and tab["title"] == "From a link"
            other.caller.socket.close()

    asyncio.run(story())
