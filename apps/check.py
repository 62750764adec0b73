"""`tidemark check`: every problem of pages and queries, before anything is served."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import duckdb

from apps.configuration import PAGES, QUERIES
from apps.page import check as page_problems
from auth.policy import SHIPPED, Policy, PolicyError
from data.catalog import CatalogError
from panel_config import ROOT
from queries.engine import Engine
from queries.query import Query, QueryError

LINE = re.compile(r"\bLINE (\d+):")


def check(paths: list[Path], engine: Engine, roles: Path = SHIPPED) -> tuple[list[str], str]:
    """All problems as `file:line: what`, and how much was looked at. No path means all pages, queries and `roles`."""
    files = list(_files(paths or [PAGES, QUERIES, roles]))
    policies = [path for path in files if path.name == SHIPPED.name or path == roles]
    pages = [path for path in files if path.suffix in (".yaml", ".yml") and path not in policies]
    queries = [path for path in files if path.suffix == ".sql"]
    problems = [problem for path in queries for problem in query_problems(path, engine)]
    problems += _of_pages(pages, engine) if pages else []
    problems += [problem for path in policies for problem in role_problems(path)]
    return list(dict.fromkeys(problems)), ", ".join(
        [_count(pages, "page"), _count(queries, "query"), *["roles" for _ in policies]]
    )


def _of_pages(pages: list[Path], engine: Engine) -> list[str]:
    """What is wrong with pages; while a query cannot be read, no page can, and the query's problem is told instead."""
    try:
        return page_problems(pages, engine)
    except QueryError:
        return [problem for path in _files([QUERIES]) for problem in query_problems(path, engine)]


def role_problems(path: Path) -> list[str]:
    """What is wrong with roles, the pages that they name included."""
    try:
        return Policy.read(path).strangers([page.stem for page in PAGES.glob("*.yaml")])
    except PolicyError as error:
        return error.problems


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted([*path.glob("*.yaml"), *path.glob("*.sql")])
        elif path.suffix not in (".yaml", ".yml", ".sql"):
            raise QueryError(f"{path}: not a page or roles (.yaml), or a query (.sql)")
        else:
            yield path


def _count(files: list[Path], noun: str) -> str:
    many = {"page": "pages", "query": "queries"}[noun]
    return f"{len(files)} {noun if len(files) == 1 else many}"


def query_problems(path: Path, engine: Engine) -> list[str]:
    """What is wrong with one query file, as `file:line: what`; nothing if it would run."""
    text = path.read_text()
    try:
        engine.fields(Query.read(path))
    except (QueryError, CatalogError) as error:
        return [_problem(path, _line(text, str(error)), str(error).removeprefix(f"{path.name}: "))]
    except duckdb.Error as error:
        return [_problem(path, _line(text, str(error), before=1), str(error))]
    return []


def _problem(path: Path, line: int, what: str) -> str:
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    said = " ".join(what.split("\n\nLINE")[0].split())
    return f"{shown}:{line}: {said}"


def _line(text: str, what: str, before: int = 0) -> int:
    """The line that the database names, `before` lines less, else the line of the `$name` at fault, else the first."""
    if match := LINE.search(what):
        return max(1, int(match[1]) - before)
    name = re.search(r"\$\w+", what)
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, 1) if name and name[0] in line), 1)
