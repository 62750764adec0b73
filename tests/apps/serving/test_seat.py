"""A reader's websocket over a real socket: what is answered, what is refused, and that the latest wish wins."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from apps.scene import Scene, Stage
from apps.serving.wire import LARGEST
from apps.state import State
from tests.apps.serving.room import Caller, Room, room, token
from tests.charts import CHARTS, board, chart, chosen, page, point, quarters, said, stage, state, tap

PLACES = ("LCH", "CME", "ICE", "JSCC", "KRX", "ASX")
Story = Callable[[Room], Awaitable[None]]
Play = Callable[..., None]


class Slow(Stage):
    """A stage whose scenes are worked out only once they may be."""

    def __init__(self) -> None:
        super().__init__(board(), stage().shell)
        self.asked: list[State] = []
        self.may = threading.Event()
        self.may.set()

    def _scene(self, state: State) -> Scene:
        self.asked.append(state)
        assert self.may.wait(20)
        return super()._scene(state)


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    made.renew()
    yield made
    made.may.set()


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Plays a story in a room; whatever happened in it, another reader is then served and no trace is logged."""
    stage().renew()
    monkeypatch.setenv("TIDEMARK_HOME", str(tmp_path))

    async def played(story: Story, served: Stage) -> None:
        async with room(served, tmp_path) as made:
            await story(made)
            other, document = await made.open()
            assert document["doc"]["roots"] and other.socket.close_code is None
        log = tmp_path / "error.log"
        assert not log.exists(), log.read_text()

    return lambda story, served=None: asyncio.run(asyncio.wait_for(played(story, served or stage()), 30))


def chips(content: dict[str, Any]) -> list[Any] | None:
    """The chips that a patch sets."""
    strip = stage().shell.models["strip"]
    found = [e["new"] for e in content["events"] if e["model"]["id"] == strip and e.get("attr") == "chips"]
    return found[0] if found else None


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
        assert content == json.loads(stage().document(stage().opening))

    play(story)


def test_a_click_moves_the_other_charts(play: Play) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        await caller.tell(click(4))
        header, content = await caller.hear()
        assert header["msgtype"] == "PATCH-DOC" and len(chips(content) or []) == 1
        moved = {event["model"]["id"] for event in content["events"]}
        assert all(moved & chart(name).ids for name in CHARTS)
        assert made.counted("updates_total") == 1

    play(story)


def test_the_page_opens_in_the_state_of_its_link(play: Play) -> None:
    async def story(made: Room) -> None:
        asked = state(quarters("2024Q1", "2024Q2", source="im_trend"))
        _, document = await made.open("?" + urlencode({"state": asked.text()}))
        assert document == json.loads(stage().document(asked))

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
        while not chips((await caller.hear())[1]):
            pass

    play(story)


NONSENSE: list[tuple[list[str | bytes], str]] = [
    (["no JSON"], "a frame is not JSON"),
    (["[]"], "a frame is not a JSON object"),
    ([b"{}"], "binary where text was expected"),
    (['{"msgtype":"PATCH-DOC","num_buffers":-1}'], "num_buffers is -1"),
    (['{"msgtype":"PATCH-DOC","num_buffers":"many"}'], "num_buffers is 'many'"),
    (['{"msgtype":"PATCH-DOC"}', "{}", "{}"], "a patch without events"),
    (['{"msgtype":"NONSENSE"}', "{}", "{}"], "a message of kind 'NONSENSE' is not understood"),
]


@pytest.mark.parametrize(("given_frames", "reason"), NONSENSE)
def test_nonsense_is_closed_with_a_reason(play: Play, given_frames: list[str | bytes], reason: str) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        for frame in given_frames:
            await caller.socket.write_message(frame, binary=isinstance(frame, bytes))
        assert await caller.closed() == (1002, reason)
        await made.left()
        assert made.counted("refused_total") == 1 and made.counted("sessions") == 0

    play(story)


def test_a_name_of_a_message_however_long_is_refused_with_a_reason(play: Play) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        await caller.say("한" * 400, {})
        code, reason = await caller.closed()
        assert code == 1002 and reason

    play(story)


def test_a_message_that_is_too_long_is_closed(play: Play) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        await caller.socket.write_message("x" * (LARGEST + 1))
        assert (await caller.closed())[0] in (1009, None)
        await made.left()
        assert made.counted("sessions") == 0

    play(story)


async def refusal(calling: Awaitable[Caller]) -> tuple[int, str]:
    with pytest.raises(HTTPClientError) as error:
        await calling
    response = error.value.response
    return error.value.code, response.body.decode() if response and response.body else ""


def test_a_foreign_page_is_refused(play: Play) -> None:
    async def story(made: Room) -> None:
        for origin in ("http://elsewhere.example", f"http://127.0.0.1:{made.port}.elsewhere.example", "null"):
            assert (await refusal(made.call(origin=origin)))[0] == 403
        assert made.counted("refused_total") == 3 and made.counted("sessions") == 0

    play(story)


@pytest.mark.parametrize(
    ("offered", "sentence"),
    [
        ("", "a session's token is missing: open the page, not its websocket"),
        ("nonsense", "the session's token is not of this server: reload the page"),
        (token(secret=b"of another server"), "the session's token is not of this server: reload the page"),
        (token(expires=-10), "the session's token has expired: reload the page"),
        (token()[:-3] + "abc", "the session's token is not of this server: reload the page"),
    ],
)
def test_a_token_that_opens_no_session_is_refused_with_a_sentence(play: Play, offered: str, sentence: str) -> None:
    async def story(made: Room) -> None:
        assert (await refusal(made.call(offered)))[0] == 403
        headers = {"Sec-WebSocket-Protocol": f"bokeh, {offered}"} if offered else {}
        address = f"http://127.0.0.1:{made.port}/ws"
        answer = await AsyncHTTPClient().fetch(address, headers=headers, raise_error=False)
        assert (answer.code, answer.body.decode()) == (403, sentence)
        assert made.counted("refused_total") == 2

    play(story)


def test_the_page_brings_a_token_that_opens_its_websocket(play: Play) -> None:
    async def story(made: Room) -> None:
        for path in ("/", "/benchmark"):
            answer = await AsyncHTTPClient().fetch(f"http://127.0.0.1:{made.port}{path}")
            html = answer.body.decode()
            own = html.split('"token":"')[1].split('"')[0]
            assert html == stage().shell.page(own) and answer.headers["Cache-Control"] == "no-store"
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
        slow.may.set()
        last: dict[str, Any] = {}
        messages = 0
        while not last:
            content = (await caller.hear())[1]
            messages += 1
            last = content if chips(content) else {}
        seat = next(iter(made.hall.seats))
        assert len(slow.asked) - before <= 3 and messages <= 4
        assert seat.reader.state.selection.clauses == (point("ccp", PLACES[19 % 6], source="im_ranking"),)
        assert PLACES[19 % 6] in json.dumps(chips(last))
        for _ in range(20):
            seat.reader.history.undo()
        assert seat.reader.state == slow.opening

    play(story, slow)


def test_charts_that_take_long_say_so_and_the_page_goes_on(play: Play, slow: Slow, monkeypatch: Any) -> None:
    async def story(made: Room) -> None:
        monkeypatch.setattr(slow.board, "ready", lambda name, _: name != "summary")
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
        content = (await caller.hear())[1]
        assert [e["new"] for e in content["events"] if e.get("attr") == "busy"] == [False] and chips(content)

    play(story, slow)


def test_a_reader_who_leaves_while_work_goes_on_is_no_error(play: Play, slow: Slow) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        seat = next(iter(made.hall.seats))
        slow.may.clear()
        await caller.tell(click(2))
        while seat.showing is None:
            await asyncio.sleep(0.01)
        caller.socket.close()
        await made.left()
        working = seat.showing
        slow.may.set()
        await working
        assert seat.showing is None and made.counted("sessions") == 0

    play(story, slow)


def test_work_that_fails_is_said_and_the_next_gesture_works(play: Play, slow: Slow, monkeypatch: Any) -> None:
    async def story(made: Room) -> None:
        caller, _ = await made.open()
        monkeypatch.setattr(slow.board, "patch", fail)
        await caller.tell(click(1))
        content = (await caller.hear())[1]
        assert [e["new"] for e in content["events"] if e.get("attr") == "message"] == ["page: the disk is gone"]
        monkeypatch.undo()
        await caller.tell(click(5))
        assert chips((await caller.hear())[1])

    def fail(*_: Any) -> None:
        raise OSError(5, "the disk is gone", page().name and "page")

    play(story, slow)


def test_newer_data_is_told_to_who_has_the_page(play: Play, slow: Slow) -> None:
    async def story(made: Room) -> None:
        waiting = await made.call()
        await waiting.hear()
        caller, _ = await made.open()
        opening = slow.opening
        slow.opening = State(**{**vars(opening), "version": 2})
        for seat in list(made.hall.seats):
            seat.newer()
        content = (await caller.hear())[1]
        assert [e["new"] for e in content["events"]] == ["Data version 2 is there; this is version 1"]
        slow.opening = opening

    play(story, slow)
