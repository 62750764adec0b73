"""The SQL that fills arrays: a query's own levels, with the fields that move among their keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from data.rollup import known_by
from queries.selection import Clause, where
from queries.tiers.level import Level
from queries.tiers.shape import Shape
from queries.tiers.source import Rollup, Source, fetch
from queries.tiers.statistic import ROWS, Statistic, over_facts, over_rollup
from queries.tiers.tree import Node, column, columns, items, replace, write

COUNT = "_rows"


def key(place: int) -> str:
    """The name of a field that moves, as a column of a statement."""
    return f"_key_{place}"


@dataclass(frozen=True)
class Statement:
    """Statements over a relation of `source` under a static filter, or over the smallest roll-up that can do it."""

    source: Source
    shape: Shape
    filters: tuple[Clause, ...]
    cursor: duckdb.DuckDBPyConnection

    def finished(self, fields: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """The query's rows without its LIMIT, for each value of `fields`."""
        root = self.shape.root.node
        kept = [one for one in root["modifiers"] if one["type"] == "ORDER_MODIFIER"]
        return self._with(fields, lambda nodes: [*nodes[:-1], {**nodes[-1], "modifiers": kept}], len(self.shape.levels))

    def inner(self, fields: Sequence[str], wanted: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """The rows below the root: its keys, the columns `wanted`, and the fields."""
        root = self.shape.root
        names = [f'"{name}" AS _value_{place}' for place, name in enumerate(wanted)]
        added = items(self.cursor, ", ".join([*names, *(key(p) for p in range(len(fields))), COUNT]))
        chosen = [root.items[place] for place in root.keys] + added
        plain = {"group_expressions": [], "group_sets": [], "aggregate_handling": "STANDARD_HANDLING", "modifiers": []}
        return self._with(
            fields, lambda nodes: [*nodes, {**root.node, **plain, "select_list": chosen}], len(self.shape.levels) - 1
        )

    def statistics(self, axes: Sequence[tuple[str, str]], wanted: Sequence[Statistic]) -> tuple[str, dict[str, Any]]:
        """Statistics by the query's keys and the axes, each a field and its type; of a DOUBLE by the step it is in."""
        root = self.shape.root
        chosen = [root.items[place] for place in root.keys]
        table, texts = self._table(axes, wanted)
        parts = [f"{text} AS _value_{place}" for place, text in enumerate(texts)]
        for place, (field, kind) in enumerate(axes):
            parts.append(f'rung("{field}") AS {key(place)}' if kind == "DOUBLE" else f'"{field}" AS {key(place)}')
            if kind == "DOUBLE":
                parts += [f'min("{field}") AS _least_{place}', f'max("{field}") AS _most_{place}']
        node = {
            **root.node,
            "select_list": chosen + items(self.cursor, ", ".join(parts)),
            "group_expressions": [],
            "group_sets": [],
            "aggregate_handling": "FORCE_AGGREGATES",
            "modifiers": [],
        }
        sql, values = self._over(table, [node])
        values |= {f"centre_{name}": self.source.centres.get(name, 0.0) for one in wanted for name in one.metrics}
        present = " AND ".join(f"{key(place)} IS NOT NULL" for place in range(len(axes)))
        return f"{sql}\nWHERE {present}", values

    def fetch(self, sql: str, values: dict[str, Any], most: int | None = None) -> dict[str, np.ndarray]:
        """The columns of one of its statements, of `most` rows at most; from where they lie if they were kept."""
        kept = self.source.inputs.get(known_by(sql, values)) if self.source.inputs else None
        asked, bound = (f'FROM main."{kept}"', {}) if kept else (sql, values)
        return fetch(self.cursor, asked if most is None else f"{asked}\nLIMIT {most}", bound)

    def rolled(self) -> tuple[str, dict[str, Any]] | None:
        """The query itself over a roll-up; None if no roll-up can do it."""
        for rollup in self.source.rollups:
            if self._fits(rollup, self.shape.levels[0].steps):
                nodes = [one.node for one in self.shape.levels]
                nodes[0] = self._roll(nodes[0])
                return self._over(rollup.name, nodes)
        return None

    def _with(self, fields: Sequence[str], finish: Any, upto: int) -> tuple[str, dict[str, Any]]:
        """The levels below `upto` with the fields among their keys, and the number of records of each row."""
        needed = self.shape.levels[0].steps | set(fields)
        rollup = next((one for one in self.source.rollups if self._fits(one, needed)), None)
        nodes = []
        for place, level in enumerate(self.shape.levels[:upto]):
            count = _count(level, not place, rollup is not None)
            named = [f'"{field}"' if not place else key(p) for p, field in enumerate(fields)]
            node = self._keyed(level, named, count)
            nodes.append(self._roll(node) if rollup and not place else node)
        return self._over(rollup.name if rollup else self.source.relation, finish(nodes))

    def _keyed(self, level: Level, fields: list[str], count: str) -> Node:
        added = items(self.cursor, ", ".join([*(f"{name} AS {key(p)}" for p, name in enumerate(fields)), count]))
        groups = list(level.node["group_expressions"])
        node = {**level.node, "select_list": level.items + added}
        if level.grouped and node["aggregate_handling"] != "FORCE_AGGREGATES":
            groups += [{**item, "alias": ""} for item in added[: len(fields)]]
            node |= {"group_expressions": groups, "group_sets": [list(range(len(groups)))] if groups else []}
        return node

    def _table(self, axes: Iterable[tuple[str, str]], wanted: Sequence[Statistic]) -> tuple[str, list[str]]:
        """The relation to sum over, and the statistics as SQL over it."""
        needed = self.shape.root.steps | {field for field, _ in axes} | {clause.field for clause in self.filters}
        for rollup in self.source.rollups:
            texts = [over_rollup(one, self.source.order) for one in wanted if self._metric(one)]
            if needed <= rollup.fields and len(texts) == len(wanted) and None not in texts:
                return rollup.name, [text for text in texts if text]
        return self.source.relation, [over_facts(one) for one in wanted]

    def _metric(self, one: Statistic) -> bool:
        return one == ROWS or one.one in self.source.centres

    def _fits(self, rollup: Rollup, needed: set[str]) -> bool:
        leaf = self.shape.levels[0]
        filtered = {clause.field for clause in self.filters}
        simple = all(_rolled(call, self.source.centres.keys()) for call in leaf.calls)
        within = {name for call in leaf.calls for name in columns(call)}
        beside = {name for place in leaf.measured for name in columns(leaf.items[place])} - within
        bare = beside - set(leaf.names)
        return leaf.grouped and simple and not bare and needed | filtered <= rollup.fields

    def _roll(self, leaf: Node) -> Node:
        def over(node: Node) -> Node | None:
            text = _rolled(node, self.source.centres.keys()) if node["class"] == "FUNCTION" else None
            return items(self.cursor, text)[0] if text else None

        return dict(replace(leaf, over))

    def _over(self, table: str, nodes: Sequence[Node]) -> tuple[str, dict[str, Any]]:
        """The levels, each reading the one before, over a table that is filtered under the relation's name."""
        predicate, values = where(self.filters, self.source.columns)
        whole = {**nodes[0], "cte_map": {"map": []}}
        for node in nodes[1:]:
            whole = {**node, "cte_map": {"map": []}, "from_table": _subquery(node["from_table"], whole)}
        shadow = f'WITH "{self.source.relation}" AS (FROM main."{table}" WHERE {predicate})'
        return f"{shadow}\nFROM (\n{write(self.cursor, whole)}\n)", values


def _subquery(table: Node, node: Node) -> Node:
    name = table["alias"] or table.get("table_name", "")
    return {
        "type": "SUBQUERY",
        "alias": name,
        "sample": None,
        "query_location": 0,
        "subquery": {"node": node, "named_param_map": []},
        "column_name_alias": table["column_name_alias"],
    }


def _count(level: Level, leaf: bool, rolled: bool) -> str:
    """The select item that counts the records that a row of a level stands for."""
    if leaf:
        return f"{('sum(n)' if rolled else 'count(*)') if level.grouped else '1'} AS {COUNT}"
    return f"sum({COUNT}) AS {COUNT}" if level.grouped else COUNT


def _rolled(call: Node, metrics: Iterable[str]) -> str | None:
    """An aggregate of a metric as SQL over a roll-up; None for one that a roll-up does not hold."""
    name = call["function_name"]
    if call["distinct"] or call["filter"] or call["order_bys"]["orders"]:
        return None
    if name == "count_star":
        return "coalesce(sum(n), 0)::BIGINT"
    metric = column(call["children"][0]) if len(call["children"]) == 1 else None
    if metric is None or metric not in metrics:
        return None
    texts = {
        "count": f'coalesce(sum("n_{metric}"), 0)::BIGINT',
        "sum": f'sum("s_{metric}")',
        "avg": f'sum("s_{metric}") / nullif(sum("n_{metric}"), 0)',
        "min": f'min("least_{metric}")',
        "max": f'max("most_{metric}")',
    }
    return texts.get(name)
