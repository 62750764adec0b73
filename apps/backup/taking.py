"""Taking a backup while the server serves: nothing waits, and what comes meanwhile is in the next one."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from apps.backup import home as part
from apps.backup.copy import copied, settled
from apps.backup.manifest import BackupError, Kept, Manifest, digested
from apps.progress import Progress
from data.catalog import Catalog
from data.store import Store
from data.store.moving import copy
from queries.own.carried import moved
from queries.trail import anchor
from queries.trail.audit import Audit
from queries.trail.chain import Head

SPARE = 1.05
"""How much more than the files must be free, for what grows meanwhile."""


class Taking:
    """The home of `store` and `audit`, on its way into `folder`."""

    def __init__(self, store: Store, audit: Audit, folder: Path, progress: Progress) -> None:
        self.home, self.store, self.audit, self.folder = store.home, store, audit, folder
        self.progress, self.files = progress, dict[str, Kept]()

    def all(self) -> Manifest:
        """Copy everything, what is relied on last; what was copied."""
        self.each("own tables", part.own(self.home))
        self.kept_store()
        self.each("own tables", part.own(self.home))
        head = self.trail()
        self.each("audit", part.aside(self.home))
        current = Catalog(self.home).current()
        number = current.number if current else 0
        for catalog in part.catalogs(self.home) if number else []:
            self.each("catalog", part.published(catalog, number))
            self.pointer(catalog, number)
        self.each("files as they came", part.raw(self.home))
        return Manifest(_now(), number, head.seq, head.mac, dict(sorted(self.files.items())))

    def each(self, what: str, paths: Iterable[Path]) -> None:
        """Copy those that are not copied yet; one that its reader has removed meanwhile is left out."""
        wanted = [path for path in paths if self.place(path) not in self.files]
        for done, path in enumerate(wanted):
            self.progress(what, done, len(wanted))
            try:
                self.files[self.place(path)] = copied(path, self.folder / self.place(path))
            except FileNotFoundError:
                if path.exists():
                    raise

    def place(self, path: Path) -> str:
        """Where a file lies in the home."""
        return path.relative_to(self.home).as_posix()

    def kept_store(self) -> None:
        """The app store as it is at one moment, wherever it lies, and the own tables that it alone has."""
        if not self.store.shared and not (self.home / part.STORE).exists():
            return
        target = Store(self.folder)
        try:
            copy(self.store, target, lambda old, new: moved(self.home, old, new, shared=False))
        finally:
            target.close()
        (self.folder / "app.lock").unlink()
        self.files[part.STORE] = digested(self.folder / part.STORE)

    def trail(self) -> Head:
        """The audit up to its head, as both stand now."""
        path = self.home / part.TRAIL
        head = anchor.read(self.home / part.HEAD, self.audit.chain) or Head()
        if head.seq:
            self.files[part.TRAIL] = copied(path, self.folder / part.TRAIL, head.size)
            (self.folder / part.HEAD).touch(0o600)
            (self.folder / part.HEAD).write_bytes(anchor.written(head, self.audit.chain))
            self.files[part.HEAD] = digested(self.folder / part.HEAD)
        return head

    def pointer(self, catalog: Catalog, number: int) -> None:
        """What names the version that is served. That of an entitlement has it before everything does."""
        target = self.folder / self.place(catalog.folder) / "CURRENT"
        target.write_text(str(number))
        self.files[self.place(catalog.folder / "CURRENT")] = digested(target)


def taken(store: Store, audit: Audit, folder: Path, progress: Progress) -> Manifest:
    """A backup of the installation in the new `folder`, which is not there until it is whole. Raises BackupError."""
    if not (store.home / part.SECRET).exists():
        raise BackupError(f"{store.home} is no home of Tidemark: there is nothing to back up")
    target = folder.with_name(folder.name + ".part")
    with _making(store.home, folder, target):
        taking = Taking(store, audit, target, progress)
        manifest = taking.all()
        manifest.write(target)
        settled(target)
        target.rename(folder)
    return manifest


@contextmanager
def _making(home: Path, folder: Path, target: Path) -> Iterator[None]:
    """Have room and a new folder; leave nothing of it if the backup fails."""
    for path, why in ((folder, "name a new folder"), (target, "it is left of a backup that was killed: remove it")):
        if path.exists():
            raise BackupError(f"{path} is there already; {why}")
    try:
        target.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise BackupError(f"{target} cannot be made: {error.strerror}") from None
    try:
        _room(home, target)
        yield
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise BackupError(f"{error.filename or target}: {error.strerror}; no backup was taken") from None
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _room(home: Path, target: Path) -> None:
    needed = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) * SPARE
    free = shutil.disk_usage(target).free
    if free < needed:
        raise BackupError(
            f"{target.parent} has {free / 2**20:,.0f} MB free, and the backup may take {needed / 2**20:,.0f} MB"
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
