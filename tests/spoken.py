"""The texts of the interface as they stand in the code: what Python gives to `say`, scripts to `say` and `live`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.shared import ROOT

CALL = re.compile(r"(?:tidemark\s*\.\s*(?:say|live)|(?<![\w.])say)\(")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
KIND = re.compile(r"[A-Z-]*")
"""What a websocket says is no text: PATCH-DOC."""
WORD = re.compile(r"[A-Za-z]{3,}")


def in_python() -> Iterator[tuple[str, str]]:
    """Each text that stands in a call of `say`, with its file."""
    for folder in ("apps", "components"):
        for path, tree in parsed(folder):
            if "/bench/" not in path:
                yield from ((path, text) for text in said(tree))


def said(tree: ast.AST) -> Iterator[str]:
    """The texts of a module: one after the language in a call of the function, the first in one of a method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) == "say":
            place = 1 if isinstance(node.func, ast.Name) else 0
            for given in node.args[place : place + 1] or node.args[:1]:
                yield from (text for text in literal(given) if not KIND.fullmatch(text))


def called(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def literal(given: ast.expr) -> Iterator[str]:
    """A text, or both where a condition chooses one."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, ast.IfExp):
        yield from literal(given.body)
        yield from literal(given.orelse)


def in_scripts() -> Iterator[tuple[str, str]]:
    """Each text that stands in a call of `say` or `live`, with its file."""
    for path in sorted((ROOT / "components" / "browser").rglob("*.js")):
        code = path.read_text()
        for call in CALL.finditer(code):
            yield from ((str(path.relative_to(ROOT)), text) for text in first(code, call.end()))


def first(code: str, at: int) -> Iterator[str]:
    """The texts of the first argument of a call whose arguments begin at `at`; of inner calls none."""
    depth = 0
    while at < len(code):
        found = STRING.match(code, at)
        if found:
            at = found.end()
            if not depth:
                yield re.sub(r"\\(.)", r"\1", found[1])
            continue
        depth += (code[at] in "([{`") - (code[at] in ")]}")
        if depth < 0 or (not depth and code[at] == ","):
            return
        at += 1


@cache
def parsed(folder: str) -> list[tuple[str, ast.Module]]:
    """The modules of a folder, with their files."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return [(str(path.relative_to(ROOT)), ast.parse(path.read_text())) for path in paths]


@cache
def texts() -> frozenset[str]:
    """All texts that are given to `say`."""
    return frozenset(text for _, text in (*in_python(), *in_scripts()) if text.strip())


@cache
def written() -> str:
    """All that stands in texts of the code, in queries, pages, decks, roles and the tables of names, as one line."""
    parts = [text for folder in ("apps", "auth", "components", "data", "queries") for text in constants(folder)]
    kinds = (
        "queries/*.sql",
        "data/**/*.sql",
        "apps/pages/*.yaml",
        "auth/*.yaml",
        "data/reference/*.csv",
        "components/browser/**/*.js",
    )
    parts += [path.read_text() for kind in kinds for path in sorted(ROOT.glob(kind))]
    return plain("\n".join(parts))


def constants(folder: str) -> Iterator[str]:
    for _, tree in parsed(folder):
        nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
        yield from (node.value for node in nodes if isinstance(node.value, str))


def plain(text: str) -> str:
    """A text without what SQL, YAML and names of columns write otherwise."""
    return " ".join(text.replace("''", "'").replace("\\n", " ").replace("_", " ").lower().split())


@cache
def words() -> frozenset[str]:
    """The words of all that is written."""
    return frozenset(WORD.findall(written()))


def source(path: str) -> str:
    return Path(ROOT / path).read_text()
