"""What workers count in the memory that they share."""

from __future__ import annotations

import os

import pytest

from apps.serving.ledger import Ledger


def test_what_a_child_counts_its_parent_sees() -> None:
    ledger = Ledger(2)
    child = os.fork()
    if not child:
        ledger.row(1).add("pages_total", 3)
        ledger.row(1).set("cache_bytes", 2**40 + 1)
        os._exit(0)
    os.waitpid(child, 0)
    first, second = ledger.rows()
    assert (second["pages_total"], second["cache_bytes"]) == (3, 2**40 + 1)
    assert set(first.values()) == {0}


def test_latencies_stand_in_buckets_that_hold_the_faster_ones() -> None:
    ledger = Ledger(1)
    for seconds in (0.0005, 0.001, 0.03, 99.0):
        ledger.row(0).seconds("update_seconds", seconds)
    [row] = ledger.rows()
    assert [row[f"update_seconds_le_{bucket}"] for bucket in (0.001, 0.025, 0.05, 10.0)] == [2, 2, 3, 3]
    assert row["update_seconds_count"] == 4
    assert row["update_seconds_sum"] == pytest.approx(99.0315)
    assert row["page_seconds_count"] == 0


def test_a_dead_worker_keeps_its_counts_and_loses_its_gauges() -> None:
    ledger = Ledger(1)
    row = ledger.row(0)
    row.set("sessions", 4)
    row.add("sessions_total", 9)
    row.clear_gauges()
    assert (ledger.rows()[0]["sessions"], ledger.rows()[0]["sessions_total"]) == (0, 9)


def test_the_emptiest_is_alive_and_has_the_fewest_sessions() -> None:
    ledger = Ledger(3)
    for worker, sessions in enumerate((5, 2, 0)):
        ledger.row(worker).set("sessions", sessions)
        ledger.row(worker).set("up", worker != 2)
    assert ledger.emptiest() == 1


def test_the_readers_of_one_moment_are_spread() -> None:
    ledger = Ledger(2)
    for worker in (0, 1):
        ledger.row(worker).set("up", 1)
    assert [ledger.emptiest() for _ in range(200)].count(0) == 100


def test_without_a_live_worker_one_is_named_all_the_same() -> None:
    assert Ledger(2).emptiest() == 0


@pytest.mark.parametrize(("name", "near"), [("session", "sessions"), ("page_total", "pages_total")])
def test_a_wrong_name_is_told_the_right_one(name: str, near: str) -> None:
    with pytest.raises(KeyError, match=f"counts no '{name}'; the nearest is '{near}'"):
        Ledger(1).row(0).add(name)


def test_a_latency_is_no_count() -> None:
    with pytest.raises(KeyError, match="nearest is 'update_seconds'"):
        Ledger(1).row(0).seconds("updates_total", 1.0)
