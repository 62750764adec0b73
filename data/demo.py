"""Made-up margin records, the same for the same seed and number of rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

FOLDER = Path(__file__).parent
DAYS, PART = 2190, 1_000_000


def steps(rows: int) -> int:
    """How many steps `fill` takes."""
    return -(-rows // PART)


def fill(
    connection: duckdb.DuckDBPyConnection, rows: int, seed: int, step: Callable[[str], None], days: int = DAYS
) -> None:
    """Insert `rows` records of the `days` days from 2020-01-01 on, 2190 at most, into `margin`, in order of date."""
    for statement in duckdb.extract_statements((FOLDER / "demo.sql").read_text()):
        connection.execute(statement, {"seed": seed} if statement.named_parameters else {})
    (seats,) = connection.execute("SELECT count(*) FROM seat").fetchall()[0]
    query = (FOLDER / "demo_records.sql").read_text()
    for first in range(0, rows, PART):
        step(f"make {rows:,} records")
        part = {"first": first, "count": min(PART, rows - first)}
        connection.execute(query, {"seed": seed, "rows": rows, "days": days, "seats": seats, **part})
    step("roll up")
