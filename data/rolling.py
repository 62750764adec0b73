"""Rolling up: margin records become a dataset whose roll-ups an engine has worked out, as a whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Protocol

import duckdb

from data import facts, raw, rollup
from data.dataset import check_files
from data.ingest import Ingest, Progress, silent
from data.margin import COLUMNS, FIELDS, METRICS
from data.reckoning import job
from data.reckoning.reckoner import Reckoner, Relations
from data.records import Merge, Records, look
from data.rollup import Rolled
from data.sources import margin
from data.sources.filing import SourceError
from data.sql import literal

Engine = Callable[[Relations, int, Path], Reckoner]
"""Makes a reckoner over relations, with memory in bytes and a folder for what does not fit."""


KINDS = (".parquet", ".csv")


class Store(Protocol):
    """Where a dataset is committed: the catalog of a home, or whatever else serves it."""

    home: Path

    def check(self, dataset: str) -> None:
        """Raise CatalogError unless margin records may go into `dataset`."""

    def commit(self, files: Sequence[Records], dataset: str, rolled: Rolled) -> int:
        """Have `dataset` hold the records of the files and these roll-ups; the version that does."""


class HomeStore:
    """The catalog of a home: records and roll-ups become a facts file of its next version."""

    def __init__(self, ingest: Ingest) -> None:
        self._ingest, self.home = ingest, ingest.home

    def check(self, dataset: str) -> None:
        """Raise CatalogError unless margin records may go into `dataset`."""
        version = self._ingest.first()
        with self._ingest.catalog.connect(version) as connection:
            check_files(connection, dataset, records=True)

    def commit(self, files: Sequence[Records], dataset: str, rolled: Rolled) -> int:
        """Write the next version; raise CatalogError if the files are no longer what was rolled up."""
        with self._ingest.edition() as (edition, known):
            edition.record(dataset, Merge(list(files), None), roll=partial(rollup.take, rolled=rolled))
            for file in files:
                if file.sha256 not in known:
                    edition.note(dataset, file.path.name, file.sha256, file.rows)
            return edition.publish().number


def roll(
    store: Store,
    paths: Sequence[Path],
    dataset: str,
    engine: Engine,
    inputs: job.Inputs = job.none,
    memory: int | None = None,
    progress: Progress = silent,
) -> tuple[int, int]:
    """Have `dataset` hold the records of the files, rolled up by an engine; how many there are, and the version.

    The rows of `inputs` are kept beside the roll-ups.

    Raises SourceError, PortabilityError, ReckonerError or CatalogError with one sentence; then nothing has changed.
    """
    job.check(inputs)
    store.check(dataset)
    files = listed(paths)
    done, total = count(), len(files) + job.steps() + 1
    limit = memory or facts.memory()

    def step(what: str) -> None:
        progress(what, next(done), total)

    with _folder(store.home) as folder:
        looked = []
        for path in files:
            step(f"read {path.name}")
            looked.append(_plain(look(path, raw.digest(path), folder / "spill", limit), folder, limit))
        records = sum(file.rows for file, _ in looked)
        with engine({"margin": [path for _, path in looked]}, limit, folder / "spill") as reckoner:
            made = job.rolled(reckoner, folder, records, step, inputs)
        step("check and publish")
        return records, store.commit([file for file, _ in looked], dataset, made)


def listed(paths: Sequence[Path]) -> list[Path]:
    """The files, those of a folder by name; raise SourceError for what holds no margin records."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise SourceError(f"{path}: there is no such file or folder")
        found += sorted(each for each in path.iterdir() if each.suffix in KINDS) if path.is_dir() else [path]
    for path in found:
        if not margin.recognise(path):
            raise SourceError(
                f"{path}: neither Parquet nor a CSV with the columns of margin records, {', '.join(COLUMNS)}"
            )
    if not found:
        raise SourceError(f"{paths[0]}: the folder holds no .parquet and no .csv file")
    return list(dict.fromkeys(path.absolute() for path in found))


def _plain(file: Records, folder: Path, memory: int) -> tuple[Records, Path]:
    """The file, and a Parquet file that every engine reads as DuckDB reads this one: itself, or a copy in `folder`."""
    with duckdb.connect(config={"memory_limit": f"{memory}B", "threads": facts.cores()}) as connection:
        if margin.is_parquet(file.path) and not file.unfinite:
            kinds = connection.execute(f"DESCRIBE FROM read_parquet({literal(str(file.path))})").fetchall()
            if all(given == margin.TYPES[margin.kind(name)] for name, given, *_ in kinds):
                return file, file.path
        path = folder / f"{file.sha256}.parquet"
        figures = ", ".join(map(margin.finite, METRICS))
        chosen = f"SELECT {', '.join(FIELDS)}, {figures} FROM {margin.scan(connection, file.path)}"
        connection.execute(f"COPY ({chosen}) TO {literal(str(path))} (FORMAT parquet)")
        return file, path


@contextmanager
def _folder(home: Path) -> Iterator[Path]:
    """A folder of this process in the home, empty; what killed processes have left of theirs goes too."""
    for path in (home / "rollups").glob("*"):
        if not Path("/proc", path.name).exists():
            shutil.rmtree(path, ignore_errors=True)
    folder = home / "rollups" / str(os.getpid())
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
