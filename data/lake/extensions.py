"""DuckDB's extensions for a lake, loaded from the wheels that hold them: signed, and without a network."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb

from data.catalog import CatalogError

NAMES = ("postgres_scanner", "httpfs", "ducklake")


def file(name: str) -> Path:
    """The file of an extension; raise CatalogError if its wheel is not installed, or is of another DuckDB."""
    found = find_spec(f"duckdb_extension_{name}")
    version = f"v{duckdb.__version__}"
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder, "extensions", version, f"{name}.duckdb_extension")
        if path.exists():
            return path
    raise CatalogError(
        f"a catalog on a lake needs DuckDB's extension {name} of {version}: install tidemark with the extra `lake`"
    )


def load(connection: duckdb.DuckDBPyConnection) -> None:
    """Load what a lake needs; to be done before anything is locked."""
    for name in NAMES:
        connection.execute(f"LOAD '{file(name)}'")
