"""Whether two engines gave the same rows, in whatever order."""

from __future__ import annotations

import math
from typing import Any

from data.reckoning.reckoner import Rows

NEAR = 1e-9


def differences(one: Rows, two: Rows) -> list[str]:
    """What differs: names, kinds, the number of rows, and cells; doubles by more than a billionth."""
    if (one.names, one.kinds) != (two.names, two.kinds):
        return [
            f"columns {list(zip(one.names, one.kinds, strict=True))} and {list(zip(two.names, two.kinds, strict=True))}"
        ]
    if len(one.rows) != len(two.rows):
        return [f"{len(one.rows)} and {len(two.rows)} rows"]
    pairs = zip(sorted(one.rows, key=_key), sorted(two.rows, key=_key), strict=True)
    return [
        f"{name}: {a!r} and {b!r} in {left}"
        for left, right in pairs
        for name, a, b in zip(one.names, left, right, strict=True)
        if not same(a, b)
    ]


def same(a: Any, b: Any) -> bool:
    """Whether two cells are the same; NULL is NULL, NaN is NaN, 1 is neither 1.0 nor true."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float) and not (math.isnan(a) or math.isinf(a) or math.isnan(b)):
        return math.isclose(a, b, rel_tol=NEAR, abs_tol=NEAR)
    return a == b or (a != a and b != b)


def _key(row: tuple[Any, ...]) -> tuple[str, str]:
    """What rows are paired by: the exact columns, then the others roughly."""
    exact = [value for value in row if not isinstance(value, float)]
    return repr(exact), repr([f"{value:.6g}" for value in row if isinstance(value, float)])
