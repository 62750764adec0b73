"""A statement that may run: judged, with all that it reads and its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import duckdb

from data.sql import literal
from queries.sandbox import names, pivot
from queries.sandbox.event import Fault
from queries.sandbox.gate import READS, Finding, Gate, Tree, tree
from queries.sandbox.held import Held
from queries.sandbox.job import Job, Value
from queries.sandbox.statement import FaultError, Span, check_size, code_point, marked, tokens

SERIALIZED = "SELECT json_serialize_sql(?::VARCHAR)"
WRITES = """
ALTER ANALYZE ATTACH BEGIN CALL CHECKPOINT COMMENT COMMIT COPY CREATE DEALLOCATE DELETE DETACH DROP EXECUTE EXPORT FORCE
GRANT IMPORT INSERT INSTALL LOAD MERGE PRAGMA PREPARE RESET REVOKE ROLLBACK SET START TRUNCATE UPDATE USE VACUUM
"""
LISTED = "SELECT * FROM (VALUES {}) AS t(name)"
TOLD_IN_DATA = (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException)
"""Errors that quote a value that was read."""
PIVOTED = Fault("wrong", "What is pivoted on cannot be computed from every row.")
"""No more than that: values are looked up while one types, before anything is written down."""
Written = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Prepared:
    """`sql` holds the statement that begins at code point `begin` of the text, and in `sql` at `lead`.

    `tree` and `finding` are of the statement alone, `tables` of all of `sql`. `explained` says that it asks for a plan.
    """

    sql: str
    span: Span
    begin: int
    lead: int
    tree: Tree
    finding: Finding
    tables: tuple[str, ...]
    values: Mapping[str, Value]
    explained: bool
    written: Written = ()

    def place(self, executed: str, at: int) -> int | None:
        """Where byte `at` of what was executed, which holds `sql`, lies in the text; None if outside of it."""
        return placed(code_point(executed, at) - executed.index(self.sql) - self.lead, self)


def placed(place: int, within: Prepared | Begun) -> int | None:
    """Where a code point of the statement as it runs lies in the text; None if outside of it."""
    for start, length in within.written:
        place = place - length if place >= start + length else min(place, start)
    return within.begin + place if 0 <= place <= within.span.end - within.begin else None


@dataclass(frozen=True)
class Begun:
    """A statement on its way: its text as it will run, and where that begins in the editor's text."""

    text: str
    span: Span
    begin: int
    explained: bool
    written: Written = ()

    def fault(self, error: FaultError) -> FaultError:
        """The fault with its place in the editor's text, which the error gives in bytes of the statement."""
        fault = error.fault
        if fault.position is None:
            return error
        place = placed(code_point(self.text, fault.position), self)
        return FaultError(Fault(fault.kind, fault.message, place, fault.length, fault.candidate))


def prepared(held: Held, job: Job, blank: bool = False) -> Prepared:
    """The statement that a job marks; raise FaultError if it may not run. With `blank`, values may be missing."""
    begun = _begun(job)
    gate = Gate(held.granted, held.lacking)
    given = {name: value for name, (_, value) in _header(job, begun).items()} | dict(job.values)
    text, written = pivot.filled(begun.text, partial(_values, held, gate, given))
    begun = Begun(text, begun.span, begun.begin, begun.explained, written)
    try:
        _check_reads(text)
        statement = _tree(held, text)
        listed = _lists_tables(statement)
        finding = Finding() if listed else gate.judge(statement)
    except FaultError as error:
        raise begun.fault(error) from None
    before, after = job.around
    sql = _listing(held) if listed else before + text + after
    whole = gate.judge(_tree(held, sql)) if before + after else finding
    if begun.explained:
        sql = f"EXPLAIN {sql}"
    values = _bound(whole, given, blank)
    lead = len(before) + len("EXPLAIN ") * begun.explained
    about = (begun.span, begun.begin, lead, statement, finding, tuple(whole.tables), values, begun.explained, written)
    return Prepared(sql, *about)


def _begun(job: Job) -> Begun:
    span = marked(job.text, job.start, job.end)
    text, begin = job.text[span.start : span.end], span.start
    check_size(text)
    words = tokens(text)
    explained = len(words) > 1 and words[0].word == "EXPLAIN"
    if explained:
        if words[1].word in ("ANALYZE", "ANALYSE", "("):
            raise FaultError(Fault("denied", "EXPLAIN stands alone here; ask for a profile instead.", begin, 7))
        text, begin = text[words[1].start :], begin + words[1].start
    return Begun(text, span, begin, explained)


def _header(job: Job, begun: Begun) -> dict[str, tuple[str, Value]]:
    return names.header(job.text[begun.span.head : begun.span.end])


def _check_reads(text: str) -> None:
    """Raise FaultError for what only writes: DuckDB's tree knows no more of it than that."""
    words = tokens(text)
    if words and words[0].word in WRITES.split():
        raise FaultError(Fault("denied", f"{words[0].word} is not for here. {READS}", 0, len(words[0].word)))


def _tree(held: Held, sql: str) -> Tree:
    rows = held.connection.execute(SERIALIZED, [sql]).fetchall()
    return tree(str(rows[0][0]), sql)


def _values(held: Held, gate: Gate, given: Mapping[str, Value], sql: str) -> list[str]:
    finding = gate.judge(_tree(held, sql))
    try:
        rows = held.connection.execute(sql, _bound(finding, given, False)).fetchall()
    except TOLD_IN_DATA:
        raise FaultError(PIVOTED) from None
    return [value for (value,) in rows]


def _lists_tables(statement: Tree) -> bool:
    source = statement.get("from_table") or {}
    return source.get("type") == "SHOW_REF" and source["table_name"] == '"tables"'


def _listing(held: Held) -> str:
    return LISTED.format(", ".join(f"({literal(name)})" for name in sorted(set(held.granted.values()))))


def _bound(finding: Finding, given: Mapping[str, Value], blank: bool) -> dict[str, Value]:
    numbered = [name for name in finding.names if name.isdigit()]
    if numbered:
        raise FaultError(Fault("wrong", "Write $name where a value is to be set, as $quarter."))
    missing = [f"${name}" for name in finding.names if name not in given]
    if missing and not blank:
        raise FaultError(Fault("wrong", f"No value is given for {', '.join(missing)}."))
    return {name: given.get(name) for name in finding.names}
