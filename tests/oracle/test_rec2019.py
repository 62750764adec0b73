"""Every printed cell of Rec (2019) comes out of the queries, and integrity finds what is wrong with them."""

from __future__ import annotations

import csv
import functools

import pandas as pd

from queries.engine import Engine
from queries.query import read_all
from tests.catalogs import shipped
from tests.shared import ROOT

PRINTED = ROOT / "data/published"
FAULTS = {
    ("layer shares add to 100", "Eurex Clearing AG", "2016Q1"),
    ("layer shares add to 100", "BME Clearing", "2016Q3"),
    ("layer shares add to 100", "OMIClear S.A.", "2016Q3"),
    ("layer shares add to 100", "OMIClear S.A.", "2016Q4"),
    ("layer shares add to 100", "Keler CCP", "2017Q1"),
    ("row is its own", "BME Clearing", "2016Q3"),
    ("provider shares add to 100", "OMIClear S.A.", "2016Q3"),
    ("own layers equal the CCP share", "Eurex Clearing AG", "2016Q1"),
    ("own layers equal the CCP share", "OMIClear S.A.", "2016Q3"),
    ("own layers equal the CCP share", "Keler CCP", "2017Q1"),
    ("mean indicator is not below peak", "BME Clearing", "2016Q2"),
    ("mean indicator is not below peak", "ICE Clear Europe Limited", "2016Q1"),
    ("mean indicator is not below peak", "Nasdaq OMX Clearing AB", "2017Q3"),
    ("equation 3 lies between 1 and 2", "LCH Clearnet SA", "2015Q4"),
    ("equation 3 lies between 1 and 2", "KDPW_CCP", "2016Q3"),
}


@functools.cache
def answer(name: str, dataset: str | None = None) -> pd.DataFrame:
    return Engine(shipped()).run(read_all()[name], dataset).frame


def rows(name: str) -> list[dict[str, str]]:
    with (PRINTED / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    return float(text) if text else None


def cells(frame: pd.DataFrame, *key: str, value: str) -> dict[tuple[str, ...], float | None]:
    values = [None if pd.isna(v) else float(v) for v in frame[value]]
    found = {tuple(map(str, k)): v for k, v in zip(frame[list(key)].itertuples(index=False), values, strict=True)}
    assert len(found) == len(frame)
    return found


def test_every_layer_share() -> None:
    printed = {(r["ccp"], r["quarter"], r["layer"]): number(r["share_pct"]) for r in rows("rec2019_layer_shares")}
    assert len(printed) == 675
    assert cells(answer("published_layers"), "ccp", "quarter", "layer", value="share_pct") == printed


def test_every_indicator_and_provider_share() -> None:
    printed = {
        (r["ccp"], r["quarter"], r["table"], r["indicator"]): number(r["value"]) for r in rows("rec2019_indicators")
    }
    shares = {
        (r["ccp"], r["quarter"], "3", "ccp_share" if r["provided_by"] == "CCP" else "members_share"): number(
            r["share_pct"]
        )
        for r in rows("rec2019_table3_provider_shares")
    }
    assert (len(printed), len(shares)) == (675, 270)
    found = cells(answer("published_indicators"), "ccp", "quarter", "table", "indicator", value="value")
    assert found == printed | shares


def test_corrected_values_stand_beside_the_printed() -> None:
    frame = answer("published_layers").set_index(["ccp", "quarter", "layer"])
    row = frame.loc[("BME Clearing", "2016Q3", "initial_margin")]
    assert (row["share_pct"], row["corrected_pct"]) == (69.05, 85.82) and row["note"]


def test_integrity_finds_every_fault_and_nothing_else() -> None:
    frame = answer("integrity", "eu_2019")
    found = list(frame[["rule", "ccp", "quarter"]].itertuples(index=False, name=None))
    assert len(found) == len(set(found))
    assert set(found) == FAULTS


def test_integrity_finds_nothing_in_the_other_shipped_sets() -> None:
    frame = answer("integrity")
    assert set(frame["dataset"]) == {"eu_2019"}, frame[frame["dataset"] != "eu_2019"].to_dict("records")


def test_listed_waterfalls() -> None:
    frame = answer("waterfall_order")
    assert (len(frame), frame["ccp"].nunique()) == (58, 17)
    eurex = list(frame[frame["ccp"] == "Eurex"]["layer_kind"])
    assert eurex[1:3] == ["ccp_capital", "nondefaulter_contribution"]
    assert answer("waterfall_order", "kdpw")["layer_kind"].iloc[0] == "initial_margin"
