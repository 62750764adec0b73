"""Rows that are finished: a brush on their keys only chooses among them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from queries.tiers.groups import Arrays, Groups, keys
from queries.tiers.plan import Plan
from queries.tiers.shape import Shape
from queries.tiers.source import Source
from queries.tiers.statement import COUNT, Statement, key
from queries.tiers.tier import COMPLETE_INNER, CUBE


def build(plan: Plan, statement: Statement) -> Arrays:
    """The query's rows in their order, for each value of the fields that they do not show."""
    shape = statement.shape
    rows = statement.fetch(*statement.finished(plan.fields))
    shown = {field: rows[name] for field, name in shape.keyed.items()}
    moved = {field: rows[key(place)] for place, field in enumerate(plan.fields)}
    arrays = {f"column:{place}": rows[name] for place, name in enumerate(shape.root.names)}
    return arrays | keys(shown | moved) | {"rows": rows[COUNT].astype("i8")}


class Finished:
    """Answers from rows that are finished."""

    def __init__(self, arrays: Mapping[str, np.ndarray], plan: Plan, shape: Shape, source: Source) -> None:
        self._groups = Groups(arrays, source.columns)
        self._columns = {name: arrays[f"column:{place}"] for place, name in enumerate(shape.root.names)}
        self._rows, self._limit = arrays["rows"], shape.limit
        whole = len(shape.levels) == 1 or plan.fields
        self.tier = CUBE if whole else COMPLETE_INNER

    def answer(self, plan: Plan) -> tuple[dict[str, np.ndarray], int]:
        """The columns and the number of records; raise CutError for a value that cannot be read."""
        chosen = self._groups.choose(plan.moving)
        if chosen is None:
            chosen = slice(None)
        elif isinstance(chosen, np.ndarray):
            chosen = chosen.nonzero()[0]
        rows = int(self._rows[chosen].sum())
        if self._limit is not None:
            chosen = chosen[: self._limit] if isinstance(chosen, np.ndarray) else self._first(chosen, self._limit)
        return {name: column[chosen] for name, column in self._columns.items()}, rows

    def _first(self, chosen: slice, limit: int) -> slice:
        start, stop, _ = chosen.indices(len(self._rows))
        return slice(start, min(stop, start + limit))
