"""What a query's SQL is made of: the chain of its SELECTs, from the relation up, and what its columns compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from queries.query import Query
from queries.tiers import level, tree
from queries.tiers.expression import Arithmetic, Call, Expression, Key, OpaqueError, calls, read
from queries.tiers.level import ChainError, Level
from queries.tiers.order import Order
from queries.tiers.order import read as read_order
from queries.tiers.source import NUMBERS, Source
from queries.tiers.statistic import ALGEBRAIC
from queries.tiers.tree import Node

OVER_ROWS = frozenset({"quantile_cont", "count_star", "count", "sum", "avg", "min", "max"})
"""Aggregates that are computed anew of kept rows."""


@dataclass(frozen=True)
class Shape:
    """How a query can be answered in parts.

    `whole` says which columns are whole numbers; `reason` why no tier can answer; `opaque` why only brushes on what
    the rows are keyed by have one.
    """

    levels: tuple[Level, ...] = ()
    expressions: tuple[Expression, ...] = ()
    order: tuple[Order, ...] = ()
    limit: int | None = None
    whole: tuple[bool, ...] = ()
    reason: str = ""
    opaque: str = ""

    @property
    def root(self) -> Level:
        """The SELECT whose rows are the query's."""
        return self.levels[-1]

    @cached_property
    def algebraic(self) -> bool:
        """Whether sums over any parts of the relation, added up, give every column."""
        plain = all(call.name in ALGEBRAIC for call in self.calls)
        return len(self.levels) == 1 and not self.opaque and plain and self.root.grouped

    @cached_property
    def extreme(self) -> bool:
        """Whether there is a least or greatest value, which no difference of sums gives."""
        return any(call.name in ("min", "max") for call in self.calls)

    @cached_property
    def over_rows(self) -> bool:
        """Whether the columns are computed of the rows of a grouped SELECT below."""
        plain = all(call.name in OVER_ROWS for call in self.calls)
        below = [one.grouped for one in self.levels[:-1]]
        return any(below) and not self.opaque and plain and self.root.grouped

    @cached_property
    def calls(self) -> list[Call]:
        """The aggregates of the root, each once."""
        return list(dict.fromkeys(call for expression in self.expressions for call in calls(expression)))

    @cached_property
    def aliases(self) -> set[str]:
        """Names of columns that other columns are computed of; columns of the relation would come first."""
        computed = [self.root.items[p] for p, e in enumerate(self.expressions) if isinstance(e, Arithmetic)]
        return {name for item in computed for name in tree.columns(item)} & set(self.root.names)

    @cached_property
    def keyed(self) -> Mapping[str, str]:
        """Columns of the relation that are keys of every level, and their names in the query's rows."""
        return self._carried(len(self.levels))

    @cached_property
    def inner(self) -> Mapping[str, str]:
        """Columns of the relation that are keys of every level below the root, and their names there."""
        return self._carried(len(self.levels) - 1) if len(self.levels) > 1 else {}

    def _carried(self, upto: int) -> dict[str, str]:
        names = {field: field for field in self.levels[0].steps}
        for one in self.levels[:upto]:
            names = {field: above for field, name in names.items() if (above := one.carries(name)) is not None}
        return names


def shape(query: Query, source: Source) -> Shape:
    """The shape of a query's SQL over the relation of `source`."""
    cursor = source.cursor()
    try:
        node = tree.parse(cursor, query.sql)
        aggregates = source.aggregates
        levels = tuple(level.read(one, aggregates) for one in reversed(_chain(node, query.relation)))
        if not levels[-1].grouped and not any(one.grouped for one in levels):
            raise ChainError("has no aggregate")
        order, limit = read_order(node, levels[-1].names)
    except ValueError as error:
        return Shape(reason=f"{query.name} {error}")
    expressions: list[Expression] = []
    opaque = ""
    for place, item in enumerate(levels[-1].items):
        try:
            earlier = dict(zip(levels[-1].names, expressions, strict=False))
            measured = place in levels[-1].measured
            expressions.append(read(item, earlier, aggregates) if measured else Key(place))
        except OpaqueError as error:
            opaque = opaque or str(error)
            expressions.append(Key(place))
    kinds = cursor.execute(f"DESCRIBE FROM (\n{query.sql}\n)", query.bind({})).fetchall()
    if nested := [name for name, kind, *_ in kinds if kind.endswith(("]", ")")) and not kind.startswith("DECIMAL")]:
        return Shape(reason=f"{query.name} has lists in {nested[0]}")
    whole = tuple(kind in NUMBERS - {"DOUBLE"} for _, kind, *_ in kinds)
    found = Shape(levels, tuple(expressions), order, limit, whole, "", opaque)
    return replace(found, opaque=opaque or _unsummed(found, source.columns))


def _unsummed(shape: Shape, columns: Mapping[str, str]) -> str:
    """Why the columns of a relation do not add up to those of a query of one SELECT; empty if they do."""
    if len(shape.levels) > 1:
        return ""
    texts = sorted(name for call in shape.calls for name in call.columns if columns.get(name) not in NUMBERS)
    if texts:
        return f"{texts[0]} is no number"
    hidden = sorted(shape.aliases & columns.keys())
    return f"{hidden[0]} is a column of the relation too" if hidden else ""


def _chain(root: Node, relation: str) -> list[Node]:
    """The SELECTs from the root down to the one that reads `relation`."""
    chain, known = [root], dict[str, Node]()
    while True:
        node = chain[-1]
        if node["type"] != "SELECT_NODE":
            raise ChainError("is a set operation or a recursion")
        if len(chain) > 1 and any(one["type"] != "ORDER_MODIFIER" for one in node["modifiers"]):
            raise ChainError("has LIMIT or DISTINCT below the outermost SELECT")
        known |= {entry["key"]: entry["value"]["query"]["node"] for entry in node["cte_map"]["map"]}
        table = node["from_table"]
        if table["sample"]:
            raise ChainError("has a sample")
        if table["type"] == "SUBQUERY":
            chain.append(table["subquery"]["node"])
        elif table["type"] == "BASE_TABLE" and table["table_name"] in known:
            chain.append(known.pop(table["table_name"]))
        elif table["type"] == "BASE_TABLE" and table["table_name"] == relation and not table["schema_name"]:
            return chain
        else:
            raise ChainError(f"reads more than the relation {relation}")
