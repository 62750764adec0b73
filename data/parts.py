"""The catalogs of all entitlements of a home: which there are, and that they follow the whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from data import facts
from data.catalog import CatalogError, Version, sync_folder
from data.entitlement import EVERYTHING, Entitlement, folder
from data.part import Part
from data.sweep import sweep

if TYPE_CHECKING:
    from data.lake.lake import Lake

GONE = ".gone"


@dataclass(frozen=True)
class Parts:
    """The catalogs of `entitlements` under `home`; EVERYTHING among them is the whole and has none.

    To be written to within the lease. `memory` bounds what margin records take while they are written, in bytes. With
    the `lake` of the whole, each has a lake of its own.
    """

    home: Path
    entitlements: Sequence[Entitlement] = ()
    memory: int | None = None
    lake: Lake | None = None

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Each by the name of its entitlement."""
        memory = self.memory or facts.memory()
        return {
            each.name: Part(self.home, each, memory, self.lake) for each in self.entitlements if each.name != EVERYTHING
        }

    @property
    def strangers(self) -> list[str]:
        """The entitlements whose catalogs are there although they are not among these."""
        return sorted(name for name in self._names() - set(self.parts) if not name.endswith(GONE))

    def follow(self, version: Version) -> bool:
        """Whether all are as they should be while `version` is the current one of the whole, and no other is there."""
        return self._names() == set(self.parts) and all(part.follows(version) for part in self.parts.values())

    def build(self, version: Version) -> None:
        """Build what goes with `version` of the whole, and have it on disk, without pointing to it."""
        self._clear()
        for part in self.parts.values():
            part.build(version)

    def mend(self, version: Version) -> None:
        """Let all follow `version`, the current one of the whole, whatever was killed or defined otherwise before.

        Catalogs of entitlements that are no more, or that were defined otherwise, are removed with all of their
        versions. Raise CatalogError if the disk does not take it.
        """
        if self.follow(version):
            return
        with _saying(version):
            self._clear()
            for part in self.parts.values():
                part.follow(version)

    def take(self) -> None:
        """Take from the lakes of the entitlements what they have; catalogs of those that are no more are removed."""
        if self.lake:
            self._clear()
            for part in self.parts.values():
                part.take()

    def sweep(self, last: int) -> None:
        """Remove what has not become a version, where `last` is the current one of the whole."""
        for part in self.parts.values():
            if part.catalog.folder.exists():
                sweep(part.catalog, last)

    def _names(self) -> set[str]:
        """What lies in the folder of the entitlements, parts of removed ones too."""
        place = folder(self.home)
        return {path.name for path in place.iterdir()} if place.exists() else set()

    def _clear(self) -> None:
        """Remove catalogs of entitlements that are no more, or that were defined otherwise."""
        for name in sorted(self._names(), key=lambda name: not name.endswith(GONE)):
            if name not in self.parts or not self.parts[name].defined:
                self._remove(folder(self.home) / name)

    def _remove(self, place: Path) -> None:
        """Remove a folder, which is no catalog any more from the first moment on."""
        gone = place if place.name.endswith(GONE) else place.with_name(place.name + GONE)
        os.replace(place, gone)
        sync_folder(gone.parent)
        shutil.rmtree(gone)


@contextmanager
def _saying(version: Version) -> Iterator[None]:
    """Turn an error of the disk into one sentence."""
    try:
        yield
    except (OSError, duckdb.IOException, duckdb.FatalException) as error:
        raise CatalogError(
            f"not every entitlement has version {version.number}: {str(error).splitlines()[0]}; nothing was lost; make "
            "room, and repeat"
        ) from None
