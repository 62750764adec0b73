"""What arrays are built of, as statements that can be worked out before anybody brushes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import duckdb

from data import margin, rollup
from data.rollup import Rolled, known_by
from queries.literal import filled
from queries.query import Query
from queries.selection import Clause, Scalar
from queries.tiers import inner
from queries.tiers.plan import Plan, plan
from queries.tiers.question import Question
from queries.tiers.shape import shape
from queries.tiers.source import Source
from queries.tiers.statement import Statement
from queries.tiers.sums import Layout

Kind = Literal["point", "interval"]
Brush = tuple[tuple[str, Kind], ...]
BRUSHES: tuple[Brush, ...] = (
    (("date", "interval"),),
    (("ccp", "point"),),
    (("layer", "point"),),
    (("member", "point"),),
    (("initial_margin", "interval"), ("stress_loss", "interval")),
)
"""What the charts over margin records let one brush, each by itself."""
ANY: Mapping[str, tuple[Scalar, ...]] = {
    "DATE": ("2020-01-01", "2020-01-02"),
    "DOUBLE": (0.0, 1.0),
    "VARCHAR": ("any",),
}


def inputs(queries: Iterable[Query], rolled: Rolled) -> dict[str, str]:
    """The statements over all records that fill the arrays of `queries`, by what they are known by.

    Those that the roll-ups give in a moment are left out.
    """
    found = {}
    with duckdb.connect() as connection:
        margin.create(connection)
        rollup.note(connection, rolled)
        source = Source(connection, "margin")
        for query in queries:
            for brush in BRUSHES:
                sql, values = _asked(query, brush, source) or ("", {})
                if f'main."{source.relation}"' in sql:
                    found[known_by(sql, values)] = filled(sql, values)
    return found


def asked(plan: Plan, statement: Statement) -> tuple[str, dict[str, Any]]:
    """The statement that fills the arrays of a plan, and its values."""
    if plan.form == "finished":
        return statement.finished(plan.fields)
    if plan.form == "inner":
        return statement.inner(plan.fields, inner.wanted(statement.shape))
    axes = [(field, statement.source.columns[field]) for field in plan.fields]
    return statement.statistics(axes, Layout.of(statement.shape, statement.source).every)


def _asked(query: Query, brush: Brush, source: Source) -> tuple[str, dict[str, Any]] | None:
    known = shape(query, source)
    clauses = tuple(Clause("brush", field, kind, ANY[source.columns[field]]) for field, kind in brush)
    planned = plan(Question(query, "", query.bind({}), clauses, ""), known, source)
    return None if planned is None else asked(planned, Statement(source, known, planned.filters, source.cursor()))
