"""`--where` on the command line: text becomes the same clauses that a brush publishes."""

from __future__ import annotations

import csv
from collections.abc import Mapping

from queries.query import QueryError, unknown
from queries.selection import Clause, Scalar

SOURCE = "command line"
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
FRACTIONAL = ("DOUBLE", "FLOAT", "DECIMAL")
WRITE = "write FIELD=a,b for any of these, or FIELD=lo..hi for everything between, ends included"


def clause(text: str, fields: Mapping[str, str]) -> Clause:
    """The clause that `FIELD=a,b` or `FIELD=lo..hi` says; `fields` are the columns it may name, with their types.

    A value that holds a comma stands in double quotes. Raises QueryError naming the field and the nearest right one.
    """
    name, equals, given = text.partition("=")
    if not equals or not given:
        raise QueryError(f"--where {text}: {WRITE}")
    if name not in fields:
        raise QueryError(unknown(f"--where {text}: field", name, fields.keys()))
    return _interval(name, fields[name], given) if _is_interval(given) else _point(name, fields[name], given)


def _is_interval(given: str) -> bool:
    return ".." in given and '"' not in given


def _interval(name: str, kind: str, given: str) -> Clause:
    ends = given.split("..")
    if len(ends) != 2 or "" in ends:
        raise QueryError(f"--where {name}={given}: an interval has two ends; {WRITE}")
    return Clause(SOURCE, name, "interval", tuple(_value(name, kind, end) for end in ends))


def _point(name: str, kind: str, given: str) -> Clause:
    values = tuple(_value(name, kind, text) for text in next(csv.reader([given], skipinitialspace=True)))
    if kind in ("DATE", "TIMESTAMP"):
        if len(values) > 1:
            raise QueryError(f"--where {name}={given}: {name} is a date: give one day, or first..last")
        return Clause(SOURCE, name, "interval", values * 2)
    return Clause(SOURCE, name, "point", values)


def typed(name: str, kind: str, value: Scalar) -> Scalar:
    """`value` as a column of the type `kind` compares it; raise QueryError if it is none."""
    if kind == "BOOLEAN" and value in ("t", "f"):
        return value == "t"
    if isinstance(value, str):
        return _value(name, kind, value, "")
    if isinstance(value, bool) == (kind == "BOOLEAN") and kind.startswith((*WHOLE, *FRACTIONAL, "BOOLEAN")):
        return value
    raise QueryError(f"{name} is {kind}: {value!r} is none of its values; write texts and days in single quotes")


def _value(name: str, kind: str, text: str, flag: str = "--where ") -> Scalar:
    if kind == "BOOLEAN" and text in ("true", "false"):
        return text == "true"
    try:
        if kind in WHOLE:
            return int(text)
        return float(text) if kind.startswith(FRACTIONAL) else text
    except ValueError:
        raise QueryError(f"{flag}{name}: {text!r} is not a number, and {name} is {kind}") from None
