"""Values of `$names` as their types want them, or one sentence that says which does not fit."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from queries.library.drafts import Values
from queries.query import QueryError

Scalar = str | int | float | bool


def _whole(given: Any) -> int:
    if isinstance(given, bool) or (isinstance(given, float) and not given.is_integer()):
        raise ValueError
    return int(given)


def _number(given: Any) -> float:
    number = math.nan if isinstance(given, bool) else float(given)
    if not math.isfinite(number):
        raise ValueError
    return number


def _truth(given: Any) -> bool:
    return {"true": True, "false": False}[str(given).strip().lower()]


def _date(given: Any) -> str:
    return date.fromisoformat(str(given).strip()).isoformat()


def _moment(given: Any) -> str:
    return datetime.fromisoformat(str(given).strip()).isoformat(sep=" ")


Reader = Callable[[Any], Scalar]
WHOLE: tuple[Reader, str] = (_whole, "a whole number such as 12")
NUMBER: tuple[Reader, str] = (_number, "a number such as 1.5")
READERS: Mapping[str, tuple[Reader, str]] = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"), WHOLE),
    **dict.fromkeys(("UBIGINT", "HUGEINT", "UHUGEINT"), WHOLE),
    **dict.fromkeys(("FLOAT", "REAL", "DOUBLE", "DECIMAL"), NUMBER),
    "BOOLEAN": (_truth, "true or false"),
    "DATE": (_date, "a date such as 2025-03-31"),
    **dict.fromkeys(("TIMESTAMP", "DATETIME"), (_moment, "a moment such as 2025-03-31 17:00:00")),
}


def fitted(given: Values, types: Mapping[str, str]) -> dict[str, Scalar | None]:
    """`given` as `types` want it, those alone that have one; raise QueryError for a value that is none of its type.

    What a type is not known of stays as it is, and so does an empty choice, which is NULL.
    """
    return {name: read(name, given[name], kind) for name, kind in types.items() if name in given}


def read(name: str, value: Any, kind: str) -> Scalar | None:
    """One value in its type; raise QueryError if it is none."""
    reader = READERS.get(kind.partition("(")[0].upper())
    if value is None or reader is None:
        return value  # type: ignore[no-any-return]
    read_as, like = reader
    try:
        return read_as(value)
    except (ValueError, TypeError, KeyError, OverflowError):
        shown = str(value)[:40]
        wrong = f"{shown!r} does not fit" if shown else "it is empty"
        raise QueryError(f"${name}: {wrong}; write {like}") from None
