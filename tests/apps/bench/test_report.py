import json
import re
from math import nan
from typing import Any

import pytest

from apps.bench.load import Stretch
from apps.bench.report import Result, known, line, share, table
from apps.bench.wire import Wire
from tests.shared import SHARED

COUNTED = {"sessions_total": 2.0, "updates_total": 4.0, "updates_cached_total": 1.0}
KEYS = [
    "name",
    "N",
    "load_p50",
    "load_p95",
    "load_all",
    "load_cpu_ms",
    "load_kB",
    "upd_n",
    "upd_p50",
    "upd_p95",
    "upd_cpu_ms",
    "upd_per_s",
    "upd_kB",
    "MB_per_sess",
    "rss_MB",
    "err",
    "e",
]


def result(**other: Any) -> Result:
    pages = Stretch([0.1, 0.3], [], 0.31, 0.02, 8000, COUNTED)
    changes = Stretch([0.01, 0.02, 0.03, 0.5], [True, True, False, True], 8.0, 0.06, 20_000, COUNTED)
    memory = {"before": 300.0, "loaded": 300.5, "changed": 301.0, "left": 300.2}
    whole = {"readers": 2, "pages": pages, "changes": changes, "cold": Stretch(counted=COUNTED), "memory": memory}
    return Result(**whole | {"held": 0.0, "wire": Wire(9000, 500.0, "permessage-deflate"), "errors": []} | other)


def test_the_line_is_what_was_measured() -> None:
    told = line(result())
    assert list(told)[: len(KEYS)] == KEYS
    assert [told[key] for key in KEYS] == [
        "tidemark", 2, 100, 300, 310, 10, 4.0, 4, 30, 500, 15.0, 0.5, 5.0, 0.5, 301, 0, [],
    ]  # fmt: skip
    assert (told["cached_share"], told["runs_per_page"]) == (0.25, 1.0)


@pytest.mark.skipif(SHARED is None, reason="the load test of the peers is not here")
def test_the_line_has_the_keys_of_the_peers() -> None:
    assert SHARED is not None
    printed = re.search(r"res=dict\((.*)\)", (SHARED / "bench" / "load.py").read_text())
    assert printed and re.findall(r"(?:^|,)(\w+)=", printed[1]) == KEYS


def test_what_cannot_be_known_is_null() -> None:
    told = line(result(memory=dict.fromkeys(("before", "loaded", "changed", "left"), nan)))
    assert told["MB_per_sess"] is None and told["rss_MB"] is None
    assert "NaN" not in json.dumps(told)
    assert known(1.26, 1) == 1.3 and str(known(2.0)) == "2"


def test_errors_are_counted_and_shown() -> None:
    wrong = result(errors=["load TimeoutError"] * 3, wire=None)
    assert (line(wrong)["err"], line(wrong)["e"]) == (3, ["load TimeoutError"] * 2)
    assert table(wrong).count("error: load TimeoutError") == 1


def test_the_table_tells_cold_from_cached() -> None:
    said = table(result())
    assert re.search(r"state not asked for before +3 +20.0 +500.0\n", said)
    assert re.search(r"state asked for before +1 +30.0 +30.0\n", said)
    assert re.search(r"each to a new state +0 +- +-\n", said)
    assert "25 % of changes by chance" in said
    assert "memory MB a session: loaded 0.25, changed 0.50\n" in said


def test_a_share_is_a_time_that_was_measured() -> None:
    assert [share([0.003, 0.001, 0.002], percent) for percent in (0, 50, 100)] == [1.0, 2.0, 3.0]
    assert share([], 50) == -1
