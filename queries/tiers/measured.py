"""Answers whose columns are computed of what is kept for each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from queries.tiers import dense
from queries.tiers.axis import Span
from queries.tiers.expression import Key, Measure, evaluate
from queries.tiers.groups import Arrays, Chosen, Groups, keys
from queries.tiers.order import ranks, sort
from queries.tiers.plan import Plan
from queries.tiers.shape import Shape
from queries.tiers.source import Source
from queries.tiers.statement import Statement


class Measures(NamedTuple):
    """The aggregates of each group, how many rows it has, and how many records it stands for."""

    measure: Measure
    present: np.ndarray
    records: np.ndarray


def header(statement: Statement, rows: dense.Rows) -> tuple[Arrays, np.ndarray, int]:
    """What a file keeps of the groups, the group of each row, and how many groups there are."""
    shape = statement.shape
    shown = {place: rows[shape.root.names[place]] for place in shape.root.keys}
    first, places = dense.groups(list(shown.values()), len(next(iter(rows.values()))))
    if shape.root.total:
        first = first[:1] if len(first) else np.zeros(1, dtype="i8")
    own = {place: column[first] for place, column in shown.items()}
    if shape.order and all(one.place in own for one in shape.order):
        order = sort(shape.order, {place: ranks(column) for place, column in own.items()})
        own = {place: column[order] for place, column in own.items()}
        places = np.argsort(order)[places]
    fields = {field: own[shape.root.names.index(name)] for field, name in shape.keyed.items()}
    arrays = {f"column:{place}": column for place, column in own.items()} | keys(fields)
    return arrays, places, len(first)


class Measured:
    """What prefix sums, cubes and kept rows have in common: groups, their keys, their order."""

    def __init__(self, arrays: Mapping[str, np.ndarray], plan: Plan, shape: Shape, source: Source) -> None:
        self._shape, self._fields = shape, plan.fields
        self._groups = Groups(arrays, source.columns)
        self._axes = dense.axes(arrays, plan.fields, source.columns)
        self._keys = {place: arrays[f"column:{place}"] for place in shape.root.keys}
        sorts = any(one.place not in self._keys for one in shape.order)
        self._ranks = {p: ranks(column) for p, column in self._keys.items()} if sorts else {}
        self._whole = shape.whole
        self.tier = ""

    def measures(self, spans: Sequence[Span]) -> Measures:
        """What the steps that a brush keeps add up to."""
        raise TypeError(f"{type(self).__name__} measures nothing")

    def answer(self, plan: Plan) -> tuple[dict[str, np.ndarray], int]:
        """The columns and the number of records; raise CutError or CancelledError where SQL must answer."""
        moving = {clause.field: clause for clause in plan.moving}
        spans = [axis.span(moving[axis.field]) for axis in self._axes]
        chosen = self._groups.choose(plan.moving)
        with np.errstate(all="ignore"):
            measure, present, records = self.measures(spans)
            columns = self._columns(measure)
        kept = self._kept(chosen, present)
        if kept is None:
            rows = int(records.sum())
        else:
            rows = int(records[kept].sum())
            columns = {place: column[kept] for place, column in columns.items()}
        return self._named(self._sorted(columns, kept)), rows

    def _columns(self, measure: Measure) -> dict[int, np.ndarray]:
        expressions = enumerate(self._shape.expressions)
        return {p: self._keys[p] if isinstance(e, Key) else evaluate(e, measure) for p, e in expressions}

    def _kept(self, chosen: Chosen, present: np.ndarray) -> np.ndarray | None:
        """The groups that the answer has, None for all."""
        if self._shape.root.total or (chosen is None and present.all()):
            return None
        mask = present > 0
        if isinstance(chosen, slice):
            mask[: chosen.start] = False
            mask[chosen.stop :] = False
        elif chosen is not None:
            mask &= chosen
        return mask.nonzero()[0]

    def _sorted(self, columns: dict[int, np.ndarray], kept: np.ndarray | None) -> dict[int, np.ndarray]:
        if not self._ranks:
            return columns if self._shape.limit is None else _cut(columns, slice(self._shape.limit))
        own = {place: rank if kept is None else rank[kept] for place, rank in self._ranks.items()}
        return _cut(columns, sort(self._shape.order, columns | own)[: self._shape.limit])

    def _named(self, columns: dict[int, np.ndarray]) -> dict[str, np.ndarray]:
        whole = self._whole
        return {
            name: columns[place].astype("i8") if whole[place] and columns[place].dtype.kind == "f" else columns[place]
            for place, name in enumerate(self._shape.root.names)
        }


def _cut(columns: dict[int, np.ndarray], places: slice | np.ndarray) -> dict[int, np.ndarray]:
    return {place: column[places] for place, column in columns.items()}
