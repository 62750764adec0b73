"""A record of the audit in the reader's words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from apps.words import said
from components.language import ENGLISH, say
from queries.selection import Clause

ASIDE = frozenset({"seq", "mac", "code", "timestamp", "kind", "actor"})
"""What stands in a column of its own, or says nothing to a reader."""
EMPTY: tuple[Any, ...] = ("", None, [], {})
LONGEST = 300
"""Characters of what a record says."""
Record = Mapping[str, Any]


def moment(record: Record) -> str:
    """When it was, to the second."""
    return str(record.get("timestamp", ""))[:19].replace("T", " ")


def saying(record: Record, language: str = ENGLISH) -> str:
    """What a record says: which figures were shown, or what else was done."""
    return (figures(record, language) if record.get("query") else rest(record))[:LONGEST]


def figures(record: Record, language: str) -> str:
    """Which chart of which page, asked of which data, within what is brushed."""
    where = " · ".join(str(record[name]) for name in ("page", "view") if record.get(name))
    dataset, version = record.get("dataset") or say(language, "all datasets"), record.get("data_version")
    asked = say(
        language, "{query} of {dataset}, version {version}", query=record["query"], dataset=dataset, version=version
    )
    parts = [where, asked, brushed(record, language), say(language, "{rows} rows", rows=record.get("rows"))]
    return "; ".join(part for part in parts if part)


def brushed(record: Record, language: str = ENGLISH) -> str:
    """What was brushed, or kept on the command line; empty if nothing was or it cannot be read."""
    try:
        return "; ".join(said(Clause.read(each), language) for each in record.get("clauses", ()))
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""


def rest(record: Record) -> str:
    """All that is special to a record, word by word."""
    return ", ".join(
        f"{name}: {plain(value)}" for name, value in record.items() if name not in ASIDE and value not in EMPTY
    )


def plain(value: Any) -> str:
    """A value as it is read."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
