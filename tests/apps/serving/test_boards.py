"""The address of the own board, and pages that gain what is pinned to them, over real sockets."""

from __future__ import annotations

import asyncio
import functools
import io
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from apps.board import Board
from apps.boards import Boards, drawn
from apps.grown import front
from apps.offer import Offer
from apps.scene import Stage
from apps.serving.boards import addresses
from apps.serving.gated import CHANGED
from apps.serving.rules import behind
from apps.serving.sharing import Sharing
from auth.access import Access
from components.cells import Event, models
from queries.engine import Engine
from queries.library.pins import Pin, Pins, mine
from queries.trail.audit import Audit
from queries.trail.look import Wanted
from tests.apps.serving.doors import closed, let_in
from tests.apps.serving.room import Caller, Room, room, token
from tests.catalogs import shipped
from tests.charts import engine, page, said

RANKING = Pin("ranking", {"bar": "im_ranking", "title": "Mine", "unit": "$ bn", "y": "initial_margin_usd_bn"})
GROWTH = Pin("growth", {"line": "im_growth", "unit": "$ bn", "y": "initial_margin_usd_bn"})


class Boarding:
    """A room with boards, and who calls there."""

    def __init__(self, made: Room, access: Access) -> None:
        recording = Engine(shipped(), made.gate.audit.record)
        self.room, self.access, self.pins = made, access, Pins(access.store)
        self.boards = Boards(self.pins, lambda _: recording, made.hall.titles)
        answering: Any = made.http.request_callback
        answering.add_handlers(".*", addresses(made.hall, self.boards))
        behind(answering, made.gate)
        made.hall.pin = self.boards.pin
        self.root = ""
        self.kim, self.lee = (let_in(access, "power user", name) for name in ("kim", "lee"))

    async def get(self, path: str, cookie: str) -> HTTPResponse:
        headers = {"Cookie": f"tidemark-dev={cookie}"}
        address = f"http://127.0.0.1:{self.room.port}{path}"
        return await AsyncHTTPClient().fetch(address, headers=headers, raise_error=False)

    async def sit(self, cookie: str) -> tuple[Caller, dict[str, Any]]:
        """Open the board; its cards by title."""
        assert self.access.sessions
        session = self.access.sessions.find(cookie)
        assert session
        offered = token(who=session.key, path="/board")
        caller = await self.room.call(offered, path="/board/ws", cookie=cookie)
        await caller.hear()
        await caller.say("PULL-DOC-REQ", {}, "first")
        _, document = await caller.hear()
        self.root = document["doc"]["roots"][0]["id"]
        found = [each for each in models(document["doc"]["roots"]) if "title" in each.get("attributes", {})]
        return caller, {each["attributes"]["title"]: each for each in found}


Story = Callable[[Boarding], Awaitable[None]]


@functools.cache
def little() -> Stage:
    """The benchmark page with one chart."""
    shown = replace(page(), views={"summary": page().views["summary"]}, words=())
    return Stage(Board(shown, engine()), drawn(shown))


def played(folder: Path, story: Story) -> None:
    shown = little()
    front()  # a server draws it before its workers begin

    async def play() -> None:
        access = closed(folder)
        async with room(shown, folder, access) as made:
            await story(Boarding(made, access))
            made.hall.asking.shutdown()

    asyncio.run(asyncio.wait_for(play(), 60))


def unpin(card: dict[str, Any], boards: Boards) -> Event:
    (shown,) = boards.stages._kept.values()
    host = next(id for name, id in shown.shell.hosts.items() if shown.shell.models[name] == card["id"])
    return said(host, choose="unpin")


def test_a_board_opens_changes_and_is_nobody_elses(tmp_path: Path) -> None:
    async def story(at: Boarding) -> None:
        empty = await at.get("/board", at.kim)
        assert (
            empty.code == 200 and b"Nothing is pinned to your board yet" in empty.body and b'href="/sql"' in empty.body
        )
        at.pins.pin(mine("kim"), "kim", RANKING)
        html = await at.get("/board", at.kim)
        assert html.code == 200 and b"Nothing is pinned" not in html.body
        assert b"Nothing is pinned" in (await at.get("/board", at.lee)).body
        caller, cards = await at.sit(at.kim)
        assert f'"{at.root}"'.encode() in html.body, "the HTML and the document name the same root"
        assert "Mine" in cards and cards["Mine"]["attributes"]["empty"] == ""
        line = next(Audit(tmp_path).search(Wanted(actor="kim", kind="shown")))
        assert (line["page"], line["view"], line["query"]) == ("board", "ranking", "im_ranking")
        await caller.tell(unpin(cards["Mine"], at.boards))
        assert (await caller.closed())[0] == CHANGED
        assert next(Audit(tmp_path).search(Wanted(kind="unpinned")))["chart"] == "ranking"
        assert at.pins.take(mine("kim")) == [] and b"Nothing is pinned" in (await at.get("/board", at.kim)).body

    played(tmp_path, story)


def test_a_board_takes_the_right_to_pin(tmp_path: Path) -> None:
    async def story(at: Boarding) -> None:
        analyst = let_in(at.access, "analyst", "ann")
        for path in ("/board", "/board.zip", "/board/rows.csv?view=ranking"):
            denied = await at.get(path, analyst)
            assert denied.code == 403 and b"you need the role" in denied.body, path
        assert (await at.get("/board", "nobody")).code in (401, 302)

    played(tmp_path, story)


def test_a_board_can_be_taken_along(tmp_path: Path) -> None:
    async def story(at: Boarding) -> None:
        assert (await at.get("/board/rows.csv?view=ranking", at.kim)).code == 404
        at.pins.pin(mine("kim"), "kim", RANKING)
        rows = await at.get(f"/board/rows.csv?{urlencode({'view': 'ranking'})}", at.kim)
        assert rows.code == 200 and rows.body.count(b"\n") == 7 and rows.headers["X-Tidemark-Receipt"]
        content = (await at.get("/board.zip", at.kim)).body
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            assert files.namelist() == ["pages/board.yaml"]
        kinds = [line["kind"] for line in Audit(tmp_path).search(Wanted(("ranking",)))]
        assert kinds[0] == "exported"

    played(tmp_path, story)


def test_what_is_pinned_for_all_is_on_the_page_for_new_readers(tmp_path: Path) -> None:
    async def story(at: Boarding) -> None:
        hall = at.room.hall
        sharing, (offer,) = Sharing(hall, at.pins), hall.offers.values()
        before = titles(offer)
        await sharing.look()
        assert titles(offer) == before
        at.pins.pin("benchmark", "kim", RANKING, "for the meeting")
        at.pins.pin("no such page", "kim", RANKING)
        await sharing.look()
        assert titles(offer) == [*before, "Mine"] and sharing.known == {"benchmark": 1}
        fresh = offer.stages["benchmark"]
        await sharing.look()
        assert offer.stages["benchmark"] is fresh, "nothing is drawn anew for nothing"
        at.pins.unpin("benchmark", "lee", "ranking", "the meeting is over")
        await sharing.look()
        assert titles(offer) == before

    played(tmp_path, story)


def titles(offer: Offer) -> list[str]:
    return [view.title for view in offer.stages["benchmark"].board.page.views.values()]
