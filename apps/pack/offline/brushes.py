"""The brushes that a page allows, and what a chart makes of each without the server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from apps.pack.offline.asking import Asking
from components.view import Row
from queries.selection import Clause

EACH = 40
"""Values of a field that are tried one by one."""
SWEPT = 100
"""Brushes of one field whose answers a file holds for a chart that cannot filter its rows by it."""
TIME = ("quarter", "date")
BRUSH = "brush"


@dataclass(frozen=True)
class Field:
    """What can be brushed of one column: its values in order, and whether a brush is an interval of them."""

    name: str
    values: Sequence[Any]
    interval: bool

    def clause(self, values: Sequence[Any]) -> Clause:
        """The brush that selects `values`."""
        if self.interval:
            return Clause(BRUSH, self.name, "interval", (values[0], values[-1]))
        return Clause(BRUSH, self.name, "point", tuple(values))

    @property
    def trials(self) -> list[Clause]:
        """Brushes that tell whether rows can be filtered by the field: each value alone, and parts of all."""
        half = len(self.values) // 2
        parts = [self.values[:half], self.values[half:], self.values[1:-1]]
        return [self.clause(each) for each in ([value] for value in self.values[:EACH])] + [
            self.clause(part) for part in parts if len(part) > 1
        ]

    @property
    def sweep(self) -> list[Clause]:
        """All brushes, if a file can hold the answers; of a field with more values, those of one value."""
        made = self.intervals if self.interval else self.subsets
        clauses = [self.clause(each) for each in made]
        return clauses or [self.clause([value]) for value in self.values[:SWEPT]]

    @property
    def intervals(self) -> list[Sequence[Any]]:
        """All runs of values; none if they are too many."""
        count = len(self.values)
        if count * (count + 1) // 2 > SWEPT:
            return []
        return [self.values[low : high + 1] for low in range(count) for high in range(low, count)]

    @property
    def subsets(self) -> list[Sequence[Any]]:
        """All choices of values but that of all; none if they are too many."""
        if 2 ** len(self.values) > SWEPT:
            return []
        return [each for size in range(1, len(self.values)) for each in combinations(self.values, size)]


def brushed(askings: Mapping[str, Asking]) -> list[Field]:
    """What the charts of a page brush."""
    met: dict[str, dict[Any, None]] = {}
    kinds: dict[str, bool] = {}
    for asking in askings.values():
        for clause in asking.view.example(asking.drawn.context):
            kinds[clause.field] = clause.kind == "interval"
            met.setdefault(clause.field, {}).update(dict.fromkeys(there(asking.drawn.context, clause.field)))
    return [Field(name, sorted(values), kinds[name]) for name, values in met.items() if values]


def there(context: Iterable[Row], field: str) -> list[Any]:
    """The values of `field` that are there."""
    return [row[field] for row in context if row.get(field) is not None and row[field] == row[field]]
