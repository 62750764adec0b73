"""What the reader has brushed: a selection is a set of clauses; each view is filtered by every clause but its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from data.sql import quoted

Scalar = str | int | float


@dataclass(frozen=True)
class Clause:
    """Rows where `field` is one of `value` (point) or lies within it, ends included (interval).

    Plain data: the same value travels in links, audit lines, undo steps and tests. `source` is the view that
    published it.
    """

    source: str
    field: str
    kind: Literal["point", "interval"]
    value: tuple[Scalar, ...]

    def __post_init__(self) -> None:
        if self.kind == "interval" and len(self.value) != 2:
            raise ValueError(f"an interval on {self.field} has two ends, not {len(self.value)}")

    def plain(self) -> dict[str, Any]:
        """The clause as JSON holds it."""
        return {"source": self.source, "field": self.field, "kind": self.kind, "value": list(self.value)}

    @classmethod
    def read(cls, plain: Any) -> Clause:
        """The clause that `plain` says; raise ValueError if it is not of that shape."""
        try:
            source, field, kind, value = (plain[key] for key in ("source", "field", "kind", "value"))
        except (TypeError, KeyError) as error:
            raise ValueError(f"not a clause: {plain!r}") from error
        if kind not in ("point", "interval") or not isinstance(value, list) or len(value) > 1000:
            raise ValueError(f"not a clause: {plain!r}")
        if not all(isinstance(v, str | int | float) for v in [source, field, *value]):
            raise ValueError(f"not a clause: {plain!r}")
        return cls(str(source), str(field), kind, tuple(value))

    def __str__(self) -> str:
        shown = " … ".join if self.kind == "interval" else ", ".join
        return f"{self.field} {shown(str(v) for v in self.value)}"


@dataclass(frozen=True)
class Selection:
    """All clauses of a page. Immutable: every change is a new selection, so undo is a list of them."""

    clauses: tuple[Clause, ...] = ()

    def publish(self, source: str, clauses: Iterable[Clause]) -> Selection:
        """Replace what `source` has brushed; with no clauses, it brushes nothing."""
        kept = tuple(c for c in self.clauses if c.source != source)
        return Selection(kept + tuple(clauses))

    def others(self, view: str) -> tuple[Clause, ...]:
        """What filters `view`: every clause but its own."""
        return tuple(c for c in self.clauses if c.source != view)

    def own(self, view: str) -> tuple[Clause, ...]:
        """What `view` itself has brushed."""
        return tuple(c for c in self.clauses if c.source == view)


def where(clauses: Iterable[Clause], columns: Collection[str]) -> tuple[str, dict[str, Any]]:
    """A predicate over `columns` and its values, which are only ever bound. Clauses on other fields are left out."""
    predicates = ["TRUE"]
    values: dict[str, Any] = {}
    for i, clause in enumerate(c for c in clauses if c.field in columns):
        field = quoted(clause.field)
        key = f"brush_{clause.field}_{i}" if clause.field.isidentifier() else f"brush_{i}"
        if clause.kind == "point":
            predicates.append(f"list_contains(${key}, {field})")
            values[key] = list(clause.value)
        else:
            predicates.append(f"{field} BETWEEN ${key}_low AND ${key}_high")
            values |= {f"{key}_low": clause.value[0], f"{key}_high": clause.value[1]}
    return " AND ".join(predicates), values
