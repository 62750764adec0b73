"""docs/queries.md: every query, its columns and its arguments, from the queries themselves."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping

from apps.setup import engine
from panel_config import ROOT, Settings
from queries.engine import Engine
from queries.query import Argument, Query, read_all

PATH = ROOT / "docs" / "queries.md"
MEANINGS = ROOT / "queries" / "columns.csv"
HEAD = """# Queries

What `tidemark run NAME` answers. This page is written by `make docs` from the headers in `queries/`.
A chart of a page names one of these; `--where` and a brush filter by any column of the rows or of the relation named
under *filters*.
"""
FACTS = ("unit", "grain", "source", "items", "dataset", "filters")


def meanings() -> dict[str, str]:
    """What each column of the queries means, by name."""
    with MEANINGS.open(newline="") as file:
        return {row["column"]: row["meaning"] for row in csv.DictReader(file)}


def page(asked: Engine) -> str:
    """The page's text. `asked` says which columns each query has."""
    return "\n".join([HEAD, *(_query(query, asked.columns(query)) for query in read_all().values())])


def _query(query: Query, columns: Mapping[str, str]) -> str:
    facts = [f"- {name}: {query.about[name]}" for name in FACTS if name in query.about]
    parts = [f"## {query.name}\n", f"{query.about['title']}\n", *facts, "", _columns(columns)]
    return "\n".join([*parts, *_arguments(query.arguments)])


def _columns(columns: Mapping[str, str]) -> str:
    known = meanings()
    rows = ((f"`{name}`", kind, known.get(name, "")) for name, kind in columns.items())
    return _table(("column", "type", "meaning"), rows)


def _arguments(arguments: Mapping[str, Argument]) -> list[str]:
    rows = ((f"`{name}`", " or ".join(a.choices) or a.type, a.default, a.doc) for name, a in arguments.items())
    return [_table(("argument", "type", "default", "meaning"), rows)] if arguments else []


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"


if __name__ == "__main__":
    PATH.write_text(page(engine(Settings.read())))
