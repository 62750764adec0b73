"""What a statement may do, judged on DuckDB's own tree of it: read what is granted, by functions that are known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from queries.sandbox.event import Fault
from queries.sandbox.statement import FaultError

Tree = Mapping[str, Any]
NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
SOURCES = frozenset({"SUBQUERY", "JOIN", "EXPRESSION_LIST", "EMPTY", "PIVOT", "TABLE_FUNCTION"})
MODIFIERS = frozenset({"ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER"})
ORDERS = frozenset({"ASCENDING", "DESCENDING", "ORDER_DEFAULT"})
KNOWN = NODES | SOURCES | MODIFIERS | ORDERS
CLASSES = frozenset({
    "BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION", "LAMBDA",
    "LAMBDA_REF", "OPERATOR", "PARAMETER", "POSITIONAL_REFERENCE", "STAR", "SUBQUERY", "WINDOW",
})  # fmt: skip
MAKERS = frozenset({"range", "generate_series", "unnest", "repeat", "json_each", "json_tree"})
"""Table functions that read nothing but what they are given."""
OURS = frozenset({"rung"})
"""Functions of the catalog's own."""
FUNCTIONS = OURS | frozenset(
    name
    for line in (Path(__file__).parent / "functions.txt").read_text().splitlines()
    if not line.startswith("# ")
    for name in line.split()
)
READS = "A statement here can only read: SELECT, FROM, VALUES, PIVOT, DESCRIBE, SUMMARIZE."
OWN_SCHEMAS = (None, "", "main")
"""What DuckDB's own functions are found under."""
MOST = 20_000
"""Nodes of a tree."""
NOWHERE = 2**64 - 1
SMALL = {ord(letter): letter.lower() for letter in ascii_uppercase}


@dataclass
class Finding:
    """What a statement reads (relations as they are called here) and the `$names` it has, in order."""

    tables: dict[str, None] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True)
class Gate:
    """`granted` are the names under which relations can be written, in small letters, with what each is called."""

    granted: Mapping[str, str]
    lacking: Mapping[str, str] = field(default_factory=dict)
    """Names of relations that are not here, with the sentence that says why."""

    def judge(self, tree: Tree) -> Finding:
        """What the statement reads; raise FaultError, with places in bytes of the statement, if it may not run."""
        finding = Finding()
        waiting: list[tuple[Any, frozenset[str]]] = [(tree, frozenset())]
        nodes = 0
        while waiting:
            node, hidden = waiting.pop()
            nodes += 1
            if nodes > MOST:
                raise FaultError(Fault("denied", "The statement has too many parts."))
            if isinstance(node, list):
                waiting += [(part, hidden) for part in reversed(node)]
            elif isinstance(node, dict):
                self._judged(node, hidden, finding)
                waiting += [*_parts(node, hidden)][::-1]
        return finding

    def _judged(self, node: Tree, hidden: frozenset[str], finding: Finding) -> None:
        kind = node.get("type")
        if "class" in node:
            self._expression(node, finding)
        elif kind == "BASE_TABLE":
            self._table(node, hidden, finding)
        elif kind == "SHOW_REF":
            if node["show_type"] not in ("DESCRIBE", "SUMMARY") or node["table_name"]:
                raise _denied("That cannot be listed here. SHOW TABLES names what can be read.", node)
        elif isinstance(kind, str) and kind not in KNOWN and not kind.endswith("_TYPE_INFO"):
            raise _denied(READS, node)

    def _expression(self, node: Tree, finding: Finding) -> None:
        if node["class"] not in CLASSES:
            raise _denied(READS, node)
        if node["class"] == "PARAMETER":
            finding.names[str(node["identifier"])] = None
        name = folded(node.get("function_name", ""))
        if name and (name not in FUNCTIONS or node.get("schema") not in OWN_SCHEMAS or node.get("catalog")):
            near = get_close_matches(name, sorted(FUNCTIONS), 1, 0.6)
            raise _unknown("function", str(node["function_name"]), near, node)

    def _table(self, node: Tree, hidden: frozenset[str], finding: Finding) -> None:
        parts = [str(node[part]) for part in ("catalog_name", "schema_name", "table_name") if node[part]]
        name = ".".join(parts)
        small = folded(name)
        if len(parts) == 1 and small in hidden:
            return
        if small not in self.granted and small in self.lacking:
            raise _denied(self.lacking[small], node)
        if small not in self.granted or any("." in part for part in parts):
            near = get_close_matches(small, [*self.granted, *hidden], 1, 0.6)
            raise _unknown("table", name, near, node)
        finding.tables[self.granted[small]] = None


def _parts(node: Tree, hidden: frozenset[str]) -> Iterator[tuple[Any, frozenset[str]]]:
    """What is within a node, each with the names that common tables have there."""
    kind = node.get("type")
    if kind == "TABLE_FUNCTION":
        call = node["function"]
        if folded(call.get("function_name")) not in MAKERS or call.get("schema") or call.get("catalog"):
            raise _unknown("table function", str(call.get("function_name")), [], node)
        yield call.get("children", []), hidden
        return
    for common in (node.get("cte_map") or {}).get("map", []):
        yield common["value"], hidden
        hidden |= {folded(common["key"])}
    own = frozenset({folded(node["cte_name"])}) if kind == "RECURSIVE_CTE_NODE" else frozenset()
    for name, part in node.items():
        if name != "cte_map" and isinstance(part, dict | list):
            yield part, hidden | own if name == "right" else hidden


def folded(name: object) -> str:
    """A name as DuckDB compares it: of A to Z alone a capital is the small letter; to others K (U+212A) is k too."""
    return str(name).translate(SMALL)


def _denied(message: str, node: Tree) -> FaultError:
    return FaultError(Fault("denied", message, _place(node)))


def _unknown(what: str, name: str, near: list[str], node: Tree) -> FaultError:
    hint = f" Did you mean {near[0]}?" if near else ""
    shown = name if len(name) <= 60 else name[:60] + "…"
    return FaultError(
        Fault("denied", f"There is no {what} {shown} here.{hint}", _place(node), len(name), near[0] if near else "")
    )


def _place(node: Tree) -> int | None:
    at = node.get("query_location", NOWHERE)
    return None if at == NOWHERE else int(at)


def tree(serialized: str, sql: str) -> Tree:
    """The one statement of DuckDB's tree of `sql`; raise FaultError if it is none that reads."""
    try:
        plain = json.loads(serialized)
    except RecursionError:
        raise FaultError(Fault("denied", "The statement is nested too deeply.")) from None
    if plain.get("error"):
        raise FaultError(_misread(plain, sql))
    if len(plain["statements"]) != 1:
        raise FaultError(Fault("denied", "Only one statement can run."))
    return plain["statements"][0]["node"]  # type: ignore[no-any-return]


def _misread(plain: Tree, sql: str) -> Fault:
    """Of an error of its parser DuckDB counts code points, of all others bytes."""
    if plain.get("error_type") == "not implemented":
        return Fault("denied", READS)
    at = str(plain.get("position", ""))
    message = str(plain.get("error_message", "")).splitlines()[0]
    place = len(sql[: int(at)].encode()) if at.isdigit() else None
    return Fault("wrong", message[:1].upper() + message[1:] + ".", place, 1)
