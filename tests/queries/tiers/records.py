"""Facts small enough to ask a thousand times, and the plain SQL that every tier must agree with."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from data.catalog import Catalog
from data.draft import Draft
from queries.query import Query, read_all
from queries.selection import Clause, where
from queries.tiers.question import Question
from queries.tiers.source import Source, fetch

ROWS = 12_000
RECORDS = """
INSERT INTO margin
SELECT
    DATE '2021-01-01' + (i * 60 // $rows)::INTEGER,
    CASE WHEN i IN (7, 9000) THEN 'LONE' || i ELSE ['LCH', 'CME', 'O''Hara', 'ÅB'][1 + h % 4] END,
    'M' || (h // 7 % 9), 'P' || (h // 11 % 3), ['USD', 'EUR', 'JPY'][1 + h // 13 % 3],
    ['initial_margin', 'defaulter_contribution', 'sitg', 'default_fund', 'assessments'][1 + h // 17 % 5],
    CASE WHEN h % $gap <> 1 THEN exp(2 + 2 * z) END,
    CASE WHEN h % $gap <> 2 AND (i <> 9000 OR $gap > 1000) THEN 40 * z - 3 * y END,
    CASE WHEN h % $gap <> 3 THEN exp(1 + z + y) - CASE WHEN h % 50 = 0 THEN 1e3 ELSE 0 END END,
    CASE WHEN h % $gap <> 4 THEN 1e4 + y END
FROM (
    SELECT
        i, (hash($gap, i) >> 20)::BIGINT AS h,
        (hash(i, 1) >> 11) / 9007199254740992.0 - 0.5 AS z, (hash(i, 2) >> 11) / 9007199254740992.0 AS y
    FROM range($rows) AS counted(i)
)
"""
DAYS = [f"2021-01-{day:02d}" for day in range(1, 32)] + [f"2021-02-{day:02d}" for day in range(1, 29)]
MARGIN = {name: query for name, query in read_all().items() if query.relation == "margin"}


def facts(folder: Path, gap: int) -> Source:
    """Facts whose metrics have no value in one of `gap` rows each (0: none)."""
    draft = Draft(Catalog(folder), f"gap{gap}", 1, 2**28)
    draft.fill(lambda connection: connection.execute(RECORDS, {"rows": ROWS, "gap": gap or 2**50}))
    with duckdb.connect() as version:
        version.execute("CREATE TABLE margin_file AS SELECT 1 WHERE false")
    draft.close()
    (path,) = (folder / "catalog" / "facts").glob(f"*gap{gap}*")
    return Source(duckdb.connect(str(path), read_only=True, config={"threads": 1}), "margin")


def ask(query: Query | str, *clauses: Clause, version: str = "first", dataset: str = "gap0") -> Question:
    """A question about the facts."""
    return Question(MARGIN[query] if isinstance(query, str) else query, dataset, {}, clauses, version)


def plain(question: Question, source: Source) -> dict[str, np.ndarray]:
    """What the query's own SQL answers."""
    predicate, values = where(question.clauses, source.columns)
    sql = f"WITH margin AS (FROM main.margin WHERE {predicate})\nFROM (\n{question.query.sql}\n)"
    return fetch(source.cursor(), sql, {**question.bound, **values})
