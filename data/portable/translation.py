"""Statements of DuckDB as statements of Spark."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError, UnsupportedError

from data import ladder
from data.portable.dialect import ExactSpark, LargestSum
from data.portable.subset import faults

KEPT = "_kept"


class PortabilityError(ValueError):
    """A statement is not portable. The message says in which file, on which line, and what to write instead."""


def spark(sql: str, where: str) -> str:
    """`sql` as Spark writes it; raise PortabilityError, which begins with `where` and a line, if it cannot be."""
    tree = read(sql, where)
    for line, what in faults(tree):
        raise PortabilityError(f"{where}:{line}: {what}")
    try:
        return _said(tree).sql(
            dialect=ExactSpark, identify=True, comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE
        )
    except UnsupportedError as error:
        raise PortabilityError(f"{where}:1: Spark cannot say it: {str(error).splitlines()[0]}") from None


def problems(sql: str, where: str) -> list[str]:
    """Whatever is not portable, as `where:line: what`; nothing if `spark` writes it."""
    try:
        return [f"{where}:{line}: {what}" for line, what in faults(read(sql, where))]
    except PortabilityError as error:
        return [str(error)]


def read(sql: str, where: str) -> exp.Expr:
    """The tree of one statement, our own macros and pairs of functions written out."""
    try:
        trees = sqlglot.parse(sql, read="duckdb")
    except ParseError as error:
        line = error.errors[0].get("line") or 1
        raise PortabilityError(f"{where}:{line}: cannot be read: {error.errors[0].get('description')}") from None
    except TokenError as error:
        raise PortabilityError(f"{where}:1: cannot be read: {str(error).splitlines()[0]}") from None
    if len(trees) != 1 or trees[0] is None:
        raise PortabilityError(f"{where}:1: holds {len(trees)} statements; a query is one")
    return _changed(trees[0], exp.Anonymous, _expanded)


def _changed(tree: exp.Expr, kind: type[exp.Expr], change: Callable[[Any], exp.Expr]) -> exp.Expr:
    """The tree with each node of a kind changed, the innermost first."""
    for node in reversed(list(tree.find_all(kind))):
        changed = change(node)
        if node is tree:
            tree = changed
        elif changed is not node:
            node.replace(changed)
    return tree


def _expanded(node: exp.Anonymous) -> exp.Expr:
    """`count_star()` and `list_sum(max(x, n))` as one function each, `rung(x)` as the choice that it stands for."""
    if node.name.lower() == "count_star" and not node.expressions:
        return exp.Count(this=exp.Star(), big_int=True)
    if len(node.expressions) != 1:
        return node
    (inner,) = node.expressions
    if node.name.lower() == "rung":
        return _changed(_rung().copy(), exp.Column, lambda _: inner.copy())
    if (
        node.name.lower() == "list_sum"
        and isinstance(inner, exp.Max)
        and isinstance(inner.args.get("count"), exp.Literal)
    ):
        return LargestSum(this=inner.this, count=inner.args["count"])
    return node


@cache
def _rung() -> exp.Expr:
    """The body of the macro, of which every column is the argument; without lines, for it stands in another text."""
    body = sqlglot.parse_one(ladder.macro().partition(" AS ")[2], read="duckdb")
    for node in body.walk():
        node.meta.clear()
    return exp.Paren(this=body)


def _said(tree: exp.Expr) -> exp.Expr:
    """A tree as Spark can say it: relations without a schema, no FILTER within a window, no QUALIFY."""
    for table in tree.find_all(exp.Table):
        table.set("db", None)
    for window in tree.find_all(exp.Window):
        if isinstance(window.this, exp.Filter):
            window.set("this", _chosen(window.this))
    return _changed(tree, exp.Select, lambda node: _qualified(node) if node.args.get("qualify") else node)


def _chosen(node: exp.Filter) -> exp.Expr:
    """An aggregate of what a condition holds for, without FILTER."""
    call = node.this
    value = exp.Literal.number(1) if isinstance(call.this, exp.Star) else call.this
    chosen: exp.Expr = type(call)(this=exp.Case().when(node.expression.this, value))
    return chosen


def _qualified(node: exp.Select) -> exp.Expr:
    """A SELECT with QUALIFY as one over another, whose condition is a column that is not shown."""
    node = node.copy()
    condition = node.args["qualify"].pop().this
    around = exp.Select(expressions=[exp.Star(except_=[exp.to_identifier(KEPT)])])
    for part in ("order", "limit", "with_"):
        around.set(part, node.args.get(part) and node.args[part].pop())
    node.append("expressions", exp.alias_(condition, KEPT))
    return around.from_(node.subquery("_qualified", copy=False)).where(exp.column(KEPT))
