"""A reader's websocket over a real socket: what is answered, and that the latest wish wins."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from tornado.httpclient import AsyncHTTPClient

from apps.scene import Stage
from apps.state import State
from tests.apps.serving.conftest import Play, Slow
from tests.apps.serving.room import Caller, Room
from tests.charts import CHARTS, RIGHTS, chart, chosen, page, point, quarters, said, stage, state, tap

NEWER = "Data version 2 is there; this is version 1"
PLACES = ("LCH", "CME", "ICE", "JSCC", "KRX", "ASX")


def chips(content: dict[str, Any]) -> list[Any] | None:
    """The chips that a patch sets."""
    strip = stage().shell.models["strip"]
    found = [e["new"] for e in content["events"] if e["model"]["id"] == strip and e.get("attr") == "chips"]
    return found[0] if found else None


async def moved(caller: Caller) -> dict[str, Any]:
    """The patch that brings other chips; on a busy machine one comes before it that says that charts are busy."""
    while True:
        header, content = await caller.hear()
        assert header["msgtype"] == "PATCH-DOC"
        if chips(content):
            return content


def click(position: int) -> dict[str, Any]:
    return tap(chart("im_ranking").figure.id, position + 0.5, 1)


def test_the_acknowledgement_comes_first_and_the_page_when_it_is_asked_for(play: Play) -> None:
    async def story(made: Room) -> None:
        caller = await made.call()
        header, content = await caller.hear()
        assert (header["msgtype"], content) == ("ACK", {}) and caller.socket.selected_subprotocol == "bokeh"
        assert made.counted("sessions") == 1
        await caller.say("PULL-DOC-REQ", {}, "number 7")
        header, content = await caller.hear()
        assert (header["msgtype"], header["reqid"]) == ("PULL-DOC-REPLY", "number 7")
        assert content == json.loads(stage().document(stage().opening, RIGHTS))

    play(story)


def test_a_click_moves_the_other_charts(play: Play) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        await caller.tell(click(4))
        content = await moved(caller)
        assert len(chips(content) or []) == 1
        models = {event["model"]["id"] for event in content["events"]}
        assert all(models & chart(name).ids for name in CHARTS)
        assert made.counted("updates_total") == 1

    play(story)


def test_the_page_opens_in_the_state_of_its_link(play: Play) -> None:
    async def story(made: Room) -> None:
        asked = state(quarters("2024Q1", "2024Q2", source="im_trend"))
        _, document = await made.open("?" + urlencode({"state": asked.text()}))
        assert document == json.loads(stage().document(asked, RIGHTS))

    play(story)


FORGED = State("benchmark", "x", "KRX", 1), State("benchmark", "krx_case", "KRX", 1).argued("spikes", "y", 1e999)


@pytest.mark.parametrize("link", ["nonsense", "[" * 5000, *(each.text() for each in FORGED)])
def test_a_forged_link_opens_the_page_as_it_opens(play: Play, link: str) -> None:
    async def story(made: Room) -> None:
        _, document = await made.open("?" + urlencode({"state": link}))
        assert document["doc"]["roots"]

    play(story)


def test_a_browser_s_noise_is_passed_over(play: Play) -> None:
    """Sizes, colours, events of models that are gone, and acknowledgements: none is answered, none does harm."""

    async def story(made: Room) -> None:
        caller, _ = await made.open()
        figure, host = chart("im_trend").figure.id, stage().shell.hosts["strip"]
        noise = [
            {},
            {"kind": "RootRemoved", "model": {"id": host}},
            {"kind": "TitleChanged", "title": "x"},
            chosen(figure, "inner_width", 300),
            chosen(host, "visible", False),
            chosen("p0", "value", "x"),
            tap("p0", 1, 1),
            said(host, unknown=1),
            said(stage().shell.hosts["card summary"], set=["a"], value={"b": 1}),
            said(stage().shell.hosts["card spikes"], set="threshold", value={"b": 1}),
            said(stage().shell.hosts["card spikes"], set="mode", value=["absolute"]),
            said(stage().shell.hosts["card spikes"], choose=["sql"]),
            said(stage().shell.hosts["card spikes"], pick=7, value=None),
            said(host, clear=["x"]),
            chosen(stage().shell.models["dataset"], "value", {"type": "map", "entries": []}),
            chosen(stage().shell.models["mine"], "value", None),
            chosen(stage().shell.models["page"], "contextbar_open", [1]),
            {"kind": "MessageSent", "msg_data": {"type": "event", "name": "tap", "values": {"type": "map"}}},
        ]
        await caller.tell(*noise)
        await caller.say("OK", {})
        await caller.tell(click(4))
        await moved(caller)

    play(story)


def test_the_page_brings_a_token_that_opens_its_websocket(play: Play) -> None:
    async def story(made: Room) -> None:
        for path in ("/", "/benchmark"):
            answer = await AsyncHTTPClient().fetch(f"http://127.0.0.1:{made.port}{path}")
            html = answer.body.decode()
            own = html.split('"token":"')[1].split('"')[0]
            nonce = html.split('nonce="')[1].split('"')[0]
            assert html == stage().shell.page(own, nonce) and answer.headers["Cache-Control"] == "no-store"
            await (await made.call(own, path=path.rstrip("/") + "/ws")).hear()
        assert made.counted("pages_total") == 2 and made.counted("sessions_total") == 2

    play(story)


def test_of_a_burst_of_gestures_the_last_wins_and_none_is_lost(play: Play, slow: Slow) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        before = len(slow.asked)
        slow.may.clear()
        for number in range(20):
            await caller.tell(click(number % 6))
        while not made.hall.seats or len(next(iter(made.hall.seats)).reader.history.past) < 20:
            await asyncio.sleep(0.01)
        while not made.counted("superseded_total"):
            await asyncio.sleep(0.01)
        slow.may.set()
        messages = 1
        while PLACES[19 % 6] not in json.dumps(chips((await caller.hear())[1])):
            messages += 1
        seat = next(iter(made.hall.seats))
        assert len(slow.asked) - before <= 3 and messages <= 4
        assert seat.reader.state.selection.clauses == (point("ccp", PLACES[19 % 6], source="im_ranking"),)
        for _ in range(20):
            seat.reader.history.undo()
        assert seat.reader.state == slow.opening

    play(story, slow)


def test_charts_that_take_long_say_so_and_the_page_goes_on(play: Play, slow: Slow, monkeypatch: Any) -> None:
    async def story(made: Room) -> None:
        monkeypatch.setattr(slow.board, "ready", lambda name, *_: name != "summary")
        caller, _ = await made.open()
        slow.may.clear()
        begun = time.monotonic()
        await caller.tell(click(3))
        content = (await caller.hear())[1]
        waited = time.monotonic() - begun
        card = stage().shell.models["card summary"]
        busy = [(e["model"]["id"], e["new"]) for e in content["events"] if e.get("attr") == "busy"]
        assert busy == [(card, True)] and 0.14 < waited < 2
        other, _ = await made.open()
        assert other.socket.close_code is None
        slow.may.set()
        content = await moved(caller)
        assert [e["new"] for e in content["events"] if e.get("attr") == "busy"] == [False]

    play(story, slow)


def test_a_reader_who_leaves_while_work_goes_on_is_no_error(play: Play, slow: Slow) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        seat = next(iter(made.hall.seats))
        slow.may.clear()
        await caller.tell(click(2))
        while seat.showing is None:
            await asyncio.sleep(0.01)
        working = seat.showing
        caller.socket.close()
        await made.left()
        slow.may.set()
        await working
        assert seat.showing is None and made.counted("sessions") == 0

    play(story, slow)


def test_work_that_fails_is_said_and_the_next_gesture_works(play: Play, slow: Slow, monkeypatch: Any) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        monkeypatch.setattr(slow.board, "quick", lambda *_: None)
        monkeypatch.setattr(slow.board, "patch", fail)
        await caller.tell(click(1))
        said: list[str] = []
        while "page: the disk is gone" not in said:
            said += [e["new"] for e in (await caller.hear())[1]["events"] if e.get("attr") == "message"]
        monkeypatch.undo()
        await caller.tell(click(5))
        await moved(caller)

    def fail(*_: Any) -> None:
        raise OSError(5, "the disk is gone", page().name and "page")

    play(story, slow)


def test_newer_data_is_told_to_who_has_the_page(play: Play, slow: Slow) -> None:
    async def story(made: Room) -> None:
        waiting = await made.call()
        await waiting.hear()
        caller, _ = await made.open()
        opening = slow.opening
        slow.opening = replace(opening, version=2)
        for seat in list(made.hall.seats):
            seat.newer()
        content = (await caller.hear())[1]
        assert [e["new"] for e in content["events"]] == [NEWER]
        slow.opening = opening

    play(story, slow)


def test_newer_data_is_told_only_once_the_page_has_been_sent(
    play: Play, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BokehJS drops what comes before the page, though it would count as sent."""
    asked, came, may = state(point("ccp", *PLACES[:2], source="im_ranking")), threading.Event(), threading.Event()

    def held(*given: Any) -> str:
        came.set()
        assert may.wait(20)
        return Stage.document(slow, *given)

    async def story(made: Room) -> None:
        caller = await made.call(query="?" + urlencode({"state": asked.text()}))
        await caller.hear()
        with monkeypatch.context() as held_up:
            held_up.setattr(slow, "document", held)
            await caller.say("PULL-DOC-REQ", {}, "first")
            assert await asyncio.to_thread(came.wait, 20)
            held_up.setattr(slow, "opening", replace(slow.opening, version=2))
            told_newer(made)
            may.set()
            header, _ = await caller.hear()
            assert header["msgtype"] == "PULL-DOC-REPLY"
            told_newer(made)
            assert [e["new"] for e in (await caller.hear())[1]["events"]] == [NEWER]

    def told_newer(made: Room) -> None:
        for seat in list(made.hall.seats):
            seat.newer()

    play(story, slow)
