"""What is brushed as a WHERE that can be edited, and read back."""

from __future__ import annotations

from math import inf, nan, nextafter
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from queries.brushed import copied, headless, spoken
from queries.engine import Engine
from queries.query import QueryError, read_all
from queries.sandbox.clauses import found
from queries.sandbox.event import Found
from queries.sandbox.held import Held
from queries.sandbox.job import Job, Reach
from queries.selection import Clause
from tests.catalogs import shipped

HELD = Held(duckdb.connect())
FIELDS = st.sampled_from(["ccp", "quarter", "select", 'odd "name"', "Total", "한국", "initial_margin"])
WORDS = [
    "KRX",
    "it's",
    '"',
    "\\",
    "\\'; DROP TABLE t; --",
    "$1",
    "한국거래소",
    "🙂",
    "",
    "--",
    "/*",
    "\n",
    ") OR (TRUE",
]
TEXT = st.sampled_from(WORDS) | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)
EDGES = st.sampled_from([0.1, 19.99, nextafter(20, 0), -5.0, 1e-7, -1e300, 5e-324, 123456789012345.67])
NUMBER = EDGES | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)


def clauses() -> st.SearchStrategy[Clause]:
    points = st.lists(TEXT, min_size=1, max_size=4) | st.lists(NUMBER, min_size=1, max_size=4)
    ends = st.tuples(TEXT, TEXT) | st.tuples(NUMBER, NUMBER)
    return st.builds(lambda f, v: Clause("", f, "point", tuple(v)), FIELDS, points) | st.builds(
        lambda f, v: Clause("", f, "interval", v), FIELDS, ends
    )


def point(field: str, *values: str) -> Clause:
    return Clause("", field, "point", values)


def back(text: str) -> list[Clause]:
    said = found(HELD, Job("clauses", "kim", text, Reach(Path())))
    assert isinstance(said, Found)
    return [Clause.read(each) for each in said.clauses]


@settings(max_examples=200, deadline=None)
@example([point("ccp", "KRX"), Clause("", "Total", "point", (0.004979583557517861, -12.345678901234567))])
@given(st.lists(clauses(), max_size=4))
def test_what_is_written_is_read_back(brushed: list[Clause]) -> None:
    assert back(spoken(brushed)) == brushed


def test_it_is_what_a_reader_would_write() -> None:
    made = spoken([point("ccp", "KRX"), point("region", "APAC", "EMEA"), Clause("", "value", "interval", (1, 2.5))])
    assert made == "ccp = 'KRX'\nAND region IN ('APAC', 'EMEA')\nAND value BETWEEN 1 AND 2.5"


@pytest.mark.parametrize("value", [(nan,), (inf,), ("\0",), ("\udc00",), ()])
def test_what_cannot_be_written_is_refused(value: tuple[str | float, ...]) -> None:
    with pytest.raises(QueryError):
        spoken([Clause("", "ccp", "point", value)])


def test_a_copied_statement_is_written_as_plainly_as_it_can_be() -> None:
    queries, opened = read_all(), Engine(shipped()).opened()
    plain = copied(opened, queries["im_growth"], "krx_case", {}, (point("ccp", "KRX"),))
    assert plain.startswith(
        "WITH ccp_quarter AS (FROM main.ccp_quarter WHERE dataset = 'krx_case' AND ccp IN ('KRX'))\nSELECT"
    )
    joined = copied(opened, queries["standing"], "krx_case", queries["standing"].bind({"my_ccp": "KRX"}), ())
    assert joined.count("WITH ") == 1 + queries["standing"].sql.count("WITH ") - 1 and "'KRX'" in joined
    kept = copied(opened, queries["im_growth"], "krx_case", {}, (Clause("", "growth_pct", "interval", (0.0, 5.0)),))
    assert kept.endswith("\n)\nWHERE growth_pct BETWEEN 0.0::DOUBLE AND 5.0::DOUBLE")
    for text in (plain, joined, kept):
        assert opened.connection.cursor().execute(text).fetchall()


def test_a_text_without_its_head_is_the_statement() -> None:
    assert headless("-- title: a\n-- unit: b\nSELECT 1 -- one\n") == "SELECT 1 -- one" and headless("-- only") == ""
