"""Spark SQL that gives what DuckDB gives: exact quantiles above all, of which sqlglot makes approximations."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.spark import Spark
from sqlglot.generators.spark import SparkGenerator

INFINITE = "CAST('Infinity' AS DOUBLE)"
UNKNOWN = "CAST('NaN' AS DOUBLE)"


class LargestSum(exp.Expression, exp.Func):
    """`list_sum(max(x, n))`: the sum of the `n` largest values of a group."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "count": True}


class ExactSpark(Spark):
    """Spark's dialect with the functions that differ written out. What it writes has passed `subset.faults`."""

    class Generator(SparkGenerator):
        """Writes the SQL."""

        TRANSFORMS: ClassVar[dict[type[exp.Expr], Any]] = {
            **SparkGenerator.TRANSFORMS,
            exp.PercentileCont: lambda self, e: self.func("PERCENTILE", e.this, e.expression),
            exp.WithinGroup: lambda self, e: self.func("PERCENTILE", e.expression.expressions[0].this, e.this.this),
            exp.Median: lambda self, e: f"PERCENTILE({self.sql(e, 'this')}, 0.5)",
            exp.ArgMax: lambda self, e: _picked(self, "MAX_BY", e),
            exp.ArgMin: lambda self, e: _picked(self, "MIN_BY", e),
            exp.Corr: lambda self, e: _corr(self, e),
            LargestSum: lambda self, e: _largest(self, e),
            exp.Div: lambda self, e: _quotient(self, e),
            exp.Literal: lambda self, e: _literal(self, e),
            exp.TimestampTrunc: lambda self, e: f"DATE_TRUNC('{e.unit.name}', {self.sql(e, 'this')})",
        }


def _picked(writer: Any, name: str, node: exp.Expr) -> str:
    """DuckDB passes over rows in which either is NULL; Spark only over those without a rank."""
    value, rank = writer.sql(node, "this"), writer.sql(node, "expression")
    return f"{name}({value}, CASE WHEN {value} IS NOT NULL THEN {rank} END)"


def _corr(writer: Any, node: exp.Expr) -> str:
    """Where there is no spread, DuckDB gives NaN and Spark NULL."""
    both = f"{writer.sql(node, 'this')}, {writer.sql(node, 'expression')}"
    return f"COALESCE(CORR({both}), CASE WHEN REGR_COUNT({both}) > 0 THEN {UNKNOWN} END)"


def _largest(writer: Any, node: LargestSum) -> str:
    value, count = writer.sql(node, "this"), writer.sql(node, "count")
    largest = f"SLICE(SORT_ARRAY(COLLECT_LIST({value}), FALSE), 1, {count})"
    added = f"AGGREGATE({largest}, CAST(0 AS DOUBLE), (total, one) -> total + one)"
    return f"CASE WHEN COUNT({value}) > 0 THEN {added} END"


def _quotient(writer: Any, node: exp.Div) -> str:
    """DuckDB divides by zero as the processor does; Spark raises an error."""
    left, right = writer.sql(node, "this"), writer.sql(node, "expression")
    if _never_zero(node.expression):
        return f"{left} / {right}"
    return f"CASE WHEN {right} = 0 THEN {left} * {INFINITE} ELSE {left} / NULLIF({right}, 0) END"


def _never_zero(node: exp.Expr) -> bool:
    node = node.unnest()
    if isinstance(node, exp.Nullif):
        return (
            isinstance(node.expression, exp.Literal)
            and not node.expression.is_string
            and not float(node.expression.this)
        )
    return isinstance(node, exp.Literal) and not node.is_string and float(node.this) != 0


def _literal(writer: Any, node: exp.Literal) -> str:
    """A number with a point is a DECIMAL, whose quotients Spark rounds: it is written as a DOUBLE."""
    text = str(writer.literal_sql(node))
    return f"{text}D" if not node.is_string and "." in text and "e" not in text.lower() else text
