"""Ingest: files become rows of a new catalog version, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import duckdb

from data import demo, facts, raw, sources
from data.catalog import AwayError, Catalog, Version
from data.dataset import FILED, MARGIN, check_files, check_made
from data.delivery import Digested, delivered
from data.edition import Edition, Told, untold
from data.entitlement import Entitlement
from data.lease import BusyError, lease
from data.parts import Parts
from data.records import Merge, Records, look
from data.shipped import reference, shipped
from data.sources import margin
from data.sources.filing import Filing
from data.summary import Loaded, Summary, loaded

if TYPE_CHECKING:
    from data.lake.lake import Lake

Progress = Callable[[str, int, int], None]
T = TypeVar("T")
Shipped = Callable[[], Iterable[tuple[str, str, Filing]]]


def unheard(sentence: str) -> None:
    """Tell nobody."""


def silent(what: str, done: int, total: int) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Ingest:
    """Writes the catalog under `home`.

    `sets` are the datasets of version 1, `tables` fills the reference tables of every version; `patience` is how many
    seconds an ingest waits for another to end, `memory` what writing margin records may take, in bytes. Each of
    `entitlements` has a catalog of its own, which follows; those of others are removed. `told` hears of every version
    what it was made of, before it becomes the current one. With a `lake`, versions are those of the lake, whichever
    host made them; `away` is told if it cannot be reached where what is here will do.
    """

    home: Path
    sets: Shipped = shipped
    tables: Callable[[duckdb.DuckDBPyConnection], None] = reference
    patience: float = 60.0
    memory: int | None = None
    entitlements: Sequence[Entitlement] = ()
    told: Told = untold
    lake: Lake | None = None
    away: Callable[[str], None] = unheard

    @property
    def catalog(self) -> Catalog:
        """The catalog that is written."""
        return Catalog(self.home, self.lake)

    @property
    def parts(self) -> Parts:
        """The catalogs of the entitlements."""
        return Parts(self.home, self.entitlements, self.memory, self.lake)

    def follow(self) -> None:
        """Take what the lake has and this home has not, unless an ingest here does; raise AwayError if it fails."""
        if self.lake is None:
            return
        newest, current = self.lake.newest(), self.catalog.current()
        if newest and not (current and current == newest and self.parts.follow(current)):
            with suppress(BusyError), lease(self.home, 0):
                self._take()

    def first(self, progress: Progress = silent) -> Version:
        """The current version; on an empty home, first build version 1 from the datasets that ship.

        A version that an older Tidemark wrote is followed by one that has the tables it lacks. The catalogs of the
        entitlements are mended, should they not follow, whatever was killed or changed before.

        Raise CatalogError if the disk does not take it, or if another ingest is running for long.
        """
        reached = self._followed()
        current = self._complete()
        if current is not None and (not reached or (self.parts.follow(current) and self._shared(current))):
            return current
        with self._leased(10 * self.patience):
            if (complete := self._complete()) is not None:
                return complete
            older = self.catalog.current()
            return self._first(progress) if older is None else self._completed(older)

    def make(self, rows: int, seed: int, dataset: str, progress: Progress = silent) -> Version | None:
        """Make margin records up as `dataset`, in the next version; None if the same are there already."""
        self.first(progress)
        with self._leased(self.patience):
            current = self.catalog.current()
            assert current is not None
            with self.catalog.connect(current) as connection:
                check_made(connection, dataset)
                about = 'SELECT 1 FROM margin_file WHERE (dataset, "rows", seed) = (?, ?, ?)'
                if connection.execute(about, [dataset, rows, seed]).fetchall():
                    return None
            step = _steps(progress, demo.steps(rows) + 2)
            with self._edition(current) as edition:
                edition.record(dataset, lambda connection: demo.fill(connection, rows, seed, step), seed)
                step("check and publish")
                return edition.publish()

    def ingest(self, paths: Sequence[Path], dataset: str | None = None, progress: Progress = silent) -> Summary:
        """Load files into `dataset`. Files whose content is loaded already are passed over.

        Unless it is named, disclosures go to `filed` and margin records to `margin`. Files of margin records that are
        given together count as one delivery.

        Raise SourceError or CatalogError with one sentence for the reader; then nothing has changed.
        """
        self.first(progress)
        with self._leased(self.patience):
            current = self.catalog.current()
            assert current is not None
            files, known = self._files(paths, current)
            fresh = [(path, sha) for path, sha in files if sha not in known]
            passed = [Loaded(path.name, notes=(known[sha],)) for path, sha in files if sha in known]
            if not fresh:
                return Summary(None, passed)
            try:
                return self._publish(fresh, passed, dataset, current, progress)
            except BaseException:
                raw.sweep(self.home, known)
                raise

    @contextmanager
    def edition(self) -> Iterator[tuple[Edition, Collection[str]]]:
        """The next version in the making, under the lease, and the SHA-256 of the files that are loaded already."""
        self.first()
        with self._leased(self.patience):
            current = self.catalog.current()
            assert current is not None
            with self.catalog.connect(current) as connection:
                known = {sha256 for (sha256,) in connection.execute("SELECT sha256 FROM file").fetchall()}
            with self._edition(current) as edition:
                yield edition, known

    @contextmanager
    def _leased(self, seconds: float) -> Iterator[None]:
        """Hold the lease, and that of the lake; the catalogs of the entitlements follow when it begins and ends."""
        with lease(self.home, seconds), self.lake.held(seconds) if self.lake else nullcontext():
            self._take()
            self._share()
            self._mend()
            yield
            self._mend()

    def _followed(self) -> bool:
        """Take what is new; whether the lake, if there is one, could be reached."""
        try:
            self.follow()
        except AwayError as error:
            if self.catalog.current() is None:
                raise
            self.away(f"{error}; what is here is served on")
            return False
        return True

    def _take(self) -> None:
        """Be where the lake is, whatever a killed process has left here."""
        if self.lake and self.home.exists():
            current = self.catalog.current()
            self.parts.sweep(current.number if current else 0)
            self.lake.take(self.catalog)
            self.parts.take()

    def _shared(self, version: Version) -> bool:
        """Whether the lake, if there is one, has `version`."""
        newest = self.lake.newest() if self.lake else version
        return newest is not None and newest.number >= version.number

    def _share(self) -> None:
        """Give the lake the versions of this home that it lacks: it is new, or was restored."""
        if self.lake:
            newest = self.lake.newest()
            for number in self.catalog.numbers():
                if newest is None or number > newest.number:
                    self.lake.commit(self.catalog, self.catalog.version(number), {"data_version": number})

    def _mend(self) -> None:
        current = self._complete()
        if current is not None:
            self.parts.mend(current)

    def _edition(self, base: Version | None) -> Edition:
        return Edition(self.catalog, base, self.tables, self.memory, self.entitlements, self.told)

    def _complete(self) -> Version | None:
        """The current version, if it has every table."""
        current = self.catalog.current()
        if current is None:
            return None
        with self.catalog.connect(current) as connection:
            found = connection.execute("FROM duckdb_tables() WHERE table_name = 'margin_file'").fetchall()
        return current if found else None

    def _completed(self, older: Version) -> Version:
        with self._edition(older) as edition:
            return edition.publish()

    def _first(self, progress: Progress) -> Version:
        filings = list(self.sets())
        step = _steps(progress, len(filings) + 1)
        with self._edition(None) as edition:
            for dataset, name, filing in filings:
                step(f"load {name}")
                edition.add(dataset, name, raw.digest_of(filing), filing)
            step("check and publish")
            version = edition.publish()
        step("done")
        return version

    def _publish(
        self, files: list[Digested], passed: list[Loaded], dataset: str | None, current: Version, progress: Progress
    ) -> Summary:
        records = [file for file in files if margin.recognise(file[0])]
        papers = [file for file in files if file not in records]
        self._check(current, dataset, bool(papers), bool(records))
        step = _steps(progress, 2 * len(papers) + len(records) + bool(records) + 1)
        filings = [_told(step, path, sources.read) for path, _ in papers]
        looked = [_told(step, path, partial(self._look, sha256)) for path, sha256 in records]
        with self._edition(current) as edition:
            done = []
            for (path, sha256), filing in zip(papers, filings, strict=True):
                step(f"load {path.name}")
                edition.keep(path, sha256)
                done.append(loaded(path.name, filing, edition.add(dataset or FILED, path.name, sha256, filing)))
            if looked:
                step(f"write {sum(file.rows for file in looked):,} records")
                done += self._merge(edition, looked, dataset or MARGIN, current)
            step("check and publish")
            version = edition.publish()
        step("done")
        return Summary(version.number, done + passed)

    def _check(self, current: Version, dataset: str | None, papers: bool, records: bool) -> None:
        with self.catalog.connect(current) as connection:
            if papers:
                check_files(connection, dataset or FILED, records=False)
            if records:
                check_files(connection, dataset or MARGIN, records=True)

    def _look(self, sha256: str, path: Path) -> Records:
        return look(path, sha256, facts.spill(self.home), self.memory or facts.memory())

    def _merge(self, edition: Edition, files: list[Records], dataset: str, current: Version) -> list[Loaded]:
        with self.catalog.connect(current) as connection:
            held = facts.held(self.catalog, connection).get(dataset)
        merge = Merge(files, held)
        edition.record(dataset, merge)
        for file in files:
            edition.note(dataset, file.path.name, file.sha256, file.rows)
        return [file.loaded(dataset, merge.replaced if file is files[0] else 0) for file in files]

    def _files(self, paths: Sequence[Path], current: Version) -> tuple[list[Digested], dict[str, str]]:
        """The files and their digests, each content once, and what to say of those that are loaded already."""
        with self.catalog.connect(current) as connection:
            rows = connection.execute("SELECT sha256, name, dataset, loaded_in FROM file").fetchall()
        known = {sha: f"loaded already, as {name} into {to} in version {n}" for sha, name, to, n in rows}
        raw.sweep(self.home, known)
        return delivered(paths), known


def _told(step: Callable[[str], None], path: Path, read: Callable[[Path], T]) -> T:
    step(f"read {path.name}")
    return read(path)


def _steps(progress: Progress, total: int) -> Callable[[str], None]:
    done = count()
    return lambda what: progress(what, next(done), total)
