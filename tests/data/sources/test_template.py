"""The template: every spelling, heading and form of file that CCPs are known to use."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data import sources
from data.sources.filing import Filing, SourceError
from tests.data.book import AGGREGATED, DESCRIBED, KEYS, MARGIN, template, workbook, written, zipped


def rows_of(path: Path) -> tuple[pd.DataFrame, Filing]:
    filing = sources.read(path)
    rows = filing.tables["disclosure"]
    assert filing.present == len(rows) + len(filing.refused)
    return rows, filing


def one(
    path: Path, *row: Any, items: tuple[str, ...] = ("4.1.1",), keys: list[str] = KEYS
) -> tuple[pd.DataFrame, Filing]:
    return rows_of(workbook(path / "Some_2020Q1.xlsx", {"CCP_AggregatedDataFile": [[*keys, *items], row]}))


def test_a_workbook_of_two_sheets(tmp_path: Path) -> None:
    rows, filing = rows_of(template(tmp_path / "any.xlsx", Instructions=[["Read me"], ["first"]]))
    assert filing.source == "template" and filing.present == 6
    assert set(rows["ccp"]) == {"EUREX"} and set(rows["level"]) == {"ccp"} and set(rows["quarter"]) == {"2016Q2"}
    margin = rows[rows["item"] == "6.1.1"]
    assert list(margin["descriptor"]) == ["House_Net", "Total"] and list(margin["cell"]) == ["F2", "F3"]
    assert list(margin["value"]) == [25e9, 40e9 + 0.5] and set(margin["sheet"]) == {"EUREX_DataFile_6_1"}


@pytest.mark.parametrize(
    ("sheet", "ccp"),
    [
        ("AggregatedDataFile", "LCH Ltd"),
        ("CCP_AggregateDataFile", "LCH Ltd"),
        ("CCPA_AggregateDataFile", "LCH Ltd"),
        ("OMI_AggregateDataFile", "OMI"),
        ("SKDD-CCP AggregatedDataFile", "SKDD-CCP"),
        ("LCHSA_AggregatedDataFile", "LCHSA"),
        ("BME CLEARING_AggregatedDataFile", "BME CLEARING"),
    ],
)
def test_the_sheet_or_else_the_file_names_the_ccp(tmp_path: Path, sheet: str, ccp: str) -> None:
    rows, _ = rows_of(workbook(tmp_path / "LCH Ltd_2016Q2_PQD.xlsx", {sheet: AGGREGATED}))
    assert set(rows["ccp"]) == {ccp}


@pytest.mark.parametrize("part", ["CCP1_DataFile_6_1", "LCHLTD_DataFile_6.1", "SKDD-CCP_DataFile_6_1", "DataFile_6_1"])
def test_data_files_in_every_spelling(tmp_path: Path, part: str) -> None:
    rows, _ = rows_of(workbook(tmp_path / "X_1.xlsx", {"LCHLTD_AggregatedDataFile": AGGREGATED, part: MARGIN}))
    assert len(rows) == 6 and "CCP1" not in set(rows["ccp"])


def test_nothing_names_the_ccp(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"2020Q1\.xlsx.*names the CCP; rename the file to <CCP>_2025Q1"):
        sources.read(workbook(tmp_path / "2020Q1.xlsx", {"CCP_AggregatedDataFile": AGGREGATED}))


def test_a_ccp_column_wins(tmp_path: Path) -> None:
    rows, _ = one(tmp_path, "2020-03-31", "Other CCP", "CCP", "All", "EUR", 5, keys=["ReportDate", "CCP", *KEYS[1:]])
    assert list(rows["ccp"]) == ["Other CCP"]


@pytest.mark.parametrize("above", range(6))
def test_the_heading_may_stand_on_rows_1_to_6(tmp_path: Path, above: int) -> None:
    title: list[list[Any]] = [["Disclosure of a CCP"], [], ["30 June 2016", "x"], [], [1]][:above]
    rows, _ = rows_of(workbook(tmp_path / "CCG.xlsx", {"AggregatedDataFile": [*title, *AGGREGATED]}))
    assert rows["cell"].iloc[0] == f"E{above + 2}"


@pytest.mark.parametrize(
    ("filed", "level", "service", "fund"),
    [
        ("CCP", "ccp", "Power", ""),
        ("ClearingService", "clearing_service", "Power", ""),
        ("Clearing Service", "clearing_service", "Power", ""),
        ("clearing_service", "clearing_service", "Power", ""),
        ("DefaultFund", "default_fund", "", "Power"),
        ("Default Fund", "default_fund", "", "Power"),
    ],
)
def test_the_report_level(tmp_path: Path, filed: str, level: str, service: str, fund: str) -> None:
    rows, _ = one(tmp_path, "2020-03-31", filed, "Power", "EUR", 5)
    assert rows[["level", "service", "default_fund"]].values.tolist() == [[level, service, fund]]


def test_an_unknown_level_is_refused(tmp_path: Path) -> None:
    _, filing = one(tmp_path, "2020-03-31", "Segment", "Power", "EUR", 5)
    assert [r.reason for r in filing.refused] == ["ReportLevel 'Segment' is none of CCP, ClearingService, DefaultFund"]


def test_a_second_identifier_is_the_default_fund_of_the_service(tmp_path: Path) -> None:
    keys = [*KEYS[:3], "ReportLevelIdentifier.1", "Currency"]
    rows, _ = one(tmp_path, "2020-03-31", "ClearingService", "BMEC_Power", "BMEC_Fund", "EUR", 5, keys=keys)
    assert rows[["service", "default_fund"]].values.tolist() == [["BMEC_Power", "BMEC_Fund"]]


def test_item_columns_in_both_forms_and_one_that_is_none(tmp_path: Path) -> None:
    items = ("4_1_1", "18.1.1_1", "6.4.5", "16.2.9", "Comments")
    rows, filing = one(tmp_path, "31.03.2020", "CCP", "X", "EUR", 5, 12, 0.99, "1 or 2-day", "see note", items=items)
    assert list(rows["item"]) == ["4.1.1", "18.1.1.1", "6.4.5", "16.2.9"]
    assert list(rows["value"].fillna(-1)) == [5, 12, 99, -1] and list(rows["raw_text"])[3] == "1 or 2-day"
    assert [(r.cell, r.reason) for r in filing.refused] == [("I2", "column 'Comments' is no item")]


@pytest.mark.parametrize(
    ("item", "raw", "value"),
    [
        ("6.5.3", 0.99, 99.0),
        ("6.5.3", 99.9, 99.9),
        ("6.5.3", "99.90%", 99.9),
        ("16.2.2", "9,71%", 9.71),
        ("18.4.2", "91,29 %", 91.29),
        ("6.5.1.1", " -   ", None),
        ("4.1.6", "n/a ", None),
        ("4.1.6", "Not Practicable", None),
        ("4.1.6", 0, 0.0),
        ("16.2.9", "4,98 days", 4.98),
        ("4.1.9", "see Rule 4.1", None),
        ("6.5.2", "1.419.852", 1419852.0),
    ],
)
def test_value_hazards(tmp_path: Path, item: str, raw: Any, value: float | None) -> None:
    rows, filing = one(tmp_path, "2020-03-31", "CCP", "X", "n/a ", raw, items=(item,))
    assert not filing.refused and list(rows["currency"]) == [""]
    found = rows["value"].iloc[0]
    assert pd.isna(found) if value is None else found == pytest.approx(value)


def test_days_on_which_the_loss_exceeded_the_resources_are_numbered(tmp_path: Path) -> None:
    days = [["2020-03-31", "CCP", "X", "AmountExceeded", "EUR", amount] for amount in (5, 7, 5)]
    sheets = {"X_AggregatedDataFile": AGGREGATED, "X_DataFile_4_4b": [[*DESCRIBED, "4.4.5"], *days]}
    rows, filing = rows_of(workbook(tmp_path / "x.xlsx", sheets))
    found = rows[rows["item"] == "4.4.5"]
    assert list(found["descriptor"]) == ["AmountExceeded", "AmountExceeded_2", "AmountExceeded_3"]
    assert not filing.refused


def test_the_same_figure_on_two_sheets_is_kept_once(tmp_path: Path) -> None:
    again = [AGGREGATED[0], ["2016-06-30", "CCP", "Eurex Clearing", "EUR", 100000000, 9, "", ""]]
    rows, filing = rows_of(template(tmp_path / "x.xlsx", EUREX_DataFile_4_1=again))
    assert len(rows) == 6
    assert [r.reason for r in filing.refused] == [
        "duplicate of EUREX_AggregatedDataFile!E2 for 4.1.1",
        "differs from EUREX_AggregatedDataFile!F2, which says '3608240387' for 4.1.4",
    ]


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ","), ("latin-1", ";"), ("cp1252", ";"), ("utf-16", "\t")]
)
def test_a_folder_of_csvs(tmp_path: Path, encoding: str, delimiter: str) -> None:
    amount = "3608240387,25" if delimiter == ";" else "3608240387.25"
    folder = tmp_path / "Börse_2020Q1"
    folder.mkdir()
    aggregated = [[*KEYS, "4.1.4", "5.3.2"], ["31.03.2020", "CCP", "Börse", "EUR", amount, "5 Tage\nüber Nacht"]]
    margin = [
        [*DESCRIBED, "6.1.1"],
        ["31.03.2020", "CCP", "Börse", "Total", "EUR", "1.234" if delimiter == ";" else "1234"],
    ]
    (folder / "CCP_AggregatedDataFile.csv").write_bytes(written(aggregated, delimiter).encode(encoding))
    (folder / "CCP_DataFile_6_1.csv").write_bytes(written(margin, delimiter).encode(encoding))
    (folder / "notes.txt").write_text("not a figure")
    rows, _ = rows_of(folder)
    assert set(rows["ccp"]) == {"Börse"} and rows["service"].iloc[0] == "Börse"
    assert list(rows["value"].fillna(-1)) == [3608240387.25, -1, 1234]
    assert rows["raw_text"].iloc[0] == amount and list(rows["cell"]) == ["E2", "F2", "F2"]


def test_a_zip_of_csvs_is_the_same_as_the_workbook(tmp_path: Path) -> None:
    members = {"EUREX_AggregatedDataFile.csv": written(AGGREGATED), "EUREX_DataFile_6_1.csv": written(MARGIN)}
    packed, _ = rows_of(zipped(tmp_path / "any.zip", members))
    book, _ = rows_of(template(tmp_path / "any.xlsx"))
    columns = ["ccp", "level", "service", "currency", "period_end", "item", "descriptor", "value"]
    pd.testing.assert_frame_equal(packed[columns], book[columns])


def test_a_line_break_within_a_cell_does_not_shift_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "X_AggregatedDataFile.csv"
    rows = [[*KEYS, "5.3.2"], ["2020-03-31", "CCP", "A", "EUR", "one\ntwo"], ["2020-03-31", "CCP", "B", "EUR", "three"]]
    path.write_text(written(rows), newline="")
    found, _ = rows_of(path)
    assert list(found["cell"]) == ["E2", "E4"]
