"""What ships is read whole: each printed cell is a row or a refusal."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data import item
from data.shipped import PUBLISHED, shipped
from data.sources import asx2017, rba2009, rec2019
from data.sources.filing import Filing, SourceError

SCHEMA = Path(item.__file__).with_name("schema.sql")
FILINGS = {dataset: filing for dataset, _, filing in shipped()}
GRAIN = {
    "disclosure": ["ccp", "level", "service", "default_fund", "currency", "period_end", "item", "descriptor"],
    "published": ["source_table", "ccp", "quarter", "measure"],
    "waterfall": ["ccp", "layer_order"],
}


def published(dataset: str) -> pd.DataFrame:
    return FILINGS[dataset].tables["published"]


def test_datasets() -> None:
    assert list(FILINGS) == ["krx_case", "eu_2019", "rba_2009", "kdpw", "asx_2017q2"]


@pytest.mark.parametrize("dataset", FILINGS)
def test_rows_fit_the_schema_and_their_grain(dataset: str) -> None:
    connection = duckdb.connect()
    connection.execute(SCHEMA.read_text())
    for table, rows in FILINGS[dataset].tables.items():
        assert not rows.duplicated(GRAIN[table]).any()
        connection.register("rows", rows.assign(dataset=dataset, loaded_in=1))
        target = "history.disclosure" if table == "disclosure" else table
        connection.execute(f"INSERT INTO {target} BY NAME FROM rows")
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchall() == [(len(rows),)]


@pytest.mark.parametrize("dataset", FILINGS)
def test_every_cell_is_a_row_or_a_refusal(dataset: str) -> None:
    filing: Filing = FILINGS[dataset]
    filled = sum(int((rows["raw_text"] != "").sum()) for rows in filing.tables.values())
    assert filing.present == filled + len(filing.refused)


@pytest.mark.parametrize(
    ("tables", "cells", "empty"), [(range(4, 13), 675, 45), (range(13, 18), 675, 57), (range(3, 4), 270, 18)]
)
def test_rec_has_every_printed_cell(tables: range, cells: int, empty: int) -> None:
    rows = published("eu_2019")
    rows = rows[rows["source_table"].isin(tables)]
    assert (len(rows), int(rows["value"].isna().sum())) == (cells, empty)


def test_rec_values_stand_as_printed() -> None:
    rows = published("eu_2019")
    row = rows[(rows["cell"] == "line 2") & (rows["source_table"] == 4)].iloc[0]
    assert (row["ccp"], row["measure"], row["value"]) == ("Nasdaq OMX Clearing AB", "initial_margin", 79.33)
    wrong = rows[(rows["ccp"] == "BME Clearing") & (rows["quarter"] == "2016Q3") & (rows["source_table"] == 7)]
    assert wrong.set_index("measure")["value"]["initial_margin"] == 69.05


@pytest.mark.parametrize(
    ("ccp", "quarter"),
    [("BME Clearing", "2016Q3"), ("OMIClear S.A.", "2016Q3"), ("OMIClear S.A.", "2016Q4"), ("Keler CCP", "2017Q1")],
)
@pytest.mark.parametrize("tables", [range(4, 13), range(3, 4)])
def test_corrected_shares_add_to_100(ccp: str, quarter: str, tables: range) -> None:
    rows = published("eu_2019")
    rows = rows[(rows["ccp"] == ccp) & (rows["quarter"] == quarter) & rows["source_table"].isin(tables)]
    assert rows["corrected"].fillna(rows["value"]).sum() == pytest.approx(100, abs=0.011)


@pytest.mark.parametrize(
    ("ccp", "quarter"), [("BME Clearing", "2016Q2"), ("LCH Clearnet SA", "2015Q4"), ("KDPW_CCP", "2016Q3")]
)
def test_corrected_indicators_are_possible(ccp: str, quarter: str) -> None:
    rows = published("eu_2019")
    rows = rows[(rows["ccp"] == ccp) & (rows["quarter"] == quarter) & (rows["unit"] == "x")]
    assert rows["corrected"].notna().any()
    value = rows["corrected"].fillna(rows["value"]).set_axis(rows["measure"])
    parts = sorted([value["overmargining_ratio"], value["overcollateralisation_df_ratio"]])
    assert parts[0] <= value["total_overcollateralisation_ratio"] <= parts[1]
    assert value["mean_average_indicator"] >= value["peak_indicator"]


def test_every_correction_of_a_table_marks_a_cell() -> None:
    rows = published("eu_2019")
    marked = set(rows.loc[rows["note"] != "", ["ccp", "quarter"]].itertuples(index=False, name=None))
    found = pd.read_csv(PUBLISHED / "rec2019_corrections.csv", keep_default_na=False)
    found = found[~found["where"].str.startswith("text")]
    assert set(found[["ccp", "quarter"]].itertuples(index=False, name=None)) == marked
    assert len(rows[rows["note"] != ""]) == 20


def test_a_correction_of_a_cell_that_is_not_printed_is_an_error(tmp_path: Path) -> None:
    for file in PUBLISHED.glob("rec2019_*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "rec2019_corrected_cells.csv").open("a") as file:
        file.write("7,2016Q3,BME Clering,sitg,1.0,a slip\n")
    with pytest.raises(SourceError, match=r"no such printed cell.*BME Clering"):
        rec2019.read(tmp_path)


def test_a_missing_file_or_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"rba2009_waterfalls\.csv: not found"):
        rba2009.read(tmp_path)
    (tmp_path / "asx_clear_futures_2017q2.csv").write_text("item,label\n4.1,x\n")
    with pytest.raises(SourceError, match="no column 'template_item'; there are item, label"):
        asx2017.read(tmp_path)


def test_waterfalls_of_17_ccps() -> None:
    rows = FILINGS["rba_2009"].tables["waterfall"]
    assert (len(rows), rows["ccp"].nunique()) == (58, 17)
    assert rows.groupby("ccp")["layer_order"].apply(lambda order: list(order) == list(range(1, len(order) + 1))).all()
    unlimited = rows[rows["raw_text"] == "unlimited"]
    assert list(unlimited["ccp"]) == ["CDS", "JSCC"] and unlimited["amount"].isna().all()
    eurex = rows[rows["ccp"] == "Eurex"].set_index("layer_order")["amount"]
    assert (eurex[3], eurex[4], eurex[5]) == (1000, 105, 700)


def test_participants_of_ach() -> None:
    rows = published("rba_2009")
    cell = rows[(rows["source_table"] == 4) & (rows["measure"] == "5-7: percent_decline")].iloc[0]
    assert (cell["ccp"], cell["quarter"], cell["value"], cell["unit"]) == ("ACH", "2008Q4", -10.1, "%")
    assert cell["note"].endswith("Recomputed from the rounded figures: -10.0")
    assert not rows["measure"].str.contains("recomputed").any()
    assert set(rows.loc[rows["source_table"] == 7, "quarter"]) == {"2008Q3"}


def test_kdpw_layers_have_no_amount() -> None:
    rows = FILINGS["kdpw"].tables["waterfall"]
    kinds = ["initial_margin", "default_fund_prefunded", "default_fund_unfunded", "ccp_capital"]
    assert list(rows["layer_kind"]) == kinds and rows["amount"].isna().all()
    assert "seed" not in " ".join(rows["note"])


@pytest.mark.parametrize(
    ("number", "descriptor", "value"),
    [
        ("4.1.4", "", 200e6),
        ("4.1.5", "", 200e6),
        ("4.4.7", "PeakDayAmountInPrevious12Months", 578.8e6),
        ("4.4.7", "MeanAverageOverPrevious12Months", 354.6e6),
        ("6.1.1", "House_Net", 1810.1e6),
        ("6.7.1", "", 873.3e6),
        ("15.3.1", "", 21.2),
        ("18.2.1", "PeakInQuarter", 69.65),
        ("23.1.1", "Average daily volume: Futures - Interest Rates", 1621829.0),
    ],
)
def test_asx_figures(number: str, descriptor: str, value: float) -> None:
    rows = FILINGS["asx_2017q2"].tables["disclosure"]
    held = rows[(rows["item"] == number) & (rows["descriptor"] == descriptor)]
    assert list(held["value"]) == [pytest.approx(value)]


def test_asx_contradictions_and_unsplit_amounts_are_refused() -> None:
    reasons = {refusal.raw_text: refusal.reason for refusal in FILINGS["asx_2017q2"].refused}
    assert "INCONSISTENT with 4.4(3) peak 295.0" in reasons["325.0 million"]
    assert "differs from 4.4(6) 578.8" in reasons["580.0 million"]
    assert "stands for 4.1.1-4.1.3 together, without the split" in reasons["450 million"]
    assert "derived 4064.3+1810.1" in reasons["5874.4 million"]
    own = FILINGS["asx_2017q2"].tables["disclosure"]["item"].isin(["4.1.1", "4.1.2", "4.1.3"])
    assert not own.any()


def test_asx_words_stay_text() -> None:
    rows = FILINGS["asx_2017q2"].tables["disclosure"].set_index(["item", "descriptor"])
    assert rows["raw_text"]["4.4.1", ""] == "Cover 2"
    assert rows["raw_text"]["6.4.7", "Look-back, SPAN"] == "1 year"
    assert pd.isna(rows["value"]["4.4.1", ""]) and pd.isna(rows["value"]["6.4.7", "Look-back, SPAN"])
