"""Files that cannot be read: one sentence each, which names the file, what is wrong and what was expected."""

from pathlib import Path

import pytest

from data import sources
from data.sources import sheet
from data.sources.filing import SourceError
from tests.data.book import AGGREGATED, KEYS, MARGIN, template, wide, workbook, written, zipped


def said(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        sources.read(path)
    words = str(caught.value)
    assert words.startswith(path.name) and "\n" not in words
    return words


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_workbook(tmp_path: Path, share: float) -> None:
    content = template(tmp_path / "Eurex_2016Q2.xlsx").read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(content[: int(len(content) * share)])
    assert "cut off" in said(path)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "nothing.xlsx"
    path.touch()
    assert said(path) == "nothing.xlsx: the file is empty (0 bytes); fetch it again"


def test_a_renamed_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "X.xlsx", {"Agregated Data": AGGREGATED, "X_DataFile_6_1": MARGIN})
    words = said(path)
    assert "'Agregated Data'" in words and "'X_DataFile_6_1'" in words and "did you mean 'AggregatedDataFile'?" in words


def test_a_workbook_without_the_aggregated_sheet(tmp_path: Path) -> None:
    words = said(workbook(tmp_path / "X.xlsx", {"X_DataFile_6_1": MARGIN}))
    assert words == "X.xlsx: there is no sheet 'AggregatedDataFile'; sheets found: 'X_DataFile_6_1'"


def test_a_misspelt_heading(tmp_path: Path) -> None:
    rows = [["ReportDate", "ReportLevl", "ReportLevelIdentifier", "Currency", "4.1.1"], list(AGGREGATED[1])[:5]]
    words = said(workbook(tmp_path / "X.xlsx", {"X_AggregatedDataFile": rows}))
    assert "sheet 'X_AggregatedDataFile'" in words and "ReportLevel is missing; did you mean 'ReportLevl'?" in words


def test_a_workbook_that_is_no_disclosure(tmp_path: Path) -> None:
    words = said(workbook(tmp_path / "prices.xlsx", {"Prices": [["day", "close"], ["2020-01-01", 7]]}))
    assert "not a disclosure" in words and "sheet 'Prices' with 'day', 'close'" in words


def test_a_disclosure_without_figures(tmp_path: Path) -> None:
    assert "no row holds a figure" in said(wide(tmp_path / "empty.xlsx"))
    assert "no row holds a figure" in said(workbook(tmp_path / "X.xlsx", {"X_AggregatedDataFile": [[*KEYS, "4.1.1"]]}))


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.4 ...")
    assert "not a workbook" in said(path)
    path = tmp_path / "report.csv"
    path.write_bytes(b"%PDF-1.4 \0\0\xff")
    assert "binary" in said(path)


def test_a_workbook_in_name_only(tmp_path: Path) -> None:
    path = tmp_path / "page.xlsx"
    path.write_text("<html>Not found</html>")
    assert "not a readable workbook" in said(path)


def test_a_zip_without_csvs(tmp_path: Path) -> None:
    assert "holds no .csv file, but a.xlsx" in said(zipped(tmp_path / "books.zip", {"a.xlsx": b"x"}))


def test_two_files_of_one_name(tmp_path: Path) -> None:
    members = {"a/X_AggregatedDataFile.csv": written(AGGREGATED), "b/X_AggregatedDataFile.csv": written(AGGREGATED)}
    assert "same name" in said(zipped(tmp_path / "two.zip", members))


def test_a_damaged_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bad.zip", {"X_AggregatedDataFile.csv": written(AGGREGATED) * 50})
    content = bytearray(path.read_bytes())
    content[60:90] = b"\0" * 30
    path.write_bytes(content)
    assert "not a readable zip" in said(path)


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.xlsx"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "UNPACKED_BYTES", 2**20)
    path = zipped(tmp_path / name, {"X_AggregatedDataFile.csv": b"0" * (2**20 + 1)})
    assert path.stat().st_size < 10_000
    assert "unpacks to 1 MB" in said(path)


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "holds no .csv file" in said(tmp_path)
