"""SQL as the tree that DuckDB's own parser makes of it, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import duckdb

Node = dict[str, Any]
Rewrite = Callable[[Node], Node | None]


def parse(cursor: duckdb.DuckDBPyConnection, sql: str) -> Node:
    """The tree of the SELECT that `sql` is; raise ValueError if it is none."""
    (text,) = cursor.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()[0]
    read = json.loads(text)
    if read["error"] or len(read["statements"]) != 1:
        raise ValueError(read.get("error_message", "more than one statement"))
    node: Node = read["statements"][0]["node"]
    return node


def write(cursor: duckdb.DuckDBPyConnection, node: Node) -> str:
    """The SQL of a tree."""
    whole = {"error": False, "statements": [{"node": node, "named_param_map": []}]}
    (text,) = cursor.execute("SELECT json_deserialize_sql(?::JSON)", [json.dumps(whole)]).fetchall()[0]
    return str(text)


def items(cursor: duckdb.DuckDBPyConnection, sql: str) -> list[Node]:
    """The expressions of a select list."""
    return list(parse(cursor, f"SELECT {sql}")["select_list"])


def walk(tree: Any) -> Iterator[Node]:
    """Every expression in a part of a tree, outermost first; subqueries in FROM are not entered."""
    if isinstance(tree, list):
        for part in tree:
            yield from walk(part)
    elif isinstance(tree, dict):
        if "class" in tree:
            yield tree
        for part in tree.values():
            yield from walk(part)


def replace(tree: Any, rewrite: Rewrite) -> Any:
    """A copy of a tree in which `rewrite` has put another expression wherever it gives one; the alias stays."""
    if isinstance(tree, list):
        return [replace(part, rewrite) for part in tree]
    if not isinstance(tree, dict):
        return tree
    other = rewrite(tree) if "class" in tree else None
    if other is not None:
        return {**other, "alias": tree["alias"]}
    return {key: replace(part, rewrite) for key, part in tree.items()}


def column(node: Node) -> str | None:
    """The column that an expression is, without its relation."""
    return str(node["column_names"][-1]) if node["class"] == "COLUMN_REF" else None


def columns(tree: Any) -> set[str]:
    """The columns that an expression names."""
    return {name for node in walk(tree) if (name := column(node)) is not None}


def named(node: Node) -> str:
    """The name of a select item; empty if only DuckDB would find one."""
    return str(node["alias"] or column(node) or "")


def same(one: Any, other: Any) -> bool:
    """Whether two expressions are the same but for aliases and where they stand."""
    return bool(_bare(one) == _bare(other))


def _bare(tree: Any) -> Any:
    if isinstance(tree, list):
        return [_bare(part) for part in tree]
    if isinstance(tree, dict):
        return {key: _bare(part) for key, part in tree.items() if key not in ("alias", "query_location")}
    return tree


def constant(node: Node) -> float | str | None:
    """The value of a constant number or text; None for anything else."""
    if node["class"] != "CONSTANT" or node["value"]["is_null"]:
        return None
    kind, value = node["value"]["type"], node["value"]["value"]
    if kind["id"] == "DECIMAL":
        return float(value) / float(10 ** kind["type_info"]["scale"])
    return value if isinstance(value, int | float | str) else None
