"""The wide workbook: hand-written rows with every hazard, and the real ones where they are at hand."""

import csv
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data import sources
from data.sources.column import described
from data.sources.filing import Filing
from data.sources.level import level
from tests.data.book import wide
from tests.shared import SHARED

EUREX = ("Eurex AG", "Eurex Clearing", "Eurex_DefaultFund")
BOOKS = ("OMI", "BME", "KDPW", "Eurex")
real = pytest.mark.skipif(SHARED is None, reason="the real workbooks are not part of the project")


def read(path: Path, *rows: Sequence[Any], items: Sequence[str]) -> tuple[pd.DataFrame, Filing]:
    filing = sources.read(wide(path / "Compiled.xlsx", *rows, items=items))
    assert filing.present == len(filing.tables["disclosure"]) + len(filing.refused)
    return filing.tables["disclosure"], filing


def workbook(book: str) -> Path:
    assert SHARED is not None
    return SHARED / "data" / "workbooks" / f"{book}_CompiledData.xlsx"


@functools.cache
def compiled(book: str) -> Filing:
    """A real workbook, read once a test run."""
    return sources.read(workbook(book))


def test_a_row_becomes_tidy_rows(tmp_path: Path) -> None:
    items = ("4.1.4", "4.4.7_PeakDayAmountInPast12Months", "6.5.3", "6.6.1", "4.4.1")
    row = ("2018-03-29", *EUREX, "EUR", 3608240387.5, 5, 0.9985, "-", "Cover 2")
    rows, filing = read(tmp_path, row, items=items)
    assert filing.source == "wide" and not filing.refused
    first = rows.iloc[0]
    assert (first["ccp"], first["level"], first["service"], first["default_fund"]) == ("Eurex AG", "ccp", *EUREX[1:])
    assert (str(first["period_end"]), first["quarter"], first["cell"]) == ("2018-03-31", "2018Q1", "F2")
    assert list(rows["value"].fillna(-1)) == [3608240387.5, 5.0, 99.85, -1, -1]
    assert list(rows["window"]) == ["quarter_end", "trailing_12m", "trailing_12m", "quarter", "trailing_12m"]
    assert list(rows["raw_text"]) == ["3608240387.5", "5", "0.9985", "-", "Cover 2"]
    assert list(rows["descriptor"])[1] == "PeakDayAmountInPrevious12Months"


def test_cells_that_belong_nowhere_are_refused_with_their_place(tmp_path: Path) -> None:
    rows, filing = read(
        tmp_path,
        ("2018-03-29", *EUREX, "EUR", 1, 24094),
        ("soon", *EUREX, "EUR", 2, ""),
        ("2018-03-29", "", "", "", "EUR", 3, ""),
        items=("4.1.1", "Unnamed: 7"),
    )
    assert len(rows) == 1 and filing.present == 4
    assert [(r.cell, r.raw_text, r.reason) for r in filing.refused] == [
        ("G2", "24094", "column 'Unnamed: 7' is no item"),
        ("F3", "2", "ReportDate 'soon' is no date"),
        ("F4", "3", "the row names no CCP"),
    ]
    assert filing.refused[0].ccp == "Eurex AG" and filing.refused[0].quarter == "2018Q1"


def test_a_duplicate_is_never_summed(tmp_path: Path) -> None:
    rows, filing = read(
        tmp_path,
        ("2023-03-31", *EUREX, "EUR", 1, 5),
        ("3/31/2023", *EUREX, "EUR", 1, 6),
        items=("4.1.1", "4.1.4"),
    )
    assert list(rows["value"]) == [1, 5]
    reasons = [(r.cell, r.reason) for r in filing.refused]
    assert reasons == [("F3", "duplicate of F2 for 4.1.1"), ("G3", "differs from G2, which says '5' for 4.1.4")]


def test_a_currency_in_the_heading_is_the_figures_currency(tmp_path: Path) -> None:
    rows, _ = read(
        tmp_path,
        ("2023-03-31", *EUREX, "", 0.9993),
        ("2023-03-31", *EUREX, "EUR", 0.0),
        ("2023-03-31", *EUREX, "CHF", 0.0),
        items=("16.2.8_Percentage_EUR",),
    )
    found = sorted(zip(rows["currency"], rows["descriptor"], rows["value"], strict=True))
    assert found == [
        ("CHF", "Percentage_EUR", 0.0),
        ("EUR", "Percentage", pytest.approx(99.93)),
        ("EUR", "Percentage_EUR", 0.0),
    ]


def test_a_row_of_the_headings_currency_is_the_same_figure(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, ("2023-03-31", *EUREX, "EUR", 1.0), items=("16.2.8_Percentage_EUR",))
    assert rows[["currency", "descriptor", "value"]].values.tolist() == [["EUR", "Percentage", 100.0]]


def test_names_are_folded_and_placeholder_currencies_are_none(tmp_path: Path) -> None:
    rows, _ = read(
        tmp_path, ("2017-09-29", "Eurex AG", "Eurex Clearing- \nEquity ", "", "n/a ", 7), items=("6.1.1_House",)
    )
    assert rows[["service", "level", "currency", "descriptor"]].values.tolist() == [
        ["Eurex Clearing- Equity", "clearing_service", "", "House_Net"]
    ]


def test_failures_stay_apart_by_their_number(tmp_path: Path) -> None:
    items = ("17.3.1_0 failures", "17.3.1_7 failures")
    rows, _ = read(tmp_path, ("2020-06-30", "Eurex AG", "Risk system", "", "", 0, "02:02:30"), items=items)
    assert list(rows["descriptor"]) == ["0 failures", "7 failures"] and list(rows["value"]) == [0, 7350]


@pytest.mark.parametrize(
    ("ccp", "service", "expected"),
    [
        ("Eurex AG", "Eurex Clearing", "ccp"),
        ("BME Clearing", "BMEC_All", "ccp"),
        ("BME Clearing", "BMEC_Power", "clearing_service"),
        ("KDPW", "KDPWCCP", "ccp"),
        ("KDPW", "OTC Guarantee Fund", "default_fund"),
        ("OMI Clearing", "BASE", "ccp"),
        ("Keler CCP", "KELER-CCP", "ccp"),
        ("Keler CCP", "Gas", "clearing_service"),
        ("Some CCP", "Some_All", "ccp"),
        ("Some CCP", "", "ccp"),
        ("Some CCP", "Overall", "clearing_service"),
    ],
)
def test_the_level_is_inferred(ccp: str, service: str, expected: str) -> None:
    assert level(ccp, service) == expected


@real
@pytest.mark.parametrize("book", BOOKS)
def test_every_filled_cell_of_a_real_workbook_is_accounted_for(book: str) -> None:
    path, filing = workbook(book), compiled(book)
    cells = pd.read_excel(path, engine="openpyxl", dtype=object, keep_default_na=False)
    figures = cells.drop(columns=["ReportDate", "CCP", "ClearingService", "DefaultFund", "Currency"])
    figures = figures.drop(columns=["ReportLevelIdentifier.1"], errors="ignore")
    present = int((figures.notna() & (figures != "")).to_numpy().sum())
    assert filing.present == present == len(filing.tables["disclosure"]) + len(filing.refused)
    assert {r.reason for r in filing.refused} <= {
        f"column {name!r} is no item" for name in figures.columns if str(name)[0] not in "0123456789"
    }


@real
def test_the_real_figures_of_eurex_are_the_golden_ones() -> None:
    assert SHARED is not None
    rows = compiled("Eurex").tables["disclosure"]
    rows = rows[rows["level"] == "ccp"].set_index(["quarter", "currency", "item", "descriptor"])["value"]
    with (SHARED / "data" / "golden_eurex_2016q2_2017q4.csv").open(encoding="utf-8") as file:
        golden = list(csv.DictReader(file))
    keys = [(g["q"], g["currency"], g["item"], described(g["item"], g["descriptor"]).descriptor) for g in golden]
    assert len(golden) == 98
    assert [rows.loc[key] for key in keys] == [float(g["value_num"]) for g in golden]


@real
def test_start_dated_rows_of_kdpw_complete_the_end_dated_ones() -> None:
    filing = compiled("KDPW")
    quarters = sorted(filing.tables["disclosure"]["quarter"].unique())
    assert len(quarters) == 36 and (quarters[0], quarters[-1]) == ("2015Q1", "2023Q4")
    assert not [r for r in filing.refused if "duplicate" in r.reason or "differs" in r.reason]


@real
def test_percentages_of_the_real_workbooks_end_in_one_unit() -> None:
    for book in ("OMI", "KDPW", "Eurex"):
        rows = compiled(book).tables["disclosure"]
        coverage = rows[(rows["item"] == "6.5.3") & (rows["value"] > 0)]["value"]
        assert len(coverage) > 2 and coverage.between(90, 100).all()
