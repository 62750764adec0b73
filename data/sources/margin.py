"""Files of margin records, Parquet or CSV, of any size: what they must hold, and where they do not."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path

import duckdb

from data.margin import COLUMNS, FIELDS, LAYERS, METRICS
from data.sources.filing import SourceError
from data.sql import literal

ENOUGH = 6
"""A CSV with so many of the columns is meant as margin records."""
ACCEPTED = {
    "date": ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"),
    "text": ("VARCHAR", "ENUM"),
    "number": (
        *("DOUBLE", "FLOAT", "DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),
        *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"),
    ),
}
TYPES = {"date": "DATE", "text": "VARCHAR", "number": "DOUBLE"}


def kind(column: str) -> str:
    """What a column holds: date, text or number."""
    return "date" if column == "date" else "text" if column in FIELDS else "number"


def recognise(path: Path) -> bool:
    """Whether the file is Parquet, or a CSV with most of the columns of margin records."""
    if path.is_dir() or path.stat().st_size == 0:
        return False
    if is_parquet(path):
        return True
    return path.suffix.lower() in (".csv", ".txt") and len(set(COLUMNS) & set(_heading(path)[0])) >= ENOUGH


def is_parquet(path: Path) -> bool:
    """Whether the file begins as Parquet does."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def scan(connection: duckdb.DuckDBPyConnection, path: Path, rejects: str = "") -> str:
    """A relation in SQL: the file's columns of `margin`, in the order of the table; raise SourceError if one is wrong.

    Lines of a CSV that cannot be read are left out and listed in the table `rejects`, if it is named.
    """
    if is_parquet(path):
        types = _described(connection, path)
        _check_columns(path, list(types))
        _check_types(path, types)
        cast = ", ".join(_cast(name, types[name]) for name in COLUMNS)
        return f"(SELECT {cast} FROM read_parquet({literal(str(path))}))"
    heading, mark = _heading(path)
    _check_columns(path, heading)
    columns = ", ".join(f"'{name}': '{TYPES[kind(name)]}'" for name in heading)
    form = f"header = true, auto_detect = false, delim = '{mark}', quote = '\"', escape = '\"'"
    kept = f", store_rejects = true, rejects_table = '{rejects}', rejects_scan = '{rejects}_scan'" if rejects else ""
    return f"(SELECT {', '.join(COLUMNS)} FROM read_csv({literal(str(path))}, {form}, columns = {{{columns}}}{kept}))"


def first_reject(connection: duckdb.DuckDBPyConnection, path: Path, rejects: str) -> None:
    """Raise SourceError for the first line in the table `rejects`, if there is one."""
    query = f"SELECT line, column_name, error_type, error_message FROM {rejects} ORDER BY line, column_idx LIMIT 1"
    for line, column, error, message in connection.execute(query).fetchall():
        raise SourceError(f"{path.name}, line {line}{_rejected(column, error, message)}; nothing was loaded")


def first_wrong(connection: duckdb.DuckDBPyConnection, path: Path, relation: str) -> None:
    """Raise SourceError for the first row that has no date, lacks a text, or names an unknown layer."""
    row = f"SELECT row_number() OVER () AS row, * FROM {relation}"
    wrong = connection.execute(f"FROM ({row}) WHERE {WRONG} ORDER BY row LIMIT 1").fetchall()
    for number, *cells in wrong:
        where = f"row {number}" if is_parquet(path) else f"line {number + 1}"
        raise SourceError(f"{path.name}, {where}{_missing(dict(zip(COLUMNS, cells, strict=True)))}; nothing was loaded")


WRONG = " OR ".join(
    [
        "date IS NULL OR NOT isfinite(date)",
        *(f"{name} IS NULL OR {name} = ''" for name in FIELDS[1:]),
        f"layer NOT IN {LAYERS}",
    ]
)


def _missing(cells: dict[str, object]) -> str:
    for name in FIELDS:
        if cells[name] in (None, ""):
            return f", column {name!r}: {'no day' if name == 'date' else 'empty'}"
    if cells["layer"] not in LAYERS:
        return f", column 'layer': {_near('layer', str(cells['layer']), LAYERS)}"
    return ", column 'date': no day"


def _rejected(column: str | None, error: str, message: str) -> str:
    if error == "INVALID ENCODING":
        return f", column {column!r}: not UTF-8; save the file as UTF-8"
    if error != "CAST" or column is None:
        return f": {' '.join(message.split())}"
    given = message.partition('string "')[2].rpartition('" to')[0]
    want = {"date": "a date, as 2024-01-31", "number": "a number, as 1234.5", "text": "text"}[kind(column)]
    comma = "; a comma is no decimal mark here" if kind(column) == "number" and "," in given else ""
    return f", column {column!r}: {given!r} is not {want}{comma}"


def _check_columns(path: Path, names: Sequence[str]) -> None:
    for name in names:
        if name not in COLUMNS:
            raise SourceError(f"{path.name}: {_near('column', name, COLUMNS)}")
        if names.count(name) > 1:
            raise SourceError(f"{path.name}: column {name!r} stands there twice")
    if lacking := [name for name in COLUMNS if name not in names]:
        raise SourceError(f"{path.name}: margin records need {', '.join(COLUMNS)}; the file lacks {', '.join(lacking)}")


def _check_types(path: Path, types: dict[str, str]) -> None:
    for name, given in types.items():
        if given.partition("(")[0] not in ACCEPTED[kind(name)]:
            raise SourceError(f"{path.name}: column {name!r} is {given}; it must be a {kind(name)}")


def _near(what: str, word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word.lower(), known, 1, 0.5)
    return f"unknown {what} {word!r}; " + (f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}")


def _cast(name: str, given: str) -> str:
    """The column in the type of the table; a time of day leaves no date."""
    if name == "date" and given != "DATE":
        return "CASE WHEN date = date_trunc('day', date) THEN date::DATE END AS date"
    return f"{name}::{TYPES[kind(name)]} AS {name}"


def _described(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    try:
        rows = connection.execute(f"DESCRIBE FROM read_parquet({literal(str(path))})").fetchall()
    except duckdb.Error as error:
        raise SourceError(f"{path.name}: not a readable Parquet file ({str(error).splitlines()[0]})") from None
    return {name: given for name, given, *_ in rows}


def _heading(path: Path) -> tuple[list[str], str]:
    """The names in the first line of a CSV, and what stands between them."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        line = file.readline(100_000)
    mark = max(",;\t", key=line.count)
    return next(csv.reader([line], delimiter=mark), []), mark


finite: Callable[[str], str] = "CASE WHEN isfinite({0}) THEN {0} END AS {0}".format
"""A metric, NULL where it is no finite number."""

UNFINITE = " + ".join(f"count(*) FILTER (NOT isfinite({metric}))" for metric in METRICS)
