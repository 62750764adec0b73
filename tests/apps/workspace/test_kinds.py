"""Which charts rows can be follows from their columns' names and types, and from what tells the rows apart."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from apps.workspace.kinds import BARS, FITTING, Rows, kinds
from components import KINDS

CCPS, QUARTERS = ("KRX", "LCH", "CME"), ("2024Q4", "2025Q1")
TYPES = {"O": "VARCHAR", "i": "INTEGER", "f": "DOUBLE", "M": "DATE", "b": "BOOLEAN"}


def rows(**columns: list[Any]) -> Rows:
    frame = pd.DataFrame(columns)
    kinds_of = {name: TYPES.get(frame[name].dtype.kind, "VARCHAR") for name in frame}
    return Rows(frame, kinds_of)


def fitting(made: Rows) -> list[str]:
    return [kind.kind for kind in kinds(made)[0]]


BOTH = {"ccp": [*CCPS, *CCPS], "quarter": [QUARTERS[0]] * 3 + [QUARTERS[1]] * 3}
SIX = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]


@pytest.mark.parametrize(
    ("columns", "best", "settings"),
    [
        ({**BOTH, "margin_usd_bn": SIX}, "line", {"y": "margin_usd_bn", "unit": "$ bn"}),
        ({"ccp": CCPS, "share_pct": [1.0, 2.0, 3.0]}, "bar", {"y": "share_pct", "unit": "%"}),
        ({"quarter": QUARTERS, "total": [1, 2]}, "line", {"y": "total", "unit": ""}),
        ({"date": pd.to_datetime(["2025-01-02", "2025-01-03"]), "im": [1, 2]}, "series", {"y": "im", "unit": ""}),
        ({"region": ["A", "A", "B"], "level": ["x", "y", "x"], "n": [1, 2, 3]}, "grid", {"x": "region", "y": "level"}),
        ({"region": ["A", "B"], "n": [1, 2]}, "category", {"x": "region", "y": "n"}),
        ({"im": [1.0, 2.0], "df": [3.0, 4.0]}, "scatter", {"x": "im", "y": "df"}),
    ],
)
def test_the_likeliest_chart_stands_first(columns: dict[str, Any], best: str, settings: dict[str, str]) -> None:
    first = kinds(rows(**columns))[0][0]
    assert first.kind == best and settings.items() <= {name: each[0] for name, each in first.settings.items()}.items()


def test_a_quarter_that_is_none_and_a_date_that_is_text_make_no_line() -> None:
    assert "line" not in fitting(rows(quarter=["2025-Q1", "2025-Q2"], n=[1, 2]))
    assert "series" not in fitting(rows(date=["2025-01-01", "2025-01-02"], n=[1, 2]))


def test_rows_that_nothing_tells_apart_are_no_bars_and_the_way_out_is_said() -> None:
    fit, unfit = kinds(rows(ccp=["KRX", "KRX"], n=[1, 2]))
    assert not fit and unfit["bar"] == "several rows are of the same ccp: GROUP BY ccp"


def test_more_bars_than_there_is_room_for_are_refused() -> None:
    names = [f"member {n}" for n in range(BARS + 1)]
    unfit = kinds(rows(member=names, n=list(range(BARS + 1))))[1]
    assert "room for 60 bars" in unfit["category"] and "LIMIT" in unfit["category"]


def test_every_kind_is_one_that_pages_have() -> None:
    assert FITTING.keys() <= KINDS.keys()


def test_what_the_waterfall_and_the_boxes_need_is_named() -> None:
    stacked = rows(ccp=["KRX"], layer=["sitg"], layer_order=[1], amount_usd_bn=[1.0])
    assert "stack" in fitting(stacked) and "box" not in fitting(stacked)
    assert kinds(stacked)[1]["box"] == "it needs a column iqr_pt"
