import json
import os
from argparse import Namespace
from pathlib import Path

import pytest

from apps.bench import follow, oneway, postgres
from apps.bench.follow import POSTGRES, UNIX, begun, bench, buses
from apps.bench.group import KNOWN, stats
from apps.state import State
from data.store import Store
from queries.library.decks import Decks
from queries.library.meetings import Meetings

PARENT = 1
"""Place of the parent's id among the fields of /proc/PID/stat behind the name."""


@pytest.mark.skipif(not KNOWN, reason="/proc does not tell whose the processes are here")
@pytest.mark.long
def test_a_meeting_is_measured_over_each_bus_and_nothing_is_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oneway, "TIMES", 20)
    monkeypatch.setattr(follow, "TURNS", (1, 2, 0))
    before = {pid for pid, _ in stats()}
    bench(Namespace(followers=[3], steps=4, postgres=""))
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    names = [UNIX, POSTGRES] if postgres.found() else [UNIX]
    for name in names:
        meeting = told[f"3 followers, {name}"]
        assert [meeting[each]["n"] for each in (follow.COLD, follow.WARM, "slide, shown before")] == [4, 4, 3]
        assert all(0 < each["p50_ms"] <= each["p95_ms"] for each in meeting.values() if isinstance(each, dict))
        assert meeting["reader_cpu_ms"] > 0 and meeting["anew_cpu_ms"] > 0
        assert told[f"one way, {name}, 60 kB"]["n"] == 20
    assert [pid for pid, fields in stats() if pid not in before and int(fields[PARENT]) == os.getpid()] == []


def test_a_meeting_begins_over_a_deck_of_the_states(tmp_path: Path) -> None:
    states = [State("benchmark", "krx_case", "KRX", version) for version in (1, 2)]
    meeting, store = begun(tmp_path, states), Store(tmp_path)
    value = Meetings(store).take(meeting)
    slides = Decks(store).take(value["deck"], value["version"]).plain["slides"]
    assert [each["state"]["version"] for each in slides] == [1, 2] and value["host"]["window"] == ""
    store.close()


def test_without_a_postgresql_there_is_one_bus(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(postgres, "found", lambda: None)
    with buses("") as named:
        assert named == {UNIX: ""}
    assert "left out" in capsys.readouterr().out
    with buses("postgresql://host/b") as named:
        assert named == {UNIX: "", POSTGRES: "postgresql://host/b"}
