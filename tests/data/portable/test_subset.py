"""A statement that does not mean the same on Spark is refused, with its line, before anything else happens."""

from __future__ import annotations

import pytest
from sqlglot import exp

from data.portable.subset import ALLOWED
from data.portable.translation import PortabilityError, problems, read, spark
from queries.literal import filled
from queries.query import read_all
from tests.spark.constructs import CONSTRUCTS

QUERIES = {name: filled(query.sql, query.bind({})) for name, query in read_all().items()}
REFUSED = {
    "PIVOT t ON layer USING sum(im)": (1, "sum(CASE WHEN"),
    "SELECT\n  COLUMNS('im|exposure')\nFROM t": (2, "name the columns"),
    "SELECT a,\n  mad(b) AS m\nFROM t": (2, "median(abs(x - m))"),
    "SELECT strftime(d, '%Y-Q') FROM t": (1, "strftime is not portable"),
    "SELECT\n\n  approx_quantile(x, 0.5) FROM t": (3, "write quantile_cont"),
    "SELECT quantile_disc(x, 0.5) FROM t": (1, "quantile_disc is not portable"),
    "SELECT quantile(x, 0.5) FROM t": (1, "write quantile_cont"),
    "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY x) FROM t": (1, "percentile_cont"),
    "SELECT percentile_cont(0.1) WITHIN GROUP (ORDER BY x DESC) FROM t": (1, "ascending"),
    "SELECT quantile_cont(x, [0.1, 0.9]) FROM t": (1, "write one for each"),
    "SELECT quantile_cont(x, y) FROM t": (1, "no constant"),
    "SELECT a\nFROM t\nWHERE a // 2 = 1": (3, "write x / y"),
    "SELECT a % 2 FROM t": (1, "% is not portable"),
    "SELECT round(x, 2) FROM t": (1, "round is not portable"),
    "SELECT log(x) FROM t": (1, "base 10"),
    "SELECT CAST(x AS INTEGER) FROM t": (1, "a cast to INT"),
    "SELECT x::DECIMAL(10, 2) FROM t": (1, "a cast to DECIMAL(10, 2)"),
    "SELECT x::VARCHAR FROM t": (1, "a cast to"),
    "SELECT d + INTERVAL 1 DAY FROM t": (1, "INTERVAL is not portable"),
    "SELECT date_trunc('day', d) FROM t": (1, "date_trunc to DAY"),
    "SELECT date_diff('month', a, b) FROM t": (1, "is not portable"),
    "SELECT [1, 2] AS l FROM t": (1, "a list is not portable"),
    "SELECT {'a': 1} AS s FROM t": (1, "a struct is not portable"),
    "SELECT l[1] FROM t": (1, "an element"),
    "SELECT (a, b) IN (SELECT (c, d) FROM u) FROM t": (1, "a row of several values"),
    "SELECT unnest(l) FROM t": (1, "unnest is not portable"),
    "SELECT list(x) FROM t": (1, "list(…) is not portable"),
    "SELECT string_agg(x, ',') FROM t": (1, "string_agg"),
    "SELECT format('{}', x) FROM t": (1, "format is not portable"),
    "SELECT concat(a, b) FROM t": (1, "a || b"),
    "SELECT upper(a) FROM t": (1, "upper is not portable"),
    "SELECT x FROM t LIMIT 5": (1, "add ORDER BY"),
    "SELECT x FROM t ORDER BY x LIMIT 10%": (1, "limit options"),
    "SELECT x FROM t ORDER BY x LIMIT 5 OFFSET 2": (1, "OFFSET"),
    "SELECT x FROM t ORDER BY ALL": (1, "name the columns"),
    "SELECT * EXCLUDE (a) FROM t": (1, "* with except"),
    "SELECT * FROM t JOIN u USING (a)": (1, "name them"),
    "SELECT 1 AS a FROM t SEMI JOIN u USING (x)": (1, "SEMI JOIN"),
    "SELECT t.a FROM t ASOF JOIN u ON t.x >= u.x": (1, "method"),
    "SELECT a FROM t FULL JOIN u ON t.x = u.x": (1, "FULL JOIN"),
    "SELECT x FROM read_csv('a')": (1, "name a relation"),
    "SELECT x FROM range(10)": (1, "name a relation"),
    "SELECT x FROM history.t": (1, "schema history"),
    "SELECT x FROM t AT (VERSION => 1)": (1, "with when"),
    "SELECT x FROM t USING SAMPLE 10": (1, "a sample is not portable"),
    "SELECT DISTINCT ON (a) b FROM t": (1, "with on"),
    "SELECT a, sum(b) FROM t GROUP BY ROLLUP (a)": (1, "UNION ALL"),
    "WITH RECURSIVE a AS (SELECT 1 AS x) SELECT x FROM a": (1, "recursive"),
    "SELECT x FROM t UNION BY NAME SELECT y FROM u": (1, "by name"),
    "SELECT x FROM t EXCEPT SELECT y FROM u": (1, "EXCEPT is not portable"),
    "SELECT count(DISTINCT a, b) FROM t": (1, "is not portable"),
    "SELECT row_number() OVER (PARTITION BY a) FROM t": (1, "add ORDER BY"),
    "SELECT corr(a, b) OVER () FROM t": (1, "OVER is not portable"),
    "SELECT corr(a, b) FILTER (a > 1) FROM t": (1, "FILTER on corr"),
    "SELECT sum(x) OVER (ORDER BY y RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t": (1, "write ROWS"),
    "SELECT first_value(x IGNORE NULLS) OVER (ORDER BY y) FROM t": (1, "IGNORE NULLS"),
    "SELECT a FROM t\nORDER BY sum(x) OVER (PARTITION BY a)": (2, "a column of a SELECT below"),
    "SELECT a LIKE b FROM t": (1, "no constant"),
    "SELECT now() AS t": (1, "now is not portable"),
    "SELECT random() AS t": (1, "rand is not portable"),
    "SELECT 1 AS a; SELECT 2 AS a": (1, "holds 2 statements"),
    "SELECT a\nFROM (t": (2, "cannot be read"),
    "SELECT 'a": (1, "cannot be read"),
    "INSERT INTO t VALUES (1)": (1, "INSERT is not portable"),
    "SUMMARIZE t": (1, "SUMMARIZE is not portable"),
}


@pytest.mark.parametrize("sql", REFUSED)
def test_what_is_not_portable_is_refused_with_its_line_and_a_way_out(sql: str) -> None:
    line, words = REFUSED[sql]
    with pytest.raises(PortabilityError) as told:
        spark(sql, "queries/mine.sql")
    assert str(told.value).startswith(f"queries/mine.sql:{line}: ")
    assert words in str(told.value) and "\n" not in str(told.value)
    assert str(told.value) in problems(sql, "queries/mine.sql")


def test_every_problem_is_told_in_order() -> None:
    told = problems("SELECT\n  mad(x) AS a,\n  round(y) AS b\nFROM t", "mine.sql")
    assert [each.split(" is ")[0] for each in told] == ["mine.sql:2: mad", "mine.sql:3: round"]


@pytest.mark.parametrize("sql", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_what_is_compared_on_a_cluster_is_portable(sql: str) -> None:
    assert problems(sql, "construct") == []


def test_everything_that_is_portable_is_compared_on_a_cluster() -> None:
    used = {type(node) for sql in CONSTRUCTS.values() for node in read(sql, "construct").walk()}
    assert {kind.__name__ for kind in ALLOWED.keys() - used} == set()


def test_the_queries_of_the_margin_page_are_portable() -> None:
    assert [told for name, sql in QUERIES.items() if name.startswith("margin_") for told in problems(sql, name)] == []


def test_no_quantile_becomes_an_approximation() -> None:
    said = [spark(sql, name) for name, sql in (QUERIES | CONSTRUCTS).items() if not problems(sql, name)]
    assert len(said) > 50
    assert [text for text in said if "APPROX" in text.upper() or "PERCENTILE_CONT" in text.upper()] == []
    exact = (
        "SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY x) AS a, quantile_cont(x, 0.5) AS b, median(x) AS c FROM t"
    )
    assert spark(exact, "t").count("PERCENTILE(`x`, 0.") == 3


def test_sqlglot_by_itself_would_approximate() -> None:
    """Should this fail, sqlglot has mended what data/portable/dialect.py writes otherwise."""
    text = exp.maybe_parse("percentile_cont(0.25) WITHIN GROUP (ORDER BY x)", dialect="duckdb").sql("spark")
    assert "APPROX" in text


def test_texts_survive_with_their_quotes_and_backslashes() -> None:
    assert spark(r"SELECT 'it''s \n' AS a FROM t", "t") == r"SELECT 'it\'s \\n' AS `a` FROM `t`"
