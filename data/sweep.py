"""What a killed process has left behind."""

from __future__ import annotations

import shutil

from data import draft
from data.catalog import Catalog


def sweep(catalog: Catalog, last: int) -> None:
    """Remove part files, and versions after `last`, which were renamed but never pointed to."""
    for path in catalog.folder.iterdir():
        number = path.name[1:5]
        late = number.isdigit() and int(number) > last
        if late or ".part" in path.name:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    draft.sweep(catalog, last)
