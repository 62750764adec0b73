"""Whether an answer is the plain query's."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from queries.tiers.question import Question

TOLERANCE = {"sum": (1e-9, 0.0), "corr": (1e-9, 1e-12), "quantile_cont": (1e-12, 0.0)}
Columns = Mapping[str, np.ndarray]


def differences(question: Question, found: Columns, expected: Columns) -> list[str]:
    """What differs; rows may stand in any order where the query gives none."""
    if list(found) != list(expected):
        return [f"columns {list(found)} are not {list(expected)}"]
    if {len(column) for column in found.values()} != {len(column) for column in expected.values()}:
        return [f"{len(next(iter(found.values())))} rows, not {len(next(iter(expected.values())))}"]
    if "ORDER BY" not in question.query.sql:
        keys = question.query.about["grain"].split(", ")
        found, expected = ordered(found, keys), ordered(expected, keys)
    rtol, atol = next(limits for name, limits in TOLERANCE.items() if f"{name}(" in question.query.sql or name == "sum")
    if question.query.name == "margin_correlation":
        rtol, atol = TOLERANCE["corr"]
    return [name for name, column in found.items() if not same(column, expected[name], rtol, atol)]


def ordered(columns: Columns, keys: list[str]) -> Columns:
    order = np.lexsort(
        [columns[key].astype(columns[key].dtype if columns[key].dtype != object else str) for key in keys]
    )
    return {name: column[order] for name, column in columns.items()}


def same(found: np.ndarray, expected: np.ndarray, rtol: float, atol: float) -> bool:
    if len(found) and found.dtype != expected.dtype:
        return False
    if found.dtype.kind != "f":
        return bool((found == expected).all())
    return bool(np.allclose(found, expected, rtol=rtol, atol=atol, equal_nan=True))
