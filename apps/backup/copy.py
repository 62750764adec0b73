"""A file that is written once, whole, and on the disk before anybody relies on it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from apps.backup.manifest import Kept
from data.catalog import sync_folder

PIECE = 2**20


def copied(source: Path, target: Path, limit: int | None = None) -> Kept:
    """Copy a file with its rights, the first `limit` bytes if that is said; what was written. Raises OSError."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as old, target.open("xb") as new:
        while piece := old.read(PIECE if limit is None else min(PIECE, limit - size)):
            new.write(piece)
            digest.update(piece)
            size += len(piece)
        new.flush()
        os.fchmod(new.fileno(), os.fstat(old.fileno()).st_mode & 0o777)
        os.fsync(new.fileno())
    return Kept(size, digest.hexdigest())


def settled(folder: Path) -> None:
    """Have the names of all files below `folder` on the disk."""
    for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
        sync_folder(path)
