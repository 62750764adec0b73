"""The margin records' columns, in the order of the table, and what a layer may be."""

from __future__ import annotations

from itertools import combinations_with_replacement
from pathlib import Path

import duckdb

from data import ladder

FIELDS = ("date", "ccp", "member", "product", "currency", "layer")
METRICS = ("initial_margin", "variation_margin", "stress_loss", "default_fund")
COLUMNS = (*FIELDS, *METRICS)
PAIRS = tuple(combinations_with_replacement(METRICS, 2))
LAYERS = ("initial_margin", "defaulter_contribution", "sitg", "default_fund", "assessments")
TABLES = Path(__file__).with_suffix(".sql")


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables `margin` and `margin_file` and the macro `rung` where they are missing."""
    connection.execute(TABLES.read_text())
    connection.execute(ladder.macro())
