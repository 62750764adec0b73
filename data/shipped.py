"""What ships with the project: the reference tables, and the datasets that the first catalog is built from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd

from data.item import REFERENCE
from data.sources import asx2017, kdpw, krx_case, rba2009, rec2019
from data.sources.filing import Filing

PUBLISHED = Path(__file__).parent / "published"
TABLES = {"dataset": "datasets", "ccp": "ccps", "item": "items", "fx": "fx", "event": "events"}


def shipped() -> Iterator[tuple[str, str, Filing]]:
    """Dataset, file name and content of everything that ships."""
    yield "krx_case", f"krx_case (seed {krx_case.SEED})", krx_case.read()
    yield "eu_2019", "rec2019_*.csv", rec2019.read(PUBLISHED)
    yield "rba_2009", "rba2009_*.csv", rba2009.read(PUBLISHED)
    yield "kdpw", "kdpw_layers.csv", kdpw.read(PUBLISHED)
    yield "asx_2017q2", "asx_clear_futures_2017q2.csv", asx2017.read(PUBLISHED)


def reference(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill dataset, ccp, item, fx and event, replacing what they hold."""
    for table, name in TABLES.items():
        connection.register("rows", pd.read_csv(REFERENCE / f"{name}.csv", dtype=str, keep_default_na=False))
        connection.execute(f"DELETE FROM {table}")
        connection.execute(f"INSERT INTO {table} BY NAME FROM rows")
        connection.unregister("rows")
