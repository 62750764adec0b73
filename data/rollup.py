"""Roll-ups of margin records: sums that any query can be worked out from, by fewer fields."""

from __future__ import annotations

import duckdb

from data.margin import METRICS, PAIRS

ROLLUPS = {"rollup_1": ("date", "ccp", "layer", "currency"), "rollup_2": ("date", "ccp", "member")}
SHARE = 4
"""A roll-up is kept where it has at most one row for so many records."""

TABLES = """
CREATE TABLE centre (metric VARCHAR, centre DOUBLE, nulls BIGINT);
COMMENT ON TABLE centre IS 'What is taken from a metric before it is summed or multiplied: its mean. Grain: metric.';
CREATE TABLE rollup (name VARCHAR, fields VARCHAR[], "rows" BIGINT);
COMMENT ON TABLE rollup IS 'The roll-ups of this file. Grain: roll-up.';
"""


def roll_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the tables `centre`, `rollup` and the roll-ups to the file that holds `margin`."""
    connection.execute(TABLES)
    centres = _centres(connection)
    (records,) = connection.execute("SELECT count(*) FROM margin").fetchall()[0]
    for name, fields in ROLLUPS.items():
        keys = ", ".join(fields)
        groups = f"SELECT count(*) FROM (SELECT DISTINCT {keys} FROM margin)"
        (rows,) = connection.execute(groups).fetchall()[0]
        if rows * SHARE <= records:
            connection.execute(f"CREATE TABLE {name} AS SELECT {keys}, {_sums(centres)} FROM margin GROUP BY {keys} "
                               f"ORDER BY {keys}")  # fmt: skip
            connection.execute("INSERT INTO rollup VALUES (?, ?, ?)", [name, list(fields), rows])


def _centres(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    figures = ", ".join(f"coalesce(avg({metric}), 0), count(*) - count({metric})" for metric in METRICS)
    row = connection.execute(f"SELECT {figures} FROM margin").fetchall()[0]
    centres = dict(zip(METRICS, row[::2], strict=True))
    for metric, nulls in zip(METRICS, row[1::2], strict=True):
        connection.execute("INSERT INTO centre VALUES (?, ?, ?)", [metric, centres[metric], nulls])
    return centres


def _sums(centres: dict[str, float]) -> str:
    """`n`, then the sums of each metric, then those of each pair's products."""
    off = {metric: f"({metric} - '{centre!r}'::DOUBLE)" for metric, centre in centres.items()}
    figures = ["count(*) AS n"]
    for m in METRICS:
        figures += [f"count({m}) AS n_{m}", f"sum({m}) AS s_{m}", f"sum({off[m]}) AS d_{m}"]
        figures += [f"min({m}) AS least_{m}", f"max({m}) AS most_{m}"]
    return ", ".join(figures + [f"sum({off[a]} * {off[b]}) AS p_{a}_{b}" for a, b in PAIRS])
