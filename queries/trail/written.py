"""Asking SQL of readers again: what was run in the workspace, and charts of it that were pinned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from data.catalog import Version
from data.store import Store
from queries.engine import Engine
from queries.figures import Digest, Figures, distinct
from queries.library.history import History, Run
from queries.library.pins import Pins
from queries.query import FOLDER, Query, QueryError
from queries.sandbox.client import SandboxError
from queries.sandbox.job import EXPORT, RUN, Job, Reach
from queries.selection import Clause
from queries.written import own_query

WORKSPACE, BOARD = "sql", "board"
"""What the trail calls the workspace and a reader's own board, as pages."""
SQL = "sql"
"""What the trail calls a statement of a run, as a query."""
NAME = re.compile(r"\w+", re.ASCII)


@dataclass(frozen=True)
class Found:
    """What an answer was: its rows, and the digest of its figures."""

    rows: int
    digest: Digest


@dataclass(frozen=True)
class Library:
    """Where the text of SQL that readers wrote is found by the hash that a receipt has."""

    history: History
    pins: Pins

    @classmethod
    def of(cls, store: Store) -> Library:
        """What a store keeps."""
        return cls(History(store), Pins(store))

    def text(self, line: Mapping[str, Any]) -> str:
        """The SQL of a record, if a reader wrote it and it is kept; else empty."""
        return (self.history.text(str(line["query_hash"])) or "") if by_reader(line) else ""


def shipped(name: str) -> Query | None:
    """The query of that name that ships with Tidemark, if there is one."""
    path = FOLDER / f"{name}.sql"
    return Query.read(path) if NAME.fullmatch(name) and path.exists() else None


def by_reader(line: Mapping[str, Any]) -> bool:
    """Whether the record `line` is of SQL that a reader wrote, as far as that can be told without asking anything."""
    query = shipped(str(line.get("query", "")))
    return bool(line.get("query")) and (query is None or query.hash != line.get("query_hash"))


def ran(line: Mapping[str, Any]) -> bool:
    """Whether a record of SQL is of a run, in the workspace or from the command line, and not of a chart."""
    return line.get("page") in (WORKSPACE, "")


def again(
    engine: Engine, library: Library, version: Version, line: Mapping[str, Any]
) -> tuple[Found, list[str]] | None:
    """What the SQL of `line` gives now, and what else is not as it was; None if its text is not kept.

    Raise QueryError with the reason if it gives nothing.
    """
    hash = str(line["query_hash"])
    if not ran(line):
        said = library.pins.query(hash)
        return (_pinned(engine, own_query(said, _owner(line)), version, line), []) if said else None
    text = library.history.text(hash)
    if text is None:
        return None
    run = library.history.coded(str(line.get("of") or line.get("code", "")))
    changed = _changed(engine, run) if run else []
    return _run(engine, text, run, version, line, changed), changed


def _owner(line: Mapping[str, Any]) -> str:
    """Whose tables a chart may read: on a page that all see, nobody's."""
    return str(line["actor"]) if line.get("page") == BOARD else ""


def _pinned(engine: Engine, query: Query, version: Version, line: Mapping[str, Any]) -> Found:
    known = {name: value for name, value in line["arguments"].items() if name in query.arguments}
    clauses = tuple(map(Clause.read, line["clauses"]))
    answer = engine.again(replace(query, name=str(line["query"])), line["dataset"], known, clauses, version.number)
    return Found(answer.receipt.rows, answer.receipt.figures.digest)


def _run(
    engine: Engine, text: str, run: Run | None, version: Version, line: Mapping[str, Any], changed: list[str]
) -> Found:
    if engine.sandbox is None:
        raise QueryError("SQL of readers is run by the server alone")
    owner, files = str(line["actor"]), engine.opened(version.number).files()
    reach = Reach(engine.catalog.path(version), files, engine.tables(owner), run.selection if run else "")
    limits = replace(EXPORT, rows=max(RUN.rows, int(line["rows"])))
    try:
        frame, done = engine.sandbox.table(Job("run", owner, text, reach, values=line["arguments"], limits=limits))
    except SandboxError as error:
        raise QueryError(next(iter(changed), str(error))) from None
    return Found(done.rows, Figures(distinct(frame)).digest)


def _changed(engine: Engine, run: Run) -> list[str]:
    """Own tables that a run could read and that are gone, or others by now."""
    files = engine.tables(run.owner)
    gone = [f"the own table {name} was deleted since" for name in run.own if name not in files]
    others = [name for name, file in run.own.items() if name in files and files[name].name != file]
    return gone + [f"the own table {name} was replaced since" for name in others]
