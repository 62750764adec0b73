"""A statement laid out anew, which to DuckDB is still the same."""

from __future__ import annotations

import json
from typing import Any

from queries.sandbox.event import Event, Fault, Text
from queries.sandbox.held import Held
from queries.sandbox.job import Job
from queries.sandbox.prepared import SERIALIZED
from queries.sandbox.statement import FaultError, check_size, marked

CANNOT = Fault("wrong", "This statement cannot be formatted: its meaning could change.")


def formatted(held: Held, job: Job) -> Event:
    """The statement that a job marks, formatted; raise FaultError if that would not leave it what it is."""
    from sqlglot import transpile
    from sqlglot.errors import SqlglotError

    span = marked(job.text, job.start, job.end)
    text = job.text[span.start : span.end]
    check_size(text)
    try:
        (laid,) = transpile(text, read="duckdb", write="duckdb", pretty=True)
    except (SqlglotError, ValueError, RecursionError):
        raise FaultError(CANNOT) from None
    if _meaning(held, laid) != _meaning(held, text):
        raise FaultError(CANNOT)
    return Text(laid, span.start, span.end)


def _meaning(held: Held, text: str) -> Any:
    """The tree of a statement without its places."""
    rows = held.connection.execute(SERIALIZED, [text]).fetchall()
    return _bare(json.loads(rows[0][0]))


def _bare(node: Any) -> Any:
    if isinstance(node, list):
        return [_bare(part) for part in node]
    if isinstance(node, dict):
        return {name: _bare(part) for name, part in node.items() if name not in ("query_location", "position")}
    return node
