"""The order of a query's rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.tiers.level import ChainError
from queries.tiers.tree import Node, column, constant


@dataclass(frozen=True)
class Order:
    """A column by place; downwards or not; and if what is unknown stands first."""

    place: int
    descending: bool
    nulls_first: bool


def read(node: Node, names: tuple[str, ...]) -> tuple[tuple[Order, ...], int | None]:
    """The ORDER BY and LIMIT of the root; raise ChainError for one that no tier can keep."""
    order: tuple[Order, ...] = ()
    limit = None
    for modifier in node["modifiers"]:
        if modifier["type"] == "ORDER_MODIFIER":
            order = tuple(_order(one, names) for one in modifier["orders"])
        elif modifier["type"] == "LIMIT_MODIFIER" and not modifier["offset"]:
            limit = constant(modifier["limit"])
        else:
            raise ChainError("has DISTINCT or OFFSET")
        if modifier["type"] == "LIMIT_MODIFIER" and not isinstance(limit, int):
            raise ChainError("has a LIMIT that is no number")
    if limit is not None and not order:
        raise ChainError("has LIMIT without ORDER BY")
    return order, limit if isinstance(limit, int) else None


def _order(one: Node, names: tuple[str, ...]) -> Order:
    name, position = column(one["expression"]), constant(one["expression"])
    if name in names:
        place = names.index(name)
    elif isinstance(position, int) and 0 < position <= len(names):
        place = position - 1
    else:
        raise ChainError("is ordered by what it does not show")
    return Order(place, one["type"] == "DESCENDING", one["null_order"] in ("NULLS FIRST", "NULLS_FIRST"))


def ranks(column: np.ndarray) -> np.ndarray:
    """Numbers that stand in the same order as the values of a column; NaN for what is unknown."""
    if column.dtype.kind in "iuf":
        return column
    places = pd.factorize(column, sort=True)[0]
    return np.where(places < 0, np.nan, places)


def sort(order: tuple[Order, ...], columns: dict[int, np.ndarray]) -> np.ndarray:
    """The places of rows in order, of the ranks of their columns."""
    keys: list[np.ndarray] = []
    for one in reversed(order):
        ranked = columns[one.place]
        keys.append(-ranked if one.descending else ranked)
        if one.nulls_first:
            keys.append(np.equal(ranked, ranked))
    return np.lexsort(keys)
