"""Values and clauses as the text of SQL, for statements that must run as they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from math import isfinite
from typing import Any

import duckdb

from data import sql
from queries.query import QueryError
from queries.selection import Clause, Scalar

SHORT = re.compile(r"[\d.]{1,16}")
"""A number that is no other once it was taken for a decimal."""
PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
NAMED = re.compile(
    r"""(?P<kept>
        \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*"
        | --[^\n]* | /\*.*?\*/
    ) | \$(?P<name>[A-Za-z_]\w*)""",
    re.VERBOSE | re.DOTALL,
)
"""A `$name`, or what only looks like one: texts, quoted names and comments."""


def literal(value: Scalar | None) -> str:
    """`value` as SQL writes it; raise QueryError for what SQL cannot write: no number, U+0000, half a character."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        digits = repr(finite(value))
        return f"{digits}::DOUBLE" if SHORT.fullmatch(digits) else f"'{digits}'::DOUBLE"
    return sql.literal(written(value))


def finite(value: float) -> float:
    """`value`; raise QueryError if it is no number."""
    if not isfinite(value):
        raise QueryError(f"{value} is no number that rows can be compared with")
    return value


def written(text: str) -> str:
    """`text`; raise QueryError if a statement cannot hold it."""
    if "\0" in text or (not text.isprintable() and _half(text)):
        raise QueryError(f"{text!r} holds a character that SQL cannot write")
    return text


def _half(text: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in text)


def name(field: str) -> str:
    """`field` as a column is named: in quotes where it must be."""
    if PLAIN.fullmatch(field) and field not in keywords():
        return field
    return sql.quoted(written(field))


@cache
def keywords() -> frozenset[str]:
    """The words that no column can be named by without quotes."""
    with duckdb.connect() as connection:
        asked = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'"
        return frozenset(word for (word,) in connection.execute(asked).fetchall())


def shown(value: Scalar) -> str:
    """`value` as a reader writes it: a number by its digits alone."""
    return repr(finite(value)) if isinstance(value, float) else literal(value)


def predicate(clause: Clause, write: Callable[[Scalar], str] = literal) -> str:
    """What rows satisfy that `clause` keeps."""
    values = list(map(write, clause.value))
    if clause.kind == "interval":
        return f"{name(clause.field)} BETWEEN {values[0]} AND {values[1]}"
    return f"{name(clause.field)} IN ({', '.join(values)})" if values else "FALSE"


def predicates(clauses: Iterable[Clause], columns: Collection[str]) -> list[str]:
    """What rows with `columns` satisfy that all `clauses` keep. Clauses on other fields are left out."""
    return [predicate(clause) for clause in clauses if clause.field in columns]


def filled(sql: str, values: Mapping[str, Any]) -> str:
    """`sql` with a literal in the place of each `$name` that has a value."""

    def put(found: re.Match[str]) -> str:
        named = found["name"]
        return literal(values[named]) if named and named in values else found[0]

    return NAMED.sub(put, sql)
