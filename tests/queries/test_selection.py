from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.selection import Clause, Selection, where

COLUMNS = ("ccp", "quarter", 'odd "name"', "value")
ROWS = [
    dict(zip(COLUMNS, row, strict=True))
    for row in (("A", "2024Q4", "x", 1.0), ("A'; --", "2025Q1", "y", 2.5), ("", "2025Q2", "x", -1.0))
]
TEXT = st.sampled_from(["A", "A'; --", "", "2024Q4", "2025Q1", "2025Q2", "x", "y", "$1", '"']) | st.text(max_size=4)
NUMBER = st.sampled_from([1.0, 2.5, -1.0]) | st.floats(-5, 5)


def clauses() -> st.SearchStrategy[Clause]:
    def of(field: str, values: st.SearchStrategy[str] | st.SearchStrategy[float]) -> st.SearchStrategy[Clause]:
        points = st.lists(values, min_size=1, max_size=3)
        ends = st.tuples(values, values)
        return points.map(lambda v: Clause("view", field, "point", tuple(v))) | ends.map(
            lambda v: Clause("view", field, "interval", v)
        )

    text = st.sampled_from(["ccp", "quarter", 'odd "name"', "absent"]).flatmap(lambda field: of(field, TEXT))
    return text | of("value", NUMBER)


def holds(clause: Clause, row: dict[str, str | float]) -> bool:
    """What a clause means, said again in Python."""
    if clause.field not in row:
        return True
    value = row[clause.field]
    if clause.kind == "point":
        return value in clause.value
    low, high = clause.value
    if isinstance(value, str):
        return str(low).encode() <= value.encode() <= str(high).encode()
    return float(low) <= value <= float(high)


@settings(max_examples=150, deadline=None)
@given(st.lists(clauses(), max_size=4))
def test_where_keeps_exactly_the_rows_that_every_clause_holds_for(given: list[Clause]) -> None:
    predicate, values = where(given, COLUMNS)
    with duckdb.connect() as connection:
        connection.execute('CREATE TABLE t (ccp VARCHAR, quarter VARCHAR, "odd ""name""" VARCHAR, value DOUBLE)')
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", [list(row.values()) for row in ROWS])
        kept = connection.execute(f"SELECT ccp FROM t WHERE {predicate}", values).fetchall()
    assert [ccp for (ccp,) in kept] == [r["ccp"] for r in ROWS if all(holds(c, r) for c in given)]


@given(st.lists(clauses(), max_size=4))
def test_no_value_is_ever_part_of_the_sql(given: list[Clause]) -> None:
    predicate, values = where(given, COLUMNS)
    blank, _ = where([Clause("view", c.field, c.kind, ("",) * len(c.value)) for c in given], COLUMNS)
    assert predicate == blank
    assert len(values) == sum(1 if c.kind == "point" else 2 for c in given if c.field in COLUMNS)


@given(clauses())
def test_a_clause_survives_json(clause: Clause) -> None:
    assert Clause.read(clause.plain()) == clause


@pytest.mark.parametrize(
    "plain",
    [
        None,
        {},
        {"source": "v", "field": "ccp", "kind": "sql", "value": ["x"]},
        {"source": "v", "field": "ccp", "kind": "interval", "value": ["x"]},
        {"source": "v", "field": "ccp", "kind": "point", "value": "KRX"},
        {"source": "v", "field": "ccp", "kind": "point", "value": [None]},
        {"source": "v", "field": "ccp", "kind": "point", "value": ["x"] * 1001},
        {"source": "v", "field": ["ccp"], "kind": "point", "value": ["x"]},
    ],
)
def test_what_is_no_clause_is_refused(plain: object) -> None:
    with pytest.raises(ValueError, match=r"not a clause|two ends"):
        Clause.read(plain)


def test_a_view_is_filtered_by_every_clause_but_its_own() -> None:
    trend = Clause("trend", "quarter", "interval", ("2024Q4", "2025Q1"))
    bars = Clause("bars", "ccp", "point", ("KRX",))
    selection = Selection().publish("trend", [trend]).publish("bars", [bars])
    assert selection.others("trend") == (bars,)
    assert selection.own("trend") == (trend,)
    assert selection.others("heatmap") == (trend, bars)


def test_publishing_replaces_only_what_the_source_had_brushed() -> None:
    old, new = (Clause("trend", "quarter", "point", (q,)) for q in ("2024Q4", "2025Q1"))
    bars = Clause("bars", "ccp", "point", ("KRX",))
    before = Selection((old, bars))
    assert before.publish("trend", [new]).clauses == (bars, new)
    assert before.publish("trend", []).clauses == (bars,)
    assert before.clauses == (old, bars)
