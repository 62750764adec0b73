from __future__ import annotations

import csv
import io
import re

import pandas as pd
import pytest

from apps.behind import SHOWN, behind, figure, table
from apps.rows import as_csv
from tests.charts import CHARTS, board, page, point, state

KRX = point("ccp", "KRX", source="test")


def shown(name: str, what: str) -> str:
    return behind(board(), name, what, state(KRX))


@pytest.mark.parametrize("name", CHARTS)
def test_data_is_the_rows_of_the_chart(name: str) -> None:
    rows = board().ask(page().views[name], state(KRX))[0].frame
    text = shown(name, "data")
    assert f"<p>{len(rows):,} rows</p>" in text and text.count("<tr") == len(rows) + 1


@pytest.mark.parametrize("name", CHARTS)
def test_provenance_is_cells_of_the_chart_s_items(name: str) -> None:
    items = page().views[name].query.about["items"].split(", ")
    text = shown(name, "provenance")
    found = set(re.findall(r"<td>(\d+\.\d+(?:\.\d+)*)</td>", text))
    assert found & set(items) and "<td>KRX</td>" in text and "<td>LCH</td>" not in text


def test_sql_comes_with_the_values_bound_to_it() -> None:
    text = shown("im_ranking", "sql")
    assert "FROM ccp_quarter" in text and "krx_case" in text and "KRX" in text


def test_texts_are_escaped() -> None:
    made = table(pd.DataFrame({"ccp": ["<script>alert(1)</script>"]}))
    assert "<script" not in made and "&lt;script&gt;" in made


def test_a_long_table_says_that_it_is_cut() -> None:
    made = table(pd.DataFrame({"n": range(SHOWN + 1)}))
    assert made.startswith(f"<p>first {SHOWN} of {SHOWN + 1} rows</p>") and made.count("<tr") == SHOWN + 1


def test_figures_have_separators_and_no_exponent() -> None:
    assert [figure(value) for value in (1234567.8, 999.5, 0.25, -2e9)] == [
        "1,234,568",
        "999.5",
        "0.25",
        "-2,000,000,000",
    ]


def test_a_csv_reads_back_and_runs_no_formula() -> None:
    frame = pd.DataFrame({"ccp": ["=1+1", "@x", "A,B", '"q"', "한국"], "value": [1.5, -2.0, None, 3e12, 0.1]})
    rows = list(csv.reader(io.StringIO(as_csv(frame))))
    assert rows[0] == ["ccp", "value"]
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'@x", "A,B", '"q"', "한국"]
    assert rows[2][1] == "-2.0"
