"""The rows that an answer may have: their keys, and which of them a brush on a key keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from queries.selection import Clause
from queries.tiers.axis import KINDS, Axis, codes

Arrays = dict[str, np.ndarray]
Chosen = slice | np.ndarray | None


def keys(fields: Mapping[str, np.ndarray]) -> Arrays:
    """The distinct values of columns that are fields, and the place of each row's value among them."""
    arrays: Arrays = {}
    for field, column in fields.items():
        arrays[f"steps:{field}"], arrays[f"codes:{field}"] = codes(column)
    return arrays


class Groups:
    """Chooses rows by the fields that they are keyed by."""

    def __init__(self, arrays: Mapping[str, np.ndarray], kinds: Mapping[str, str]) -> None:
        self._axes: dict[str, Axis] = {}
        self._codes: dict[str, np.ndarray] = {}
        self._offsets: dict[str, list[int]] = {}
        for name in arrays:
            field = name.removeprefix("steps:")
            if field == name or kinds[field] not in KINDS:
                continue
            steps, places = arrays[name], arrays[f"codes:{field}"]
            self._axes[field] = Axis(field, kinds[field], steps, steps)
            self._codes[field] = places
            if (places >= 0).all() and (np.diff(places) >= 0).all():
                self._offsets[field] = np.searchsorted(places, np.arange(len(steps) + 1)).tolist()

    def choose(self, moving: Iterable[Clause]) -> Chosen:
        """The rows that the clauses on keys keep; None for all. Raise CutError for a value that cannot be read."""
        found: Chosen = None
        for clause in moving:
            if clause.field in self._axes:
                one = self._one(clause)
                found = one if found is None else self._mask(found) & self._mask(one)
        return found

    def _one(self, clause: Clause) -> slice | np.ndarray:
        span = self._axes[clause.field].span(clause)
        offsets = self._offsets.get(clause.field)
        if isinstance(span, slice) and offsets is not None:
            return slice(offsets[span.start], offsets[span.stop])
        table = np.zeros(len(self._axes[clause.field]) + 1, dtype=bool)
        table[span] = True
        return np.asarray(table[self._codes[clause.field]])

    def _mask(self, chosen: slice | np.ndarray) -> np.ndarray:
        if isinstance(chosen, np.ndarray):
            return chosen
        mask = np.zeros(len(next(iter(self._codes.values()))), dtype=bool)
        mask[chosen] = True
        return mask
