"""/health and /metrics, for each worker and in sum."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apps.serving.ledger import COUNTS, GAUGES, TIMES, Ledger
from apps.serving.metrics import HELP, text
from tests.apps.serving.running import running

LINE = re.compile(r'tidemark_([a-z_]+)\{worker="(\d+|all)"(?:,le="([\d.]+|\+Inf)")?\} (-?[\d.e+]+)')


def read(said: str) -> dict[tuple[str, str, str | None], float]:
    """Every sample by name, worker and bucket; a line that is neither sample nor comment fails."""
    samples = [line for line in said.splitlines() if not line.startswith("# ")]
    found = [LINE.fullmatch(line) for line in samples]
    assert all(found), samples[found.index(None)]
    return {(m[1], m[2], m[3]): float(m[4]) for m in found if m}


def test_every_name_is_explained_and_typed() -> None:
    said = text(Ledger(1).rows()).splitlines()
    assert set(HELP) == {*COUNTS, *GAUGES, *TIMES}
    for names, kind in ((COUNTS, "counter"), (GAUGES, "gauge"), (TIMES, "histogram")):
        for name in names:
            assert said[said.index(f"# HELP tidemark_{name} {HELP[name]}") + 1] == f"# TYPE tidemark_{name} {kind}"


def test_all_is_the_sum_of_the_workers() -> None:
    ledger = Ledger(2)
    ledger.row(0).add("updates_total", 12345678)
    ledger.row(1).add("updates_total", 1)
    ledger.row(0).seconds("page_seconds", 0.002)
    ledger.row(1).seconds("page_seconds", 20)
    samples = read(text(ledger.rows()))
    assert [samples["updates_total", worker, None] for worker in ("0", "1", "all")] == [12345678, 1, 12345679]
    assert [samples["page_seconds_bucket", "all", le] for le in ("0.001", "0.0025", "10", "+Inf")] == [0, 1, 1, 2]
    assert samples["page_seconds_sum", "all", None] == pytest.approx(20.002)
    assert samples["page_seconds_count", "1", None] == 1


def test_memory_that_no_system_tells_is_left_out() -> None:
    ledger = Ledger(2)
    ledger.row(1).set("memory_bytes", 5)
    samples = read(text(ledger.rows()))
    assert [worker for name, worker, _ in samples if name == "memory_bytes"] == ["1", "all"]


def test_a_server_tells_how_it_is(tmp_path: Path) -> None:
    with running(tmp_path, 2) as server:
        health = server.get("/health")
        assert health.keys() == {"status", "worker", "workers", "uptime_seconds"}
        assert (health["status"], health["workers"]) == ("ok", 2)
        assert 0 <= health["uptime_seconds"] < 120
        assert read(server.get("/metrics"))["up", "all", None] == 2
