"""Files of the catalog have the format that is pinned, which the DuckDB of an older Tidemark reads."""

from __future__ import annotations

import duckdb

from data.catalog import FORMAT
from tests import entitled


def test_every_file_of_a_catalog_has_the_pinned_format() -> None:
    files = [path for path in entitled.home().rglob("*.duckdb")]
    assert {path.parent.name for path in files} == {"catalog", "facts"} and len(files) > 6
    for path in files:
        with duckdb.connect(str(path), read_only=True) as connection:
            (tags,) = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()[0]
        assert tags["storage_version"].rstrip("+") == FORMAT["storage_compatibility_version"], path
