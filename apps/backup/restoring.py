"""Putting a backup back where nothing is: all of it, checked, or nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from apps.backup import home as part
from apps.backup.copy import copied, settled
from apps.backup.manifest import BackupError, Manifest
from apps.progress import Progress
from data.catalog import Catalog, sync_folder
from data.secret import secret
from queries.trail.chain import Chain
from queries.trail.examine import Known, examined

HALF = "restoring"
"""The folder of a home that holds what is not all there yet. While it is there, nothing else uses the home."""
SIGNED_IN = ("session", "sign_in")


def restored(folder: Path, home: Path, progress: Progress) -> Manifest:
    """Put the backup in `folder` into `home`, which must be empty. Everybody signs in again. Raises BackupError.

    Who was signed in when it was taken may have been signed out since: sessions do not come back.
    """
    manifest = Manifest.read(folder)
    if home.exists() and any(home.iterdir()):
        raise BackupError(f"{home} is not empty; a backup is put back where nothing is: move away what is there")
    with _making(home) as half:
        for done, (place, kept) in enumerate(manifest.files.items()):
            progress("copy and check", done, len(manifest.files))
            if copied(folder / place, _within(half, place)) != kept:
                raise BackupError(f"{folder / place} is not what was backed up")
        _forget(half / part.STORE)
        _check(half, manifest)
        settled(half)
        for path in sorted(half.iterdir(), key=lambda path: path.name == "catalog"):
            path.rename(home / path.name)
        half.rmdir()
        sync_folder(home)
    return manifest


def checked(folder: Path) -> Manifest:
    """The backup in `folder`; raise BackupError naming a file that is not as it was backed up."""
    manifest = Manifest.read(folder)
    if damaged := list(manifest.damaged(folder)):
        more = f", and {len(damaged) - 1} others" if len(damaged) > 1 else ""
        raise BackupError(f"{damaged[0]}{more}; take another backup")
    return manifest


@contextmanager
def _making(home: Path) -> Iterator[Path]:
    half = home / HALF
    try:
        half.mkdir(mode=0o700, parents=True)
        yield half
    except BaseException as error:
        for path in home.iterdir() if home.exists() else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if isinstance(error, OSError):
            raise BackupError(f"{error.filename or home}: {error.strerror}; nothing was put back") from None
        raise


def _within(half: Path, place: str) -> Path:
    """Where a file goes; raise BackupError for a place that is elsewhere."""
    path = half / place
    if os.path.isabs(place) or ".." in Path(place).parts:
        raise BackupError(f"the backup has a file for {place!r}, which is no place in a home")
    return path


def _forget(store: Path) -> None:
    """Sign everybody out."""
    if store.exists():
        with closing(sqlite3.connect(store)) as connection, connection:
            for table in SIGNED_IN:
                connection.execute(f"DELETE FROM {table}")


def _check(half: Path, manifest: Manifest) -> None:
    """Raise BackupError unless the current version can be read, and the audit fits up to its head."""
    catalog = Catalog(half)
    if current := catalog.current():
        catalog.connect(current).close()
    if manifest.seq:
        known = [Known("the backup", manifest.seq, manifest.mac)]
        found = examined(half / part.TRAIL, Chain(secret(half)), known, [half / part.HEAD])
        if found.breaks:
            raise BackupError(f"the audit of the backup has {len(found.breaks)} breaks, the first at {found.breaks[0]}")
