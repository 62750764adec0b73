"""Odd brushes, odd numbers, and clauses that only SQL may answer."""

from __future__ import annotations

import math
from pathlib import Path

import duckdb
import numpy as np
import pytest

from queries.query import Query
from queries.selection import Clause, Scalar
from queries.tiers import double
from queries.tiers.source import Source
from queries.tiers.tiers import Tiers
from tests.queries.tiers.agreement import differences
from tests.queries.tiers.records import DAYS, ask, plain


@pytest.mark.parametrize(
    ("field", "kind", "value"),
    [
        ("date", "interval", ("abc", DAYS[3])),
        ("date", "interval", (3, 4.5)),
        ("date", "interval", ("2021-1-3", DAYS[3])),
        ("date", "point", (DAYS[3],)),
        ("initial_margin", "interval", ("low", "high")),
        ("initial_margin", "interval", (math.nan, 2.0)),
        ("initial_margin", "interval", (3.0, 10.0)),
        ("initial_margin", "point", (1.0,)),
        ("ccp", "point", (1, 2.5)),
        ("ccp", "interval", (1, 2)),
    ],
)
@pytest.mark.parametrize("name", ["margin_daily", "margin_waterfall", "margin_cover2"])
def test_a_value_that_the_arrays_cannot_read_is_left_to_sql(
    tiers: Tiers, source: Source, name: str, field: str, kind: str, value: tuple[Scalar, ...]
) -> None:
    good = ("LCH", "O'Hara") if field == "ccp" else (DAYS[0], DAYS[9]) if field == "date" else (1.0, 1.5)
    clause = Clause("a", field, kind, value)  # type: ignore[arg-type]
    tiers.build(ask(name, Clause("a", field, kind, good)), source)  # type: ignore[arg-type]
    assert tiers.quick(ask(name, clause), source) is None


def test_another_version_dataset_or_entitlement_is_another_answer(tiers: Tiers, source: Source) -> None:
    question = ask("margin_daily", Clause("a", "date", "interval", (DAYS[3], DAYS[30])))
    assert tiers.build(question, source)
    assert tiers.quick(question, source) is not None
    for change in ({"version": "second"}, {"dataset": "other"}, {"entitlement": "desk"}):
        assert tiers.quick(type(question)(**(question.__dict__ | change)), source) is None


def test_a_clause_on_what_only_the_rows_have_is_left_to_sql(tiers: Tiers, source: Source) -> None:
    question = ask("margin_waterfall", Clause("a", "records", "interval", (1, 5)))
    assert not tiers.build(question, source)
    assert tiers.rolled(question, source) is None


def test_a_clause_on_another_page_s_field_changes_nothing(tiers: Tiers, source: Source) -> None:
    date = Clause("a", "date", "interval", (DAYS[3], DAYS[30]))
    question = ask("margin_waterfall", date, Clause("b", "quarter", "point", ("2021Q1",)))
    assert tiers.build(question, source)
    quick = tiers.quick(question, source)
    assert quick is not None
    assert quick.tier.fields == ("date",)
    assert differences(question, quick.columns, plain(ask("margin_waterfall", date), source)) == []


def test_the_tier_says_what_it_stands_for(tiers: Tiers, source: Source) -> None:
    question = ask("margin_members", Clause("a", "date", "interval", (DAYS[3], DAYS[30])))
    tiers.build(question, source)
    quick = tiers.quick(question, source)
    assert quick is not None
    asked = "SELECT count(*) FROM margin WHERE date BETWEEN $low AND $high"
    rows = source.cursor().execute(asked, {"low": DAYS[3], "high": DAYS[30]}).fetchall()[0][0]
    assert (quick.tier.name, quick.tier.rows) == ("prefix sums", rows)
    assert 0 < quick.tier.seconds < 5


def test_a_small_difference_of_large_sums_loses_nothing() -> None:
    numbers = np.array([1e16, 3.25, -1e16, 1e-9, 7.5, 1e12])
    high, low = np.concatenate([[0.0], numbers]), np.zeros(7)
    double.running(high, low, 0)
    for first in range(6):
        for end in range(first + 1, 7):
            total, rest = double.add(high[end : end + 1], -high[first : first + 1])
            found = float(total[0] + (rest[0] + low[end] - low[first]))
            assert found == pytest.approx(math.fsum(numbers[first:end]), rel=1e-12)


def test_a_variance_that_has_lost_its_digits_is_left_to_sql(tiers: Tiers, tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE margin AS SELECT DATE '2021-01-01' + (i % 9)::INTEGER AS date, i % 2 AS ccp, "
            "CASE WHEN i % 2 = 0 THEN i / 1e3 ELSE 1e9 + i / 1e3 END AS a, (i * i % 7)::DOUBLE AS b "
            "FROM range(99) AS counted(i)"
        )
        source = Source(connection, "margin")
        sql = "SELECT ccp, corr(a, b) AS r FROM margin GROUP BY ccp"
        question = ask(Query("r", sql, {"filters": "margin"}, {}), Clause("a", "date", "interval", (DAYS[0], DAYS[5])))
        assert tiers.build(question, source)
        assert tiers.quick(question, source) is None
