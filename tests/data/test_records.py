"""Files of margin records: what is loaded, what is replaced, and where a file is wrong."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from data.catalog import CatalogError
from data.facts import Facts
from data.ingest import Ingest
from data.margin import COLUMNS
from data.sources.filing import SourceError
from tests.data.book import wide
from tests.margin import facts_of

HEAD = ",".join(COLUMNS)
LINE = "2024-01-02,A,M1,P1,USD,sitg,1.5,-2,3,4"


def frame(**columns: Any) -> pd.DataFrame:
    plain = {"date": date(2024, 1, 2), "ccp": "A", "member": "M1", "product": "P1", "currency": "USD", "layer": "sitg"}
    return pd.DataFrame(plain | dict.fromkeys(COLUMNS[6:], 1.0) | columns, index=range(2))


def parquet(path: Path, rows: pd.DataFrame) -> Path:
    with duckdb.connect() as connection:
        connection.register("records", rows)
        connection.execute(f"COPY (FROM records) TO '{path}' (FORMAT parquet)")
    return path


def text(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([HEAD, *lines]) + "\n")
    return path


def held(facts: Facts, sql: str = "FROM margin") -> list[tuple[Any, ...]]:
    with facts.connect() as connection:
        return connection.execute(sql).fetchall()


def test_a_csv_in_any_order_of_columns(ingest: Ingest, tmp_path: Path) -> None:
    names, cells = HEAD.split(","), LINE.split(",")
    path = tmp_path / "records.csv"
    path.write_text(f"{';'.join(names[::-1])}\n{';'.join(cells[::-1])}\n;;;;" + ";".join(cells[5::-1]) + "\n")
    (file,) = ingest.ingest([path]).files
    assert (file.present, file.loaded, file.ccps) == (2, 2, {"A"})
    row = (date(2024, 1, 2), "A", "M1", "P1", "USD", "sitg")
    assert held(facts_of(ingest.home, "margin")) == [(*row, 1.5, -2.0, 3.0, 4.0), (*row, None, None, None, None)]
    assert not (ingest.home / "raw").exists()


def test_parquet_of_pandas_with_what_is_no_number(ingest: Ingest, tmp_path: Path) -> None:
    rows = frame(date=datetime(2024, 1, 2), initial_margin=[float("inf"), 1], stress_loss=[float("-inf"), 7])
    summary = ingest.ingest([parquet(tmp_path / "records.parquet", rows)])
    assert "figures that are no finite number, loaded as missing: 2" in str(summary)
    facts = facts_of(ingest.home, "margin")
    figures = held(facts, "SELECT date, initial_margin, stress_loss FROM margin ORDER BY initial_margin")
    assert figures == [(date(2024, 1, 2), 1.0, 7.0), (date(2024, 1, 2), None, None)]
    assert held(facts, "SELECT metric FROM centre WHERE nulls = 1 ORDER BY 1") == [
        ("initial_margin",),
        ("stress_loss",),
    ]


def test_records_of_the_same_ccp_and_date_are_replaced(ingest: Ingest, tmp_path: Path) -> None:
    other, later = LINE.replace(",A,", ",B,"), LINE.replace("01-02", "01-03")
    ingest.ingest([text(tmp_path / "a.csv", LINE, LINE, other, later)])
    old = facts_of(ingest.home, "margin")
    new = text(tmp_path / "b.csv", LINE.replace("1.5", "9"), LINE.replace("2024-01-02", "2023-12-31"))
    summary = ingest.ingest([new])
    assert summary.version == 3 and "b.csv: margin records of the same CCPs and dates, replaced: 2" in str(summary)
    rows = held(facts_of(ingest.home, "margin"), "SELECT date::VARCHAR, ccp, initial_margin FROM margin")
    assert rows == [
        ("2023-12-31", "A", 1.5),
        ("2024-01-02", "A", 9),
        ("2024-01-02", "B", 1.5),
        ("2024-01-03", "A", 1.5),
    ]
    assert len(held(old)) == 4
    assert ingest.ingest([new]).version is None


def test_files_together_are_one_delivery(ingest: Ingest, tmp_path: Path) -> None:
    first = text(tmp_path / "a.csv", LINE)
    second = parquet(tmp_path / "b.parquet", frame())
    summary = ingest.ingest([tmp_path])
    assert [file.name for file in summary.files] == [first.name, second.name]
    assert facts_of(ingest.home, "margin").rows == 3


def test_a_dataset_holds_one_kind_of_figures(ingest: Ingest, tmp_path: Path) -> None:
    records = text(tmp_path / "a.csv", LINE)
    paper = wide(tmp_path / "x.xlsx", ("2023-03-31", "Some CCP", "Some CCP", "", "EUR", 1))
    assert ingest.ingest([records, paper]).version == 2
    again = text(tmp_path / "b.csv", LINE, LINE)
    with pytest.raises(CatalogError, match="'filed' is one of disclosures; margin records need a dataset of their own"):
        ingest.ingest([again], "filed")
    second = wide(tmp_path / "y.xlsx", ("2023-06-30", "Some CCP", "Some CCP", "", "EUR", 1))
    with pytest.raises(CatalogError, match="'margin' is one of margin records"):
        ingest.ingest([second], "margin")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([LINE, LINE.replace("1.5", "x")], "line 3, column 'initial_margin': 'x' is not a number, as 1234.5"),
        ([LINE.replace("1.5", '"1,5"')], "'1,5' is not a number, as 1234.5; a comma is no decimal mark here"),
        ([LINE.replace("2024-01-02", "02.01.2024")], "column 'date': '02.01.2024' is not a date, as 2024-01-31"),
        (
            [LINE, LINE, LINE.replace("sitg", "sitgg")],
            "line 4, column 'layer': unknown layer 'sitgg'; did you mean 'sitg'",
        ),
        ([LINE, LINE[10:]], "line 3, column 'date': no day"),
        ([LINE, LINE.replace(",M1,", ",,")], "line 3, column 'member': empty"),
        ([LINE, "2024-01-02,A"], "line 3: "),
        ([], "it has the right columns, but no row"),
    ],
)
def test_where_a_csv_is_wrong(ingest: Ingest, tmp_path: Path, lines: Sequence[str], said: str) -> None:
    refused(ingest, text(tmp_path / "records.csv", *lines), said)


def refused(ingest: Ingest, path: Path, said: str) -> None:
    with pytest.raises(SourceError) as error:
        ingest.ingest([path])
    assert str(error.value).startswith(path.name) and said in str(error.value) and "\n" not in str(error.value)
    assert ingest.catalog.numbers() == [1] and not list((ingest.catalog.folder / "facts").glob("*"))


def test_latin_1_is_refused(ingest: Ingest, tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    path.write_bytes(f"{HEAD}\n{LINE.replace('M1', 'Zürich')}\n".encode("latin-1"))
    refused(ingest, path, "line 2, column 'member': not UTF-8; save the file as UTF-8")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (frame().rename(columns={"ccp": "cpp"}), "unknown column 'cpp'; did you mean 'ccp'?"),
        (frame(initial_margins=1), "unknown column 'initial_margins'; did you mean 'initial_margin'?"),
        (frame().drop(columns="member"), "the file lacks member"),
        (frame(initial_margin="1"), "column 'initial_margin' is VARCHAR; it must be a number"),
        (frame(date="2024-01-02"), "column 'date' is VARCHAR; it must be a date"),
        (frame(layer=["sitg", "defaultfund"]), "row 2, column 'layer': unknown layer 'defaultfund'; did you mean"),
        (frame(date=[datetime(2024, 1, 2, 9), None]), "row 1, column 'date': no day"),
    ],
)
def test_where_a_parquet_file_is_wrong(ingest: Ingest, tmp_path: Path, rows: pd.DataFrame, said: str) -> None:
    refused(ingest, parquet(tmp_path / "records.parquet", rows), said)


def test_a_parquet_file_that_was_cut_off(ingest: Ingest, tmp_path: Path) -> None:
    path = parquet(tmp_path / "records.parquet", frame())
    path.write_bytes(path.read_bytes()[:200])
    refused(ingest, path, "not a readable Parquet file")


def test_more_than_the_memory(ingest: Ingest, tmp_path: Path) -> None:
    path = tmp_path / "records.parquet"
    with duckdb.connect() as connection:
        days = "DATE '2024-01-01' + (hash(i) % 300)::INTEGER"
        texts = "'C' || i % 7, 'M' || hash(i), 'P', 'USD', 'sitg'"
        query = f"SELECT {days}, {texts}, random(), random(), random(), random() FROM range(250000) AS r(i)"
        named = ", ".join(COLUMNS)
        connection.execute(f"COPY (SELECT * FROM ({query}) AS r({named})) TO '{path}' (FORMAT parquet)")
    Ingest(ingest.home, sets=tuple, memory=70 * 2**20).ingest([path])
    facts = facts_of(ingest.home, "margin")
    assert facts.rows == 250_000 and not list((ingest.home / "spill").glob("*"))
    late = "SELECT count(*) FROM (SELECT date < lag(date) OVER () AS late FROM margin) WHERE late"
    assert held(facts, late) == [(0,)]
