"""What is typed is kept, for every window and machine of its reader, and for nobody else."""

from __future__ import annotations

import json

import pytest

from apps.workspace import tabs
from apps.workspace.room import Room
from tests.apps.workspace.conftest import Play
from tests.apps.workspace.sitting import Sitting
from tests.stored import locked


def test_tabs_are_there_again_on_another_machine(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "ann")
        first = reader.tab
        await reader.say("draft", tab=first, text="SELECT '김' AS k", title="K", values={"n": 1})
        await reader.say("new")
        second = reader.tab
        await reader.say("draft", tab=second, text="SELECT 2", title="Two")
        await reader.say("tabs", ids=[second, first], active=first)
        there = Sitting(room, "ann").opening
        assert [(tab["title"], tab["text"]) for tab in there["tabs"]] == [
            ("Two", "SELECT 2"),
            ("K", "SELECT '김' AS k"),
        ]
        assert there["active"] == first and there["tabs"][1]["values"] == {"n": 1}
        other = Sitting(room, "ben").opening
        assert [tab["text"] for tab in other["tabs"]] == [""]
        assert other["account"] == "ben" and "query" in other["rights"] and "share" not in other["rights"]

    play(story)


def test_a_closed_tab_is_opened_again_and_one_is_always_there(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "cat")
        first = reader.tab
        await reader.say("draft", tab=first, text="SELECT 3", title="Three")
        await reader.say("close", tab=first)
        assert len(reader.bench.tabs.known) == 1 and reader.tab != first
        await reader.say("reopen")
        assert reader.tab == first and reader.all("tabs")[-1]["tabs"][-1]["text"] == "SELECT 3"
        await reader.say("draft", tab="gone", text="x", title="x")
        assert "closed" in reader.all("said")[-1]["message"]

    play(story)


def test_two_windows_lose_nothing(play: Play) -> None:
    async def story(room: Room) -> None:
        here = Sitting(room, "dee")
        there = Sitting(room, "dee")
        await there.say("draft", tab=there.tab, text="SELECT 'there'", title="T")
        await here.say("draft", tab=here.tab, text="SELECT 'here'", title="T")
        assert "other window" in here.all("said")[-1]["message"]
        await there.say("draft", tab=there.tab, text="SELECT 'there again'", title="T")
        await here.say("draft", tab=here.tab, text="SELECT 'here again'", title="T")
        kept = {tab.text for tab in room.drafts.tabs("dee")}
        assert {"SELECT 'here again'", "SELECT 'there again'"} <= kept and len(kept) <= 3

    play(story)


def test_a_locked_store_stops_nobody_from_typing(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabs, "AGAIN", 0.2)

    async def story(room: Room) -> None:
        reader = Sitting(room, "eli")
        monkeypatch.setattr("data.store.store.PATIENCE", 0.1)
        with locked(room.home):
            await reader.say("draft", tab=reader.tab, text="SELECT 'typed'", title="T")
            assert f"not kept yet: {room.drafts.store.name} is locked" in reader.all("said")[-1]["message"]
        await reader.until(lambda each: each.get("message") == "What you typed is kept again")
        assert [tab.text for tab in room.drafts.tabs("eli")] == ["SELECT 'typed'"]

    play(story)


@pytest.mark.parametrize(
    "message",
    [
        {"do": "drop"},
        {"do": ["run"]},
        {},
        {"do": "draft", "tab": 1},
        {"do": "draft", "tab": "x" * 101},
        {"do": "tabs", "ids": "abc"},
        {"do": "check", "text": "\ud800"},
        {"do": "check", "text": "SELECT 1", "start": -1},
        {"do": "run", "run": "a" * 20, "tab": "x", "text": "SELECT 1", "values": [1]},
        {"do": "promote", "saved": "x", "why": "y"},
        {"do": "load", "saved": "x"},
        {"do": "open", "run": "x"},
    ],
)
def test_a_message_that_makes_no_sense_is_answered_by_a_sentence(play: Play, message: dict[str, object]) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "flo")
        await reader.bench.take(message)
        (said,) = reader.told
        assert said["tell"] == "said" and said["message"] and "Traceback" not in said["message"]

    play(story)


@pytest.mark.parametrize(
    "wrong",
    [
        {"values": {"a": float("nan")}},
        {"values": {"a": float("inf")}},
        {"values": {"a": "\ud800"}},
        {"values": {"\udfff": 1}},
        {"values": {"n" * 101: 1}},
        {"values": {"a": [1]}},
        {"values": {str(number): 1 for number in range(101)}},
        {"title": "\ud800"},
        {"text": 1},
    ],
    ids=lambda wrong: str(wrong)[:24],
)
def test_what_no_browser_could_be_sent_again_is_not_kept(play: Play, wrong: dict[str, object]) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "wren")
        await reader.say("draft", **{"tab": reader.tab, "text": "SELECT 1", **wrong})
        (said,) = reader.all("said")
        assert said["message"]
        json.dumps(Sitting(room, "wren").opening, allow_nan=False, ensure_ascii=False).encode()
        assert Sitting(room, "wren").opening["tabs"][0]["values"] == {}

    play(story)
