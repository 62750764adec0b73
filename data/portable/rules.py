"""What must hold of a kind of expression that is portable in some of its forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from data.portable.dialect import LargestSum

Rule = Callable[[Any], str]
PREDICATES = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.In, exp.Between, exp.And, exp.Or, exp.Not,
              exp.Boolean)  # fmt: skip
MOVED = (exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Count, exp.Rank, exp.DenseRank, exp.RowNumber, exp.FirstValue, exp.Lag,
         exp.Lead)  # fmt: skip
ORDERED = (exp.Rank, exp.DenseRank, exp.RowNumber, exp.FirstValue, exp.Lag, exp.Lead)
UNITS = ("YEAR", "QUARTER", "MONTH", "WEEK")


def _cast(node: exp.Cast) -> str:
    to = node.to.this
    if to == exp.DataType.Type.DOUBLE or (to == exp.DataType.Type.DATE and isinstance(node.this, exp.Literal)):
        return ""
    if to in (exp.DataType.Type.INT, exp.DataType.Type.BIGINT) and truth(node.this):
        return ""
    instead = "; cast to DOUBLE, or only what is true or false to INTEGER" if to != exp.DataType.Type.DATE else ""
    return f"a cast to {node.to.sql('duckdb')} is not portable{instead}"


def truth(node: exp.Expr) -> bool:
    """Whether an expression can be nothing but true, false or NULL."""
    node = node.unnest()
    if isinstance(node, exp.Case):
        ends = [each.args["true"] for each in node.args["ifs"]]
        return all(truth(each) for each in [*ends, *filter(None, [node.args.get("default")])])
    return isinstance(node, PREDICATES)


def _share(node: exp.PercentileCont) -> str:
    share = node.expression or node.this
    constant = isinstance(share, exp.Literal) and not share.is_string and 0 <= float(share.this) <= 1
    return "" if constant else "a quantile whose share is no constant from 0 to 1 is not portable; write one for each"


def _within(node: exp.WithinGroup) -> str:
    order = node.expression.expressions if isinstance(node.expression, exp.Order) else []
    plain = isinstance(node.this, exp.PercentileCont) and len(order) == 1 and not order[0].args.get("desc")
    return "" if plain else "WITHIN GROUP is portable for percentile_cont in ascending order only"


def _window(node: exp.Window) -> str:
    if not node.this or node.arg_key == "windows":
        return ""
    call = node.this.this if isinstance(node.this, exp.Filter) else node.this
    if not isinstance(call, MOVED) or isinstance(call.this, exp.Distinct):
        return f"{call.sql('duckdb')} OVER is not portable; compute it in a SELECT below and join"
    if isinstance(call, ORDERED) and not node.args.get("order") and not node.args.get("alias"):
        return f"{call.sql('duckdb')} OVER without ORDER BY is not portable; add ORDER BY"
    return ""


def _filter(node: exp.Filter) -> str:
    composed = isinstance(node.this, (exp.Corr, LargestSum))
    return f"FILTER on {node.this.sql_name().lower()} is not portable; filter in a SELECT below" if composed else ""


def _frame(node: exp.WindowSpec) -> str:
    return "" if str(node.args.get("kind")).upper() == "ROWS" else "a RANGE or GROUPS frame is not portable; write ROWS"


def _distinct(node: exp.Distinct) -> str:
    several = isinstance(node.parent, exp.Count) and len(node.expressions) > 1
    return "count(DISTINCT a, b) is not portable; count the rows of a SELECT DISTINCT" if several else ""


def _ignored(node: exp.IgnoreNulls) -> str:
    return "" if isinstance(node.this, exp.AnyValue) else "IGNORE NULLS is not portable; filter in a SELECT below"


def _order(node: exp.Order) -> str:
    return "ORDER BY within an aggregate is not portable" if node.this else ""


def _ordered(node: exp.Ordered) -> str:
    inside = node.find(exp.Window) is not None
    return "a window within ORDER BY is not portable; make it a column of a SELECT below" if inside else ""


def _limit(node: exp.Limit) -> str:
    if not isinstance(node.expression, exp.Literal):
        return "a LIMIT that is no number is not portable"
    ordered = node.parent and node.parent.args.get("order")
    return "" if ordered else "LIMIT without ORDER BY is not portable: which rows it keeps is left open; add ORDER BY"


def _join(node: exp.Join) -> str:
    if node.side in ("", "LEFT") and node.kind in ("", "INNER", "CROSS", "OUTER"):
        return ""
    return f"{f'{node.side} {node.kind}'.strip()} JOIN is not portable; write JOIN, LEFT JOIN or CROSS JOIN"


def _star(node: exp.Star) -> str:
    select = node.find_ancestor(exp.Select)
    joined = select and any(each.args.get("using") for each in select.args.get("joins") or [])
    shown = joined and not isinstance(node.parent, exp.Count)
    return "* beside JOIN … USING is not portable: the columns stand in another order; name them" if shown else ""


def _table(node: exp.Table) -> str:
    if isinstance(node.this, exp.Identifier):
        where = node.args.get("db")
        return f"schema {where.name} is not portable; name the relation alone" if where and where.name != "main" else ""
    return f"{node.this.sql('duckdb')} in FROM is not portable; name a relation"


def _like(node: exp.Like) -> str:
    plain = isinstance(node.expression, exp.Literal) and "\\" not in node.expression.this
    return "" if plain else "LIKE with a pattern that is no constant, or holds a backslash, is not portable"


def _truncated(node: exp.TimestampTrunc) -> str:
    unit = node.unit.name.upper() if node.unit else ""
    return "" if unit in UNITS else f"date_trunc to {unit or '?'} is not portable; {', '.join(UNITS).lower()} are"


def _all(node: exp.Var) -> str:
    return "" if isinstance(node.parent, exp.TimestampTrunc) else f"{node.name} is not portable; name the columns"


RULES: Mapping[type[exp.Expr], Rule] = {
    exp.Cast: _cast,
    exp.PercentileCont: _share,
    exp.WithinGroup: _within,
    exp.Filter: _filter,
    exp.Window: _window,
    exp.WindowSpec: _frame,
    exp.Distinct: _distinct,
    exp.IgnoreNulls: _ignored,
    exp.Order: _order,
    exp.Ordered: _ordered,
    exp.Limit: _limit,
    exp.Join: _join,
    exp.Star: _star,
    exp.Table: _table,
    exp.Like: _like,
    exp.TimestampTrunc: _truncated,
    exp.Var: _all,
}
