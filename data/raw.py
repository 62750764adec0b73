"""The files as they came: kept under home/raw by the SHA-256 of their content."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection
from pathlib import Path

from data.catalog import sync_folder
from data.sources.filing import Filing


def digest(path: Path) -> str:
    """SHA-256 of the file; of a folder, of the names and digests of its CSVs."""
    if not path.is_dir():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    names = "".join(f"{member.name} {digest(member)}\n" for member in members(path))
    return hashlib.sha256(names.encode()).hexdigest()


def members(path: Path) -> list[Path]:
    """The file itself, or a folder's CSVs by name."""
    return sorted(p for p in path.iterdir() if p.suffix.lower() == ".csv") if path.is_dir() else [path]


def keep(home: Path, path: Path, sha256: str) -> None:
    """Copy `path` to home/raw/<sha256>, durably; what is there already is that content."""
    kept = home / "raw" / sha256
    part = kept.with_name(f"{sha256}.part")
    if kept.exists():
        return
    part.mkdir(parents=True)
    for member in members(path):
        with (part / member.name).open("wb") as copy, member.open("rb") as original:
            shutil.copyfileobj(original, copy)
            copy.flush()
            os.fsync(copy.fileno())
    sync_folder(part)
    os.replace(part, kept)
    sync_folder(kept.parent)


def sweep(home: Path, known: Collection[str]) -> None:
    """Remove what an ingest that was killed has left: copies of files that no version has."""
    for folder in (home / "raw").glob("*"):
        if folder.name not in known:
            shutil.rmtree(folder)


def digest_of(filing: Filing) -> str:
    """SHA-256 of the rows of a filing that has no file of its own."""
    words = "".join(f"{table}\n{rows.to_csv(index=False)}" for table, rows in sorted(filing.tables.items()))
    return hashlib.sha256(words.encode()).hexdigest()
