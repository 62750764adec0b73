"""Whether a dataset may take files, or may be made up."""

from __future__ import annotations

from difflib import get_close_matches

import duckdb

from data.catalog import CatalogError

FILED, MARGIN = "filed", "margin"
"""Where disclosures, and where margin records, go unless told otherwise."""


def check_files(connection: duckdb.DuckDBPyConnection, dataset: str, records: bool) -> None:
    """Raise CatalogError unless files may go into `dataset`, which exists or is a new name.

    Margin records (`records`) and disclosures do not mix in one dataset.
    """
    query = "SELECT DISTINCT dataset FROM file WHERE loaded_in = 1"
    if dataset != FILED and (dataset,) in connection.execute(query).fetchall():
        raise CatalogError(f"dataset {dataset!r} ships with Tidemark and takes no files; use {FILED!r} or a new name")
    if (dataset,) in connection.execute("SELECT dataset FROM margin_file WHERE seed IS NOT NULL").fetchall():
        raise CatalogError(f"dataset {dataset!r} is synthetic and takes no files; use a new name")
    other = "(FROM file WHERE source <> 'margin records')" if records else "margin_file"
    if (dataset,) in connection.execute(f"SELECT dataset FROM {other}").fetchall() or (records and dataset == FILED):
        held, come = ("disclosures", "margin records") if records else ("margin records", "disclosures")
        raise CatalogError(f"dataset {dataset!r} is one of {held}; {come} need a dataset of their own")
    _check_name(connection, dataset)


def check_made(connection: duckdb.DuckDBPyConnection, dataset: str) -> None:
    """Raise CatalogError unless made-up records may go into `dataset`: it holds such records, or is a new name."""
    query = "SELECT dataset FROM dataset ANTI JOIN (FROM margin_file WHERE seed IS NOT NULL) USING (dataset)"
    if (dataset,) in connection.execute(query).fetchall():
        raise CatalogError(f"dataset {dataset!r} holds figures that were not made up here; use a new name")
    _check_name(connection, dataset)


def _check_name(connection: duckdb.DuckDBPyConnection, dataset: str) -> None:
    names = [name for (name,) in connection.execute("SELECT dataset FROM dataset").fetchall()]
    near = get_close_matches(dataset, names, 1, 0.8)
    if dataset not in names and (near or not dataset.isidentifier()):
        hint = f"did you mean {near[0]!r}?" if near else "write it with letters, digits and underscores"
        raise CatalogError(f"unknown dataset {dataset!r}; {hint}")
