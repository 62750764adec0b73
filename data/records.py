"""Margin records from files: looked through first, then merged with what a dataset holds already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from data import facts
from data.facts import Facts
from data.margin import COLUMNS, FIELDS, METRICS
from data.sources import margin
from data.sources.filing import SourceError
from data.summary import Loaded

SOURCE = "margin records"
EXTENT = f"""
SELECT
    count(*), min(date), max(date), list(DISTINCT ccp), list(DISTINCT year(date) || 'Q' || quarter(date)),
    {margin.UNFINITE}, count(*) FILTER ({margin.WRONG})
FROM """


@dataclass(frozen=True)
class Records:
    """A file that was looked through: `rows` records dated `first` to `last`; `unfinite` figures are no number."""

    path: Path
    sha256: str
    rows: int
    first: date
    last: date
    ccps: frozenset[str]
    quarters: frozenset[str]
    unfinite: int

    def loaded(self, dataset: str, replaced: int) -> Loaded:
        """The summary of the file, all of whose rows were loaded; `replaced` rows went for it and those beside it."""
        notes = [f"{self.rows:,} margin records, {self.first} to {self.last}, into {dataset}"]
        if self.unfinite:
            notes.append(f"figures that are no finite number, loaded as missing: {self.unfinite:,}")
        if replaced:
            notes.append(f"margin records of the same CCPs and dates, replaced: {replaced:,}")
        return Loaded(self.path.name, SOURCE, self.rows, self.rows, ccps=self.ccps, quarters=self.quarters,
                      notes=tuple(notes))  # fmt: skip


def look(path: Path, sha256: str, spill: Path, memory: int) -> Records:
    """Look through the whole file; raise SourceError for the first thing that is wrong with it."""
    config: dict[str, facts.Setting] = {
        "temp_directory": str(spill), "memory_limit": f"{memory}B", "threads": facts.cores(),
    }  # fmt: skip
    with duckdb.connect(config=config) as connection:
        relation = margin.scan(connection, path, "rejected")
        try:
            rows, first, last, ccps, quarters, unfinite, wrong = connection.execute(EXTENT + relation).fetchall()[0]
        except duckdb.Error as error:
            raise SourceError(f"{path.name}: cannot be read: {str(error).splitlines()[0]}") from None
        if not margin.is_parquet(path):
            margin.first_reject(connection, path, "rejected")
        if wrong:
            margin.first_wrong(connection, path, margin.scan(connection, path))
    if not rows:
        raise SourceError(f"{path.name}: it has the right columns, but no row")
    return Records(path, sha256, rows, first, last, frozenset(ccps), frozenset(quarters), unfinite)


@dataclass
class Merge:
    """Fills a facts file with the records of `files`, and with those of `held` that they do not replace.

    A record of `held` is replaced if the files have records of its CCP and date. `replaced` counts them.
    """

    files: list[Records]
    held: Facts | None
    replaced: int = 0

    def __call__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Insert into `margin`, in order of date and CCP."""
        incoming = " UNION ALL ".join(f"FROM {margin.scan(connection, file.path)}" for file in self.files)
        figures = ", ".join(map(margin.finite, METRICS))
        parts = [f"SELECT {', '.join(FIELDS)}, {figures} FROM ({incoming})"]
        if self.held:
            self.held.attach(connection, "held")
            connection.execute(f"CREATE TEMP TABLE coming AS SELECT DISTINCT ccp, date FROM ({incoming})")
            count = "SELECT count(*) FROM held.margin SEMI JOIN coming USING (ccp, date)"
            (self.replaced,) = connection.execute(count).fetchall()[0]
            parts.append(f"SELECT {', '.join(COLUMNS)} FROM held.margin ANTI JOIN coming USING (ccp, date)")
        connection.execute(f"INSERT INTO margin {' UNION ALL '.join(parts)} ORDER BY date, ccp")
        if self.held:
            connection.execute("DETACH held")
