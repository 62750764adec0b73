"""The `$names` of a statement: what their type is, and what they are unless said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from queries.sandbox.job import Value
from queries.sandbox.statement import tokens

Tree = Mapping[str, Any]
TYPED = re.compile(
    r"^--\s*\$(?P<name>\w+):\s+(?P<type>[A-Z]\w*(?:\([\d, ]+\))?) = (?P<default>\S+)(?:\s.*)?$", re.MULTILINE
)
CHOICE = re.compile(r"^--\s*\$(?P<name>\w+):\s+(?P<default>\w+)(?: \| \w+)+(?:\s.*)?$", re.MULTILINE)
WRITTEN = re.compile(r"\$(?P<name>[^\W\d]\w*)(?![\w$])")
FRACTIONS = ("DOUBLE", "FLOAT", "DECIMAL", "REAL", "NUMERIC")
WHOLE = ("INTEGER", "BIGINT", "SMALLINT", "TINYINT", "HUGEINT", "INT")
LIKE = ("~~", "!~~", "~~*", "!~~*", "~~~", "regexp_matches", "contains", "starts_with")
"""Functions of text."""


def header(text: str) -> dict[str, tuple[str, Value]]:
    """Types and defaults by name, of lines `-- $name: TYPE = default  Meaning` or `-- $name: one | two  Meaning`."""
    said: dict[str, tuple[str, Value]] = {}
    for found in TYPED.finditer(text):
        said[found["name"]] = found["type"], _value(found["type"], found["default"])
    for found in CHOICE.finditer(text):
        said[found["name"]] = "VARCHAR", found["default"]
    return said


def _value(kind: str, text: str) -> Value:
    plain = kind.partition("(")[0]
    try:
        if plain in WHOLE:
            return int(text)
        if plain in FRACTIONS:
            return float(text)
    except ValueError:
        return text
    return text.lower() == "true" if plain == "BOOLEAN" else text


def written(text: str) -> list[str]:
    """The `$names` of a text that cannot be read as SQL, each once."""
    found = (WRITTEN.match(text, token.start) for token in tokens(text) if token.word.startswith("$"))
    return list(dict.fromkeys(each["name"] for each in found if each))


def types(tree: Tree, columns: Mapping[str, str]) -> dict[str, str]:
    """The types that a statement gives its names; `columns` are types by name in small letters."""
    given: dict[str, str] = {}
    for name, kind in _given(tree, columns):
        if kind and not given.get(name):
            given[name] = kind
    return given


def _given(tree: Tree, columns: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            kind = _kind(node, columns)
            yield from ((str(p["identifier"]), kind) for p in _beside(node) if p.get("class") == "PARAMETER")
            waiting += [part for part in node.values() if isinstance(part, dict | list)][::-1]


def _beside(node: Tree) -> list[Tree]:
    """The expressions within a node that have one type."""
    match node.get("class"), node.get("type"):
        case "COMPARISON", _:
            parts = [node["left"], node["right"]]
        case "BETWEEN", _:
            parts = [node["input"], node["lower"], node["upper"]]
        case "CAST", _:
            parts = [node["child"]]
        case "OPERATOR", "COMPARE_IN" | "COMPARE_NOT_IN":
            parts = node["children"]
        case "FUNCTION", _ if node["function_name"] in LIKE:
            parts = node["children"]
        case _, "LIMIT_MODIFIER":
            parts = [part for part in (node["limit"], node["offset"]) if part]
        case _:
            parts = []
    return parts


def _kind(node: Tree, columns: Mapping[str, str]) -> str:
    if node.get("type") == "LIMIT_MODIFIER":
        return "BIGINT"
    if node.get("class") == "CAST":
        return _named(node["cast_type"])
    if node.get("class") == "FUNCTION":
        return "VARCHAR" if node["function_name"] in LIKE else ""
    return next((kind for part in _beside(node) if (kind := _known(part, columns))), "")


def _known(part: Tree, columns: Mapping[str, str]) -> str:
    if part.get("class") == "COLUMN_REF":
        return columns.get(str(part["column_names"][-1]).lower(), "")
    if part.get("class") == "CAST":
        return _named(part["cast_type"])
    if part.get("class") == "CONSTANT" and not part["value"].get("is_null"):
        return _named(part["value"]["type"])
    return ""


def _named(kind: Tree) -> str:
    about = kind.get("type_info") or {}
    if kind["id"] == "DECIMAL" and "width" in about:
        return f"DECIMAL({about['width']},{about['scale']})"
    return str(about.get("name", "")).upper() if kind["id"] == "UNBOUND" else str(kind["id"])
