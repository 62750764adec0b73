"""The process that writes results, without a server."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from queries.export import workbook
from queries.export.asked import Asked, ExportError
from queries.export.column import Column
from queries.export.harmless import harmless
from queries.export.writer import Writer

TEXT = [Column("t", "VARCHAR")]


async def written(asked: Asked, rows: Sequence[Sequence[Any]], whole: bool = True) -> bytes:
    """What comes of rows; without their end if not `whole`."""
    writer = await Writer.begin(asked)
    try:
        await writer.add(rows)
        await writer.end(len(rows) if whole else len(rows) + 1)
        return b"".join([part async for part in writer.parts()])
    finally:
        await writer.close()


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_rows_without_their_end_make_no_file(tmp_path: Path, form: str) -> None:
    with pytest.raises(ExportError, match="ended before it was whole"):
        asyncio.run(written(Asked(form, TEXT, {}, tmp_path), [["x"]], whole=False))


def test_columns_that_are_called_the_same_stay_apart(tmp_path: Path) -> None:
    columns = [Column("a", "INTEGER"), Column("A", "INTEGER"), Column("a", '"NULL"')]
    content = asyncio.run(written(Asked("parquet", columns, {"Receipt": "TM"}, tmp_path), [[1, 2, None]]))
    path = tmp_path / "back.parquet"
    path.write_bytes(content)
    with duckdb.connect() as connection:
        back = connection.execute(f"FROM '{path}'")
        assert [name for name, *_ in back.description] == ["a", "A_2", "a_3"]
        assert back.fetchall() == [(1, 2, None)]
        kept = connection.execute(f"SELECT decode(value) FROM parquet_kv_metadata('{path}')").fetchall()
    assert kept == [('{"Receipt": "TM"}',)]


def test_more_rows_than_a_sheet_holds_are_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 3)
    with pytest.raises(ExportError, match="take it as CSV or Parquet"):
        workbook.write(Asked("xlsx", TEXT, {}, tmp_path), iter([["x"]] * 4), io.BytesIO())


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\u00a0=1", "＝1", "\r=1"])
def test_what_could_be_a_formula_is_a_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("a" + cell) == "a" + cell
