from __future__ import annotations

from math import inf, nan, nextafter

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.literal import filled, keywords, literal, name, predicate, predicates
from queries.query import QueryError
from queries.selection import Clause, where

WORDS = ["KRX", "it's", '"', "\\", "\\'; DROP TABLE t; --", "$1", "한국거래소", "🙂", "", "--", "/*", "\n"]
TEXT = st.sampled_from(WORDS) | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)
NUMBER = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [0.1, 19.99, nextafter(20, 0), -0.0, 5e-324]
)
WHOLE = st.integers(-(2**63), 2**63 - 1)


CONNECTION = duckdb.connect()


@pytest.fixture(scope="module", autouse=True)
def filled_table() -> None:
    CONNECTION.execute("CREATE TABLE t AS SELECT unnest($words) AS word, 1.0::DOUBLE AS figure", {"words": WORDS})
    CONNECTION.execute("INSERT INTO t SELECT word, unnest([0.1, 19.99, 20, -1e300]) FROM t")


@settings(max_examples=200, deadline=None)
@given(TEXT | NUMBER | WHOLE | st.booleans() | st.none())
def test_a_literal_is_the_value(value: str | float | int | bool | None) -> None:
    rows = CONNECTION.execute(f"SELECT {literal(value)}").fetchall()
    assert rows == [(value,)] and (value is None or type(rows[0][0]) is type(value))


@pytest.mark.parametrize("value", [nan, inf, -inf, "a\0b", "\ud83d"])
def test_what_no_statement_can_hold_is_refused(value: str | float) -> None:
    with pytest.raises(QueryError):
        literal(value)


@settings(deadline=None)
@given(TEXT.filter(bool))
def test_a_column_of_any_name_can_be_named(column: str) -> None:
    assert CONNECTION.execute(f"SELECT 1 AS {name(column)}").description[0][0] == column


def test_only_names_that_need_quotes_have_them() -> None:
    assert name("initial_margin") == "initial_margin" and "select" in keywords()
    assert name("select") == '"select"' and name("Total") == '"Total"' and name('a"b') == '"a""b"'


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=3), st.tuples(NUMBER, NUMBER))
def test_a_predicate_keeps_what_bound_values_keep(texts: list[str], ends: tuple[float, float]) -> None:
    clauses = [Clause("a", "word", "point", tuple(texts)), Clause("b", "figure", "interval", ends)]
    asked = "SELECT word, figure FROM t WHERE {} ORDER BY ALL"
    for clause in clauses:
        bound, values = where([clause], ("word", "figure"))
        theirs = CONNECTION.execute(asked.format(bound), values).fetchall()
        assert CONNECTION.execute(asked.format(predicate(clause))).fetchall() == theirs


def test_clauses_on_other_columns_are_left_out() -> None:
    assert predicates([Clause("a", "ccp", "point", ("x",))], ["quarter"]) == []


def test_names_are_filled_where_they_stand_for_values() -> None:
    text = """SELECT $n, '$n', "$n", e'\\'$n', $$ $n $$, $t$ $n $t$, $other -- $n
    /* $n */ FROM t WHERE x = $n"""
    made = filled(text, {"n": 1.5})
    assert made.count("1.5::DOUBLE") == 2 and made.count("$n") == 7 and "$other" in made
