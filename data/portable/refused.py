"""How what is not portable is called, and the nearest form that is."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

NAMES: Mapping[type[exp.Expr], str] = {
    exp.Star: "*",
    exp.Pivot: "PIVOT",
    exp.Columns: "COLUMNS(…)",
    exp.TimeToStr: "strftime",
    exp.StrToTime: "strptime",
    exp.ApproxQuantile: "approx_quantile",
    exp.ApproxDistinct: "approx_count_distinct",
    exp.PercentileDisc: "quantile_disc",
    exp.Quantile: "quantile, which is quantile_disc here and interpolates there,",
    exp.IntDiv: "//",
    exp.Mod: "%",
    exp.Interval: "INTERVAL",
    exp.Array: "a list",
    exp.Bracket: "an element or a slice of a list",
    exp.ArrayAgg: "list(…)",
    exp.Struct: "a struct",
    exp.Tuple: "a row of several values",
    exp.Explode: "unnest",
    exp.Unnest: "unnest",
    exp.Lambda: "a lambda",
    exp.Round: "round",
    exp.Concat: "concat",
    exp.GroupConcat: "string_agg",
    exp.Log: "log, which is of base 10 here and of base e there,",
    exp.Offset: "OFFSET",
    exp.TableSample: "a sample",
    exp.CurrentDate: "current_date",
    exp.TryCast: "TRY_CAST",
    exp.Rollup: "ROLLUP",
    exp.Cube: "CUBE",
    exp.GroupingSets: "GROUPING SETS",
    exp.Lateral: "LATERAL",
    exp.Values: "VALUES",
    exp.Upper: "upper",
    exp.Lower: "lower",
}
PIVOTED = "write sum(CASE WHEN field = 'a' THEN value END) AS a for each value"
FORMS: Mapping[type[exp.Expr], str] = {
    exp.Pivot: PIVOTED,
    exp.Columns: "name the columns",
    exp.TimeToStr: "write year(d), quarter(d) or month(d)",
    exp.ApproxQuantile: "write quantile_cont(x, 0.5), which is exact",
    exp.ApproxDistinct: "write count(DISTINCT x), which is exact",
    exp.PercentileDisc: "write quantile_cont(x, 0.5)",
    exp.Quantile: "write quantile_cont(x, 0.5)",
    exp.IntDiv: "write x / y",
    exp.Interval: "compare with a DATE that is written out",
    exp.Array: "write a row or a column for each element",
    exp.ArrayAgg: "group further up instead",
    exp.Tuple: "join on the columns, or choose the row by QUALIFY",
    exp.Explode: "write a SELECT for each element, with UNION ALL between them",
    exp.Round: "leave rounding to whoever shows the figure",
    exp.Concat: "write a || b, with coalesce where one may be NULL",
    exp.Rollup: "write a SELECT for each grouping, with UNION ALL between them",
    exp.Cube: "write a SELECT for each grouping, with UNION ALL between them",
    exp.GroupingSets: "write a SELECT for each grouping, with UNION ALL between them",
    exp.Offset: "number the rows with row_number() and filter on it",
    exp.CurrentDate: "take the day as an argument, $day",
}
BY_NAME: Mapping[str, str] = {
    "mad": "write median(abs(x - m)) with m = median(x) from a SELECT below",
    "list_position": "write CASE x WHEN 'a' THEN 1 WHEN 'b' THEN 2 END",
    "mean": "write avg(x)",
    "isfinite": "write x BETWEEN -1.7e308 AND 1.7e308",
    "ifnull": "write coalesce(a, b)",
    "reservoir_quantile": "write quantile_cont(x, 0.5), which is exact",
}


def name_of(node: exp.Expr) -> str:
    """How a reader calls a kind of expression."""
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower()
    if type(node) in NAMES:
        return NAMES[type(node)]
    return node.sql_name().lower() if isinstance(node, exp.Func) else type(node).__name__.upper()


def forms(node: exp.Expr) -> str:
    """The nearest portable form, as `write …`; empty if none is known."""
    if isinstance(node, exp.Anonymous):
        return BY_NAME.get(str(node.this).lower(), "")
    return FORMS.get(type(node), "")
