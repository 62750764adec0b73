"""What a statement may consist of if it is to mean the same on Spark: whatever is not named here is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from data.portable.dialect import LargestSum
from data.portable.refused import forms, name_of
from data.portable.rules import RULES

STATEMENT: Mapping[type[exp.Expr], str] = {
    exp.Select: "expressions from_ joins where group having qualify windows order limit offset distinct sample with_",
    exp.Union: "this expression distinct order limit offset with_",
    exp.With: "expressions",
    exp.CTE: "this alias",
    exp.From: "this",
    exp.Table: "this alias db",
    exp.TableAlias: "this columns",
    exp.Subquery: "this alias",
    exp.Join: "this side kind using on",
    exp.Where: "this",
    exp.Group: "expressions all",
    exp.Having: "this",
    exp.Qualify: "this",
    exp.Order: "expressions this",
    exp.Ordered: "this desc nulls_first",
    exp.Limit: "expression",
    exp.Distinct: "expressions",
    exp.Filter: "this expression",
    exp.Window: "this partition_by order over alias spec",
    exp.WindowSpec: "kind start start_side end end_side",
    exp.IgnoreNulls: "this",
}
VALUE: Mapping[type[exp.Expr], str] = {
    exp.Alias: "this alias",
    exp.Column: "this table",
    exp.Identifier: "this quoted",
    exp.Star: "",
    exp.Paren: "this",
    exp.Literal: "this is_string",
    exp.Null: "",
    exp.Boolean: "this",
    exp.Case: "this ifs default",
    exp.If: "this true false",
    exp.Cast: "this to",
    exp.DataType: "this",
    exp.Var: "this",
}
TWO = "this expression"
OPERATOR: Mapping[type[exp.Expr], str] = {
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Div, exp.And, exp.Or), TWO),
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.Like), TWO),
    exp.DPipe: "this expression safe",
    exp.Neg: "this",
    exp.Not: "this",
    exp.Between: "this low high",
    exp.In: "this expressions query",
}
FUNCTION: Mapping[type[exp.Expr], str] = {
    **dict.fromkeys(
        (exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median, exp.AnyValue, exp.LogicalOr, exp.LogicalAnd), "this"
    ),
    **dict.fromkeys((exp.Stddev, exp.StddevSamp, exp.StddevPop, exp.Variance, exp.VariancePop), "this"),
    **dict.fromkeys((exp.Corr, exp.CovarSamp, exp.CovarPop, exp.RegrCount), TWO),
    **dict.fromkeys((exp.ArgMax, exp.ArgMin), TWO),
    LargestSum: "this count",
    exp.Count: "this big_int",
    exp.PercentileCont: TWO,
    exp.WithinGroup: TWO,
    **dict.fromkeys((exp.Rank, exp.DenseRank, exp.RowNumber), ""),
    exp.FirstValue: "this",
    exp.Lag: "this offset",
    exp.Lead: "this offset",
    exp.Coalesce: "this expressions",
    exp.Nullif: TWO,
    exp.Greatest: "this expressions ignore_nulls",
    exp.Least: "this expressions ignore_nulls",
    exp.Abs: "this",
    exp.Replace: "this expression replacement",
    exp.TimestampTrunc: "this unit",
    exp.Year: "this",
    exp.Quarter: "this",
    exp.Month: "this",
}
ALLOWED = {
    kind: frozenset(names.split()) for part in (STATEMENT, VALUE, OPERATOR, FUNCTION) for kind, names in part.items()
}
"""The kinds of expression that are known to agree, and of each the parts that it may have."""


def faults(tree: exp.Expr) -> Iterator[tuple[int, str]]:
    """The line and the sentence of whatever is not portable, in the order of the text."""
    found = {(line_of(node), what): None for node in tree.walk(prune=_enough) if (what := fault(node))}
    yield from sorted(found, key=lambda each: each[0])


def _enough(node: exp.Expr) -> bool:
    """Whether what is within a node is part of what is wrong with it."""
    return type(node) not in STATEMENT and bool(fault(node))


def fault(node: exp.Expr) -> str:
    """What is not portable about one node by itself; empty if nothing is."""
    parts = ALLOWED.get(type(node))
    if parts is None:
        return refusal(node)
    for part, value in node.args.items():
        if value not in (None, False, "") and value != [] and part not in parts:
            return f"{name_of(node)} with {part.strip('_').replace('_', ' ')} is not portable"
    rule = RULES.get(type(node))
    return rule(node) if rule else ""


def refusal(node: exp.Expr) -> str:
    """That a kind of expression is not portable, with the nearest form that is."""
    name, instead = name_of(node), forms(node)
    return f"{name} is not portable" + (f"; {instead}" if instead else "")


def line_of(node: exp.Expr) -> int:
    """The line of the text on which a node begins; that of what is around it if it has no text of its own."""
    at: exp.Expr | None = node
    while at is not None:
        lines = [int(each.meta["line"]) for each in at.walk() if "line" in each.meta]
        if lines:
            return min(lines)
        at = at.parent
    return 1
