"""A result drawn as the charts of pages are, and what goes to a board with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from apps.page import Page, read
from apps.workspace.charting import Result
from apps.workspace.linking import boards, brushed, missing
from components.cells import models
from queries.engine import Engine
from queries.owned import ROWS
from queries.query import Query, QueryError
from queries.written import own_query, ran
from tests.catalogs import shipped
from tests.charts import engine, page

TEXT = """SELECT ccp, quarter, sum(initial_margin * usd) / 1e9 AS margin_usd_bn
FROM ccp_quarter WHERE dataset = $dataset GROUP BY ALL"""
COLUMNS = {"ccp": "VARCHAR", "quarter": "VARCHAR", "margin_usd_bn": "DOUBLE"}
TITLE = "</script><b>Margin & more: 한국"


def frame(**columns: list[Any]) -> pd.DataFrame:
    made = {"ccp": ["KRX", "KRX", "LCH"], "quarter": ["2025Q1", "2025Q2", "2025Q1"], "margin_usd_bn": [1.0, 2.0, None]}
    return pd.DataFrame(columns or made)


def result(rows: pd.DataFrame | None = None, columns: Mapping[str, str] = COLUMNS, more: bool = False) -> Result:
    query = ran("sql", TEXT, columns, ["ccp_quarter"], {"dataset": "krx_case"})
    return Result(query, frame() if rows is None else rows, engine().opened(), more)


def drawn(text: str) -> list[dict[str, Any]]:
    return list(models(json.loads(text)))


def test_every_kind_that_is_offered_is_drawn() -> None:
    made = result()
    offered = made.charts("t1")
    assert [each["kind"] for each in offered["kinds"]] == ["line", "grid", "point"] and offered["kind"] == "line"
    for kind in offered["kinds"]:
        text, note = made.figure(kind["kind"])
        assert drawn(text)[0]["name"] == "Figure" and note == ""
        assert {"HoverTool"} == {each["name"] for each in drawn(text) if each["name"].endswith("Tool")}


def test_a_chart_has_short_names_and_shows_texts_as_texts() -> None:
    columns = {"ccp": "VARCHAR", "n": "BIGINT"}
    text, _ = result(frame(ccp=["Korea Exchange", "<img src=x onerror=alert(1)>"], n=[1, 2]), columns).figure("bar")
    assert "<img" in text and drawn(text)


def test_settings_are_those_that_are_offered() -> None:
    made = result()
    assert made.charts("t", "point", {"unit": "%", "y": "gone"})["settings"] == {"y": "margin_usd_bn", "unit": "%"}
    for kind, given, said in (
        ("lime", {}, "line"),
        ("line", {"y": "margin_usd"}, "margin_usd_bn"),
        ("bar", {}, "GROUP BY"),
    ):
        with pytest.raises(QueryError, match=said):
            made.figure(kind, given)


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        (frame().head(0), COLUMNS, "the result has no rows"),
        (frame()[["ccp", "quarter"]], {"ccp": "VARCHAR", "quarter": "VARCHAR"}, "needs a column of numbers"),
    ],
)
def test_where_no_chart_fits_the_reason_is_said(rows: pd.DataFrame, columns: dict[str, str], said: str) -> None:
    charts = result(rows, columns).charts("t")
    assert charts["kinds"] == [] and charts["kind"] == "" and said in charts["note"]
    with pytest.raises(QueryError, match=said):
        result(rows, columns).figure()


def test_rows_that_are_left_out_are_counted() -> None:
    columns = {"ccp": "VARCHAR", "n": "DOUBLE"}
    assert result(frame(ccp=["KRX", None], n=[1.0, 2.0]), columns).figure("bar")[1] == "1 row without ccp left out"
    many = frame(a=[float(n) for n in range(ROWS + 1)], b=[1.0] * (ROWS + 1))
    made = result(many, {"a": "DOUBLE", "b": "DOUBLE"})
    assert len(made.drawn) == ROWS and made.note(made.view("scatter", "", {})).startswith("drawn from the first 5,000")
    assert "there are more" in result(more=True).note(result().view("line", "", {}))


def test_a_pin_is_a_block_and_a_query_that_a_page_takes(tmp_path: Path) -> None:
    made = result()
    block, said = made.pin("margin", "line", TITLE, {})
    query = own_query(said, "kim")
    assert block == {"line": "margin", "title": TITLE, "y": "margin_usd_bn", "unit": "$ bn", "brush": ["quarter"]}
    assert query.name == "margin" and query.about["title"] == TITLE and query.relations == ["ccp_quarter"]
    file, text = made.files("line", TITLE, {})
    assert list(yaml.safe_load(text)) == ["script_b_margin_more_한국"]
    (tmp_path / "margin.sql").write_text(file)
    (tmp_path / "own.yaml").write_text(f"title: Own\nviews: {json.dumps({'margin': block})}")
    shown = read(tmp_path / "own.yaml", Engine(shipped()), {"margin": Query.read(tmp_path / "margin.sql"), **queries()})
    assert (
        shown.views["margin"].title == TITLE and shown.views["margin"].query.arguments["dataset"].default == "krx_case"
    )


def queries() -> dict[str, Query]:
    return {view.query.name: view.query for view in page().views.values()}


def test_what_a_pin_will_not_follow_is_said_before() -> None:
    opened, made = engine().opened(), result().query
    assert missing(made, opened, ["ccp", "quarter"]) == ""
    assert missing(made, opened, ["ccp", "layer"]) == "follows ccp; no column layer"
    alone = ran("sql", "FROM work.mine", {"name": "VARCHAR"}, ["work.mine"], {})
    said = "not linked: no column ccp; only the result is filtered, not work.mine itself"
    assert missing(alone, opened, ["ccp"]) == said
    told = boards(made, opened, {"mine": ("My board", None), "benchmark": ("Global benchmark", page())})
    assert told[0] == {"board": "mine", "title": "My board", "missing": ""}
    assert told[1]["missing"] == "follows quarter, ccp; no column layer"


def test_a_board_without_charts_brushes_what_charts_usually_do() -> None:
    assert brushed(None) == ["ccp", "quarter"] == brushed(Page("board", "", "", "", 300, (), {}))
