"""Catalogs for tests: a small one of given rows, and the one that ships."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data import margin
from data.catalog import Catalog, Version
from tests.margin import given
from tests.shared import ROOT

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
FILLED: dict[str, dict[str, Any]] = {
    "disclosure": {
        "dataset": "filed", "level": "ccp", "service": "", "default_fund": "", "currency": "USD", "descriptor": "",
        "window": "quarter_end", "raw_text": "", "source_file": "", "sheet": "", "cell": "", "loaded_in": 1,
    },
    "published": {
        "dataset": "eu_2019", "unit": "%", "raw_text": "", "note": "", "source_file": "", "cell": "", "loaded_in": 1,
    },
    "waterfall": {
        "dataset": "rba_2009", "product": "", "unit": "million", "currency": "", "raw_text": "", "note": "",
        "source_file": "", "cell": "", "loaded_in": 1,
    },
    "refusal": {"sha256": "", "dataset": "filed", "sheet": "", "cell": "", "raw_text": ""},
    "ccp": {"region": "", "country": ""},
    "ccp_quarter": {"dataset": "krx_case", "region": "", "currency": "USD", "usd": 1, "usd_previous": 1},
    "margin": {"dataset": "margin_demo"},
    "dataset": {"synthetic": False, "source": "", "note": ""},
}  # fmt: skip


def quarter_end(quarter: str) -> date:
    """The last calendar day of '2025Q1'."""
    return pd.Period(quarter, freq="Q").end_time.date()


def small(folder: Path, rows: Rows) -> Catalog:
    """A catalog of one version that holds `rows`, each filled up with what its table cannot be without.

    Rows of `disclosure` pass through the mart; rows of `ccp_quarter` are added to what it made; rows of `margin` become
    a facts file.
    """
    catalog = Catalog(folder)
    catalog.folder.mkdir(parents=True)
    version = Version(1, "", "2026-01-01T00:00:00Z")
    with duckdb.connect(str(catalog.path(version))) as connection:
        connection.execute((ROOT / "data/schema.sql").read_text())
        margin.create(connection)
        for table in sorted(rows, key=lambda name: name == "ccp_quarter"):
            if table == "ccp_quarter":
                connection.execute((ROOT / "data/mart.sql").read_text())
            if table == "margin":
                given(connection, catalog, version, rows[table])
            else:
                _insert(connection, table, rows[table])
        if "ccp_quarter" not in rows:
            connection.execute((ROOT / "data/mart.sql").read_text())
        used = {FILLED[t]["dataset"] for t in rows if "dataset" in FILLED.get(t, {})}
        used |= {row["dataset"] for given in rows.values() for row in given if "dataset" in row}
        _insert(connection, "dataset", [{"dataset": name, "title": name} for name in sorted(used)])
    catalog.point(version)
    return catalog


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    filled = [FILLED.get(table, {}) | dict(row) for row in rows]
    for row in filled:
        if table in ("disclosure", "ccp_quarter"):
            row["period_end"] = quarter_end(row["quarter"])
        if table == "ccp_quarter":
            row.setdefault("short", row["ccp"])
    target = "history.disclosure" if table == "disclosure" else table
    for row in filled:
        names = ", ".join(f'"{name}"' for name in row)
        holes = ", ".join("?" for _ in row)
        connection.execute(f"INSERT INTO {target} ({names}) VALUES ({holes})", list(row.values()))


@functools.cache
def shipped() -> Catalog:
    """The catalog that an empty home gets, built once a test run."""
    from data.ingest import Ingest

    home = Path(tempfile.mkdtemp(prefix="tidemark-shipped-"))
    Ingest(home).first()
    return Catalog(home)
