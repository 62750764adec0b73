"""What is derived from the rows of a version, and what must hold of it before it is published."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.catalog import CatalogError

FOLDER = Path(__file__).parent


def derive(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    """Derive the mart of version `number`, which `connection` writes, and check all; raise CatalogError if it fails."""
    connection.execute((FOLDER / "mart.sql").read_text())
    broken = connection.execute((FOLDER / "checks.sql").read_text()).fetchall()
    if broken:
        rule, detail = broken[0]
        raise CatalogError(f"version {number} was not published: {rule}: {detail} ({len(broken)} in all)")
