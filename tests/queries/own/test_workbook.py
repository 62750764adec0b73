from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import duckdb
import pytest

from tests.queries.own.conftest import Look, answers, types

HEAD = ["name", "n", "f", "d", "t", "mix", "code"]


def rows(count: int) -> list[list[Any]]:
    return [
        [f"n{i}", i, i + 0.5, date(2024, 1, i + 1), datetime(2024, 1, 1, 10, i), "n/a" if i == 2 else i, f"00{i}"]
        for i in range(count)
    ]


def test_cells_are_what_the_workbook_says(look: Look, workbook: Callable[..., bytes]) -> None:
    found = look(workbook(Figures=[["Report"], [], HEAD, *rows(5)]), name="t")
    assert found["stop"] == "" and found["rows"] == 5 and answers(found)["first"] == "3"
    kinds = ["VARCHAR", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "BIGINT", "VARCHAR"]
    assert list(types(found).values()) == kinds
    assert found["sample"][2] == ["n2", 2, 2.5, "2024-01-03", "2024-01-01 10:02:00", None, "002"]


def test_a_text_among_figures_is_named_with_its_cell(look: Look, workbook: Callable[..., bytes]) -> None:
    found = look(workbook(A=[["x", "y"], [1, 2], [3, "oops"], [4, 5]]))
    assert types(found)["y"] == "VARCHAR"
    assert found["problems"] == ["column 'y' is text, since cell B3 has 'oops'"]


def test_sheets_are_asked_about(look: Look, workbook: Callable[..., bytes]) -> None:
    book = workbook(First=[["a"], [1]], Second=[["b", "c"], ["x", "y"]], Empty=[])
    assert answers(look(book))["sheet"] == "First" and types(look(book)) == {"a": "BIGINT"}
    assert types(look(book, sheet="Second")) == {"b": "VARCHAR", "c": "VARCHAR"}
    empty = look(book, sheet="Empty")
    assert "is empty: choose another" in empty["stop"] and "sheet" in answers(empty)


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_broken_workbook_is_said_to_be_broken(look: Look, workbook: Callable[..., bytes], kept: float) -> None:
    content = workbook(A=[["x"], *([i] for i in range(500))])
    assert "broken" in look(content[: int(len(content) * kept)])["stop"]


def test_a_workbook_with_garbage_inside_is_said_to_be_broken(look: Look, workbook: Callable[..., bytes]) -> None:
    content = bytearray(workbook(A=[["x"], *([i] for i in range(500))]))
    for place in range(200, len(content) - 2000, 37):
        content[place] ^= 0x5A
    assert "broken" in look(bytes(content))["stop"]


def test_parquet_keeps_its_types(look: Look, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("parquet") / "nested.parquet"
    duckdb.sql(
        "SELECT 1::TINYINT a, [1, 2] l, {'x': 1, 'y': 'q'} s, MAP {'k': 2} m, 1.5::DECIMAL(18,3) d, DATE '2024-01-05' t"
    ).write_parquet(str(path))
    found = look(path.read_bytes(), name="t")
    assert types(found) == {
        "a": "TINYINT",
        "l": "INTEGER[]",
        "s": "STRUCT(x INTEGER, y VARCHAR)",
        "m": "MAP(VARCHAR, INTEGER)",
        "d": "DECIMAL(18,3)",
        "t": "DATE",
    }
    assert found["sample"] == [[1, "[1, 2]", "{'x': 1, 'y': q}", "{k=2}", "1.500", "2024-01-05"]]


def test_a_parquet_file_with_garbage_inside_is_said_to_be_broken(look: Look, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("parquet") / "broken.parquet"
    duckdb.sql("SELECT i, 'x' || i AS t FROM range(1000) r(i)").write_parquet(str(path))
    content = bytearray(path.read_bytes())
    content[-40:-10] = b"\xff" * 30
    assert "cannot be read" in look(bytes(content))["stop"]
