"""Names of tables and columns that files bring."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from queries.own.trouble import OwnError

NAME = re.compile(r"[^\W\d]\w{0,59}")
LONGEST = 120
"""Characters of a column's name."""
TAKEN = frozenset({"selection"})
_WORDS = """
all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
deferrable desc describe distinct do else end except false fetch for foreign from group having in initially
intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing
primary qualify references returning select show some summarize symmetric table then to trailing true union unique
unpivot using variadic when where window with
"""
RESERVED = frozenset(_WORDS.split())
"""Words that DuckDB takes for a name in quotes only."""


def checked(name: str) -> str:
    """A table's name, in small letters; raise OwnError with one that would do."""
    small = name.strip().lower()
    if not NAME.fullmatch(small):
        raise OwnError(f"{name[:80]!r} is no name for a table: letters, digits and _ make one, as {suggested(name)}")
    if small in RESERVED | TAKEN:
        raise OwnError(f"{small!r} means something else in SQL: choose another name, as own_{small}")
    return small


def suggested(file: str) -> str:
    """A name for the table in a file."""
    stem = PurePath(file.replace("\\", "/")).name.rsplit(".", 1)[0]
    name = re.sub(r"\W+", "_", stem.lower()).strip("_")[:60]
    if not name or name[0].isdigit() or name in RESERVED | TAKEN:
        name = f"own_{name}".rstrip("_")[:60]
    return name


def columns(given: Sequence[object]) -> tuple[list[str], list[str]]:
    """Names for columns, none twice and none empty, and a sentence for each that had to be made."""
    names: list[str] = []
    problems: list[str] = []
    used: set[str] = set()
    for number, raw in enumerate(given, 1):
        said = " ".join("".join(c if c.isprintable() else " " for c in str(raw or "")).split())[:LONGEST]
        name = _unused(said or f"column_{number}", used)
        used.add(name.casefold())
        names.append(name)
        if not said:
            problems.append(f"column {number:,} has no name: it is called {name}")
        elif name != said:
            problems.append(f"there are two columns {said!r}: the one at place {number:,} is called {name!r}")
    return names, problems


def _unused(name: str, used: set[str]) -> str:
    number, made = 2, name
    while made.casefold() in used:
        made, number = f"{name}_{number}", number + 1
    return made
