"""A table in a text: CSV and its relatives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import duckdb

from data.sql import literal
from queries.own import columns, dialect, naming
from queries.own.encoding import CHOICES, guess, to_utf8
from queries.own.found import Found, Options, Question, Unread, check_columns, check_rows
from queries.own.kind import COMMA, ORDERS, POINT, kinds
from queries.own.rejected import rejected
from queries.own.trouble import OwnError

DECIMALS = {POINT: "1,234.56", COMMA: "1.234,56"}
HEADER = {"yes": "names of the columns", "no": "figures already"}
MISFITS = {"refuse": "stop", "leave out": "leave them out"}
WORDS = {"BIGINT": "number", "HUGEINT": "number", "DOUBLE": "number", "DATE": "date", "BOOLEAN": "true or false"}
FIRST = 50
"""Lines among which the table may begin."""
CHOSEN = ("encoding", "delimiter", "first", "header", "decimal", "dates", "misfits")


def read(connection: duckdb.DuckDBPyConnection, path: Path, work: Path, options: Options) -> Found:
    """The table in the text at `path`; raise OwnError if there is none. A copy in UTF-8 is kept in `work`."""
    found, text = Found("csv"), work / "text.csv"
    lines = _decoded(found, path, text, options)
    begins = dialect.beginning(text)
    asked = Question.of("delimiter", "Between cells", dialect.DELIMITERS, options, dialect.delimited(begins))
    layout = dialect.layout(begins, found.ask(asked))
    if not layout.records:
        raise OwnError("the file holds only empty lines")
    top, header, body = _top(found, layout, options)
    check_columns(top)
    names, problems = naming.columns(top if header else [""] * len(top))
    found.problems += problems if header else []
    cells = list(chain.from_iterable(body))
    relation = _relation(text, layout.delimiter, int(found.questions[-2].value), header, len(top))
    _typed(connection, found, relation, names, _marks(found, cells, layout.delimiter, options), lines)
    _refused(connection, found, text, options)
    check_rows(found.rows)
    return found


def _decoded(found: Found, path: Path, text: Path, options: Options) -> int:
    """How many lines the text has; it lies at `text` then."""
    seems = guess(path)
    name = options.get("encoding", seems.name)
    question = Question.of("encoding", "Encoding", CHOICES, options, seems.name)
    try:
        lines = to_utf8(path, name, text)
    except OwnError as error:
        found.ask(question)
        raise Unread(found, str(error)) from None
    if seems.asked or "encoding" in options:
        found.ask(question)
    return lines


def _top(found: Found, layout: dialect.Layout, options: Options) -> tuple[Sequence[str], bool, list[Sequence[str]]]:
    """The first record of the table, whether it holds names, and the records below."""
    starts = [line for line in layout.lines if line <= FIRST] or [1]
    choices = {str(line): f"line {line}" for line in starts}
    first = int(found.ask(Question.of("first", "The table begins on", choices, options, str(layout.first))))
    place = layout.lines.index(first)
    top = layout.records[place]
    names = "yes" if dialect.headed(top) else "no"
    header = found.ask(Question.of("header", "Its first line holds", HEADER, options, names)) == "yes"
    return top, header, list(layout.records[place + header :])


def _marks(found: Found, cells: Iterable[str], delimiter: str, options: Options) -> tuple[str, str]:
    """The mark before a fraction and the order of dates, asked about where they could be others."""
    cells = list(cells)
    decimal, doubtful = dialect.decimal(cells, delimiter)
    asked = Question.of("decimal", "Figures are written", DECIMALS, options, decimal)
    if doubtful or "decimal" in options:
        found.ask(asked)
    order, unclear = dialect.order(cells)
    dates = Question.of("dates", "Dates have the", {each: each for each in ORDERS}, options, order)
    if unclear or "dates" in options:
        found.ask(dates)
    return asked.value, dates.value


def _relation(text: Path, delimiter: str, first: int, header: bool, count: int) -> str:
    """The records as SQL; those that do not fit are left out, and kept in `reject_errors`."""
    shape = ", ".join(f"{name}: 'VARCHAR'" for name in columns.raw(count))
    return (
        f"read_csv({literal(str(text))}, auto_detect=false, delim={literal(delimiter)}, quote='\"', escape='\"', "
        f"header={str(header).lower()}, skip={first - 1}, columns={{{shape}}}, strict_mode=true, "
        "allow_quoted_nulls=false, store_rejects=true, rejects_limit=10000)"
    )


def _typed(
    connection: duckdb.DuckDBPyConnection,
    found: Found,
    relation: str,
    names: list[str],
    marks: tuple[str, str],
    lines: int,
) -> None:
    """Settle what each column is, and say why those are text that began as something else."""
    known = kinds(*marks)
    guesses = columns.guessed(connection, relation, len(names), known)
    found.rows, kept, misfits = columns.settled(connection, relation, guesses, known)
    found.statement = columns.selected(names, kept, known, relation)
    before = int(next(q.value for q in found.questions if q.name == "first")) - 1
    before += next(q.value for q in found.questions if q.name == "header") == "yes"
    exact = before + found.rows == lines
    place = "line" if exact else "row"
    found.say(
        (
            f"column {names[m.column]!r} is text: {place} {m.row + before * exact:,} has {m.cell!r}, "
            f"which is no {WORDS.get(m.type, m.type)}" + (f"; so have {m.cells - 1:,} more" if m.cells > 1 else "")
            for m in misfits
        ),
        "columns",
    )


def _refused(connection: duckdb.DuckDBPyConnection, found: Found, text: Path, options: Options) -> None:
    """Say which lines do not fit; they must be left out knowingly."""
    lines, count = rejected(connection, text)
    if not count:
        return
    found.say(lines, "lines that do not fit")
    asked = Question.of("misfits", f"{count:,} lines do not fit", MISFITS, options, "refuse")
    if found.ask(asked) == "refuse":
        found.stop = f"{count:,} lines do not fit: mend them, or have them left out"
