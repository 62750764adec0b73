"""What a host takes from the lake: the files of versions, byte for byte, into its own catalog."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import facts
from data.catalog import Catalog, CatalogError, Version, sync_folder
from data.draft import sealed
from data.lake.known import Known, known

if TYPE_CHECKING:
    from data.lake.lake import Lake

CHUNKS = 'SELECT bytes FROM lake.tidemark.mart WHERE "version" = ? ORDER BY chunk'


def take(lake: Lake, catalog: Catalog) -> Version | None:
    """Let `catalog` be at the newest version of `lake`; that version, or None if the lake has none.

    To be done within the lease of the home. Raise AwayError if the lake cannot be reached, CatalogError if what is in
    `catalog` is not of this lake.
    """
    held = known(lake)
    if not held:
        return None
    last = _agreed(catalog, held)
    newest = held[-1].version
    if last >= newest.number:
        return catalog.current()
    catalog.folder.mkdir(parents=True, exist_ok=True)
    for each in held:
        if each.version.number > last or not catalog.about(each.version.number).exists():
            catalog.describe(each.version)
    fetch(lake, catalog, newest)
    catalog.point(newest)
    return newest


def fetch(lake: Lake, catalog: Catalog, version: Version) -> None:
    """Have the file of `version` in `catalog`, as it was sealed; raise CatalogError if the lake's is another."""
    copied(lake, catalog, catalog.path(version), version.sha256, CHUNKS, [version.number])


def copied(lake: Lake, catalog: Catalog, path: Path, sha256: str, chunks: str, values: Sequence[Any]) -> None:
    """Have at `path` the bytes that the statement `chunks` gives piece by piece; raise CatalogError unless `sha256`."""
    part = place(catalog.home, path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        digest = hashlib.sha256()
        with lake.attached(facts.spill(catalog.home)) as connection, part.open("wb") as file:
            rows = connection.execute(chunks, list(values))
            while row := rows.fetchone():
                digest.update(row[0])
                file.write(row[0])
        if digest.hexdigest() != sha256:
            raise CatalogError(
                f"{path.name} of the lake at {lake.address.where} is not what it was: its SHA-256 differs"
            )
        sealed(part)
        os.replace(part, path)
        sync_folder(path.parent)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def place(home: Path, name: str) -> Path:
    """Where this thread puts what is on its way; what killed processes have left there is removed."""
    folder = home / "coming"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if not Path("/proc", old.name.partition("_")[0]).exists():
            with suppress(FileNotFoundError):
                old.unlink()
    return folder / f"{os.getpid()}_{threading.get_ident()}_{name}"


def _agreed(catalog: Catalog, held: Sequence[Known]) -> int:
    """The number of the catalog's current version, 0 for none, once it is sure that both have the same versions."""
    current = catalog.current()
    if current is None:
        return 0
    sums = {each.version.number: each.version.sha256 for each in held}
    for number in catalog.numbers():
        if number in sums and catalog.described(number).sha256 != sums[number]:
            raise CatalogError(
                f"version {number} in {catalog.folder} is not the lake's: this home has a catalog of its own; give the "
                "lake an empty home, or this home an empty lake"
            )
    return current.number
