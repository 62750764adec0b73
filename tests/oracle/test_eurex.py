"""Eurex's own disclosures give the rows that Rec (2019) printed for it, 2016Q2 to 2017Q4."""

from __future__ import annotations

import csv
import functools
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest

from data.catalog import Catalog
from queries.engine import Engine
from queries.query import read_all
from tests.catalogs import shipped
from tests.shared import SHARED

QUARTERS = ["2016Q2", "2016Q3", "2016Q4", "2017Q1", "2017Q2", "2017Q3", "2017Q4"]
LAYERS = {
    "initial_margin": "initial_margin",
    "default_fund": "prefunded",
    "assessments": "non_prefunded",
    "sitg": "sitg",
    "ccp_capital": "ccp_capital",
}
pytestmark = pytest.mark.skipif(SHARED is None, reason="Eurex's workbook lies beside the project, in ../shared")


@functools.cache
def engine() -> Engine:
    from data.ingest import Ingest

    assert SHARED is not None
    home = Path(tempfile.mkdtemp(prefix="tidemark-eurex-"))
    shutil.copytree(shipped().home, home, dirs_exist_ok=True)
    Ingest(home).ingest([SHARED / "data/workbooks/Eurex_CompiledData.xlsx"])
    return Engine(Catalog(home))


def filed(name: str, key: str, value: str, **arguments: str) -> dict[tuple[str, str], float]:
    frame = engine().run(read_all()[name], "filed", arguments).frame
    frame = frame[frame["quarter"].isin(QUARTERS)]
    return {(row["quarter"], row[key]): row[value] for row in frame.to_dict("records")}


def printed(name: str, key: str, value: str) -> dict[tuple[str, str], float]:
    frame: pd.DataFrame = engine().run(read_all()[name]).frame
    frame = frame[(frame["ccp"] == "Eurex Clearing AG") & frame["quarter"].isin(QUARTERS)]
    return {(row["quarter"], row[key]): row[value] for row in frame.to_dict("records")}


def test_layer_shares() -> None:
    found = filed("default_waterfall", "layer", "share_pct", recipe="rec")
    wanted = printed("published_layers", "layer", "share_pct")
    assert len(found) == len(wanted) == 35
    assert {(q, LAYERS[layer]): round(share, 2) for (q, layer), share in found.items()} == wanted


def test_indicators() -> None:
    found = filed("loss_absorption", "indicator", "value")
    wanted = {k: v for k, v in printed("published_indicators", "indicator", "value").items() if "share" not in k[1]}
    assert len(found) == len(wanted) == 35
    assert {key: round(value, 3) for key, value in found.items()} == wanted


def test_golden_cells_are_behind_the_figures() -> None:
    assert SHARED is not None
    with (SHARED / "data/golden_eurex_2016q2_2017q4.csv").open() as file:
        golden = {(r["q"], r["item"], float(r["value_num"])) for r in csv.DictReader(file)}
    frame = engine().run(read_all()["provenance"], "filed", {"items": ", ".join({item for _, item, _ in golden})}).frame
    assert set(frame["level"]) == {"ccp"}
    cells = set(frame[["quarter", "item", "value"]].itertuples(index=False, name=None))
    assert golden <= cells
    assert (frame["cell"] != "").all() and set(frame["source_file"]) == {"Eurex_CompiledData.xlsx"}
