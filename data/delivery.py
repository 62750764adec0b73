"""What is given to an ingest: the files of the paths, each content once, by the SHA-256 of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data import raw
from data.sources import margin
from data.sources.filing import SourceError
from data.sources.sheet import WORKBOOKS

Digested = tuple[Path, str]


def delivered(paths: Sequence[Path]) -> list[Digested]:
    """The files and their digests, in the order in which they are given; raise SourceError for a path without any."""
    files: dict[str, Path] = {}
    for path in (part for given in paths for part in _parts(given)):
        files.setdefault(raw.digest(path), path)
    return [(path, sha256) for sha256, path in files.items()]


def _parts(path: Path) -> list[Path]:
    """The path itself; of a folder, its workbooks, its margin records, and itself if it holds other CSVs."""
    if not path.exists():
        raise SourceError(f"{path}: there is no such file or folder")
    if not path.is_dir():
        return [path]
    found = sorted(path.iterdir())
    books = [p for p in found if p.suffix.lower() in WORKBOOKS or (p.is_file() and margin.recognise(p))]
    papers = [p for p in raw.members(path) if p not in books]
    if not books and not papers:
        raise SourceError(f"{path.name}: the folder holds neither a workbook nor a .csv file nor margin records")
    if papers and len(papers) < len(raw.members(path)):
        raise SourceError(f"{path.name}: the folder holds margin records and other .csv files; give them one by one")
    return books + ([path] if papers else [])
