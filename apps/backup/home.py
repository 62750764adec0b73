"""What of a home is worth keeping, and in which order it is copied while others write.

The audit knows only of versions that are there, and the store only of records of the audit: what is relied on is copied
after what relies on it, so that no reference of a backup leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from data import entitlement
from data.catalog import Catalog
from queries.trail.standing import KEPT

STORE, SECRET, HOST = "app.sqlite", "secret", "host"
TRAIL, HEAD = "audit.jsonl", "audit.head"


def own(home: Path) -> Iterator[Path]:
    """The tables that readers have brought."""
    for path in sorted((home / "own").glob("*/*")):
        if path.is_file() and ".part" not in path.name:
            yield path


def aside(home: Path) -> Iterator[Path]:
    """The secret, what tells this host's trail from others, and trails that were set aside."""
    yield from (path for path in (home / SECRET, home / HOST, *sorted(home.glob(KEPT))) if path.exists())


def catalogs(home: Path) -> list[Catalog]:
    """That of everything, and those of the entitlements, which go with it."""
    parts = entitlement.folder(home)
    names = sorted(path.name for path in parts.iterdir() if path.suffix == "") if parts.exists() else []
    return [Catalog(home), *(entitlement.catalog(home, name) for name in names)]


def published(catalog: Catalog, last: int) -> Iterator[Path]:
    """The files of a catalog up to version `last`, which never change, and what defines it."""
    if (definition := catalog.folder / "DEFINITION").exists():
        yield definition
    for path in sorted((*catalog.folder.glob("v*.*"), *(catalog.folder / "facts").glob("v*.duckdb"))):
        if path.suffix in (".duckdb", ".json") and int(path.name[1:5]) <= last:
            yield path


def raw(home: Path) -> Iterator[Path]:
    """The files that were loaded, as they came."""
    for path in sorted((home / "raw").glob("*/*")):
        if ".part" not in path.parent.name:
            yield path
