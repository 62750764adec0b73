"""The ladder in Python and in SQL agree to the bit."""

from math import inf, isinf, nextafter

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import ladder


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(ladder.macro())
    return connection


def test_by_hand() -> None:
    given = [0, 0.0009, 0.001, 0.9, 1, 1.99, 2, 4.999, 5, 10, 19, -0.0001, -1, -1.1, -2, 7e6, -7e6]
    expected = [0, 0, 0.001, 0.5, 1, 1, 2, 2, 5, 10, 10, -0.001, -1, -2, -2, 5e6, -5e6]
    assert [ladder.rung(value) for value in given] == expected


def test_the_edges_ascend_and_mirror() -> None:
    assert list(ladder.EDGES) == sorted(set(ladder.EDGES)) == [0.0 - edge for edge in reversed(ladder.EDGES)]
    assert [ladder.after(edge) for edge in ladder.EDGES[:-1]] == list(ladder.EDGES[1:])
    assert isinf(ladder.after(ladder.EDGES[-1])) and ladder.after(3) == 5


def test_the_macro_agrees_at_every_edge_and_beside_it(connection: duckdb.DuckDBPyConnection) -> None:
    values = [v for edge in ladder.EDGES for v in (edge, nextafter(edge, inf), nextafter(edge, -inf))] + [inf, -inf]
    got = connection.execute("SELECT rung(v) FROM (SELECT unnest($v::DOUBLE[]) AS v)", {"v": values}).fetchall()
    assert [edge for (edge,) in got] == [ladder.rung(value) for value in values]


@settings(max_examples=30, deadline=None)
@given(values=st.lists(st.floats(allow_nan=False), min_size=1))
def test_the_macro_agrees_everywhere(connection: duckdb.DuckDBPyConnection, values: list[float]) -> None:
    got = connection.execute("SELECT rung(v) FROM (SELECT unnest($v::DOUBLE[]) AS v)", {"v": values}).fetchall()
    assert [edge for (edge,) in got] == [ladder.rung(value) for value in values]


def test_null_and_other_types(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute("SELECT rung(NULL), rung(7), rung(0.7::DECIMAL(3, 1))").fetchall() == [(None, 5.0, 0.5)]
