"""The types of columns that came as text: guessed from the first rows, then held against all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from data.sql import quoted
from queries.own.kind import Kind, filled

GUESSED = 2000
"""Rows that a type is guessed from."""
TEXT = "text"


@dataclass(frozen=True)
class Misfit:
    """The first cell that kept a column from being of a type, by its row (from 1)."""

    column: int
    type: str
    row: int
    cell: str
    cells: int


def raw(count: int) -> list[str]:
    """The names of columns before they have one."""
    return [f"c{number}" for number in range(count)]


def guessed(connection: duckdb.DuckDBPyConnection, relation: str, count: int, kinds: Mapping[str, Kind]) -> list[str]:
    """For each column the narrowest kind that all its first cells are of."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE guessed AS SELECT * FROM {relation} LIMIT {GUESSED}")
    found = [TEXT] * count
    left = connection.execute(_asked("guessed", [(number, filled(f"c{number}")) for number in range(count)])).fetchone()
    open_columns = [number for number in range(count) if left and left[number]]
    for name, kind in kinds.items():
        if not open_columns or name == TEXT:
            break
        asked = [(number, f"{filled(f'c{number}')} AND NOT {kind.holds(f'c{number}')}") for number in open_columns]
        misfits = connection.execute(_asked("guessed", asked)).fetchone() or ()
        for number, count_of in zip(list(open_columns), misfits, strict=True):
            if not count_of:
                found[number] = name
                open_columns.remove(number)
    return found


def _asked(relation: str, conditions: Sequence[tuple[int, str]]) -> str:
    return f"SELECT {', '.join(f'count(*) FILTER ({condition})' for _, condition in conditions)} FROM {relation}"


def settled(
    connection: duckdb.DuckDBPyConnection, relation: str, names: list[str], kinds: Mapping[str, Kind]
) -> tuple[int, list[str], list[Misfit]]:
    """How many rows there are, the kind that each column keeps over all of them, and what made others text."""
    kept, misfits, rows = list(names), [], -1
    doubted = [number for number, name in enumerate(kept) if name != TEXT]
    while rows < 0 or doubted:
        rows, found = _misfits(connection, relation, doubted, kept, kinds)
        doubted = []
        for misfit in found:
            kept[misfit.column] = next(iter(kinds[kept[misfit.column]].wider), TEXT)
            if kept[misfit.column] == TEXT:
                misfits.append(misfit)
            else:
                doubted.append(misfit.column)
    return rows, kept, misfits


def _misfits(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    doubted: Sequence[int],
    kept: Sequence[str],
    kinds: Mapping[str, Kind],
) -> tuple[int, list[Misfit]]:
    told, inner = ["count(*)"], ["row_number() OVER () AS row"]
    for number in doubted:
        wrong = f"FILTER (b{number})"
        told += [f"count(*) {wrong}", f"min(row) {wrong}", f"arg_min(c{number}[:80], row) {wrong}"]
        inner += [
            f"c{number}",
            f"NOT {kinds[kept[number]].holds(f'c{number}')} AND {filled(f'c{number}')} AS b{number}",
        ]
    asked = f"SELECT {', '.join(told)} FROM (SELECT {', '.join(inner)} FROM {relation})"
    (answer,) = connection.execute(asked).fetchall()  # the rejected lines stand in their table once all is fetched
    found = []
    for place, number in enumerate(doubted):
        cells, row, cell = answer[1 + 3 * place : 4 + 3 * place]
        if cells:
            found.append(Misfit(number, kinds[kept[number]].type, row, cell, cells))
    return int(answer[0]), found


def selected(names: Sequence[str], kept: Sequence[str], kinds: Mapping[str, Kind], relation: str) -> str:
    """The statement that gives the columns under their names, each as what it is."""
    parts = [f"{kinds[kept[n]].read(f'c{n}')} AS {quoted(name)}" for n, name in enumerate(names)]
    return f"SELECT {', '.join(parts)} FROM {relation}"
