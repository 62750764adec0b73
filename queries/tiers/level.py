"""One SELECT of the chain that a query is, read from DuckDB's tree."""

from __future__ import annotations

from dataclasses import dataclass

from queries.tiers.tree import Node, column, columns, constant, named, same, walk

REFUSED = {"WINDOW": "a window", "SUBQUERY": "a subquery in an expression", "STAR": "a star"}


class ChainError(ValueError):
    """The query is not a chain of plain SELECTs over one relation. The message is a part of a sentence."""


@dataclass(frozen=True)
class Level:
    """A SELECT: its tree, the names of its columns, the places of those that an aggregate is in, and if it groups.

    `calls` are its aggregates.
    """

    node: Node
    names: tuple[str, ...]
    measured: tuple[int, ...]
    grouped: bool
    calls: tuple[Node, ...]

    @property
    def items(self) -> list[Node]:
        """The select list."""
        return list(self.node["select_list"])

    @property
    def keys(self) -> tuple[int, ...]:
        """The places of the columns that no aggregate is in."""
        return tuple(place for place in range(len(self.names)) if place not in self.measured)

    @property
    def total(self) -> bool:
        """Whether there is always exactly one row."""
        every = self.node["aggregate_handling"] == "FORCE_AGGREGATES"
        return self.grouped and not self.node["group_expressions"] and not (every and self.keys)

    @property
    def steps(self) -> set[str]:
        """The columns of FROM that are named outside of the measured columns."""
        return columns([self.items[place] for place in self.keys]) | columns(self.node["where_clause"])

    def carries(self, field: str) -> str | None:
        """The name that `field`, a column of FROM, leaves with, if it is a key here."""
        names = [self.names[place] for place in self.keys if column(self.items[place]) == field]
        return names[0] if names else None


def read(node: Node, aggregates: frozenset[str]) -> Level:
    """The level that `node` is; raise ChainError for what no tier can take apart."""
    _check(node)
    names = tuple(named(item) for item in node["select_list"])
    if "" in names or len({name.casefold() for name in names}) < len(names):
        raise ChainError("has a column without a name of its own")
    measured: list[int] = []
    calls: list[Node] = []
    for place, item in enumerate(node["select_list"]):
        above = {names[other] for other in measured}
        within = [part for part in walk(item) if part.get("function_name") in aggregates]
        calls += within
        if within or columns(item) & above:
            measured.append(place)
    grouped = bool(measured or node["group_expressions"] or node["aggregate_handling"] == "FORCE_AGGREGATES")
    level = Level(node, names, tuple(measured), grouped, tuple(calls))
    _check_groups(level)
    return level


def _check(node: Node) -> None:
    if node["type"] != "SELECT_NODE":
        raise ChainError("is a set operation or a recursion")
    for clause in ("having", "qualify", "sample"):
        if node[clause]:
            raise ChainError(f"has {clause.upper()}")
    if len(node["group_sets"]) > 1:
        raise ChainError("has several grouping sets")
    for part in walk([node["select_list"], node["where_clause"]]):
        if part["class"] in REFUSED:
            raise ChainError(f"has {REFUSED[part['class']]}")
        if part.get("function_name") in ("unnest", "unlist"):
            raise ChainError("has unnest")


def _check_groups(level: Level) -> None:
    """Whatever is grouped by must be shown, so that a row stands for one group."""
    if level.node["aggregate_handling"] == "FORCE_AGGREGATES":
        return
    shown = {_place(level, group) for group in level.node["group_expressions"]}
    known = {column(level.items[place]) for place in shown}
    for place in level.keys:
        if level.grouped and place not in shown and not columns(level.items[place]) <= known:
            raise ChainError(f"does not group by {level.names[place]} as it is shown")


def _place(level: Level, group: Node) -> int:
    position = constant(group)
    if isinstance(position, int):
        return position - 1
    for place in level.keys:
        if same(level.items[place], group):
            return place
    name = column(group)
    if name in level.names and name not in columns(level.items):
        return level.names.index(name)
    raise ChainError("groups by what it does not show")
