"""Statements of one reader: rows with a receipt, faults in their words, and what is stopped."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from apps.workspace.room import Room
from queries.library.sound import hashed
from tests.apps.workspace.conftest import Play
from tests.apps.workspace.sitting import LIMITS, Sitting

COUNT = "SELECT quarter, count(*) AS n FROM disclosure GROUP BY ALL ORDER BY ALL"
ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"


def test_a_run_is_recorded_shown_and_kept(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "ada")
        run = reader.begin(COUNT)
        done = await reader.met(run)
        assert done["tell"] == "done", done
        assert done["rows"] == len(reader.rows(run)) > 5 and not done["more"] and done["version"] == 1
        order = [each["tell"] for each in reader.told if each.get("run") == run]
        assert order[0] in ("queued", "started") and order[-3:] == ["columns", "rows", "done"]
        (columns,) = reader.all("columns")
        assert [each["name"] for each in columns["columns"]] == ["quarter", "n"]
        await reader.settled()
        (line,) = reader.lines("shown")
        assert line["code"] == done["code"] and line["rows"] == done["rows"] and line["query"] == "sql"
        assert line["query_hash"] == hashed(COUNT) and set(line["figures"]) == {"quarter", "n"}
        (asked,) = reader.lines("asked")
        assert asked["query_hash"] == line["query_hash"] and asked["seq"] < line["seq"]
        kept = room.history.find(run)
        assert kept and kept.code == done["code"] and kept.text == COUNT and kept.rows == done["rows"]

    play(story)


def test_what_was_shown_is_shown_again_after_a_reload_on_another_machine(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "bea")
        run = reader.begin(COUNT)
        done = await reader.met(run)
        await reader.settled()
        again = Sitting(room, "bea")
        await again.say("result", tab=again.tab)
        assert again.rows(run) == reader.rows(run)
        assert again.all("done")[0] == done
        assert again.lines("asked")[-1]["again"] == done["code"]
        other = Sitting(room, "carl")
        await other.say("result", tab=again.tab)
        assert other.told == []

    play(story)


def test_what_went_wrong_with_the_run_of_another_is_told_to_nobody(play: Play) -> None:
    async def story(room: Room) -> None:
        reader, other = Sitting(room, "ann"), Sitting(room, "bob")
        run = reader.begin("SELECT max(ccp)::INT FROM disclosure")
        fault = await reader.met(run)
        assert fault["kind"] == "wrong" and "Could not convert" in fault["message"]
        await reader.settled()
        await other.say("run", tab=other.tab, run=run, text="SELECT 1")
        await other.settled()
        back = Sitting(room, "bob")
        await back.say("result", tab=back.tab)
        (told,) = back.all("fault")
        assert told["kind"] == "lost" and "convert" not in str(back.told)

    play(story)


def test_a_run_that_was_cut_off_says_so_when_the_reader_is_back(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "dan")
        run = reader.begin(ENDLESS)
        await reader.met(run, "started")
        reader.bench.leave()
        await asyncio.sleep(0)
        back = Sitting(room, "dan")
        await back.say("result", tab=back.tab)
        (fault,) = back.all("fault")
        assert fault["kind"] == "lost" and fault["run"] == run and "Run it again" in fault["message"]
        assert (await back.run("SELECT 1 AS one"))["tell"] == "done"

    play(story)


def test_stop_stops_and_the_slot_is_free(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "eva")
        run = reader.begin(ENDLESS)
        await reader.met(run, "started")
        waiting = reader.begin("SELECT 2 AS two")
        await reader.met(waiting, "queued")
        assert room.row.values()["sql_running"] == 1 and room.row.values()["sql_queued"] == 1
        begun = asyncio.get_running_loop().time()
        await reader.say("stop", run=run)
        assert (await reader.met(run))["kind"] == "stopped"
        assert (await reader.met(waiting))["tell"] == "done"
        assert asyncio.get_running_loop().time() - begun < 2
        await reader.settled()
        assert room.row.values()["sql_running"] == 0 and room.row.values()["sql_queued"] == 0
        found = room.history.find(run)
        assert found and found.outcome == "stopped" and found.rows == 0

    play(story)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("SELECT im_b FROM disclosure", "wrong", "im_b"),
        ("SELECT 1; SELECT 2", "denied", "statement"),
        ("DROP TABLE disclosure", "denied", ""),
        ("SELECT * FROM read_csv('/etc/passwd')", "denied", ""),
    ],
)
def test_what_has_no_rows_says_why(play: Play, text: str, kind: str, words: str) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "fay")
        run = reader.begin(text, end=len(text) if ";" in text else 0)
        fault = await reader.met(run)
        assert fault["tell"] == "fault" and fault["kind"] == kind and words in fault["message"], fault
        await reader.settled()
        denied = [line for line in reader.lines("denied") if line["actor"] == "fay" and line["text"] == text]
        assert bool(denied) == (kind == "denied") and all(line["reason"] == fault["message"] for line in denied)
        assert reader.rows(run) == []

    play(story)


def test_a_limit_ends_a_run_and_says_so(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(room: Room) -> None:
        monkeypatch.setattr(room, "limits", replace(LIMITS, seconds=1))
        reader, stopped = Sitting(room, "fay"), room.row.values()["sql_stopped_total"]
        fault = await reader.run(ENDLESS)
        assert fault["kind"] == "stopped" and "1 s" in fault["message"], fault
        assert room.row.values()["sql_stopped_total"] == stopped + 1

    play(story)


@pytest.mark.parametrize(
    ("text", "given", "rows"),
    [
        ("SELECT $n::INTEGER + 1 AS n", {"n": "41"}, [[42]]),
        ("SELECT count(*) > 0 AS n FROM disclosure WHERE quarter = $quarter", {"quarter": "2025Q1"}, [[True]]),
        ("SELECT $d::DATE AS d", {"d": "2025-03-31"}, [["2025-03-31"]]),
    ],
)
def test_a_value_is_bound_in_its_type(play: Play, text: str, given: dict[str, Any], rows: list[list[Any]]) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "gil")
        run = reader.begin(text, **given)
        assert (await reader.met(run))["tell"] == "done", reader.told
        assert reader.rows(run) == rows
        await reader.settled()

    play(story)


def test_a_value_that_is_none_of_its_type_is_named(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "hal")
        fault = await reader.run("SELECT $d::DATE AS d", d="31.3.2025")
        assert fault["message"] == "$d: '31.3.2025' does not fit; write a date such as 2025-03-31"

    play(story)


def test_an_id_is_taken_once(play: Play) -> None:
    async def story(room: Room) -> None:
        reader = Sitting(room, "ida")
        await reader.say("run", tab=reader.tab, run="short", text="SELECT 1")
        assert "cannot be guessed" in reader.all("said")[0]["message"]

    play(story)
