"""What a booth does with its job, once nothing can be reached any more."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import duckdb

from queries.sandbox import cells, clauses, layout, names
from queries.sandbox.event import Checked, Column, Columns, Done, Event, Fault, Name, Named, Started, Text
from queries.sandbox.fault import bare, fault, located
from queries.sandbox.held import Held
from queries.sandbox.job import Job
from queries.sandbox.prepared import Prepared, prepared
from queries.sandbox.sending import Outlet, Sending
from queries.sandbox.statement import FaultError, Span, check_letters, marked
from queries.sandbox.watch import Watch

T = TypeVar("T")
COUNTING = 5.0
"""Seconds, at most, to find out how many rows there are in all."""
PLANS = {"plan": "EXPLAIN (FORMAT json) ", "profile": "EXPLAIN (ANALYZE, FORMAT json) "}
PLAN = (Column("explain_key", "VARCHAR"), Column("explain_value", "VARCHAR"))


@dataclass
class Work:
    """A job over what is held; `outlet` passes its events on, `watch` looks after it."""

    held: Held
    job: Job
    outlet: Outlet
    watch: Watch

    def end(self) -> Event:
        """Do the job; the event that ends it."""
        try:
            return self._done()
        except FaultError as error:
            return error.fault
        except (duckdb.Error, MemoryError) as error:
            return self._late() or fault(error, self.job.limits.memory)[0]

    def _done(self) -> Event:
        check_letters(self.job.text)
        match self.job.kind:
            case "run" | "export":
                return self._run()
            case "check":
                return self._check()
            case "plan" | "profile":
                return self._plan(PLANS[self.job.kind])
            case "format":
                return layout.formatted(self.held, self.job)
            case "clauses":
                return clauses.found(self.held, self.job)

    def _run(self) -> Event:
        statement = self._started()
        columns = self._columns(statement)
        self.outlet.tell(Columns(columns, statement.tables))
        sending = Sending(self.job.limits, columns, self.outlet, self.watch)
        self.watch.telling = True
        more = self._executed(statement, cells.written(statement.sql, columns), sending.send)
        total = self._total(statement) if more else sending.rows
        return Done(sending.rows, more, total, round(self.watch.seconds, 3))

    def _check(self) -> Event:
        statement = self._looked()
        known = {n.lower(): k for table in statement.tables for n, k in self.held.columns(table).items()}
        given = names.types(statement.tree, known) | self._said(statement.span)
        found = tuple(Name(name, given.get(name, "")) for name in statement.finding.names)
        self.outlet.tell(Named(found, statement.tables))
        return Checked(found, self._columns(statement), statement.tables, statement.span.start, statement.span.end)

    def _looked(self) -> Prepared:
        """The statement, with blanks for its values. If it may not run, its `$names` are told first."""
        try:
            return prepared(self.held, self.job, blank=True)
        except (FaultError, duckdb.Error):
            span = marked(self.job.text, self.job.start, self.job.end)
            said = self._said(span)
            found = names.written(self.job.text[span.start : span.end])
            self.outlet.tell(Named(tuple(Name(name, said.get(name, "")) for name in found), ()))
            raise

    def _said(self, span: Span) -> dict[str, str]:
        return {name: kind for name, (kind, _) in names.header(self.job.text[span.head : span.end]).items()}

    def _plan(self, explain: str) -> Event:
        statement = self._started()
        sql = statement.sql.removeprefix("EXPLAIN ") if statement.explained else statement.sql
        rows = self._executed(statement, explain + sql, lambda cursor: cursor.fetchall())
        return Text(bare(str(rows[0][1])), statement.span.start, statement.span.end)

    def _started(self) -> Prepared:
        statement = prepared(self.held, self.job)
        self.outlet.tell(Started(statement.span.start, statement.span.end))
        return statement

    def _columns(self, statement: Prepared) -> tuple[Column, ...]:
        if statement.explained:
            return PLAN
        shown = (statement.tree.get("from_table") or {}).get("type") == "SHOW_REF"
        asked = f"DESCRIBE FROM (\n{statement.sql}\n)" if shown else f"DESCRIBE {statement.sql}"
        rows = self._executed(statement, asked, lambda cursor: cursor.fetchall())
        return tuple(Column(str(name), str(kind)) for name, kind, *_ in rows)

    def _total(self, statement: Prepared) -> int | None:
        """How many rows there are in all; None if that takes too long."""
        whole, self.watch.until = self.watch.until, min(self.watch.until, time.monotonic() + COUNTING)
        try:
            counted = self.held.connection.execute(f"SELECT count(*) FROM (\n{statement.sql}\n)", statement.values)
            return int(counted.fetchall()[0][0])
        except (duckdb.Error, MemoryError):
            return None
        finally:
            self.watch.until = whole

    def _executed(self, statement: Prepared, sql: str, use: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """What `use` makes of the cursor; raise FaultError where DuckDB says that something is wrong."""
        try:
            return use(self.held.connection.execute(sql, dict(statement.values)))
        except (duckdb.Error, MemoryError) as error:
            raise FaultError(self._late() or self._located(error, statement, sql)) from None

    def _late(self) -> Fault | None:
        seconds = self.job.limits.seconds
        return (
            Fault("stopped", f"Stopped after {seconds:g} s, the longest that it may take.") if self.watch.late else None
        )

    def _located(self, error: Exception, statement: Prepared, sql: str) -> Fault:
        found, at, named = fault(error, self.job.limits.memory)
        known = [name for table in statement.tables for name in self.held.columns(table)]
        place = None if at is None else statement.place(sql, at)
        return located(found, self.job.text, place, named, known, self.held.reserved)
