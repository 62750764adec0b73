"""Statements that use everything that is portable, over rows in which every odd value stands."""

from __future__ import annotations

from pathlib import Path

import duckdb

ODD = """
CREATE TABLE odd AS FROM (VALUES
    (1, 'a', 'x', DATE '2024-01-31', 1.5::DOUBLE, 10.0, 3, TRUE), (2, 'a', 'y', DATE '2024-02-29', 2.5, 20.0, 4, FALSE),
    (3, 'a', 'x', DATE '2024-12-31', NULL, 30.0, NULL, NULL), (4, 'a', NULL, NULL, 2.5, NULL, 4, TRUE),
    (5, 'b', 'x', DATE '2023-03-31', 'NaN', 1.0, 0, FALSE), (6, 'b', 'z', DATE '2023-04-01', 7.0, 0.0, -7, TRUE),
    (7, 'b', 'é ''\\', DATE '2023-04-01', -7.0, 0.0, 7, TRUE), (8, 'c', 'x', DATE '2025-07-01', 4.0, 4.0, 1, NULL),
    (9, NULL, 'x', DATE '2025-07-02', 0.1, 0.2, 2, FALSE), (10, NULL, 'y', DATE '2025-10-02', 0.3, 0.2, 2, NULL),
    (11, 'd', 'x', DATE '2020-02-29', NULL, NULL, NULL, NULL), (12, 'e', 'x', DATE '2020-02-29', 5.0, 1.0, 9, TRUE),
    (13, 'e', 'y', DATE '2020-03-01', 5.0, 2.0, 9, TRUE), (14, 'f', 'x', DATE '1999-12-31', 'Infinity', 2.0, 5, TRUE)
) AS odd(id, g, t, d, x, y, n, b)
"""
TYPES = {"id": "INTEGER", "x": "DOUBLE", "y": "DOUBLE", "n": "BIGINT"}
FINITE = "g IS NULL OR g IN ('a', 'c', 'd', 'e')"

CONSTRUCTS = {
    "sums": "SELECT g, sum(y) AS s, sum(n) AS m, avg(y) AS a, avg(n) AS k, count(*) AS c, count(x) AS e "
    "FROM odd GROUP BY g",
    "extremes": "SELECT g, min(x) AS l, max(x) AS h, min(d) AS first, max(t) AS last, max(b) AS any "
    "FROM odd GROUP BY g",
    "distinct": "SELECT g, count(DISTINCT t) AS t, count(DISTINCT x) AS x, sum(DISTINCT y) AS y FROM odd GROUP BY g",
    "quantiles": "SELECT g, quantile_cont(x, 0.25) AS q, quantile_cont(y, 0.9) AS r, median(n) AS m "
    "FROM odd GROUP BY g",
    "within": "SELECT percentile_cont(0.05) WITHIN GROUP (ORDER BY y) AS q FROM odd",
    "chosen": "SELECT g, quantile_cont(y, 0.5) FILTER (x > 1) AS q, sum(n) FILTER (WHERE b) AS s FROM odd GROUP BY g",
    "spread": f"SELECT g, stddev(y) AS a, stddev_samp(n) AS b, stddev_pop(y) AS c, variance(y) AS d, var_pop(y) AS e, "
    f"var_samp(n) AS f FROM odd WHERE {FINITE} GROUP BY g",
    "pairs": f"SELECT g, corr(x, y) AS r, covar_pop(x, y) AS p, covar_samp(x, y) AS s, regr_count(x, y) AS n "
    f"FROM odd WHERE {FINITE} GROUP BY g",
    "best": "SELECT g, arg_max(t, y + id / 1000) AS best, arg_min(x, id) AS first, any_value(g) AS same "
    "FROM odd GROUP BY g",
    "truths": "SELECT g, bool_or(b) AS some, bool_and(b) AS every FROM odd GROUP BY g",
    "largest": "SELECT g, list_sum(max(x, 2)) AS two FROM odd GROUP BY g",
    "rungs": "SELECT id, rung(x) AS x, rung(y * 1000 - 300) AS y FROM odd",
    "grouped": "SELECT t, b, count(*) AS c FROM odd GROUP BY ALL HAVING count(*) > 0",
    "computed": "SELECT x > 2 AS above, sum(y) AS y FROM odd GROUP BY x > 2",
    "quotients": "SELECT id, x / y AS q, n / 2 AS h, y / n AS r, 1.0 * n / 3 AS t, x / nullif(y, 0) AS z FROM odd",
    "numbers": "SELECT id, -x + 0.1 AS a, n - 1 AS b, y * 1e3 AS c, abs(n) AS d, abs(x) AS e, 2 AS f FROM odd",
    "compared": "SELECT id, x = 'NaN'::DOUBLE AS a, x > 1e300 AS b, t < 'y' AS c, d <= DATE '2024-01-31' AS e, "
    "n <> 4 AS f, y >= 0.2 AS g FROM odd",
    "logic": "SELECT id, b AND x > 2 AS a, b OR n IS NULL AS o, NOT b AS n, b IS NOT NULL AS k, TRUE AS t FROM odd",
    "ranges": "SELECT id FROM odd WHERE (n BETWEEN 0 AND 4 AND t IN ('x', 'y')) OR t LIKE 'é%' OR g IN (SELECT g "
    "FROM odd WHERE y > 15)",
    "choices": "SELECT id, CASE t WHEN 'x' THEN 1 WHEN 'y' THEN 2 ELSE 0 END AS c, coalesce(x, y, 0) AS k, "
    "nullif(n, 4) AS m, CAST(y > 1 AS INTEGER) AS i, greatest(x, y) AS h, least(x, y) AS l, if(b, 1, 2) AS w FROM odd",
    "texts": "SELECT id, t || '-' || g AS j, replace(t, 'x', 'it''s \\n') AS r, 'é''\\' AS k FROM odd",
    "dates": "SELECT id, year(d) AS y, quarter(d) AS q, month(d) AS m, date_trunc('quarter', d) AS f, "
    "date_trunc('week', d) AS w FROM odd",
    "ranks": "SELECT id, rank() OVER (PARTITION BY g ORDER BY x DESC) AS r, dense_rank() OVER (ORDER BY y) AS d, "
    "row_number() OVER (ORDER BY t, id) AS n FROM odd",
    "windows": "SELECT id, sum(y) OVER own AS s, count(*) FILTER (b) OVER own AS c, avg(n) OVER (PARTITION BY t) AS a, "
    "max(x) OVER () AS h FROM odd WINDOW own AS (PARTITION BY g ORDER BY id)",
    "places": "SELECT id, lag(y) OVER (ORDER BY id) AS l, lead(n, 2) OVER (ORDER BY id) AS f, "
    "first_value(t) OVER (PARTITION BY g ORDER BY y DESC, id) AS v FROM odd",
    "frames": "SELECT id, sum(y) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS s FROM odd",
    "nulls_last": "SELECT id, row_number() OVER (ORDER BY x, id) AS a, row_number() OVER (ORDER BY x DESC, id) AS d, "
    "row_number() OVER (ORDER BY x NULLS FIRST, id) AS f FROM odd",
    "limits": "SELECT id, x FROM odd ORDER BY x DESC, id LIMIT 5",
    "qualify": "SELECT g, id, y FROM odd QUALIFY row_number() OVER (PARTITION BY g ORDER BY y DESC, id) = 1",
    "qualify_star": "WITH best AS (SELECT *, y * 2 AS z FROM odd QUALIFY y = max(y) OVER (PARTITION BY g)) "
    "SELECT id, z FROM best",
    "joins": "SELECT o.id, p.id AS other FROM odd AS o LEFT JOIN odd AS p ON o.n = p.n AND o.id < p.id",
    "using": "SELECT id, total FROM odd JOIN (SELECT g, sum(y) AS total FROM odd GROUP BY g) USING (g)",
    "crossed": "SELECT o.id, m.top FROM odd AS o CROSS JOIN (SELECT max(y) AS top FROM main.odd) AS m",
    "union": "SELECT g AS k, y FROM odd UNION ALL SELECT t, x FROM odd WHERE n > 3",
    "union_distinct": "SELECT g AS k FROM odd UNION SELECT t FROM odd",
    "with_columns": "WITH two(a, b) AS (SELECT g, count(*) FROM odd GROUP BY g) SELECT a, b FROM two",
    "scalar": "SELECT id FROM odd WHERE y = (SELECT max(y) FROM odd)",
    "from_first": "FROM odd SELECT DISTINCT g, b",
    "star": "SELECT * FROM odd WHERE id < 9",
}
"""Each answers with the rows of a set: their order is not compared, but for what `row_number` shows of it."""


def write(path: Path) -> None:
    """Put the odd rows into a Parquet file."""
    typed = ", ".join(f"{name}::{kind} AS {name}" for name, kind in TYPES.items())
    with duckdb.connect() as connection:
        connection.execute(ODD)
        connection.execute(f"COPY (SELECT * REPLACE ({typed}) FROM odd) TO '{path}' (FORMAT parquet)")
