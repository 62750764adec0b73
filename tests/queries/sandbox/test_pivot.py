"""PIVOT without IN gives what DuckDB itself gives."""

from __future__ import annotations

import duckdb
import pytest

from queries.sandbox.held import Held
from queries.sandbox.job import Reach
from queries.sandbox.prepared import prepared
from queries.sandbox.statement import FaultError
from tests.queries.sandbox.grounds import CATALOG, job

PIVOTS = [
    "PIVOT disclosures ON quarter USING sum(value)",
    "PIVOT disclosures ON quarter USING sum(value) AS total, count(*) AS n GROUP BY ccp ORDER BY ccp",
    "PIVOT disclosures ON ccp, quarter USING max(value) GROUP BY day",
    "PIVOT disclosures ON year(day) || 'y', quarter IN ('2024Q1') USING count(*) GROUP BY ccp -- done",
    "PIVOT (SELECT ccp, quarter, value FROM disclosures WHERE value > 5) ON quarter USING sum(value)",
    "WITH d AS (FROM disclosures WHERE ccp <> 'CCP1') PIVOT d ON ccp USING sum(value) GROUP BY quarter",
    "SELECT * FROM (PIVOT disclosures ON ccp USING count(*) GROUP BY quarter) AS p ORDER BY ALL",
    "WITH d AS (FROM disclosures), p AS (PIVOT d ON ccp USING count(*) GROUP BY quarter) FROM p ORDER BY ALL",
    "PIVOT (PIVOT disclosures ON ccp USING count(*) GROUP BY quarter) ON quarter USING sum(CCP1)",
    "PIVOT (SELECT 'it''s' AS a, 1 AS b) ON a USING sum(b)",
    "PIVOT disclosures\nON day /* the day */\nUSING count(*) GROUP BY ccp",
]


@pytest.mark.parametrize("text", PIVOTS)
def test_it_is_what_duckdb_gives(held: Held, reach: Reach, text: str) -> None:
    statement = prepared(held, job(reach, text))
    mine = held.connection.execute(statement.sql)
    names, rows = [column[0] for column in mine.description or ()], mine.fetchall()
    with duckdb.connect() as plain:
        plain.execute(CATALOG)
        theirs = plain.execute(text)
        assert names == [column[0] for column in theirs.description or ()]
        assert sorted(map(str, rows)) == sorted(map(str, theirs.fetchall()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("PIVOT (FROM disclosures WHERE false) ON ccp USING count(*)", "ccp has no value to pivot on."),
        ("PIVOT (FROM range(3000)) ON range USING count(*)", "range has more than 2,000 values to pivot on."),
    ],
)
def test_too_little_or_too_much_is_said(held: Held, reach: Reach, text: str, said: str) -> None:
    with pytest.raises(FaultError) as wrong:
        prepared(held, job(reach, text))
    assert str(wrong.value) == said


def test_a_fault_behind_it_keeps_its_place(held: Held, reach: Reach) -> None:
    text = "PIVOT disclosures ON quarter USING summ(value)"
    with pytest.raises(FaultError) as wrong:
        prepared(held, job(reach, text))
    assert (wrong.value.fault.position, wrong.value.fault.candidate) == (text.index("summ"), "sum")
