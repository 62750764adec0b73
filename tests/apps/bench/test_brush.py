"""The bench of a brush, whole, over a few records: a real server, a real websocket, and the other ways."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from apps.bench import brush, brushes, crowd, mosaic, run, tab
from apps.bench.rivals import Rivals
from apps.command_line import read
from apps.commands import bench

ROWS = 5_000


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the records have been made."""
    folder = tmp_path_factory.mktemp("records")
    brush.made(folder, ROWS)
    return folder


@pytest.mark.long
def test_all_ways_stand_in_one_table_and_one_line(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module, name, value in (
        (run, "AFFORDED", 0.0),
        (run, "FEWEST", 1),
        (brushes, "OTHERS", 1),
        (tab, "QUIET", 1.0),
        (brushes, "OTHERWISE", 0.0),
        (crowd, "SECONDS", 0.3),
    ):
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(mosaic, "benched", lambda name, default: default)
    line = ["bench", "brush", "--rows", str(ROWS), "--steps", "8", "--users", "2", "--home", str(kept), "--json"]
    assert bench(read(line), None) == 0  # type: ignore[arg-type]
    printed = capsys.readouterr().out
    told = json.loads(printed.splitlines()[-1])
    assert list(told) == ["rows", "steps", "ours", "requery", "dynamicmap", "link_selections", "mosaic"]
    assert (told["rows"], told["steps"], told["mosaic"]) == (ROWS, 8, None)
    for name in ("ours", "requery", "dynamicmap", "link_selections"):
        assert list(told[name]) == ["p50_ms", "p95_ms", "bytes"]
        assert 0 < told[name]["p50_ms"] <= told[name]["p95_ms"] and told[name]["bytes"] > 500
    rows = {row.split()[0]: row.split() for row in printed.splitlines() if row}
    assert rows["daily"][1] == "8" and float(rows["daily"][5]) == 5.0
    assert "Prefix sums over date" in printed and "Complete inner over date" in printed
    assert "not found: install Node" in printed and "plain re-query by 2 threads" in printed


def test_records_are_made_once_and_cubes_of_earlier_runs_are_gone(kept: Path) -> None:
    files = sorted((kept / "catalog" / "facts").iterdir())
    (kept / "cubes").mkdir(exist_ok=True)
    with brush.home(kept) as folder:
        assert folder == kept and not (kept / "cubes").exists()
        assert brush.made(folder, ROWS).rows == ROWS
    assert sorted((kept / "catalog" / "facts").iterdir()) == files
    with brush.home(None) as passing:
        assert passing.is_dir()
    assert not passing.exists()


@pytest.mark.skipif(mosaic.peer() is None, reason="Node, duckdb-server and Mosaic's coordinator are not installed")
def test_mosaic_answers_all_six_views(kept: Path) -> None:
    facts = brush.made(kept, ROWS)
    found = mosaic.peer()
    assert found is not None
    days = facts.first.isoformat(), facts.last.isoformat()
    made = mosaic.mosaic(found, facts.path, days, 1, brush.windows(facts.first, facts.last, 3))
    assert len(made.seconds) == 3 and min(made.bytes) > 500
    assert "queried again each time: cover2" in made.note


def test_what_is_not_installed_is_not_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(mosaic, "benched", lambda name, default: str(tmp_path))
    assert mosaic.peer() is None


def test_a_rival_that_fails_is_told_and_not_the_end() -> None:
    def fail() -> run.Run:
        raise RuntimeError("no such port\nat line 3")

    made = Rivals()
    made.tried("mosaic", fail)
    assert (made.runs, made.reasons) == ({"mosaic": None}, {"mosaic": "failed: no such port"})


def test_the_command_reads_rows_as_people_write_them() -> None:
    given: Namespace = read(["bench", "brush", "--rows", "1e7"])
    assert (given.rows, given.steps, given.users, given.home, given.json) == (10_000_000, 100, 1, None, False)
