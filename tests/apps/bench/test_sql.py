"""The bench of the workspace, whole and short: a real server, bombs of one reader, and another who goes on."""

import json
from argparse import Namespace

import pytest

from apps.bench import sql
from apps.bench.group import KNOWN
from apps.command_line import read

pytestmark = pytest.mark.skipif(not KNOWN, reason="/proc does not tell whose the processes are here")


@pytest.mark.long
def test_bombs_end_and_cost_others_little(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in {"OWNERS": 50, "RUNS": 10, "CHANGES": 10, "BOMB_SECONDS": 1}.items():
        monkeypatch.setattr(sql, name, value)
    sql.bench(read(["bench", "sql", "--bombs", "10"]))
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["bombs"] == sum(told["ended"].values()) == 10 and set(told["ended"]) <= {"stopped", "denied"}
    assert told["left"] == 0
    assert told["slower"] < 3 and told["turn_ms"] < 4000
    assert 0 < told["one_p50_ms"] <= told["one_p95_ms"] and told["ratio"] < 3
    assert told["drafts"] == 50 and told["drafts_bytes"] > 0


def test_a_hundred_bombs_unless_it_is_said() -> None:
    given: Namespace = read(["bench", "sql"])
    assert given.bombs == 100
